// Package loretest proves howtos as part of go test.
//
//	func TestDocs(t *testing.T) { loretest.Run(t, ".") }
//
// Each listing and each step of a transcript is a subtest, so that -run, -v,
// -json and editors work as with any other test:
//
//	go test ./doc -run 'TestDocs/finger.xhtml/session'
//
// With -short nothing of the howtos is run: listings are checked and vetted.
package loretest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/lore"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run"
	"github.com/lore-docs/lore/lore/source"
)

// Run proves the howtos in the folder dir, with the settings that lore test
// would use there. What is wrong with a page itself fails t; what a listing or
// step shows wrongly fails its subtest.
func Run(t *testing.T, dir string) {
	t.Helper()
	cfg, ok := config(t, dir)
	if !ok {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if deadline, ok := t.Deadline(); ok {
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-time.Second))
		defer cancel()
	}
	result, err := lore.Test(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	touch(dir)
	if result.NoSandbox != nil {
		t.Errorf("commands were not run: %v", result.NoSandbox)
	}
	own := pageErrors(result)
	if errors, _ := own.Count(); errors > 0 {
		t.Error("pages have errors")
	}
	print(t, own)
	tree(t, result.Tests)
}

// config makes the configuration of lore.toml and of the flags of go test.
func config(t *testing.T, dir string) (lore.TestConfig, bool) {
	cfg := lore.TestConfig{Config: lore.Config{Dir: dir}, Fresh: fresh()}
	if name := lore.FindSettings(dir); name != "" {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var found diag.List
		cfg.Settings = lore.ReadSettings(source.New(filepath.ToSlash(name), string(text)), &found)
		cfg.SettingsDir = filepath.Dir(name)
		print(t, found)
		if errors, _ := found.Count(); errors > 0 {
			t.Error("the settings have errors")
			return cfg, false
		}
	}
	if cache, err := os.UserCacheDir(); err == nil {
		cfg.CacheDir = filepath.Join(cache, "lore")
	}
	if testing.Short() {
		cfg.Level = run.LevelVet
	}
	return cfg, true
}

// fresh reports whether -count asks for tests to be done again.
func fresh() bool {
	for _, arg := range os.Args {
		if strings.HasPrefix(arg, "-test.count=") {
			return true
		}
	}
	return false
}

// pageErrors returns what is wrong with pages and not with what they show.
func pageErrors(r *lore.TestResult) (own diag.List) {
	type key struct {
		code    diag.Code
		file    string
		span    source.Span
		message string
	}
	tested := map[key]bool{}
	for _, c := range r.Tests {
		for _, d := range c.Diagnostics {
			tested[key{d.Code, d.File.Name, d.Span, d.Message}] = true
		}
	}
	for _, d := range r.Diagnostics {
		if !tested[key{d.Code, d.File.Name, d.Span, d.Message}] {
			own = append(own, d)
		}
	}
	return own
}

// print writes diagnostics without a place in this file before them, so that
// editors lead to the page.
func print(t *testing.T, l diag.List) {
	_ = diag.Printer{}.Print(t.Output(), l) // what cannot be written cannot be reported
}

// tree makes subtests of tests that are done, by the parts of their names.
func tree(t *testing.T, tests []*run.Done) {
	for len(tests) > 0 {
		page := tests[0].Page
		n := 0
		for n < len(tests) && tests[n].Page == page {
			n++
		}
		ofPage := tests[:n]
		tests = tests[n:]
		name, _, _ := strings.Cut(ofPage[0].Path, path(ofPage[0]))
		t.Run(strings.TrimSuffix(name, "/"), func(t *testing.T) {
			for _, c := range ofPage {
				t.Run(path(c), func(t *testing.T) { end(t, c) })
			}
		})
	}
}

// path is the name of a test below that of its page.
func path(c *run.Done) string {
	base := filepath.Base(filepath.FromSlash(c.Page))
	_, after, _ := strings.Cut(c.Path, base+"/")
	return after
}

// end ends a subtest as the test did.
func end(t *testing.T, c *run.Done) {
	t.Attr("lore.page", c.File.Position(c.Span.Start).String())
	print(t, c.Diagnostics)
	switch c.Status {
	case run.Failed:
		t.Fail()
	case run.Skipped, run.Blocked:
		t.Skip(c.Reason)
	}
}

// touch opens every file around the howtos, because go test keeps a result as
// long as the files that the test itself opened are the same.
func touch(dir string) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return
	}
	for _, name := range []string{"go.mod", "go.sum", lore.SettingsFile} {
		if root := lore.Ascend(abs, name); root != "" {
			_, _ = os.ReadFile(filepath.Join(root, name)) // only that it was opened matters
		}
	}
}
