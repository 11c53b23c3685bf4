package lore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/engine"
)

// build builds dir into a folder of the test's and returns the result and the
// folder of the pages.
func buildInto(t testing.TB, cfg Config) (*Result, string) {
	t.Helper()
	cfg.Out = t.TempDir()
	if name := FindSettings(cfg.Dir); name != "" {
		cfg.Settings, cfg.SettingsDir = readSettings(t, name), filepath.Dir(name)
	}
	r, err := Build(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return r, r.Outputs[0].Dir
}

func TestManualIsClean(t *testing.T) {
	r, _ := buildInto(t, Config{Dir: "../doc"})
	for _, d := range r.Diagnostics {
		t.Error(d)
	}
	if r.Pages < 8 {
		t.Errorf("%d pages", r.Pages)
	}
}

// TestManualIsValid has real engines judge every page of the manual.
func TestManualIsValid(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	_, dir := buildInto(t, Config{Dir: "../doc"})
	for _, f := range engine.Nu(t, dir) {
		t.Error(f)
	}
	for _, f := range engine.Axe(t, dir, "index.html", "lore/howto/xhtml.html", "lore/howto/markdown.html", "genindex.html") {
		t.Error(f)
	}
}

// TestSameBytes builds on one and on many goroutines, and again over what is
// there.
func TestSameBytes(t *testing.T) {
	_, one := buildInto(t, Config{Dir: "../doc", Jobs: 1})
	cfg := Config{Dir: "../doc", Jobs: 8}
	r, many := buildInto(t, cfg)
	compareTrees(t, one, many)

	cfg.Out = filepath.Dir(many)
	name := FindSettings("../doc")
	cfg.Settings, cfg.SettingsDir = readSettings(t, name), filepath.Dir(name)
	again, err := Build(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if o := again.Outputs[0]; o.Fresh != 0 || o.Files != r.Outputs[0].Files {
		t.Errorf("again: %d of %d files are fresh, had %d", o.Fresh, o.Files, r.Outputs[0].Files)
	}
	compareTrees(t, one, many)
}

func compareTrees(t *testing.T, a, b string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(a, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		rel, _ := filepath.Rel(a, name)
		want, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		got, err := os.ReadFile(filepath.Join(b, rel))
		if err != nil {
			return err
		}
		if string(got) != string(want) {
			t.Errorf("%s differs", rel)
		}
		return nil
	})
	if err != nil || files < 10 {
		t.Errorf("compared %d files: %v", files, err)
	}
}

// TestCorpus builds the howtos of others. What is wrong with them is known.
func TestCorpus(t *testing.T) {
	const dir = "../../shared/data/lore-corpus"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the corpus is not on this machine: ", err)
	}
	r, out := buildInto(t, Config{Dir: dir})
	counts := map[string]int{}
	for _, d := range r.Diagnostics {
		counts[string(d.Code)]++
		if p := d.Position(); p.Line < 1 || p.Col < 1 || !strings.HasSuffix(p.File, ".xhtml") {
			t.Errorf("no place: %s", d)
		}
	}
	want := map[string]int{
		"listing-missing": 96, "element-refused": 5, "image-missing": 3, "link-file": 2, "link-page": 1,
		"target-duplicate": 1, "element-place": 3, "toc-missing": 3, "api-foreign": 1, "attribute-unknown": 1,
	}
	for code, n := range counts {
		if n != want[code] {
			t.Errorf("%s: %d, want %d", code, n, want[code])
		}
	}
	pages := engine.Pages(t, out)
	if len(pages) < 55 {
		t.Errorf("%d pages", len(pages))
	}
}

func TestBuildStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	cfg := Config{Dir: "../doc", Out: t.TempDir()}
	if _, err := Build(ctx, cfg); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(filepath.Join(cfg.Out, "html")); len(left) > 0 {
		t.Errorf("%d files are left", len(left))
	}
}

// TestTwoBuildsAtOnce holds that nothing is shared between builders.
func TestTwoBuildsAtOnce(t *testing.T) {
	dirs := make([]string, 2)
	t.Run("both", func(t *testing.T) {
		for i := range dirs {
			out := t.TempDir()
			dirs[i] = out
			t.Run("one", func(t *testing.T) {
				t.Parallel()
				if _, err := Build(context.Background(), Config{Dir: "../doc", Out: out}); err != nil {
					t.Error(err)
				}
			})
		}
	})
}
