package lore

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// meaningOf writes down what a page says, without what only looks different
// between a page of the original Lore and one of lore:
//
//   - white space that a browser would not show, comments, icons, buttons, the
//     empty span in place of a title, empty lists;
//   - how a place is named: an empty element with a name or an id is {name},
//     in front of the words of a heading that it stands in;
//   - how a heading is linked to: a link within the page is written with the
//     words that it leads to;
//   - how a list in a table of contents is nested: within its item;
//   - the elements of a note, a footnote's mark and a listing, of which kind,
//     label, words, address and numbers of lines are kept;
//   - the class absolute of a link, which said what to do with it;
//   - classes of code: keyword, name, string, comment and number are k, f, s, c
//     and n for both, and other pieces are not set off.
func meaningOf(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	m := meaning{root: root}
	m.prepare(root)
	if title := find(root, func(n *html.Node) bool { return n.Data == "title" }); title != nil {
		m.b.WriteString("title: " + words(title) + "\n")
	}
	for n := range root.Descendants() {
		if n.Data == "link" && attr(n, "rel") == "author" {
			fmt.Fprintf(&m.b, "author: %s %s\n", attr(n, "title"), attr(n, "href"))
		}
	}
	scope := find(root, func(n *html.Node) bool { return n.DataAtom == atom.Article })
	if scope == nil {
		scope = find(root, func(n *html.Node) bool { return n.DataAtom == atom.Body })
	}
	m.children(scope)
	return tidy(m.b.String())
}

// tidy drops blanks at the edges of lines and empty lines, which stand for
// white space between blocks.
func tidy(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if line = strings.Trim(line, " \n"); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

type meaning struct {
	b    strings.Builder
	root *html.Node
}

// furnitureOf lists the classes of elements that have no counterpart.
var furnitureOf = []string{"lore-pm", "lore-back", "lore-tools", "lore-pn", "lore-crumbs", "lore-mtoc", "lore-meta"}

// prepare takes out what says nothing and moves lists into their items.
func (m *meaning) prepare(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		list := c.DataAtom == atom.Ul || c.DataAtom == atom.Ol
		switch {
		case c.Type == html.CommentNode, c.Data == "svg", slices.ContainsFunc(furnitureOf, func(s string) bool { return hasClass(c, s) }),
			list && strings.TrimSpace(words(c)) == "", c.DataAtom == atom.Span && len(c.Attr) == 0 && c.FirstChild == nil:
			n.RemoveChild(c)
		case list && (n.DataAtom == atom.Ul || n.DataAtom == atom.Ol) && c.PrevSibling != nil:
			item := c.PrevSibling
			for item.Type != html.ElementNode && item.PrevSibling != nil {
				item = item.PrevSibling
			}
			n.RemoveChild(c)
			item.AppendChild(c)
			m.prepare(c)
		default:
			m.prepare(c)
		}
		c = next
	}
}

func (m *meaning) children(n *html.Node) {
	for c := range n.ChildNodes() {
		m.node(c)
	}
}

func (m *meaning) node(n *html.Node) {
	if n.Type == html.TextNode {
		m.text(n.Data)
		return
	}
	id := attr(n, "id")
	switch {
	case n.Type != html.ElementNode:
	case n.DataAtom == atom.Pre:
		m.code(n)
	case n.Data == "super" || n.DataAtom == atom.Sup && hasClass(n, "lore-fn"):
		m.children(n)
	case n.DataAtom == atom.A && strings.HasPrefix(attr(n, "href"), "#footnote-"):
		fmt.Fprintf(&m.b, "[footnote %s: %s]", words(n), attr(n, "title"))
	case isHeading(n):
		m.heading(n)
	case noteLabel(n) != nil:
		m.note(n, noteLabel(n))
	case hasClass(n, "lore-listing") || strings.HasSuffix(attr(n, "class"), "listing"):
		m.listing(n)
	case (n.DataAtom == atom.A || n.DataAtom == atom.Span) && attr(n, "href") == "" && attr(n, "name")+id != "":
		m.b.WriteString("{" + attr(n, "name") + id + "}")
		m.children(n)
	default:
		m.element(n, id)
	}
}

// text writes words with single blanks between.
func (m *meaning) text(s string) {
	for i, w := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n", r) }) {
		if i > 0 || strings.ContainsRune(" \t\r\n", rune(s[0])) {
			m.blank()
		}
		m.b.WriteString(w)
	}
	if s != "" && strings.ContainsRune(" \t\r\n", rune(s[len(s)-1])) {
		m.blank()
	}
}

func (m *meaning) blank() {
	if s := m.b.String(); s != "" && !strings.ContainsRune(" \n}", rune(s[len(s)-1])) {
		m.b.WriteByte(' ')
	}
}

var inlines = []string{"a", "abbr", "b", "br", "cite", "code", "em", "i", "img", "q", "span", "strong", "sub", "sup"}

// element writes an element that means the same in both.
func (m *meaning) element(n *html.Node, id string) {
	name := n.Data
	if n.DataAtom == atom.Ul || n.DataAtom == atom.Ol {
		name = "list"
	}
	attrs := m.attributes(n)
	if (name == "span" || name == "section") && attrs == "" {
		m.children(n)
		return
	}
	line := "\n"
	if slices.Contains(inlines, name) {
		line = ""
	}
	m.b.WriteString(line + "<" + name + attrs + ">" + line)
	if id != "" && !strings.HasPrefix(id, "lore-") {
		m.b.WriteString("{" + id + "}")
	}
	m.children(n)
	m.b.WriteString(line + "</" + name + ">" + line)
}

