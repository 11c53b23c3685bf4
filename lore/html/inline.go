package html

import (
	"fmt"
	"strings"

	"github.com/lore-docs/lore/lore/tree"
)

func (p *printer) inlines(text []tree.Inline) {
	for _, n := range text {
		p.inline(n)
	}
}

func (p *printer) inline(n tree.Inline) {
	switch n := n.(type) {
	case *tree.Text:
		p.textNode(n)
	case *tree.Phrase:
		e := phrases[n.Kind]
		p.open(e.tag, n, e.class)
		p.inlines(n.Text)
		p.close(e.tag)
	case *tree.Code:
		p.open("code", n, "")
		p.inlines(n.Text)
		p.raw("</code>")
	case *tree.Link:
		p.link(n)
	case *tree.APIName:
		p.apiName(n)
	case *tree.Image:
		p.image(n)
	case *tree.FootnoteRef:
		p.footnoteRef(n)
	case *tree.Anchor:
		p.start("span", n, "", n.Target)
		p.raw(">")
		p.aliases(n.Target)
		p.raw("</span>")
	case *tree.IndexMark:
		p.start("span", n, "", p.doc.Index[n.Entry].Target)
		p.raw(">")
		p.inlines(n.Text)
		p.raw("</span>")
	case *tree.Break:
		p.open("br", n, "")
		p.raw("\n")
	default:
		panic(fmt.Sprintf("html: no way to write a %T", n))
	}
}

func (p *printer) textNode(n *tree.Text) {
	if n.Attr() == nil {
		p.text(n.Text)
		return
	}
	p.open("span", n, "")
	p.text(n.Text)
	p.raw("</span>")
}

// phrases are the elements of the kinds of phrase. Those that HTML5 dropped
// are spans with a class.
var phrases = [...]struct{ tag, class string }{
	tree.Plain: {"span", ""}, tree.Emph: {"em", ""}, tree.Strong: {"strong", ""}, tree.Quotation: {"q", ""},
	tree.Cite: {"cite", ""}, tree.Abbr: {"abbr", ""}, tree.Sub: {"sub", ""}, tree.Sup: {"sup", ""},
	tree.Key: {"kbd", ""}, tree.Sample: {"samp", ""}, tree.Variable: {"var", ""}, tree.Definition: {"dfn", ""},
	tree.Deleted: {"del", ""}, tree.Inserted: {"ins", ""}, tree.Small: {"small", ""}, tree.Italic: {"i", ""},
	tree.Bold: {"b", ""}, tree.Teletype: {"span", "lore-tt"}, tree.Underline: {"u", ""}, tree.Big: {"span", "lore-big"},
}

// apiName writes a name with a link to its documentation. A name without
// mark-up of its own is set as code.
func (p *printer) apiName(n *tree.APIName) {
	api := p.facts.APIs[n.API]
	url := safe(api.URL)
	if url == "" || p.links > 0 {
		p.apiText(n, api.Title)
		return
	}
	p.raw(`<a class="lore-api"`)
	p.attr("href", url)
	p.attr("title", api.Title)
	p.raw(">")
	p.links++
	p.apiText(n, "")
	p.links--
	p.raw("</a>")
}

func (p *printer) apiText(n *tree.APIName, title string) {
	tag := "code"
	if hasCode(n.Text) {
		tag = "span"
	}
	bare := tag == "span" && n.Attr() == nil && title == ""
	if !bare {
		p.start(tag, n, "", 0)
		if tree.Inline(n).Attr() == nil || n.Attr().Title == "" {
			p.attr("title", title)
		}
		p.raw(">")
	}
	if len(n.Text) == 0 {
		p.text(p.doc.APIs[n.API].Name)
	}
	p.inlines(n.Text)
	if !bare {
		p.close(tag)
	}
}

// hasCode reports whether text brings mark-up for code itself.
func hasCode(text []tree.Inline) bool {
	found := false
	tree.WalkInlines(text, func(n tree.Node) bool {
		if _, ok := n.(*tree.Code); ok {
			found = true
		}
		return !found
	})
	return found
}

// image writes a picture or, where there is none, the words in its place.
func (p *printer) image(n *tree.Image) {
	src := safe(p.facts.Links[n.Ref].Href(p.page, Ext))
	if src == "" {
		p.open("span", n, "lore-broken")
		p.text(n.Alt)
		p.raw("</span>")
		return
	}
	p.start("img", n, "", 0)
	p.attr("src", src)
	p.raw(` alt="`)
	p.b = append(appendAttr(p.b, n.Alt), '"')
	var style string
	for _, side := range [...]struct{ name, value string }{{"width", n.Width}, {"height", n.Height}} {
		switch pixels := strings.TrimSuffix(strings.TrimSpace(side.value), "px"); {
		case digits(pixels):
			p.attr(side.name, pixels)
		case strings.HasSuffix(pixels, "%") && digits(pixels[:len(pixels)-1]):
			style += side.name + ":" + pixels + ";"
		}
	}
	p.attr("style", style)
	p.raw(` loading="lazy">`)
}

// digits reports whether s is a number that HTML takes for a length.
func digits(s string) bool {
	if s == "" || len(s) > 6 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
