package html

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// indexBody returns the text of the page of the index: terms under their first
// letters, each with links to its places, and subterms below.
func indexBody(s *site.Site, page *site.Page) []byte {
	w := indexWriter{page: page}
	var letters []string
	var bounds []int
	for i, t := range s.Index {
		if l := letter(t.Text); len(letters) == 0 || l != letters[len(letters)-1] {
			letters, bounds = append(letters, l), append(bounds, i)
		}
	}
	w.raw(`<ul class="lore-letters">`)
	for i, l := range letters {
		w.raw(`<li><a href="#lore-letter-` + strconv.Itoa(i+1) + `">`)
		w.text(l)
		w.raw("</a></li>")
	}
	w.raw("</ul>\n")
	for i, l := range letters {
		end := len(s.Index)
		if i+1 < len(bounds) {
			end = bounds[i+1]
		}
		w.raw(`<h2 id="lore-letter-` + strconv.Itoa(i+1) + `">`)
		w.text(l)
		w.raw("</h2>\n")
		w.terms(s.Index[bounds[i]:end], ` class="lore-terms lore-wide"`)
	}
	return w.b
}

// letter returns what a term stands under.
func letter(term string) string {
	for _, r := range term {
		switch {
		case unicode.IsLetter(r):
			return strings.ToUpper(string(r))
		case unicode.IsDigit(r):
			return "0–9"
		}
	}
	return "Symbols"
}

type indexWriter struct {
	b    []byte
	page *site.Page
}

func (w *indexWriter) raw(s string)  { w.b = append(w.b, s...) }
func (w *indexWriter) text(s string) { w.b = appendText(w.b, s) }

func (w *indexWriter) terms(terms []*site.Term, attrs string) {
	if len(terms) == 0 {
		return
	}
	w.raw("<ul" + attrs + ">\n")
	for _, t := range terms {
		w.raw("<li>")
		w.text(t.Text)
		w.places(t.Places)
		if len(t.Sub) > 0 {
			w.raw("\n")
			w.terms(t.Sub, "")
		}
		w.raw("</li>\n")
	}
	w.raw("</ul>\n")
}

// places writes a link to each place of a term. A link names the section that
// the place is in; further places of one section are numbered.
func (w *indexWriter) places(places []site.Place) {
	last, again := "", 1
	for _, place := range places {
		w.raw(", ")
		target := &place.Page.Doc.Targets[place.Target]
		link := site.Link{Kind: site.ToPage, Page: place.Page, Target: place.Target, Fragment: target.Name}
		w.b = appendHref(append(w.b, "<a"...), link.Href(w.page, Ext))
		w.raw(">")
		section := sectionOf(place.Page, target)
		if section == last {
			again++
			w.raw(`<span class="lore-vh">`)
			w.text(section + " ")
			w.raw("</span>" + strconv.Itoa(again))
		} else {
			last, again = section, 1
			w.text(section)
		}
		w.raw("</a>")
	}
}

// sectionOf returns the words of the heading that a place of a page is under.
func sectionOf(p *site.Page, at *tree.TargetInfo) string {
	section, start := p.Title, int32(-1)
	for i := range p.Doc.Targets {
		t := &p.Doc.Targets[i]
		if t.Kind == tree.TargetHeading && t.Span.Start <= at.Span.Start && t.Span.Start > start {
			section, start = t.Text, t.Span.Start
		}
	}
	if section == "" {
		return p.Title
	}
	return section
}
