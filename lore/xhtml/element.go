package xhtml

import "github.com/lore-docs/lore/lore/tree"

// kind says what an element, or a class on it, makes.
type kind uint8

const (
	kindUnknown kind = iota // HTML or not: its content is passed on
	kindForeign             // HTML has it, lore does not
	kindRefused             // and its content with it
	kindPage                // html, head and body, and the bottom of the stack
	kindHead
	kindTitle
	kindMeta
	kindHeadLink
	kindIgnored // says nothing that lore keeps: col, base of a table, wbr

	kindHeading
	kindParagraph
	kindPre
	kindDivision
	kindQuote
	kindList
	kindItem
	kindDefinitions
	kindTerm
	kindBody // dd
	kindTable
	kindSection
	kindRow
	kindCell
	kindCaption // of the table or figure around it
	kindFigure
	kindRule

	kindSpan
	kindPhrase
	kindCode
	kindLink
	kindImage
	kindBreak
	kindCheckbox

	// By class.
	kindListing
	kindFootnote
	kindNote
	kindIndex
	kindAPI
	kindAnchor // an a with a name only
)

// An element is what lore knows of an XHTML element.
type element struct {
	name   string
	id     uint8
	kind   kind
	void   bool // never has content
	block  bool // ends the paragraph it stands in
	level  int  // of a heading
	phrase tree.PhraseKind
	attrs  []string // those with a meaning here, beside the common ones
}

func phrase(name string, kind tree.PhraseKind, attrs ...string) element {
	return element{name: name, kind: kindPhrase, phrase: kind, attrs: attrs}
}

func heading(name string, level int) element {
	return element{name: name, kind: kindHeading, block: true, level: level}
}

func block(name string, kind kind, attrs ...string) element {
	return element{name: name, kind: kind, block: true, attrs: attrs}
}

func void(e element) element {
	e.void = true
	return e
}

// elementList has every element with a meaning. Its order is of no consequence.
var elementList = []element{
	block("html", kindPage), block("head", kindHead), block("body", kindPage),
	block("title", kindTitle),
	void(block("meta", kindMeta, "name", "content")),
	void(block("link", kindHeadLink, "rel", "href", "title")),

	heading("h1", 1), heading("h2", 2), heading("h3", 3), heading("h4", 4), heading("h5", 5), heading("h6", 6),
	block("p", kindParagraph), block("pre", kindPre), block("div", kindDivision), block("address", kindDivision),
	block("blockquote", kindQuote, "cite"),
	block("ul", kindList), block("ol", kindList, "start"), block("menu", kindList), block("dir", kindList),
	block("li", kindItem),
	block("dl", kindDefinitions), block("dt", kindTerm), block("dd", kindBody),
	block("table", kindTable), block("caption", kindCaption),
	block("thead", kindSection), block("tbody", kindSection), block("tfoot", kindSection),
	block("tr", kindRow, "align"),
	block("th", kindCell, "align", "colspan", "rowspan"), block("td", kindCell, "align", "colspan", "rowspan"),
	block("colgroup", kindIgnored), void(block("col", kindIgnored)),
	block("figure", kindFigure), block("figcaption", kindCaption),
	void(block("hr", kindRule)),

	{name: "span", kind: kindSpan},
	{name: "code", kind: kindCode, attrs: []string{"base"}},
	{name: "a", kind: kindLink, attrs: []string{"href", "name"}},
	void(element{name: "img", kind: kindImage, attrs: []string{"src", "alt", "width", "height"}}),
	void(element{name: "br", kind: kindBreak}),
	void(element{name: "wbr", kind: kindIgnored}),
	void(element{name: "input", kind: kindCheckbox, attrs: []string{"type", "checked", "disabled"}}),
	phrase("em", tree.Emph), phrase("strong", tree.Strong), phrase("q", tree.Quotation), phrase("cite", tree.Cite),
	phrase("abbr", tree.Abbr), phrase("acronym", tree.Abbr), phrase("sub", tree.Sub), phrase("sup", tree.Sup),
	phrase("kbd", tree.Key), phrase("samp", tree.Sample), phrase("var", tree.Variable), phrase("dfn", tree.Definition),
	phrase("del", tree.Deleted), phrase("s", tree.Deleted), phrase("strike", tree.Deleted), phrase("ins", tree.Inserted),
	phrase("small", tree.Small), phrase("i", tree.Italic), phrase("b", tree.Bold), phrase("tt", tree.Teletype),
	phrase("u", tree.Underline), phrase("big", tree.Big), phrase("bdo", tree.Plain), phrase("bdi", tree.Plain),

	block("script", kindRefused), block("style", kindRefused), block("iframe", kindRefused), block("object", kindRefused),
	block("applet", kindRefused), block("form", kindRefused), block("frameset", kindRefused), block("noframes", kindRefused),
	{name: "button", kind: kindRefused}, {name: "select", kind: kindRefused}, {name: "textarea", kind: kindRefused},
	{name: "video", kind: kindRefused}, {name: "audio", kind: kindRefused}, {name: "canvas", kind: kindRefused},
	{name: "svg", kind: kindRefused}, {name: "math", kind: kindRefused},
	void(element{name: "embed", kind: kindRefused}), void(element{name: "frame", kind: kindRefused}),
	void(element{name: "base", kind: kindRefused}),

	block("section", kindForeign), block("article", kindForeign), block("main", kindForeign), block("header", kindForeign),
	block("footer", kindForeign), block("nav", kindForeign), block("aside", kindForeign), block("details", kindForeign),
	block("summary", kindForeign), block("hgroup", kindForeign), block("center", kindForeign), block("fieldset", kindForeign),
	block("legend", kindForeign), block("noscript", kindForeign), block("dialog", kindForeign), block("template", kindForeign),
	block("xmp", kindForeign), block("listing", kindForeign), block("plaintext", kindForeign), block("isindex", kindForeign),
	{name: "font", kind: kindForeign}, {name: "mark", kind: kindForeign}, {name: "time", kind: kindForeign},
	{name: "data", kind: kindForeign}, {name: "ruby", kind: kindForeign}, {name: "rt", kind: kindForeign},
	{name: "rp", kind: kindForeign}, {name: "label", kind: kindForeign}, {name: "map", kind: kindForeign},
	{name: "output", kind: kindForeign}, {name: "progress", kind: kindForeign}, {name: "meter", kind: kindForeign},
	{name: "picture", kind: kindForeign}, {name: "blink", kind: kindForeign}, {name: "nobr", kind: kindForeign},
	{name: "option", kind: kindForeign}, {name: "optgroup", kind: kindForeign}, {name: "slot", kind: kindForeign},
	{name: "noembed", kind: kindForeign}, {name: "basefont", kind: kindForeign, void: true},
	void(element{name: "area", kind: kindForeign}), void(element{name: "param", kind: kindForeign}),
	void(element{name: "source", kind: kindForeign}), void(element{name: "track", kind: kindForeign}),
}

// maxElements is more than there are elements.
const maxElements = 160

// elements has the elements by name.
var elements = func() map[string]*element {
	m := make(map[string]*element, len(elementList))
	for i := range elementList {
		elementList[i].id = uint8(i)
		m[elementList[i].name] = &elementList[i]
	}
	return m
}()

// elementNames are the names worth offering in place of a misspelt one.
var elementNames = func() []string {
	var names []string
	for _, e := range elementList {
		if e.kind != kindRefused && e.kind != kindForeign {
			names = append(names, e.name)
		}
	}
	return names
}()
