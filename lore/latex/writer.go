package latex

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"text/template"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/templates"
)

// A Shape is what is made of the pages.
type Shape uint8

// The shapes.
const (
	Book    Shape = iota // one document, with a chapter for each page
	Article              // a document for each page
	Chapter              // a part for each page, which begins with \chapter
	Section              // a part for each page, which begins with \section
)

// Options are the choices of a book. The zero value is a book on A4 for print.
type Options struct {
	Shape    Shape
	Paper    string // "a4", "letter" or "6x9"; "" is a4
	Screen   bool   // links are coloured; in print they have page numbers and footnotes
	Version  string // of what the site describes; pages may say otherwise
	Language string // of pages that do not say, BCP 47; "" is "en"

	// The fonts of text, headings and code by their names, for those who have
	// others than the usual; "" takes those that lore.sty names.
	TextFont, SansFont, CodeFont string

	// Theme holds files that go before the templates of the same name, see
	// package templates. It may be nil.
	Theme fs.FS
}

// Papers are the values of Options.Paper.
func Papers() []string { return []string{"a4", "letter", "6x9"} }

// A Writer writes the pages of sites. Its methods may be called by several
// goroutines at once.
type Writer struct {
	options Options
	book    *template.Template
	article *template.Template
	style   []byte
}

// New returns a Writer. The error is for files of the theme that cannot be
// read or are no templates.
func New(o Options) (*Writer, error) {
	o.Language, o.Paper = cmp.Or(o.Language, "en"), cmp.Or(o.Paper, "a4")
	w := &Writer{options: o}
	style, err := templates.LaTeX(o.Theme, templates.LaTeXStyleFile)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", templates.LaTeXStyleFile, err)
	}
	w.style = templates.LaTeXStyle(style, highlight.DefaultPalette())
	if w.book, err = loadTemplate(o.Theme, templates.LaTeXBookFile); err != nil {
		return nil, err
	}
	w.article, err = loadTemplate(o.Theme, templates.LaTeXArticleFile)
	return w, err
}

// loadTemplate reads a template and tries it out.
func loadTemplate(theme fs.FS, name string) (*template.Template, error) {
	text, err := templates.LaTeX(theme, name)
	if err != nil {
		return nil, fmt.Errorf("read template %s: %w", name, err)
	}
	t, err := template.New(name).Delims("<<", ">>").Parse(string(text))
	if err == nil {
		_, err = fill(t, document{})
	}
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return t, nil
}

// fill runs a template.
func fill(t *template.Template, d document) ([]byte, error) {
	var b bytes.Buffer
	err := t.Execute(&b, d)
	return b.Bytes(), err
}

// Body returns the text of a page without its title, and reports the
// characters and tables that paper cannot show as they are.
func (w *Writer) Body(v site.View, sink diag.Sink) []byte {
	p := w.newPrinter(v, sink)
	defer p.free()
	p.title() // for its footnotes, which count before those of the text
	p.b = p.b[:0]
	p.later = p.later[:0]
	p.blocks(v.Page.Doc.Blocks)
	if p.cjk {
		p.ln()
		p.raw("\\LoreNeedsCJK{}\n")
	}
	return bytes.Clone(p.b)
}

// Page returns the file of one page. The first page of a book has none if
// nobody wrote it: the contents stand in its place.
func (w *Writer) Page(v site.View, body []byte) ([]site.Output, error) {
	if v.Page.Generated && (w.options.Shape == Book || len(v.Site.Pages) > 1) {
		return nil, nil
	}
	p := w.newPrinter(v, diag.Discard{})
	defer p.free()
	if w.options.Shape == Article {
		return p.articlePage(body)
	}
	name := articleFile(v.Site, v.Page)
	if w.options.Shape == Book {
		name = ChapterFile(v.Page)
	}
	p.header(name)
	p.opening()
	p.b = append(p.b, body...)
	return []site.Output{{Path: name, Data: bytes.Clone(p.b)}}, nil
}

// Shared returns the files that belong to all pages: lore.sty and, of a book,
// book.tex.
func (w *Writer) Shared(s *site.Site) ([]site.Output, error) {
	out := []site.Output{{Path: "lore.sty", Data: w.style}}
	if w.options.Shape != Book {
		return out, nil
	}
	data, err := fill(w.book, w.bookDocument(s))
	if err != nil {
		return nil, err
	}
	return append(out, site.Output{Path: "book.tex", Data: data}), nil
}

// Main returns the path of the file to give to TeX: book.tex, or the first
// page's own.
func (w *Writer) Main(s *site.Site) string {
	if w.options.Shape == Book {
		return "book.tex"
	}
	for _, p := range s.Pages {
		if !p.Generated || len(s.Pages) == 1 {
			return articleFile(s, p)
		}
	}
	return ""
}

// Documents returns the paths of all files that can be given to TeX, in the
// order of the pages: book.tex, or the articles.
func (w *Writer) Documents(s *site.Site) []string {
	switch w.options.Shape {
	case Book:
		return []string{"book.tex"}
	case Article:
		var names []string
		for _, p := range s.Pages {
			if !p.Generated || len(s.Pages) == 1 {
				names = append(names, articleFile(s, p))
			}
		}
		return names
	}
	return nil
}

// sourceName returns what the places of a page are given by, see the package.
func sourceName(p *site.Page) string {
	if p.Generated {
		return p.Path
	}
	return labelSafe(p.Source)
}
