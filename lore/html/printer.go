package html

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// Ext is how the files of pages end.
const Ext = ".html"

// A printer appends one page's text. It belongs to one goroutine.
type printer struct {
	b     []byte
	doc   *tree.Document
	page  *site.Page
	facts *site.Facts

	links    int // open links: there is none within a link
	notes    int // notes so far
	listings int // listings so far
	tables   int

	placed  []uint8 // of each target: what of it is written
	marks   []int   // of each footnote: marks so far
	marked  []int   // of each footnote: marks in the whole page
	inTitle bool
}

// What of a target is written.
const (
	idPlaced = 1 << iota
	aliasesPlaced
)

var printers = sync.Pool{New: func() any { return new(printer) }}

// newPrinter returns a printer for a page. Its owner calls free.
func newPrinter(v site.View) *printer {
	p := printers.Get().(*printer)
	*p = printer{b: p.b[:0], placed: p.placed[:0], marks: p.marks[:0], marked: p.marked[:0], doc: v.Page.Doc, page: v.Page, facts: v.Facts}
	p.placed = append(p.placed, make([]uint8, len(p.doc.Targets))...)
	p.countMarks()
	return p
}

func (p *printer) free() {
	p.doc, p.page, p.facts = nil, nil, nil
	printers.Put(p)
}

func (p *printer) raw(s string) { p.b = append(p.b, s...) }

func (p *printer) text(s string) { p.b = appendText(p.b, s) }

func (p *printer) int(n int) { p.b = strconv.AppendInt(p.b, int64(n), 10) }

// attr appends an attribute, or nothing for an empty value.
func (p *printer) attr(name, value string) {
	if value == "" {
		return
	}
	p.b = append(p.b, ' ')
	p.b = append(p.b, name...)
	p.b = append(p.b, `="`...)
	p.b = append(appendAttr(p.b, value), '"')
}

// start opens an element for n with the author's attributes, one more class
// and, in place of the one that n's id made, the target. The tag is not closed.
func (p *printer) start(tag string, n tree.Node, class string, target tree.TargetID) {
	p.b = append(p.b, '<')
	p.b = append(p.b, tag...)
	a := n.Attr()
	if a == nil {
		p.id(target)
		p.attr("class", class)
		return
	}
	if target == 0 {
		target = a.Target
	}
	p.id(target)
	p.attr("class", classes(class, a.Class))
	p.attr("title", a.Title)
	p.attr("lang", a.Lang)
	if a.Dir == "ltr" || a.Dir == "rtl" || a.Dir == "auto" {
		p.attr("dir", a.Dir)
	}
}

// open is start with the tag closed.
func (p *printer) open(tag string, n tree.Node, class string) {
	p.start(tag, n, class, 0)
	p.b = append(p.b, '>')
}

func (p *printer) close(tag string) {
	p.b = append(p.b, '<', '/')
	p.b = append(p.b, tag...)
	p.b = append(p.b, '>')
}

// closeln closes the element of a block, which ends a line of the file.
func (p *printer) closeln(tag string) {
	p.close(tag)
	p.b = append(p.b, '\n')
}

// id writes the id of t. Where an author named two places alike, and was told
// so, the first is the one.
func (p *printer) id(t tree.TargetID) {
	if t == 0 || p.placed[t]&idPlaced != 0 {
		return
	}
	p.placed[t] |= idPlaced
	p.raw(` id="`)
	p.b = append(appendID(p.b, p.doc.Targets[t].Name), '"')
}

// aliases makes places for the older names of t, inside of its element.
func (p *printer) aliases(t tree.TargetID) {
	if p.placed[t]&aliasesPlaced != 0 {
		return
	}
	p.placed[t] |= aliasesPlaced
	for _, name := range p.doc.Targets[t].Aliases {
		p.raw(`<span id="`)
		p.b = appendID(p.b, name)
		p.raw(`"></span>`)
	}
}

// number returns the number of t, or "".
func (p *printer) number(t tree.TargetID) string {
	if int(t) < len(p.facts.Numbers) {
		return p.facts.Numbers[t]
	}
	return ""
}

// classes joins the furniture's class and the author's, of which those that
// look like furniture are left out.
func classes(class, author string) string {
	if strings.Contains(author, "lore-") {
		tokens := slices.DeleteFunc(strings.Fields(author), func(s string) bool { return strings.HasPrefix(s, "lore-") })
		author = strings.Join(tokens, " ")
	}
	switch {
	case class == "":
		return author
	case author == "":
		return class
	}
	return class + " " + author
}
