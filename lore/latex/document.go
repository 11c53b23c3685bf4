package latex

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// generator is what a file says of where it comes from.
const generator = "made by lore"

// A document is what the templates are given. All of it is LaTeX.
type document struct {
	Generator string
	Preamble  string // lore.sty with its options, fonts, and what the PDF says of itself
	Title     string
	Subtitle  string // what the first page says of itself, or ""
	Authors   string // with commas between them, or ""
	About     string // version and date, or ""
	Front     string // what stands before the first chapter: the first page's text; of an article, its contents
	Chapters  string
}

// labelSafe makes a path fit for a line of a comment.
func labelSafe(path string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, path)
}

// title appends the title of the page.
func (p *printer) title() {
	p.laterRoom++
	if tree.Blank(p.doc.Meta.Title) {
		p.text(p.page.Title)
	} else {
		p.inlines(p.doc.Meta.Title)
	}
	p.laterRoom--
}

// header says which page the lines that follow come from, and tells TeX's log
// which file it is.
func (p *printer) header(file string) {
	p.raw("%% " + sourceName(p.page) + "\n" + `\LoreSource{` + file + "}%\n")
}

// opening begins a chapter, or the part of another document that stands for
// the page.
func (p *printer) opening() {
	page, label := p.page, `\label{`+p.name+"}"
	switch {
	case p.w.options.Shape == Section:
		p.raw(`\section`)
	case p.w.options.Shape == Chapter:
		p.raw(`\chapter`)
	case p.w.isPart(page):
		p.raw(`\LorePart{` + page.Number + `}`)
	default:
		p.raw(`\LoreChapter{` + page.Number + `}`)
	}
	p.headingText(func(moving bool) {
		was := p.moving
		p.moving = moving
		p.title()
		if p.w.isPart(page) && !moving { // behind it would be on the page that follows
			p.trim()
			p.raw(label)
		}
		p.moving = was
	}, page.Title)
	if !p.w.isPart(page) {
		p.raw(label)
	}
	p.raw("%\n")
	p.notesLater()
	p.ln()
	p.about()
}

// isPart reports whether a page stands at the head of a part of the book: one
// of the first level that others are below.
func (w *Writer) isPart(p *site.Page) bool {
	return w.options.Shape == Book && p.Parent != nil && p.Parent.Parent == nil && len(p.Children) > 0
}

// headingText appends what a heading gives to the contents, and the heading.
// Bookmarks take plain text only, so that they get their own where it differs.
func (p *printer) headingText(text func(moving bool), words string) {
	open, end := "{", "}"
	if p.w.options.Shape == Chapter || p.w.options.Shape == Section {
		open, end = "[{", "}]"
	}
	p.raw(open)
	start := len(p.b)
	text(true)
	p.trim()
	moved := string(p.b[start:])
	p.b = p.b[:start]
	p.plainText(strings.Join(strings.Fields(words), " "))
	if bookmark := string(p.b[start:]); bookmark != moved {
		p.b = append(p.b[:start], `\texorpdfstring{`...)
		p.raw(moved)
		p.raw("}{")
		p.raw(bookmark)
		p.raw("}")
	}
	p.raw(end)
	p.group(func() { text(false) })
}

// about appends who wrote the page, and when, if it says so.
func (p *printer) about() {
	text := joinAbout(p.authors(p.doc.Meta.Authors), p.versionAndDate(p.doc.Meta.Version))
	if text != "" && p.w.options.Shape == Book {
		p.raw(`\LoreAbout{` + text + "}\n")
	}
}

func joinAbout(parts ...string) string {
	var said []string
	for _, s := range parts {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, `\quad{}`)
}

func (p *printer) versionAndDate(version string) string {
	var parts []string
	if version != "" {
		parts = append(parts, "Version "+p.capture(version))
	}
	if date := p.doc.Meta.Date; date != "" {
		parts = append(parts, p.capture(date))
	}
	return strings.Join(parts, `\quad{}`)
}

// capture returns text as LaTeX.
func (p *printer) capture(text string) string {
	start := len(p.b)
	p.plainText(text)
	s := string(p.b[start:])
	p.b = p.b[:start]
	return s
}

// authors returns the names of authors: "A", "A and B", "A, B, and C".
func (p *printer) authors(authors []tree.Author) string {
	names := make([]string, 0, len(authors))
	for _, a := range authors {
		if name := strings.TrimSpace(cmp.Or(a.Name, strings.TrimPrefix(a.URL, "mailto:"))); name != "" {
			names = append(names, p.capture(name))
		}
	}
	return joinNames(names)
}

func joinNames(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	case 2:
		return names[0] + " and " + names[1]
	default:
		return strings.Join(names[:n-1], ", ") + ", and " + names[n-1]
	}
}

