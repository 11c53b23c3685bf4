// Package templates holds what stands around the text of a page: the furniture
// of HTML pages as templates, the style sheet, the script and the fonts.
//
// Every file can be shadowed: [Layer] puts a theme's folder before the embedded
// files. The templates are html/template; [Page] and [Redirect] document what
// they are given. Colours are not in the style sheet: [Tokens] has those of the
// page and package highlight those of code, so that every output takes them
// from one table. [Style] puts tokens, faces and style sheet together.
package templates

import (
	"embed"
	"errors"
	"html/template"
	"io/fs"
)

// The names of the files that a theme can shadow.
const (
	PageFile     = "page.html.tmpl"
	HeaderFile   = "header.html.tmpl"
	FooterFile   = "footer.html.tmpl"
	RedirectFile = "redirect.html.tmpl"
	StyleFile    = "lore.css"
	ScriptFile   = "lore.js"
	IconFile     = "icon.svg"
)

// ExtraFile is a style sheet that a theme may have: it is put behind StyleFile.
const ExtraFile = "extra.css"

// StaticDir is the folder of a theme whose files are copied to the root of the
// site as they are.
const StaticDir = "static"

//go:embed *.tmpl lore.css lore.js icon.svg fonts/*.woff2 fonts/*.txt
var embedded embed.FS

// Layer returns the embedded files, each hidden by the file of the same name
// in theme. A nil theme hides nothing.
func Layer(theme fs.FS) fs.FS { return layer{theme} }

type layer struct{ theme fs.FS }

// Open opens a file of the theme or, where it has none, the embedded one.
func (l layer) Open(name string) (fs.File, error) {
	if l.theme != nil {
		f, err := l.theme.Open(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return embedded.Open(name)
}

// Files lists the templates of HTML pages, PageFile first.
func Files() []string { return []string{PageFile, HeaderFile, FooterFile, RedirectFile} }

// Page is what PageFile is given, and through it HeaderFile and FooterFile.
// Fields of type template.HTML are made by the writer and are printed as they
// are; all addresses are relative to the page or absolute.
type Page struct {
	Lang, Dir   string        // BCP 47 language; "rtl" for languages written so, else ""
	Title       string        // plain text
	HeadTitle   string        // for the window: page, chapter and site
	Heading     template.HTML // the title with the author's mark-up
	Number      string        // "Chapter 2", or ""
	Description string
	Authors     template.HTML // "A, and B", with links
	Site        Site

	Head        template.HTML // style sheet, script, fonts, neighbours
	Navigation  template.HTML // the tree of pages, a list
	Breadcrumbs template.HTML // a nav, or nothing
	Contents    template.HTML // the headings of the page, a list, or nothing
	Body        template.HTML // the text
	Pager       template.HTML // previous and next page, a nav, or nothing
	About       template.HTML // version, last change, link to edit, or nothing
}

// Site is what a page's furniture says of the whole site.
type Site struct {
	Title     string
	Version   string
	Copyright string
	Source    string       // address of the documents' source, or ""
	Home      template.URL // of the first page
	Index     template.URL // of the page of the index, or ""
}

// Redirect is what RedirectFile is given: the new place of a page.
type Redirect struct {
	Lang, Title string
	URL         template.URL
}
