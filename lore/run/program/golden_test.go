package program

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/golden"
)

// TestGolden checks the listings of each case. A line of the section
// "listings" has the path of a listing, or "=NAME" for code of the section
// NAME as code in the page, then words. What is built is run, and has to print
// what the section "run" has.
func TestGolden(t *testing.T) {
	needGo(t)
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		dir := t.TempDir()
		fsys := c.FS("m/")
		for name, file := range fsys {
			writeFile(t, filepath.Join(dir, name), string(file.Data))
		}
		checker := newChecker(t, Config{Dir: dir})
		plan := planOf(t, checker, goldenListings(t, c))
		results := checkAll(t, checker, plan.Programs)
		var report strings.Builder
		for _, r := range results {
			writeResult(&report, r)
		}
		c.Want("report", report.String())
		if !slices.ContainsFunc(plan.Programs, func(p *Program) bool { return p.Level == Build }) {
			return
		}
		var run strings.Builder
		buildAndRun(t, checker, results, &run)
		c.Want("run", strings.ReplaceAll(run.String(), checker.cfg.Dir, "DIR"))
	})
}

func goldenListings(t *testing.T, c *golden.Case) (list []Listing) {
	for line := range strings.Lines(c.File("listings")) {
		words := strings.Fields(line)
		l := Listing{File: words[0], Dir: "."}
		if name, ok := strings.CutPrefix(words[0], "="); ok {
			l.File, l.Text = "", c.File(name)
		}
		for _, w := range words[1:] {
			name, value, _ := strings.Cut(w, "=")
			switch name {
			case "level":
				level, err := ParseLevel(value)
				if err != nil {
					t.Fatal(err)
				}
				l.Level = level
			case "lang":
				l.Lang = value
			case "with":
				l.With = strings.Split(value, ",")
			case "alone":
				l.Alone = true
			case "errors":
				l.Errors = append(l.Errors, c.File(value))
			case "check":
				l.Unchecked = "it is a sketch"
			case "go":
				l.MinGo = value
			case "dir":
				l.Dir = value
			default:
				t.Fatalf("%s: unknown word %q", c.Path, w)
			}
		}
		list = append(list, l)
	}
	return list
}

func writeResult(b *strings.Builder, r *Result) {
	p := r.Program
	fmt.Fprintf(b, "%s %q %s %s", p.Name, p.Files, r.Level, r.Status)
	if r.Reason != "" {
		fmt.Fprintf(b, ": %s", r.Reason)
	}
	if len(r.Needs) > 0 {
		fmt.Fprintf(b, " (needs %s)", r.Needs)
	}
	b.WriteString("\n")
	for _, f := range r.Findings {
		fmt.Fprintf(b, "    %s:%d:%d: %s (%s", cmp.Or(f.File, "page"), f.Line, f.Col, strings.ReplaceAll(f.Message, "\n", "\n        "), f.Code)
		if f.Check != "" {
			fmt.Fprintf(b, ", %s", f.Check)
		}
		b.WriteString(")\n")
		if f.Hint != "" {
			fmt.Fprintf(b, "        hint: %s\n", f.Hint)
		}
		for _, n := range f.Notes {
			fmt.Fprintf(b, "        %s:%d:%d: %s\n", n.File, n.Line, n.Col, n.Message)
		}
		if s := f.Shown; s != nil {
			fmt.Fprintf(b, "        shown in listing %d, block %d, line %d\n", s.Listing, s.Block, s.Line)
		}
	}
	for _, e := range r.Errors {
		fmt.Fprintf(b, "    expected %s:%d:%d: %s\n", cmp.Or(e.File, "page"), e.Line, e.Col, strings.ReplaceAll(e.Message, "\n", "\n        "))
	}
}

// buildAndRun links what passed and is asked for, and prints what it prints.
func buildAndRun(t *testing.T, c *Checker, results []*Result, b *strings.Builder) {
	var programs []*Program
	for _, r := range results {
		if r.Status == Passed && r.Program.Level == Build {
			programs = append(programs, r.Program)
		}
	}
	built, err := c.Build(context.Background(), programs, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range built {
		if r.Status != Passed {
			writeResult(b, r)
			continue
		}
		out, _ := exec.Command(r.Binary).CombinedOutput()
		fmt.Fprintf(b, "$ %s\n%s", filepath.Base(r.Binary), out)
	}
}

func needGo(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command")
	}
}

func writeFile(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func newChecker(t testing.TB, cfg Config) *Checker {
	t.Helper()
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func planOf(t testing.TB, c *Checker, listings []Listing) *Plan {
	t.Helper()
	plan, err := c.Plan(context.Background(), listings)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func checkAll(t testing.TB, c *Checker, programs []*Program) []*Result {
	t.Helper()
	results, err := c.Check(context.Background(), programs)
	if err != nil {
		t.Fatal(err)
	}
	return results
}
