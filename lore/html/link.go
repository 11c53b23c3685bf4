package html

import (
	"strings"

	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// link writes a link. One that leads nowhere is text, and so is one within
// another, which HTML does not have.
func (p *printer) link(n *tree.Link) {
	l := &p.facts.Links[n.Ref]
	href := safe(l.Href(p.page, Ext))
	if href == "" || p.links > 0 {
		class := ""
		if href == "" {
			class = "lore-broken"
		}
		p.open("span", n, class)
		p.linkText(n, l)
		p.raw("</span>")
		return
	}
	p.start("a", n, "", 0)
	p.attr("href", href)
	p.raw(">")
	p.links++
	p.linkText(n, l)
	p.links--
	p.raw("</a>")
}

// linkText writes the author's words or, if there are none, those of the site.
func (p *printer) linkText(n *tree.Link, l *site.Link) {
	switch {
	case len(n.Text) > 0:
		p.inlines(n.Text)
	case l.Text != "":
		p.text(l.Text)
	default:
		p.text(p.doc.Refs[n.Ref].URL)
	}
}

// fragment returns name as it stands behind the # of an address.
func fragment(page *site.Page, name string) string {
	link := site.Link{Kind: site.ToPage, Page: page, Fragment: name}
	return strings.TrimPrefix(link.Href(page, Ext), "#")
}

// unsafe are the schemes that run what follows them.
var unsafe = []string{"javascript", "vbscript", "livescript", "data"}

// safe returns url, or "" if following it would run a script. Reading an
// address, browsers skip blanks and control characters in front of the scheme
// and line ends and tabs anywhere (WHATWG URL, section 4.4).
func safe(url string) string {
	colon := strings.IndexByte(url, ':')
	if colon < 0 {
		return url
	}
	scheme := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, url[:colon])
	for _, s := range unsafe {
		if strings.EqualFold(scheme, s) {
			return ""
		}
	}
	return url
}
