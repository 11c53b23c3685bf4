package html

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"

	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/templates"
)

// Page returns the file of a page and the files at its older addresses, which
// lead to it.
func (w *Writer) Page(v site.View, body []byte) ([]site.Output, error) {
	c, err := w.commonOf(v.Site)
	if err != nil {
		return nil, err
	}
	f := furniture{w: w, c: c, v: v, lang: v.Page.Doc.Meta.Lang}
	if f.lang == "" {
		f.lang = w.options.Language
	}
	var data []byte
	if w.original != nil {
		data = w.original.page(&f, body)
	} else if data, err = f.page(body); err != nil {
		return nil, err
	}
	out := []site.Output{{Path: v.Page.Path + Ext, Data: data}}
	for _, alias := range v.Page.Aliases {
		redirect, err := f.redirect(alias)
		if err != nil {
			return nil, err
		}
		out = append(out, redirect)
	}
	return out, nil
}

// furniture is what stands around the text of one page.
type furniture struct {
	w    *Writer
	c    *common
	v    site.View
	lang string
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// mark stands for the text while the template runs, so that a long text does
// not go through it. No template prints a NUL.
const mark = "\x00body\x00"

func (f *furniture) page(body []byte) ([]byte, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	data := f.data()
	if err := f.w.page.Execute(b, &data); err != nil {
		return nil, fmt.Errorf("page %s: %w", f.v.Page.Path, err)
	}
	before, after, found := bytes.Cut(b.Bytes(), []byte(mark))
	if !found {
		return nil, fmt.Errorf("template %s does not print .Body", templates.PageFile)
	}
	return slices.Concat(before, body, after), nil
}

func (f *furniture) data() templates.Page {
	page, meta := f.v.Page, &f.v.Page.Doc.Meta
	folder := f.c.folder(f.w, page)
	d := templates.Page{
		Lang: f.lang, Dir: direction(f.lang), Title: page.Title, HeadTitle: f.headTitle(),
		Heading: template.HTML(f.heading()), Description: meta.Description,
		Authors: template.HTML(authors(nil, meta.Authors, " and ")),
		Site:    folder.site, Head: template.HTML(folder.head),
		Navigation: template.HTML(f.c.nav.html(page)), Breadcrumbs: template.HTML(f.breadcrumbs()),
		Contents: template.HTML(contents(page, "ul", 2)), Body: mark,
		Pager: template.HTML(f.pager()), About: template.HTML(f.about()),
	}
	if page.Number != "" {
		d.Number = "Chapter " + page.Number
	}
	return d
}

// headTitle names the page, its chapter and the site, each once.
func (f *furniture) headTitle() string {
	page := f.v.Page
	title := page.Title
	if p := page.Parent; p != nil && p != f.v.Site.Root {
		title += " · " + p.Title
	}
	if f.v.Site.Title != page.Title {
		title += " · " + f.v.Site.Title
	}
	return title
}

// heading returns the title with the author's mark-up.
func (f *furniture) heading() []byte {
	p := newPrinter(f.v)
	defer p.free()
	p.inTitle = true
	if tree.Blank(f.v.Page.Doc.Meta.Title) {
		p.text(f.v.Page.Title)
	}
	p.inlines(f.v.Page.Doc.Meta.Title)
	return bytes.Clone(p.b)
}

// authors appends names as one says them: two with the given word between,
// more as "A, B, and C".
func authors(b []byte, list []tree.Author, and string) []byte {
	for i, a := range list {
		switch {
		case i == 1 && len(list) == 2:
			b = append(b, and...)
		case i > 0 && i == len(list)-1:
			b = append(b, ", and "...)
		case i > 0:
			b = append(b, ", "...)
		}
		url := safe(a.URL)
		if url == "" {
			b = appendText(b, a.Name)
			continue
		}
		b = appendHref(append(b, "<a"...), url)
		b = append(appendText(append(b, '>'), a.Name), "</a>"...)
	}
	return b
}

// breadcrumbs returns the way from the first page to this one, which is left out.
func (f *furniture) breadcrumbs() []byte {
	var above []*site.Page
	for p := f.v.Page.Parent; p != nil && len(above) < 16; p = p.Parent {
		above = append(above, p)
	}
	if len(above) == 0 {
		return nil
	}
	b := []byte(`<nav class="lore-crumbs" aria-label="Breadcrumb"><ol>`)
	for _, p := range slices.Backward(above) {
		b = append(b, "<li>"...)
		b = f.linkTo(b, p, "", "")
		b = append(b, "</li>"...)
	}
	return append(b, "</ol></nav>"...)
}

// linkTo appends a link with the page's title, after some words.
func (f *furniture) linkTo(b []byte, to *site.Page, rel, words string) []byte {
	b = append(b, "<a"...)
	if rel != "" {
		b = append(b, ` rel="`...)
		b = append(append(b, rel...), '"')
	}
	b = appendHref(b, string(pageURL(f.v.Page, to)))
	b = append(append(b, '>'), words...)
	return append(appendText(b, to.Title), "</a>"...)
}

// pager returns the links to the neighbours.
func (f *furniture) pager() []byte {
	prev, next := f.v.Page.Prev, f.v.Page.Next
	if prev == nil && next == nil {
		return nil
	}
	b := []byte(`<nav class="lore-pn" aria-label="Previous and next">`)
	if prev != nil {
		b = f.linkTo(b, prev, "prev", "<small>Previous</small>")
	}
	if next != nil {
		b = f.linkTo(b, next, "next", "<small>Next</small>")
	}
	return append(b, "</nav>\n"...)
}

// about returns what is known of the page itself.
func (f *furniture) about() []byte {
	var b []byte
	if url := f.editURL(); url != "" {
		b = appendHref(append(b, "<a"...), url)
		b = append(b, ">Edit this page</a>"...)
	}
	for _, line := range [...]struct{ word, text string }{{"Version ", f.v.Page.Doc.Meta.Version}, {"Changed ", f.changed()}} {
		if line.text != "" {
			b = append(append(b, "<span>"...), line.word...)
			b = append(appendText(b, line.text), "</span>"...)
		}
	}
	if b == nil {
		return nil
	}
	return slices.Concat([]byte(`<p class="lore-meta">`), b, []byte("</p>\n"))
}

func (f *furniture) editURL() string {
	page := f.v.Page
	if f.w.options.Edit == "" || page.Generated || page.Source == "" {
		return ""
	}
	path := site.Relative("", page.Source)
	return safe(strings.ReplaceAll(f.w.options.Edit, "{path}", strings.TrimPrefix(path, "./")))
}

func (f *furniture) changed() string {
	if f.w.options.Changed != nil && !f.v.Page.Generated {
		return f.w.options.Changed(f.v.Page)
	}
	return f.v.Page.Doc.Meta.Date
}

// version returns the version of what the page describes.
func (f *furniture) version() string {
	if v := f.v.Page.Doc.Meta.Version; v != "" {
		return v
	}
	return f.w.options.Version
}

// redirect returns a page at an older path that leads to the page.
func (f *furniture) redirect(alias string) (site.Output, error) {
	var b bytes.Buffer
	data := templates.Redirect{
		Lang: f.lang, Title: f.v.Page.Title, URL: pageURL(&site.Page{Path: alias}, f.v.Page),
	}
	if err := f.w.redirect.Execute(&b, data); err != nil {
		return site.Output{}, fmt.Errorf("page %s: %w", alias, err)
	}
	return site.Output{Path: alias + Ext, Data: b.Bytes()}, nil
}

// pageURL returns the address of a page as another links to it.
func pageURL(from, to *site.Page) template.URL {
	link := site.Link{Kind: site.ToPage, Page: to}
	return template.URL(link.Href(from, Ext))
}

// fileURL returns the address of a file in the output as a page links to it.
func fileURL(from *site.Page, file string) string {
	return site.Relative(from.Path, file)
}

// direction returns "rtl" for languages that are written from right to left.
func direction(lang string) string {
	primary, rest, _ := strings.Cut(strings.ToLower(lang), "-")
	switch primary {
	case "ar", "arc", "ckb", "dv", "fa", "he", "iw", "nqo", "ps", "sd", "syr", "ug", "ur", "yi":
		if !strings.HasPrefix(rest, "latn") {
			return "rtl"
		}
	}
	return ""
}