// attributes returns those of the attributes that a reader would miss.
func (m *meaning) attributes(n *html.Node) string {
	s := ""
	for _, key := range []string{"class", "href", "src", "alt", "title", "colspan", "rowspan", "lang"} {
		v := attr(n, key)
		switch key {
		case "class":
			v = strings.Join(slices.DeleteFunc(strings.Fields(v), func(c string) bool { return strings.HasPrefix(c, "lore-") || c == "absolute" }), " ")
		case "href":
			v = m.address(v)
		}
		if v != "" {
			s += fmt.Sprintf(" %s=%q", key, v)
		}
	}
	return s
}

// address returns an address, or the words that it leads to in the page.
func (m *meaning) address(href string) string {
	name, ok := strings.CutPrefix(href, "#")
	if !ok || name == "" {
		return href
	}
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	at := find(m.root, func(n *html.Node) bool { return attr(n, "id") == name || attr(n, "name") == name })
	if at == nil {
		return "nowhere: " + href
	}
	for n := at; n != nil; n = n.Parent {
		if isHeading(n) || n.DataAtom == atom.P || n.DataAtom == atom.Li {
			return "-> " + words(n)
		}
	}
	return "-> " + words(at)
}

// heading writes a heading, with its places in front.
func (m *meaning) heading(n *html.Node) {
	places := ""
	for c := range n.Descendants() {
		if name := attr(c, "name") + attr(c, "id"); name != "" {
			places += "{" + name + "}"
		}
	}
	inner := meaning{root: m.root}
	inner.children(n)
	text := inner.b.String()
	for _, p := range strings.SplitAfter(places, "}") {
		text = strings.Replace(text, p, "", 1)
	}
	fmt.Fprintf(&m.b, "\n<%s%s>%s%s\n", n.Data, m.attributes(n), places, strings.TrimSpace(text))
}

// noteLabel returns the label of a note, nil for what is none.
func noteLabel(n *html.Node) *html.Node {
	if !hasClass(n, "note") && !hasClass(n, "lore-note") {
		return nil
	}
	return find(n, func(c *html.Node) bool { return hasClass(c, "lore-says") || c.DataAtom == atom.Strong })
}

func (m *meaning) note(n, label *html.Node) {
	fmt.Fprintf(&m.b, "\nnote %q%s:\n", strings.TrimRight(words(label), ": "), strings.ReplaceAll(m.attributes(n), ` class="note"`, ""))
	label.Parent.RemoveChild(label)
	m.children(n)
	m.b.WriteString("\nend of note\n")
}

// listing writes a listing: its label and caption, its file, and the code.
func (m *meaning) listing(n *html.Node) {
	label, file := find(n, func(c *html.Node) bool { return hasClass(c, "lore-what") || hasClass(c, "caption") }), ""
	link := find(n, func(c *html.Node) bool { return c.DataAtom == atom.A })
	if link != nil {
		file = attr(link, "href")
		link.Parent.RemoveChild(link)
	}
	if label != nil {
		var pieces []string
		for c := range label.Descendants() {
			if c.Type == html.TextNode {
				pieces = append(pieces, strings.Fields(c.Data)...)
			}
		}
		fmt.Fprintf(&m.b, "\nlisting %q of %q:\n", strings.Join(pieces, " "), file)
	}
	if code := find(n, func(c *html.Node) bool { return c.DataAtom == atom.Pre }); code != nil {
		m.code(code)
	} else if p := find(n, func(c *html.Node) bool { return c.DataAtom == atom.P }); p != nil {
		m.node(p)
	}
}

// code writes the lines of a pre, each behind its number and a bar.
func (m *meaning) code(n *html.Node) {
	var numbers []string
	if p := find(n, func(c *html.Node) bool { return hasClass(c, "py-linenumber") }); p != nil {
		numbers = strings.Fields(words(p))
		p.Parent.RemoveChild(p)
	}
	for c := range n.Descendants() {
		if v := attr(c, "data-n"); v != "" && hasClass(c, "l") {
			numbers = append(numbers, v)
		}
	}
	text := strings.Trim(runs(n), "\n")
	m.b.WriteString("\n")
	for i, line := range strings.Split(text, "\n") {
		number := ""
		if i < len(numbers) {
			number = numbers[i]
		}
		m.b.WriteString(number + "|" + line + "\n")
	}
}

// tokens maps classes of the original's highlighter.
var tokens = map[string]string{"py-src-keyword": "k", "py-src-identifier": "f", "py-src-string": "s", "py-src-comment": "c", "py-src-number": "n"}

// runs returns code with its pieces set off: ‹k def›.
func runs(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(runs(c))
	}
	class := attr(n, "class")
	if t, ok := tokens[class]; ok {
		class = t
	}
	if n.DataAtom == atom.Span && strings.Contains("kfscn", class) && len(class) == 1 {
		return "‹" + class + " " + b.String() + "›"
	}
	return b.String()
}

func isHeading(n *html.Node) bool {
	return n.Type == html.ElementNode && len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasClass(n *html.Node, class string) bool {
	return n.Type == html.ElementNode && slices.Contains(strings.Fields(attr(n, "class")), class)
}

// find returns the first element below n, or n, that is meant.
func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	if n.Type == html.ElementNode && is(n) {
		return n
	}
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && is(c) {
			return c
		}
	}
	return nil
}

// words returns the text of n with single blanks.
func words(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
