package lore

import (
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run"
	"github.com/lore-docs/lore/lore/run/term"
	"github.com/lore-docs/lore/lore/site"
)

// Testing is the stage in which listings and transcripts are proven.
const Testing Stage = "testing"

// TestConfig says what to test, and how. Of the Config in it outputs, writers
// and rules have no part.
type TestConfig struct {
	Config

	Level   run.Level      // how far to go; zero is run.LevelCompare
	Select  *regexp.Regexp // tests to do, by run.Done.Path; nil is all
	Sandbox term.Mode      // how commands are kept from the machine
	Timeout time.Duration  // of a step that does not say; zero is 10 s
	Bless   bool           // make the pages say what was printed
	Force   bool           // even those with changes that git has no copy of
	Keep    string         // folder that working folders are made in and left
	Fresh   bool           // take no notice of what passed before
	Version string         // of lore
	Self    bool           // the running program is lore, which transcripts may call

	// Event, if set, is told when a test begins and when it ends, one call
	// at a time.
	Event func(run.Event)
}

// TestResult is what came of a test.
type TestResult struct {
	Diagnostics diag.List // sorted: what is wrong with the pages, and what the tests found
	Pages       int
	Tests       []*run.Done  // by page and place
	Corrections []Correction // by page
	NoSandbox   error        // why commands were not run in strict mode
}

// Test proves what the documents of cfg show. What is wrong with them is in
// the TestResult; an error means that the machine failed, or ctx ended.
func Test(ctx context.Context, cfg TestConfig) (*TestResult, error) {
	b := &Builder{cfg: cfg.Config.withDefaults(), highlighter: highlight.New()}
	var err error
	if b.place, err = openPlace(b.cfg.Dir); err != nil {
		return nil, err
	}
	defer b.Close()
	b.out = b.place.lexical(b.cfg.Out)
	b.theme = b.place.lexical(b.settingPath(b.cfg.Settings.Theme))
	r := &build{Builder: b, ctx: ctx}
	if err := r.read(); err != nil {
		return nil, err
	}
	done, err := run.Run(ctx, r.testInput(&cfg))
	if err != nil {
		return nil, err
	}
	result := &TestResult{Pages: len(r.docs), Tests: done.Checks, NoSandbox: done.NoSandbox}
	result.Diagnostics = b.cfg.Settings.Weigh(r.unignored(slices.Concat(r.found, done.Diagnostics())))
	result.Diagnostics.Sort()
	if result.Corrections, err = r.corrections(&cfg, done.Edits); err != nil || !blessed(result.Corrections) {
		return result, err
	}
	varies, err := r.again(ctx, &cfg, done.Edits)
	result.Diagnostics = slices.Concat(result.Diagnostics, b.cfg.Settings.Weigh(varies))
	result.Diagnostics.Sort()
	return result, err
}

// testInput is what package run is told.
func (r *build) testInput(cfg *TestConfig) run.Input {
	in := run.Input{
		Dir: r.place.abs, Folder: r.place.dir, Display: r.place.display,
		Level: cfg.Level, Select: cfg.Select, Sandbox: cfg.Sandbox, Jobs: cfg.Jobs, Timeout: cfg.Timeout,
		Require: cfg.Settings.Test.Require, Bless: true, Accept: cfg.Bless, Keep: cfg.Keep,
		CacheDir: cfg.CacheDir, Fresh: cfg.Fresh, Version: cfg.Version, Self: cfg.Self, GoCommand: cfg.GoCommand,
		Runners: cfg.Settings.Test.runners(),
	}
	in.Event = func(e run.Event) {
		if cfg.Event != nil {
			cfg.Event(e)
		}
		if cfg.Progress != nil && e.Ended {
			cfg.Progress(Testing, e.Done, e.Total)
		}
	}
	for i, doc := range r.docs {
		in.Pages = append(in.Pages, run.Page{Name: r.names[i], Doc: doc, Code: r.code[doc]})
	}
	return in
}

// unignored drops what pages say is not to be reported.
func (r *build) unignored(found diag.List) diag.List {
	for _, doc := range r.docs {
		if len(doc.Ignores) > 0 {
			found = site.Filter(doc, found)
		}
	}
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool {
		return d.Code == diag.ListingSkipped && r.cfg.Settings.Test.allows(d.Message)
	})
}
