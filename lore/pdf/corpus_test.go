package pdf_test

import (
	"context"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/lore"
	"github.com/lore-docs/lore/lore/pdf"
)

// corpus is a folder of howtos that people wrote for the original Lore.
const corpus = "../../../shared/data/lore-corpus"

// hardest is the page of the corpus that TeX has stumbled over: a table of seven
// columns, of which each has much to say.
const hardest = "roadmap.tex"

// TestCorpus makes an article of a howto from long ago: nothing to complain of.
// LORE_CORPUS=all makes one of each, for some minutes.
func TestCorpus(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus is not on this machine: ", err)
	}
	engine.Need(t, engine.LuaLaTeX)
	r, err := lore.Build(context.Background(), lore.Config{
		Dir: corpus, Out: t.TempDir(), Formats: []string{"latex"}, Settings: lore.Settings{LaTeX: lore.LaTeXSettings{Shape: "article"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{hardest}
	if os.Getenv("LORE_CORPUS") == "all" {
		names = articles(t, r.Outputs[0].Dir)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(path.Base(name), ".tex"), func(t *testing.T) {
			if r := run(t, pdf.Config{Dir: r.Outputs[0].Dir, Main: name}); len(r.Diagnostics) > 0 {
				t.Errorf("TeX complains:\n%s", said(r.Diagnostics))
			}
		})
	}
}

// articles returns the documents in a folder.
func articles(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if path.Ext(e.Name()) == ".tex" {
			names = append(names, e.Name())
		}
	}
	if len(names) < 55 {
		t.Errorf("only %d articles", len(names))
	}
	return names
}