// preamble returns the lines that load lore.sty and say what the PDF is.
func (p *printer) preamble(title, authors, subject string) string {
	o := &p.w.options
	options := "paper=" + o.Paper + ",links=print,language=" + babel(p.lang())
	if o.Screen {
		options = strings.Replace(options, "print", "screen", 1)
	}
	var b strings.Builder
	if !p.page.Generated {
		fmt.Fprintf(&b, "%%%% %s\n%%:%d\n", sourceName(p.page), p.titleLine())
	}
	for _, f := range []struct{ macro, name string }{{"LoreTextFont", o.TextFont}, {"LoreSansFont", o.SansFont}, {"LoreCodeFace", o.CodeFont}} {
		if f.name != "" {
			b.WriteString(`\newcommand\` + f.macro + "{" + fontName(f.name) + "}\n")
		}
	}
	b.WriteString(`\usepackage[` + options + "]{lore}\n")
	b.WriteString(`\hypersetup{pdftitle={` + title + `},pdfauthor={` + authors + `},pdfsubject={` + subject + `},pdflang={` + langTag(p.lang()) + "}}\n")
	return b.String()
}

// titleLine returns the line of the source that says the title.
func (p *printer) titleLine() int {
	if title := p.doc.Meta.Title; len(title) > 0 {
		return p.doc.Source.Position(title[0].Span().Start).Line
	}
	return 1
}

// fontName keeps what names of fonts are made of.
func fontName(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\{}%#&$^_~,;="`, r) || r < ' ' {
			return -1
		}
		return r
	}, s)
}

// articlePage returns the page as a document of its own.
func (p *printer) articlePage(body []byte) ([]site.Output, error) {
	meta := &p.doc.Meta
	authors := p.authors(meta.Authors)
	d := document{
		Generator: generator, Authors: authors,
		Preamble: p.preamble(p.capture(p.page.Title), authors, p.capture(meta.Description)),
		About:    p.versionAndDate(cmp.Or(meta.Version, p.w.options.Version)),
		Chapters: string(body),
	}
	p.title()
	p.trim()
	d.Title = string(p.b)
	p.b = p.b[:0]
	p.header(articleFile(p.site, p.page))
	p.raw(`\label{` + p.name + "}%\n")
	p.notesLater()
	p.ln()
	if len(p.doc.Index) > 0 || len(p.doc.APIs) > 0 {
		d.Preamble = "\\usepackage{makeidx}\n\\makeindex\n" + d.Preamble
		d.Chapters += "\\LoreSource{index}\\printindex\n"
	}
	if p.sections() >= 4 {
		p.raw(`\LoreSource{contents}\tableofcontents\LoreSource{` + articleFile(p.site, p.page) + "}\n")
	}
	d.Front = string(p.b)
	data, err := fill(p.w.article, d)
	return []site.Output{{Path: articleFile(p.site, p.page), Data: data}}, err
}

// sections counts the sections of the first level.
func (p *printer) sections() int {
	n := 0
	for i := range p.doc.Targets {
		if t := &p.doc.Targets[i]; t.Kind == tree.TargetHeading && t.Level == 2 {
			n++
		}
	}
	return n
}

// bookDocument returns what book.tex says: the first page is its title and
// what stands before the chapters.
func (w *Writer) bookDocument(s *site.Site) document {
	root := s.Root
	p := w.newPrinter(site.View{Site: s, Page: root, Facts: &site.Facts{}}, diag.Discard{})
	defer p.free()
	meta := &root.Doc.Meta
	title, authors := p.capture(s.Title), p.authors(bookAuthors(s))
	d := document{
		Generator: generator, Title: title, Authors: authors,
		About:    p.versionAndDate(cmp.Or(meta.Version, w.options.Version)),
		Subtitle: p.capture(meta.Description),
	}
	d.Preamble = p.preamble(title, authors, d.Subtitle)
	if !root.Generated {
		d.Front = input(root)
	}
	var b bytes.Buffer
	p.entries(&b, s.Toc, 0)
	d.Chapters = b.String()
	return d
}

// bookAuthors returns the authors of the first page or, if it names none,
// those of all pages in the order in which they come.
func bookAuthors(s *site.Site) []tree.Author {
	if authors := s.Root.Doc.Meta.Authors; len(authors) > 0 {
		return authors
	}
	seen := map[string]bool{}
	var all []tree.Author
	for _, page := range s.Pages {
		for _, a := range page.Doc.Meta.Authors {
			if !seen[a.Name] {
				seen[a.Name] = true
				all = append(all, a)
			}
		}
	}
	return all
}

// entries appends the chapters of the contents. What has no page is a part on
// the first level, and below that a line of the contents.
func (p *printer) entries(b *bytes.Buffer, entries []*site.Entry, depth int) {
	for _, e := range entries {
		switch {
		case e.Page != nil:
			b.WriteString(input(e.Page))
		case depth == 0:
			name := p.capture(e.Title)
			b.WriteString(`\LorePart{}{` + name + "}{" + name + "}\n")
		default:
			b.WriteString(`\LoreGroup{` + p.capture(e.Title) + "}\n")
		}
		p.entries(b, e.Children, depth+1)
	}
}

func input(p *site.Page) string {
	return `\input{` + strings.TrimSuffix(ChapterFile(p), ".tex") + "}\n"
}
