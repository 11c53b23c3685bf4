package latex_test

import (
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/lore-docs/lore/apilinks"
	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/markdown"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/lore/xhtml"
)

// TestGolden writes the pages of each case, which stand in the sections below
// doc/, and compares every file that the writer makes but lore.sty. Words of
// the comment choose: "shape: article", "paper: 6x9", "screen", "numbers".
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		var o latex.Options
		numbers := false
		for line := range strings.Lines(c.Comment()) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch key {
			case "shape":
				o.Shape = map[string]latex.Shape{"book": latex.Book, "article": latex.Article, "chapter": latex.Chapter, "section": latex.Section}[value]
			case "paper":
				o.Paper = value
			case "screen":
				o.Screen = true
			case "numbers":
				numbers = true
			}
		}
		var l diag.List
		s, facts := build(t, c.FS("doc/"), numbers, &l)
		l = nil // those of readers are theirs
		for _, f := range write(t, o, s, facts, &l) {
			if f.Path != "lore.sty" {
				c.Want(f.Path, string(f.Data))
			}
		}
		c.Want("diag", printed(l))
	})
}

// TestPages writes the pages that the reader and the HTML writer are tested
// with: the case x of testdata/html is what the page of ../html/testdata/x.txtar
// gives here.
func TestPages(t *testing.T) {
	for _, dir := range []string{"html", "xhtml"} {
		golden.Run(t, "testdata/"+dir+"/*.txtar", func(t *testing.T, c *golden.Case) {
			a, err := txtar.ParseFile(filepath.Join("..", dir, "testdata", c.Name+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			files := fstest.MapFS{}
			for _, f := range a.Files {
				files[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			s, facts := build(t, files, true, diag.Discard{})
			var l diag.List
			v := viewOf(t, s, facts, "input")
			c.Want("latex", string(newWriter(t, latex.Options{}).Body(v, &l)))
			c.Want("diag", printed(l))
		})
	}
}

func viewOf(tb testing.TB, s *site.Site, facts []*site.Facts, path string) site.View {
	tb.Helper()
	for i, p := range s.Pages {
		if p.Path == path {
			return site.View{Site: s, Page: p, Facts: facts[i]}
		}
	}
	tb.Fatalf("no page %q", path)
	return site.View{}
}

func newWriter(tb testing.TB, o latex.Options) *latex.Writer {
	tb.Helper()
	w, err := latex.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

func printed(l diag.List) string {
	l.Sort()
	var b strings.Builder
	for _, d := range l {
		b.WriteString(d.String() + "\n")
	}
	return b.String()
}

// build reads the documents of a file system and puts them together.
func build(tb testing.TB, fsys fs.FS, numbers bool, sink diag.Sink) (*site.Site, []*site.Facts) {
	tb.Helper()
	readers := map[string]interface {
		Read(*source.File, diag.Sink) *tree.Document
	}{".xhtml": xhtml.Reader{}, ".md": markdown.Reader{}}
	loader := listing.NewLoader(listing.Config{FS: fsys, Highlighter: highlight.New()})
	in := site.Input{Module: fsys, Numbers: numbers}
	code := map[*tree.Document][]*listing.Code{}
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		reader := readers[path.Ext(name)]
		if err != nil || e.IsDir() || reader == nil {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		doc := reader.Read(source.New(name, string(text)), sink)
		in.Sources = append(in.Sources, site.Source{Path: name, Doc: doc})
		code[doc] = loader.Load(doc, path.Dir(name), sink)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	s := site.Collect(in, sink)
	site.Number(s, sink)
	facts := make([]*site.Facts, len(s.Pages))
	for i, p := range s.Pages {
		facts[i] = site.Resolve(s, p, site.Deps{Code: code[p.Doc], API: lookUp}, sink)
	}
	site.Gather(s, facts, sink)
	return s, facts
}

// lookUp knows every name of every package.
func lookUp(base, name string) (apilinks.Symbol, error) {
	url := "https://pkg.go.dev/" + base
	if base == "" {
		url += name
	} else {
		url += "#" + name
	}
	return apilinks.Symbol{Package: base, Name: name, URL: url}, nil
}

// write returns all files of the site.
func write(tb testing.TB, o latex.Options, s *site.Site, facts []*site.Facts, sink diag.Sink) []site.Output {
	tb.Helper()
	w := newWriter(tb, o)
	files, err := w.Shared(s)
	if err != nil {
		tb.Fatal(err)
	}
	for i, p := range s.Pages {
		v := site.View{Site: s, Page: p, Facts: facts[i]}
		page, err := w.Page(v, w.Body(v, sink))
		if err != nil {
			tb.Fatal(err)
		}
		files = append(files, page...)
	}
	return files
}
