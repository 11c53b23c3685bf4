package html_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/site"
)

func newWriter(t testing.TB, o html.Options) *html.Writer {
	t.Helper()
	var list diag.List
	w, err := html.New(o, &list)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		t.Errorf("%v", d)
	}
	return w
}

// TestSample writes the sample site to the folder LORE_SAMPLE, for looking at.
func TestSample(t *testing.T) {
	dir := os.Getenv("LORE_SAMPLE")
	if dir == "" {
		t.Skip("LORE_SAMPLE names no folder")
	}
	w := newWriter(t, html.Options{Version: "v1.4", Source: "https://example.com/finger", Edit: "https://example.com/edit/{path}", Copyright: "Copyright 2026 the finger authors"})
	v := tutorial()
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
