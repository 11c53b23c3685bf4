package html

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"sync"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/templates"
)

// Options are the choices of a site. The zero value is the default look.
type Options struct {
	Version   string // of what the site describes; pages may say otherwise
	Language  string // of pages that do not say, BCP 47; "" is "en"
	Copyright string // a line at the foot of every page
	Source    string // address of the documents' source
	Edit      string // address to edit a page at; {path} is its source below the documents' folder

	// Changed returns when a page was last changed, as it is to be printed.
	// Nil prints what the page says.
	Changed func(*site.Page) string

	// SystemFonts takes the fonts of the reader's system in place of lore's.
	SystemFonts bool

	// Theme holds files that go before the templates of the same name, see
	// package templates, and files for the root of the site in its folder
	// "static". It may be nil. ThemeName names it in diagnostics.
	Theme     fs.FS
	ThemeName string

	// Template is a template of the original Lore, to be used in place of the
	// page template: an XHTML file with slots by class. The elements of class
	// title (the first, and the title of the head) get the page's title behind
	// what they have, those of class body and toc (the first) get the text and
	// the contents in place of what they have, those of class authors, version
	// and mtime get those behind what they have, and those of class index-link
	// become links to the index or, if there is none, go. Relative addresses in
	// it count from the root of the site; "lore.css" and "lore.js" mean lore's
	// own. Files of those addresses are taken from TemplateFiles, the folder
	// of the template, unless that is nil.
	Template      *source.File
	TemplateFiles fs.FS
}

// A Writer writes the pages of sites. Its methods may be called by several
// goroutines at once.
type Writer struct {
	options  Options
	page     *template.Template
	redirect *template.Template
	original *original // nil: the page template

	mu     sync.Mutex
	common *common // of the site that is being written
}

// New returns a Writer. Templates of the theme that cannot be used are reported
// to sink, and the embedded ones stand in for them. The error is for files
// that cannot be read.
func New(o Options, sink diag.Sink) (*Writer, error) {
	if o.Language == "" {
		o.Language = "en"
	}
	checkTheme(o, sink)
	w := &Writer{options: o}
	set, err := loadTemplates(o, sink)
	if err != nil {
		return nil, err
	}
	w.page, w.redirect = set.Lookup(templates.PageFile), set.Lookup(templates.RedirectFile)
	if o.Template != nil {
		w.original = parseOriginal(o.Template, sink)
		if w.original != nil && o.TemplateFiles != nil {
			w.original.checkFiles(o.Template, o.TemplateFiles, sink)
		}
	}
	return w, nil
}

// loadTemplates reads the templates and tries them out.
func loadTemplates(o Options, sink diag.Sink) (*template.Template, error) {
	layer := templates.Layer(o.Theme)
	set := template.New("")
	for _, name := range templates.Files() {
		text, err := fs.ReadFile(layer, name)
		if err != nil {
			return nil, fmt.Errorf("read template %s: %w", name, err)
		}
		if _, err := set.New(name).Parse(string(text)); err != nil {
			return themeFailed(o, name, err, sink)
		}
	}
	// The errors that parsing does not find, such as an unknown field.
	if err := set.ExecuteTemplate(io.Discard, templates.PageFile, sample()); err != nil {
		return themeFailed(o, templates.PageFile, err, sink)
	}
	if err := set.ExecuteTemplate(io.Discard, templates.RedirectFile, templates.Redirect{}); err != nil {
		return themeFailed(o, templates.RedirectFile, err, sink)
	}
	return set, nil
}

// sample returns a page with something in every field, so that each branch of
// a template is tried.
func sample() templates.Page {
	return templates.Page{
		Lang: "en", Dir: "rtl", Title: "x", HeadTitle: "x", Heading: "x", Number: "x", Description: "x", Authors: "x",
		Site: templates.Site{Title: "x", Version: "x", Copyright: "x", Source: "x", Home: "x", Index: "x"},
		Head: "x", Navigation: "x", Breadcrumbs: "x", Contents: "x", Body: "x", Pager: "x", About: "x",
	}
}

// Body returns the text of a page: its blocks and footnotes, without its title.
// HTML can express all that a tree holds, so nothing is reported.
func (w *Writer) Body(v site.View, _ diag.Sink) []byte {
	p := newPrinter(v)
	defer p.free()
	p.blocks(v.Page.Doc.Blocks)
	p.footnotes()
	return bytes.Clone(p.b)
}

// Shared returns the files that belong to all pages: the style sheet, the
// script, the fonts, the files of the theme or of the template, and the page of
// the index.
func (w *Writer) Shared(s *site.Site) ([]site.Output, error) {
	c, err := w.commonOf(s)
	if err != nil {
		return nil, err
	}
	files, err := static(w.options.Theme)
	if err != nil {
		return nil, err
	}
	files = append(files, c.assets.files...)
	if w.original != nil && w.options.TemplateFiles != nil {
		named, err := w.original.files(s, w.options.TemplateFiles)
		if err != nil {
			return nil, err
		}
		files = append(files, named...)
	}
	if c.index == nil {
		return files, nil
	}
	page, err := w.Page(site.View{Site: s, Page: c.index, Facts: &site.Facts{}}, indexBody(s, c.index))
	return append(files, page...), err
}

// Main returns the file to open first.
func (w *Writer) Main(s *site.Site) string { return s.Root.Path + Ext }
