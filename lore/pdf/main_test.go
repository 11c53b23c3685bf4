package pdf_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/pdf"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// XeLaTeX is the second engine that sets lore's files.
var xelatex = engine.Program("XeLaTeX", "apt-get install texlive-xetex texlive-latex-extra", "xelatex")

// put writes files into a new folder.
func put(tb testing.TB, files ...site.Output) string {
	tb.Helper()
	dir := tb.TempDir()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// write returns the files of a site of one page.
func write(tb testing.TB, o latex.Options, doc *tree.Document, facts func(*site.Facts)) []site.Output {
	tb.Helper()
	w, err := latex.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	s := site.Collect(site.Input{Sources: []site.Source{{Path: "page.xhtml", Doc: doc}}}, diag.Discard{})
	site.Number(s, diag.Discard{})
	page := s.Page("page")
	loader := listing.NewLoader(listing.Config{FS: fstest.MapFS{}, Highlighter: highlight.New()})
	deps := site.Deps{Code: loader.Load(doc, ".", diag.Discard{})}
	v := site.View{Site: s, Page: page, Facts: site.Resolve(s, page, deps, diag.Discard{})}
	if facts != nil {
		facts(v.Facts)
	}
	files, err := w.Page(v, w.Body(v, diag.Discard{}))
	if err != nil {
		tb.Fatal(err)
	}
	shared, err := w.Shared(s)
	if err != nil {
		tb.Fatal(err)
	}
	return append(files, shared...)
}

// article writes a page of text with the reader of your choice, as an article.
func article(tb testing.TB, read interface {
	Read(*source.File, diag.Sink) *tree.Document
}, text string) []site.Output {
	tb.Helper()
	return write(tb, latex.Options{Shape: latex.Article}, read.Read(source.New("page.xhtml", text), diag.Discard{}), nil)
}

// run makes the PDF, which must be made.
func run(tb testing.TB, cfg pdf.Config) *pdf.Result {
	tb.Helper()
	cfg.Timeout = 20 * time.Minute // other tests may keep the machine busy
	r, err := pdf.Make(context.Background(), cfg)
	if err != nil {
		tb.Fatal(err)
	}
	if r.PDF == nil {
		tb.Fatalf("no PDF:\n%s", said(r.Diagnostics))
	}
	return r
}

func said(l diag.List) string {
	var b strings.Builder
	for _, d := range l {
		b.WriteString(d.String() + "\n")
	}
	return b.String()
}

// textOf returns the text of a PDF.
func textOf(tb testing.TB, data []byte, options ...string) string {
	tb.Helper()
	cmd := exec.Command(engine.Need(tb, engine.PDFToText), append(options, "-", "-")...)
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("pdftotext: %v", err)
	}
	return string(out)
}
