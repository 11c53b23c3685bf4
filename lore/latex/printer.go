package latex

import (
	"bytes"
	"strconv"
	"strings"
	"sync"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A printer appends one page's text. It belongs to one goroutine.
type printer struct {
	b     []byte
	w     *Writer
	site  *site.Site
	doc   *tree.Document
	page  *site.Page
	facts *site.Facts
	sink  diag.Sink

	name     string      // of the page, in labels
	line     int         // of the source: the last that was marked
	at       source.Span // of the node that is being written, for diagnostics
	reported string      // characters
	cjk      bool        // the page has characters of Chinese, Japanese or Korean

	code      int    // within code: other escapes
	block     bool   // within a line of a listing
	pre       bool   // within a Preformatted
	preColumn int    // in it
	lined     string // the macro that draws a line through words, or below
	rtl       bool   // within words from right to left
	links     int    // within links: there is none within a link
	moving    bool   // in text that goes elsewhere too: words only
	inner     int    // within what can hold no section: items, cells, notes
	cells     int    // within cells of tables
	cellRoom  int    // characters that fit in a line of the cell
	boxes     int    // within what cannot go over pages
	lists     int    // depth of lists

	quotes    int // depth of quotations
	notes     int // within footnotes
	laterRoom int // within what can hold no footnotes: they follow behind

	seen  []bool // of each footnote: it has a mark
	later []laterNote
	marks int // of later notes so far
}

// A laterNote is a footnote whose mark stands where its text cannot.
type laterNote struct {
	mark int
	note tree.FootnoteID // -1: the address
	url  string
	text string
}

var printers = sync.Pool{New: func() any { return new(printer) }}

// newPrinter returns a printer for a page. Its owner calls free.
func (w *Writer) newPrinter(v site.View, sink diag.Sink) *printer {
	p := printers.Get().(*printer)
	*p = printer{
		b: p.b[:0], seen: p.seen[:0], later: p.later[:0],
		w: w, site: v.Site, doc: v.Page.Doc, page: v.Page, facts: v.Facts, sink: sink, name: pageLabel(v.Page),
	}
	for range p.doc.Footnotes {
		p.seen = append(p.seen, false)
	}
	return p
}

func (p *printer) free() {
	*p = printer{b: p.b, seen: p.seen, later: p.later}
	printers.Put(p)
}

func (p *printer) raw(s string) { p.b = append(p.b, s...) }

func (p *printer) int(n int) { p.b = strconv.AppendInt(p.b, int64(n), 10) }

// ln ends the line, if it is not at its beginning.
func (p *printer) ln() {
	if n := len(p.b); n > 0 && p.b[n-1] != '\n' {
		p.b = append(p.b, '\n')
	}
}

// trim cuts white space at the end: in an argument it would be a blank. The
// end of a comment stays, for what follows is no part of it.
func (p *printer) trim() {
	n := len(p.b)
	for n > 0 && (p.b[n-1] == ' ' || p.b[n-1] == '\n' && !endsComment(p.b[:n-1])) && (n < 2 || p.b[n-2] != '\\') {
		n--
	}
	p.b = p.b[:n]
}

// endsComment reports whether the last line of b is, or ends with, a comment.
func endsComment(b []byte) bool {
	line := b[bytes.LastIndexByte(b, '\n')+1:]
	return bytes.HasPrefix(line, []byte("%")) || bytes.HasSuffix(line, []byte("%")) && !bytes.HasSuffix(line, []byte(`\%`))
}

// mark leads from here to the line of the source that n begins at. It is a
// line of its own, and begins one.
func (p *printer) mark(n tree.Node) {
	p.at = n.Span()
	line := p.doc.Source.Position(p.at.Start).Line
	if line == p.line || p.moving {
		return
	}
	p.line = line
	if k := len(p.b); k > 0 && p.b[k-1] != '\n' {
		p.raw("%\n")
	}
	p.raw("%:")
	p.int(line)
	p.raw("\n")
}

// report reports a diagnostic at span.
func (p *printer) report(code diag.Code, span source.Span, format string, args ...any) {
	p.sink.Report(diag.New(code, p.doc.Source, span, format, args...))
}

// group appends what f does, in braces, without blanks at its ends.
func (p *printer) group(f func()) {
	p.raw("{")
	f()
	p.trim()
	p.raw("}")
}

// number returns the number of t, or "".
func (p *printer) number(t tree.TargetID) string {
	if int(t) < len(p.facts.Numbers) {
		return p.facts.Numbers[t]
	}
	return ""
}

// id makes a place, in a line of text, of the target that n's id made.
func (p *printer) id(n tree.Node) {
	p.anchor(tree.Target(n))
}

// label makes a place.
func (p *printer) label(t tree.TargetID) {
	if t == 0 || p.moving {
		return
	}
	p.raw(`\LoreLabel{`)
	p.place(p.page, t)
	p.raw("}")
}

// anchor makes a place in a line of text.
func (p *printer) anchor(t tree.TargetID) {
	if t == 0 || p.moving {
		return
	}
	p.raw(`\LoreAnchor{`)
	p.place(p.page, t)
	p.raw("}")
}

// labelHere makes a place between lines, which stays with what follows.
func (p *printer) labelHere(t tree.TargetID) {
	if t != 0 {
		p.label(t)
		p.raw(`\nobreak`)
	}
}

// place appends the label of a place.
func (p *printer) place(page *site.Page, t tree.TargetID) {
	name := p.name
	if page != p.page {
		name = pageLabel(page)
	}
	p.raw(name)
	if t != 0 {
		p.raw(":")
		p.raw(labelName(page.Doc.Targets[t].Name))
	}
}

// lang returns the language of the page.
func (p *printer) lang() string {
	lang := p.doc.Meta.Lang
	if lang == "" {
		lang = p.w.options.Language
	}
	return strings.ToLower(lang)
}
