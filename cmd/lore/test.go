package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/lore-docs/lore/lore"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run"
	"github.com/lore-docs/lore/lore/run/term"
)

type testCmd struct {
	Paths []string `arg:"" optional:"" help:"A folder of howtos, or single howtos. Without: doc, if there is one, or the working folder."`

	Level   string        `default:"compare" env:"LORE_LEVEL" placeholder:"LEVEL" help:"How far to go: parse, check, vet, build, run or compare. Up to build nothing of the howtos is run (compare)."`
	Only    string        `name:"run" placeholder:"REGEXP" help:"Only tests whose name matches."`
	Strict  bool          `env:"LORE_STRICT" help:"Take warnings and skipped tests for errors."`
	Jobs    int           `short:"j" env:"LORE_JOBS" placeholder:"N" help:"Do N tests at once (number of processors)."`
	Sandbox string        `env:"LORE_SANDBOX" default:"auto" enum:"auto,strict,off" placeholder:"MODE" help:"How commands are kept from the machine: ${enum}. Strict is for howtos of strangers, and what auto means for pull requests from forks on GitHub."`
	Timeout time.Duration `env:"LORE_TIMEOUT" default:"10s" placeholder:"TIME" help:"How long a command may take that does not say (10s)."`
	Fresh   bool          `help:"Test again what passed before."`
	Bless   bool          `help:"Make the howtos say what was printed. Refused where CI is set, and for files with changes that are not committed."`
	Force   bool          `help:"Bless files with changes that are not committed, too."`
	Watch   bool          `help:"Test again whenever a file changes, until interrupted."`
	Keep    string        `placeholder:"DIR" help:"Make working folders in DIR and leave them."`
	JSON    bool          `help:"Print events as go test -json does."`
	Junit   string        `name:"junit" placeholder:"FILE" help:"Write a JUnit report to FILE."`
	Config  string        `env:"LORE_CONFIG" placeholder:"FILE" help:"Read settings from FILE, or from a commit of git as REV:FILE (lore.toml beside or above the howtos)."`
}

// Help is shown by lore test --help.
func (testCmd) Help() string {
	return "Listings are checked, transcripts are run in terminals of their own, and what they print is compared with the page. What passed is not done again until something changes."
}

// errBlessCI refuses to change pages where nobody would see it.
var errBlessCI = errors.New("--bless changes howtos; it is refused in CI")

// Run tests and says what it found.
func (c *testCmd) Run(s *streams, ctx *context.Context) error {
	if c.Watch {
		return c.watch(s, *ctx)
	}
	return c.once(s, *ctx)
}

// once tests once.
func (c *testCmd) once(s *streams, ctx context.Context) error {
	start := time.Now()
	cfg, found, err := c.config()
	if err != nil {
		return err
	}
	if errors, _ := found.Count(); errors > 0 {
		return c.report(s, &lore.TestResult{Diagnostics: found}, start, exitUsage)
	}
	status := newStatusLine(s)
	cfg.Progress = status.progress
	var events *eventWriter
	if c.JSON {
		events = newEventWriter(s.out, cfg.Dir)
		cfg.Event = events.event
	}
	result, err := lore.Test(ctx, cfg)
	status.end()
	if err != nil {
		return usage(err)
	}
	code := c.code(result)
	if events != nil {
		events.end(code == exitClean, time.Since(start))
	}
	if c.Junit != "" {
		if err := writeJUnit(c.Junit, result, time.Since(start)); err != nil {
			return err
		}
	}
	if os.Getenv("GITHUB_ACTIONS") == "true" {
		annotate(s.out, result.Diagnostics)
		if err := writeSummary(os.Getenv("GITHUB_STEP_SUMMARY"), result, time.Since(start)); err != nil {
			return err
		}
	}
	return c.report(s, result, start, code)
}

// config makes the configuration of flags, environment and lore.toml.
func (c *testCmd) config() (lore.TestConfig, diag.List, error) {
	build := buildCmd{Paths: c.Paths, Jobs: c.Jobs, Config: c.Config}
	base, found, err := build.config()
	cfg := lore.TestConfig{Config: base, Timeout: c.Timeout, Fresh: c.Fresh, Bless: c.Bless, Force: c.Force, Keep: c.Keep, Version: version(), Self: isLore()}
	if err != nil {
		return cfg, nil, err
	}
	if c.Bless && os.Getenv("CI") != "" && os.Getenv("CI") != "false" {
		return cfg, nil, usageError{errBlessCI}
	}
	if cfg.Level, err = run.ParseLevel(c.Level); err != nil {
		return cfg, nil, usageError{err}
	}
	if c.Only != "" {
		if cfg.Select, err = regexp.Compile(c.Only); err != nil {
			return cfg, nil, usageError{fmt.Errorf("--run: %w", err)}
		}
	}
	cfg.Sandbox = map[string]term.Mode{"auto": term.Auto, "strict": term.Strict, "off": term.Plain}[c.Sandbox]
	if cfg.Sandbox == term.Auto {
		fork, err := isFork(os.Getenv("GITHUB_EVENT_PATH"))
		if err != nil {
			return cfg, nil, err
		}
		if fork {
			cfg.Sandbox = term.Strict
		}
	}
	return cfg, found, nil
}

// isLore reports whether the running program can be started again as lore,
// which a test of this package cannot.
func isLore() bool {
	return !strings.HasSuffix(strings.TrimSuffix(os.Args[0], ".exe"), ".test") && os.Getenv("TESTSCRIPT_COMMAND") == ""
}

// code returns the exit code for a result.
func (c *testCmd) code(r *lore.TestResult) int {
	errors, warnings := r.Diagnostics.Count()
	failed, missing := 0, r.NoSandbox != nil
	for _, t := range r.Tests {
		if t.Status == run.Failed && !t.Needs {
			failed++
		}
		missing = missing || t.Needs
	}
	switch {
	case failed > 0:
		return exitTest
	case missing:
		return exitTool
	case errors > 0 || c.Strict && warnings > 0:
		return exitFailed
	}
	return exitClean
}

// report says what is wrong and how many tests ended how.
func (c *testCmd) report(s *streams, r *lore.TestResult, start time.Time, code int) error {
	if err := (diag.Printer{Color: s.color}).Print(s.err, r.Diagnostics); err != nil {
		return err
	}
	if r.NoSandbox != nil {
		fmt.Fprintf(s.err, "lore: commands were not run: %v\n", r.NoSandbox)
	}
	c.advise(s, r)
	fmt.Fprintln(s.err, summary(r, time.Since(start)))
	return status(code)
}

// summary is the last line: "12 tests passed, 1 failed in 3 pages (1.2 s)".
func summary(r *lore.TestResult, took time.Duration) string {
	counts := map[run.Status]int{}
	cached := 0
	for _, t := range r.Tests {
		counts[t.Status]++
		if t.Cached {
			cached++
		}
	}
	text := count(counts[run.Passed], "test") + " passed"
	if cached > 0 {
		text += fmt.Sprintf(" (%d unchanged)", cached)
	}
	for _, s := range []run.Status{run.Failed, run.Skipped, run.Blocked} {
		if counts[s] > 0 {
			text += fmt.Sprintf(", %d %s", counts[s], s)
		}
	}
	if errors, warnings := r.Diagnostics.Count(); errors+warnings > 0 {
		text += fmt.Sprintf("; %s, %s", count(errors, "error"), count(warnings, "warning"))
	}
	return fmt.Sprintf("%s in %s (%.1f s)", text, count(r.Pages, "page"), took.Seconds())
}
