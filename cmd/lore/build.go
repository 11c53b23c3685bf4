package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/lore-docs/lore/lore"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

type buildCmd struct {
	Paths []string `arg:"" optional:"" help:"A folder of howtos, or single howtos. Without: doc, if there is one, or the working folder."`

	Out    string   `short:"o" env:"LORE_OUT" placeholder:"DIR" help:"Make outputs in DIR/html and so on (build)."`
	Format []string `env:"LORE_FORMAT" placeholder:"FORMAT" help:"What to make: html, latex, pdf."`
	Strict bool     `env:"LORE_STRICT" help:"Take warnings for errors."`
	Jobs   int      `short:"j" env:"LORE_JOBS" placeholder:"N" help:"Work on N pages at once (number of processors)."`
	JSON   bool     `help:"Print a report in JSON."`
	Config string   `env:"LORE_CONFIG" placeholder:"FILE" help:"Read settings from FILE, or from a commit of git as REV:FILE (lore.toml beside or above the howtos)."`
}

// Help is shown by lore build --help.
func (buildCmd) Help() string {
	return "Pages are .xhtml and .md files. Nothing in them is run, and nothing is fetched."
}

// Run builds, says what is wrong, and says where the result is.
func (c *buildCmd) Run(s *streams, ctx *context.Context) error {
	start := time.Now()
	cfg, found, err := c.config()
	if err != nil {
		return err
	}
	if errors, _ := found.Count(); errors > 0 {
		return c.report(s, &lore.Result{Diagnostics: found}, start, exitUsage)
	}
	status := newStatusLine(s)
	cfg.Progress = status.progress
	result, err := lore.Build(*ctx, cfg)
	status.end()
	if errors.Is(err, lore.ErrMissingTool) {
		_ = c.report(s, result, start, exitTool)
		fmt.Fprintf(s.err, "lore: %v\n", err)
		return statusError(exitTool)
	}
	if err != nil {
		return usage(err)
	}
	code := exitClean
	if result.Failed(c.Strict) {
		code = exitFailed
	}
	return c.report(s, result, start, code)
}

// usage marks the failures that the command line can mend.
func usage(err error) error {
	for _, mistake := range []error{fs.ErrNotExist, lore.ErrNoDocuments, lore.ErrNoDocument, lore.ErrForeignOutput, lore.ErrUnknownFormat} {
		if errors.Is(err, mistake) {
			return usageError{err}
		}
	}
	return err
}

// config makes the configuration of flags, environment and lore.toml, and
// returns what is wrong with the last.
func (c *buildCmd) config() (lore.Config, diag.List, error) {
	cfg := lore.Config{Jobs: c.Jobs, Formats: c.Format, Out: c.Out, CacheDir: cacheDir()}
	if err := c.paths(&cfg); err != nil {
		return cfg, nil, usageError{err}
	}
	name := c.Config
	if name == "" {
		name = lore.FindSettings(documentsDir(cfg))
	}
	if name == "" {
		return cfg, nil, nil
	}
	text, dir, err := readConfig(name)
	if err != nil {
		return cfg, nil, usageError{err}
	}
	var found diag.List
	cfg.Settings = lore.ReadSettings(source.New(filepath.ToSlash(name), string(text)), &found)
	cfg.SettingsDir = dir
	found.Sort()
	return cfg, found, nil
}

// documentsDir is the folder of the documents, or of the first of single ones.
func documentsDir(cfg lore.Config) string {
	if len(cfg.Files) > 0 {
		return filepath.Dir(cfg.Files[0])
	}
	return cfg.Dir
}

// paths sets the folder or the documents to build.
func (c *buildCmd) paths(cfg *lore.Config) error {
	if len(c.Paths) == 0 {
		cfg.Dir = "."
		if info, err := os.Stat("doc"); err == nil && info.IsDir() {
			cfg.Dir = "doc"
		}
		return nil
	}
	for _, name := range c.Paths {
		info, err := os.Stat(name)
		switch {
		case err != nil:
			return fmt.Errorf("there is no %s: %w", name, errors.Unwrap(err))
		case !info.IsDir():
			cfg.Files = append(cfg.Files, name)
		case len(c.Paths) > 1:
			return fmt.Errorf("%s is a folder; name one folder, or files", name)
		default:
			cfg.Dir = name
		}
	}
	return nil
}

// cacheDir returns the folder for what lore keeps between builds, "" if the
// system has none.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "lore")
}

// report says what is wrong and what was made, and ends with the exit code.
func (c *buildCmd) report(s *streams, r *lore.Result, start time.Time, code int) error {
	if c.JSON {
		if err := json.NewEncoder(s.out).Encode(newJSONReport("build", r)); err != nil {
			return err
		}
		return status(code)
	}
	if err := (diag.Printer{Color: s.color}).Print(s.err, r.Diagnostics); err != nil {
		return err
	}
	errors, warnings := r.Diagnostics.Count()
	fmt.Fprintf(s.err, "%s, %s in %s (%.1f s)\n", count(errors, "error"), count(warnings, "warning"), count(r.Pages, "page"), time.Since(start).Seconds())
	for _, o := range r.Outputs {
		if o.Main != "" {
			fmt.Fprintf(s.out, "open %s\n", o.Main)
		}
	}
	return status(code)
}

func status(code int) error {
	if code == exitClean {
		return nil
	}
	return statusError(code)
}

func count(n int, what string) string {
	switch n {
	case 0:
		return "no " + what + "s"
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
