package html_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/site"
)

// writeSample writes the sample site to a folder.
func writeSample(t *testing.T, dir string) {
	t.Helper()
	w := newWriter(t, html.Options{
		Version: "v1.4", Source: "https://example.com/finger", Edit: "https://example.com/edit/{path}", Copyright: "Copyright 2026 the finger authors",
	})
	v := tutorial()
	v.Page.Source = v.Page.Path + ".xhtml"
	v.Page.Aliases = []string{"answer"}
	files, err := w.Shared(v.Site)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range v.Site.Pages {
		view := site.View{Site: v.Site, Page: p, Facts: &site.Facts{}}
		if p == v.Page {
			view = v
		}
		out, err := w.Page(view, w.Body(view, diag.Discard{}))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, out...)
	}
	// What the pages lead to beside themselves.
	for _, name := range []string{"what.html", "install.html", "howto/slow.html", "howto/net.html", "doc/listings/finger02/main.go"} {
		files = append(files, site.Output{Path: name, Data: []byte("<!doctype html><html lang=en><title>x</title><main><h1>x</h1></main>")})
	}
	files = append(files, site.Output{Path: "wire.svg", Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="656" height="214"><path d="M108 84h212" stroke="gray"/></svg>`)})
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var judged = []string{"core/howto/finger/answer.html", "genindex.html", "index.html"}

// TestAxe judges pages in Chromium: light and dark, wide and narrow.
func TestAxe(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes long")
	}
	dir := t.TempDir()
	writeSample(t, dir)
	for _, f := range engine.Axe(t, dir, judged...) {
		t.Error(f)
	}
}

// TestNu judges whether pages are valid.
func TestNu(t *testing.T) {
	dir := t.TempDir()
	writeSample(t, dir)
	for _, f := range engine.Nu(t, dir, append(judged, "answer.html")...) {
		t.Error(f)
	}
}

// TestSample keeps the sample site in the folder LORE_SAMPLE, for looking at.
func TestSample(t *testing.T) {
	dir := os.Getenv("LORE_SAMPLE")
	if dir == "" {
		t.Skip("LORE_SAMPLE names no folder")
	}
	writeSample(t, dir)
}
