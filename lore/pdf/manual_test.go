package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/lore"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/pdf"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
)

// A spy is a Writer that keeps what it is shown.
type spy struct {
	*latex.Writer
	views chan site.View
}

// Body keeps the view and writes the page.
func (s spy) Body(v site.View, sink diag.Sink) []byte {
	s.views <- v
	return s.Writer.Body(v, sink)
}

// The documents of this repository, and the part of them that is quick to set.
const (
	allHowtos  = "../../doc"
	loreManual = "../../doc/lore/howto"
)

// book writes the documents of a folder as a book and returns its folder and
// pages.
func book(tb testing.TB, documents string, o latex.Options) (dir string, views []site.View) {
	tb.Helper()
	w, err := latex.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	s := spy{w, make(chan site.View, 1000)}
	settings, err := os.ReadFile("../../doc/lore.toml")
	if err != nil {
		tb.Fatal(err)
	}
	r, err := lore.Build(context.Background(), lore.Config{
		Dir: documents, Out: tb.TempDir(), Formats: []string{"latex"}, Writers: map[string]lore.Writer{"latex": s},
		Settings: lore.ReadSettings(source.New("lore.toml", string(settings)), diag.Discard{}),
	})
	if err != nil {
		tb.Fatal(err)
	}
	close(s.views)
	dir = r.Outputs[0].Dir
	var pictures []latex.Picture
	for v := range s.views {
		views = append(views, v)
		pictures = append(pictures, w.Pictures(v)...)
	}
	made, found, err := pdf.Pictures(context.Background(), pdf.PictureConfig{
		Read: func(name string) ([]byte, error) { return fs.ReadFile(os.DirFS("../.."), name) },
	}, pictures)
	if err != nil || len(found) > 0 {
		tb.Fatalf("pictures: %v\n%s", err, said(found))
	}
	if len(made) == 0 {
		tb.Error("the manual has no pictures")
	}
	for _, f := range made {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	return dir, views
}

// TestManual makes a book of all our howtos: nothing to complain of, and every
// line of every listing in it.
func TestManual(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	engine.Need(t, engine.PDFToText)
	engine.Need(t, rsvg)
	dir, views := book(t, allHowtos, latex.Options{})
	r := run(t, pdf.Config{Dir: dir, Main: "book.tex"})
	if len(r.Diagnostics) > 0 {
		t.Errorf("TeX complains:\n%s", said(r.Diagnostics))
	}
	text := textOf(t, r.PDF, "-raw")
	if strings.Contains(text, "??") {
		t.Error("a reference leads nowhere")
	}
	text = squeeze(text)
	lines := 0
	for _, v := range views {
		for _, line := range listingLines(v) {
			lines++
			if !strings.Contains(text, squeeze(line)) {
				t.Errorf("%s: a line of a listing is lost: %q", v.Page.Path, line)
			}
		}
	}
	if lines < 100 {
		t.Errorf("only %d lines of listings", lines)
	}
}

// listingLines are the lines of code that a page shows.
func listingLines(v site.View) (lines []string) {
	for _, code := range v.Facts.Code {
		if code == nil {
			continue
		}
		for _, l := range code.Lines {
			var line strings.Builder
			for _, run := range l.Runs {
				line.WriteString(run.Text)
			}
			lines = append(lines, line.String())
		}
	}
	return lines
}

// TestSameBytes makes the same book twice: all howtos as far as .tex files,
// which is what we write, and those of lore as PDF, since TeX takes its time.
func TestSameBytes(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	engine.Need(t, rsvg)
	once, _ := book(t, allHowtos, latex.Options{})
	again, _ := book(t, allHowtos, latex.Options{})
	sameFiles(t, once, again)
	var made [2][]byte
	for i := range made {
		dir, _ := book(t, loreManual, latex.Options{})
		made[i] = run(t, pdf.Config{Dir: dir, Main: "book.tex"}).PDF
	}
	if !bytes.Equal(made[0], made[1]) {
		t.Error("the same manual makes other bytes")
	}
}

func sameFiles(t *testing.T, one, other string) {
	t.Helper()
	files := 0
	err := fs.WalkDir(os.DirFS(one), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		a, errA := os.ReadFile(filepath.Join(one, name))
		b, errB := os.ReadFile(filepath.Join(other, name))
		if !bytes.Equal(a, b) {
			t.Errorf("%s has other bytes", name)
		}
		return errors.Join(errA, errB)
	})
	if err != nil {
		t.Error(err)
	}
	if files < 10 {
		t.Errorf("only %d files", files)
	}
}

// TestManualXeLaTeX makes the book of lore's howtos with the other engine,
// which has to find nothing to complain of either.
func TestManualXeLaTeX(t *testing.T) {
	engine.Need(t, xelatex)
	engine.Need(t, rsvg)
	dir, views := book(t, loreManual, latex.Options{})
	r := run(t, pdf.Config{Dir: dir, Main: "book.tex", Engine: "xelatex"})
	if len(r.Diagnostics) > 0 {
		t.Errorf("TeX complains:\n%s", said(r.Diagnostics))
	}
	if r.Pages < 2*len(views) {
		t.Errorf("%d pages for %d chapters", r.Pages, len(views))
	}
}
