package latex

import (
	"strings"

	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// link appends a link. One that leads nowhere is text, and so is one within
// another.
func (p *printer) link(n *tree.Link) {
	var l site.Link
	if int(n.Ref) < len(p.facts.Links) {
		l = p.facts.Links[n.Ref]
	}
	if p.moving || p.links > 0 || p.code > 0 && p.block {
		p.linkText(n, &l)
		return
	}
	switch l.Kind {
	case site.External:
		p.external(n, &l)
	case site.ToPage:
		p.reference(n, &l)
	case site.ToFile:
		p.toFile(n, &l)
	default:
		p.linkText(n, &l)
	}
}

// linkText appends the author's words or, if there are none, those of the site.
func (p *printer) linkText(n *tree.Link, l *site.Link) {
	p.links++
	switch {
	case len(n.Text) > 0:
		p.inlines(n.Text)
	case l.Text != "":
		p.text(l.Text)
	default:
		p.text(p.doc.Refs[n.Ref].URL)
	}
	p.links--
}

// external appends a link to somewhere else. In print the address is in a
// footnote, unless the words say it.
func (p *printer) external(n *tree.Link, l *site.Link) {
	url := encodeURL(l.URL)
	if url == "" {
		p.linkText(n, l)
		return
	}
	shown := strings.TrimPrefix(l.URL, "mailto:")
	words := strings.TrimSpace(tree.PlainText(n.Text))
	switch {
	case words == "" || words == shown || words == l.URL || "https://"+words == l.URL || "http://"+words == l.URL:
		p.raw(`\LoreAPI{` + url + "}{")
		p.linkText(n, l)
		p.raw("}")
	case p.laterRoom == 0:
		p.raw(`\LoreLink{` + url + "}{")
		p.linkText(n, l)
		p.raw("}{")
		p.shownAddress(shown)
		p.raw("}")
	case p.inNote():
		p.raw(`\LoreLinkInline{` + url + "}{")
		p.linkText(n, l)
		p.raw("}{")
		p.shownAddress(shown)
		p.raw("}")
	default:
		p.raw(`\LoreLinkLater{` + url + "}{")
		p.linkText(n, l)
		p.raw("}{}{")
		p.marks++
		p.later = append(p.later, laterNote{mark: p.marks, note: -1, url: url, text: shown})
		p.markName(p.marks)
		p.raw("}")
	}
}

// inNote reports whether a footnote is being written, in which an address
// stands in parentheses.
func (p *printer) inNote() bool { return p.notes > 0 }

// address appends an address as the text of a footnote.
func (p *printer) address(url, shown string) {
	p.raw(`\LoreAddress{` + url + "}{")
	p.shownAddress(shown)
	p.raw("}")
}

func (p *printer) shownAddress(s string) {
	lined, rtl := p.lined, p.rtl
	p.lined, p.rtl = "", true
	p.code++
	p.text(s)
	p.code--
	p.lined, p.rtl = lined, rtl
}

// reference appends a link to a page or a place in one. In print the number of
// the page stands behind it, unless that page is in another document.
func (p *printer) reference(n *tree.Link, l *site.Link) {
	if !p.sameDocument(l.Page) {
		p.linkText(n, l)
		return
	}
	macro, auto := `\LoreRef{`, len(n.Text) == 0
	if auto {
		macro = `\LoreRefAuto{`
	}
	p.raw(macro)
	p.place(l.Page, l.Target)
	p.raw("}{")
	p.linkText(n, l)
	p.raw("}")
	if !auto {
		p.raw("{")
		p.raw(p.called(l))
		p.raw("}")
	}
}

// called says what a place is called by, for readers who have pages to turn:
// "section 2.3, " or nothing if it has no number.
func (p *printer) called(l *site.Link) string {
	if p.fragment() {
		return ""
	}
	if l.Target == 0 {
		if l.Page.Number == "" {
			return ""
		}
		if p.w.isPart(l.Page) {
			return "part~" + l.Page.Number + ", "
		}
		return "chapter~" + l.Page.Number + ", "
	}
	number := p.site.NumberOf(l.Page, l.Target)
	if number == "" {
		return ""
	}
	kind := ""
	switch l.Page.Doc.Targets[l.Target].Kind {
	case tree.TargetHeading:
		kind = "section"
	case tree.TargetFigure:
		kind = "figure"
	case tree.TargetTable:
		kind = "table"
	case tree.TargetListing:
		kind = "listing"
	default:
		return ""
	}
	return kind + "~" + number + ", "
}

// fragment reports whether the page becomes part of another document, which
// gives its own numbers.
func (p *printer) fragment() bool {
	return p.w.options.Shape == Chapter || p.w.options.Shape == Section
}

// sameDocument reports whether page is in the document that is being written.
// A page that lore made, the contents, is in none.
func (p *printer) sameDocument(page *site.Page) bool {
	if page == p.page {
		return true
	}
	return p.w.options.Shape == Book && !page.Generated
}

// toFile appends a link to a file of the module: its name, since it is not
// there on paper.
func (p *printer) toFile(n *tree.Link, l *site.Link) {
	p.linkText(n, l)
	name := l.File[strings.LastIndexByte(l.File, '/')+1:]
	if len(n.Text) == 0 || strings.Contains(tree.PlainText(n.Text), name) {
		return
	}
	p.raw(` (\LoreInline{`)
	p.shownAddress(l.File)
	p.raw("})")
}

// encodeURL returns an address for the argument of a macro: percent-encoded,
// with what TeX would take for something else behind a backslash. Those that
// run what follows the scheme are dropped.
func encodeURL(url string) string {
	if scheme, _, ok := strings.Cut(url, ":"); !ok && strings.HasPrefix(url, "//") {
		url = "https:" + url
	} else if s := strings.ToLower(strings.TrimSpace(scheme)); s == "javascript" || s == "vbscript" || s == "data" || s == "file" || s == "run" {
		return ""
	}
	b := make([]byte, 0, len(url)+16)
	for i := range len(url) {
		switch c := url[i]; {
		case c == '%' || c == '#' || c == '&' || c == '_':
			b = append(b, '\\', c)
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-.:/?@!'()*+,;=", c) >= 0:
			b = append(b, c)
		case c <= ' ' && (i == 0 || i == len(url)-1):
		default:
			const hex = "0123456789ABCDEF"
			b = append(b, '\\', '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}
