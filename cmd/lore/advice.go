package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore"
	"github.com/lore-docs/lore/lore/run"
	"github.com/lore-docs/lore/lore/run/term"
)

// advise says what was done about what is wrong, and what can be.
func (c *testCmd) advise(s *streams, r *lore.TestResult) {
	if names := failures(r); len(names) > 1 && c.Only == "" {
		fmt.Fprintf(s.err, "to test the first of these alone: lore test --run %s%s\n", quote(literal(names[0])), c.operands())
	}
	var open []lore.Correction
	for _, k := range r.Corrections {
		switch {
		case k.Blessed:
			fmt.Fprintf(s.err, "changed %s in %s:\n%s", count(k.Lines, "line"), k.Page, printable(k.Diff))
		case k.Dirty:
			fmt.Fprintf(s.err, "lore: %s has changes that are not committed; commit them, or bless it with --force\n", k.Page)
		default:
			open = append(open, k)
		}
	}
	c.offer(s, open)
}

// failures names the sessions and listings of which a test failed, in order.
func failures(r *lore.TestResult) (names []string) {
	for _, t := range r.Tests {
		name := t.Path[:strings.LastIndexByte(t.Path, '/')]
		if t.Status == run.Failed && !t.Needs && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// literal is a regular expression that matches s. A dot may stand for itself.
func literal(s string) string {
	if strings.ContainsAny(s, `+*?()|[]{}^$\`) {
		return regexp.QuoteMeta(s)
	}
	return s
}

// offer says how the pages can be made to say what was printed.
func (c *testCmd) offer(s *streams, open []lore.Correction) {
	if len(open) == 0 {
		return
	}
	lines := 0
	for _, k := range open {
		lines += k.Lines
	}
	first := open[0]
	if len(open) == 1 {
		fmt.Fprintf(s.err, "to accept what was printed: lore test --bless %s (%s)\n", quote(first.Page), count(lines, "line"))
		if first.Copy != "" {
			fmt.Fprintf(s.err, "the page as it would be is in %s\n", first.Copy)
		}
		return
	}
	fmt.Fprintf(s.err, "to accept what was printed: lore test --bless%s (%s in %s)\n", c.operands(), count(lines, "line"), count(len(open), "page"))
	if first.Copy != "" {
		fmt.Fprintf(s.err, "the pages as they would be are in %s\n", commonFolder(open))
	}
}

// commonFolder returns the folder that holds the copies of all pages.
func commonFolder(list []lore.Correction) string {
	dir := filepath.Dir(list[0].Copy)
	for _, k := range list {
		for dir != filepath.Dir(dir) && !strings.HasPrefix(k.Copy, dir+string(filepath.Separator)) {
			dir = filepath.Dir(dir)
		}
	}
	return dir
}

// operands are the paths of the command line, each with a blank before it.
func (c *testCmd) operands() string {
	var b strings.Builder
	for _, name := range c.Paths {
		b.WriteString(" " + quote(name))
	}
	return b.String()
}

// quote writes a word as a shell reads it.
func quote(s string) string {
	plain := func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("-_./:@%+,=", r)
	}
	if s != "" && strings.TrimFunc(s, plain) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// printable shows what could steer a terminal as what it is.
func printable(s string) string {
	lines := strings.SplitAfter(s, "\n")
	for i, line := range lines {
		if text, ok := strings.CutSuffix(line, "\n"); ok {
			lines[i] = term.Printable(text) + "\n"
		}
	}
	return strings.Join(lines, "")
}
