package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/xhtml"
)

// maxInline is how deep emphasis and the like may nest before more of it is
// left out: authors do not, but a line of asterisks does.
const maxInline = 50

// inlines feeds the text in parent. It does not recurse, since nothing but the
// length of a paragraph limits how deep goldmark nests emphasis.
func (c *converter) inlines(parent ast.Node) {
	n := parent.FirstChild()
	for n != nil {
		if c.enter(n) {
			if child := n.FirstChild(); child != nil {
				n = child
				continue
			}
			c.leave(n)
		}
		for n.NextSibling() == nil {
			if n = n.Parent(); n == parent {
				c.flush()
				return
			}
			c.leave(n)
		}
		n = n.NextSibling()
	}
}

// enter feeds n, or the start of n if it holds inlines: then it returns true.
func (c *converter) enter(n ast.Node) bool {
	if t, ok := n.(*ast.Text); ok {
		c.textNode(t)
		return false
	}
	c.flush()
	switch n := n.(type) {
	case *ast.Emphasis:
		c.emphasis(n, phrases[n.Level-1], n.Level)
		return true
	case *east.Strikethrough:
		c.emphasis(n, "del", c.tildes(n.Pos()))
		return true
	case *ast.Link:
		c.startLink(n)
		return true
	case *ast.Image:
		c.image(n, false)
	case *ast.AutoLink:
		c.autoLink(n)
	case *ast.CodeSpan:
		c.codeSpan(n)
	case *ast.RawHTML:
		c.scan(n.Segments)
	case *east.TaskCheckBox:
		c.checkBox(n)
	case *apiNode:
		c.apiName(n)
	case *mark:
		c.mark(n)
	case *ast.String:
		c.a.Text(string(n.Value), c.here())
	default:
		panic(n)
	}
	return false
}

// leave feeds the end of a node that enter returned true for.
func (c *converter) leave(n ast.Node) {
	c.flush()
	switch n := n.(type) {
	case *ast.Emphasis:
		c.endEmphasis(phrases[n.Level-1], n.Level)
	case *east.Strikethrough:
		c.endEmphasis("del", c.tildes(c.end))
	case *ast.Link:
		c.endLink(n)
	}
}

var phrases = [...]string{"em", "strong"}

// textNode lets text wait, so that what stands together is fed together, line
// ends included.
func (c *converter) textNode(t *ast.Text) {
	s := t.Segment
	if c.to == c.from || s.Start < c.to || strings.Trim(c.text[c.to:s.Start], " \t\n") != "" {
		c.flush()
		c.from, c.to = s.Start, s.Start
	}
	c.to = s.Stop
	switch {
	case t.HardLineBreak():
		c.flush()
		c.open("br", c.end, c.lineEnd(c.end))
		c.from = c.end
		c.to = min(c.end+1, len(c.text))
	case t.SoftLineBreak():
		c.to = min(c.lineEnd(s.Stop)+1, len(c.text))
	}
}

// flush feeds the text that waits.
func (c *converter) flush() {
	if c.to > c.from {
		c.a.Text(unescape(c.text[c.from:c.to]), c.cover(c.from, c.to))
	}
	c.from, c.to = c.end, c.end
}

// emphasis feeds the start of a phrase. goldmark gives the place of all
// asterisks that stand together, so those that are used up are passed over.
func (c *converter) emphasis(n ast.Node, name string, width int) {
	c.depth++
	if c.depth <= maxInline {
		at := max(c.end, n.Pos())
		c.open(name, at, at+width)
	}
}

func (c *converter) endEmphasis(name string, width int) {
	if c.depth <= maxInline {
		end := c.end
		if end+width <= len(c.text) && strings.Trim(c.text[end:end+width], "*_~") == "" {
			end += width
		}
		c.a.End(name, c.cover(c.end, end))
	}
	c.depth--
}

// tildes returns the number of tildes at a place.
func (c *converter) tildes(at int) int {
	if strings.HasPrefix(c.tail(at), "~~") {
		return 2
	}
	return 1
}

// codeSpan feeds code. Its line ends become blanks, as in CommonMark.
func (c *converter) codeSpan(n *ast.CodeSpan) {
	at := max(n.Pos(), c.end)
	ticks := len(c.tail(at)) - len(strings.TrimLeft(c.tail(at), "`"))
	_, cell := n.Parent().(*east.TableCell)
	element := "code"
	if c.api == "code" {
		element = "" // the name is set as code already
	}
	if element != "" {
		c.open(element, at, at+ticks)
	}
	for t := n.FirstChild(); t != nil; t = t.NextSibling() {
		s := t.(*ast.Text).Segment
		for t.NextSibling() != nil && t.NextSibling().(*ast.Text).Segment.Start == s.Stop {
			t = t.NextSibling()
			s.Stop = t.(*ast.Text).Segment.Stop
		}
		code := c.text[s.Start:s.Stop]
		if cell {
			code = strings.ReplaceAll(code, `\|`, "|")
		}
		c.a.Text(code, c.cover(s.Start, s.Stop))
	}
	end := c.end
	if n.FirstChild() == nil {
		end += ticks
	} else if i := strings.IndexByte(c.tail(end), '`'); i >= 0 {
		end += i + ticks
	}
	if at := c.cover(c.end, end); element != "" {
		c.a.End(element, at)
	}
}

// startLink feeds the start of a link. An address api:path.Name is the name of
// something in a package.
func (c *converter) startLink(n *ast.Link) {
	at := n.Pos()
	c.links++
	if isAPILink(n) {
		c.startAPI(n)
		return
	}
	x := c.extra[n]
	c.attrs = append(c.attrs[:0], c.address("href", n.Destination, at, x.end))
	c.attrs = c.title(c.attrs, n.Destination, n.Title, at, x.end)
	c.attrs = c.braces(c.attrs, x.attrs)
	c.open("a", at, at+1, c.attrs...)
}

func (c *converter) endLink(n *ast.Link) {
	c.links--
	name := "a"
	if isAPILink(n) {
		name = c.api
		c.api = ""
	}
	c.a.End(name, c.cover(c.end, c.extra[n].end))
}

// address makes an attribute of the address of a link between two offsets. The
// address of a reference stands where the reference is defined.
func (c *converter) address(name string, dest []byte, start, end int) xhtml.Attr {
	if off, ok := c.find(dest); ok {
		start, end = off, off+len(dest)
	}
	return c.attr(name, unescape(string(dest)), start, end)
}

// title adds the title of a link, if it has one.
func (c *converter) title(to []xhtml.Attr, dest, title []byte, start, end int) []xhtml.Attr {
	if len(title) == 0 {
		return to
	}
	if off, ok := c.find(dest); ok {
		start = off + len(dest)
		end = max(end, min(start+len(title)+100, len(c.text)))
	}
	if i := strings.Index(c.text[start:end], string(title)); i >= 0 {
		start, end = start+i, start+i+len(title)
	}
	return append(to, c.attr("title", unescape(string(title)), start, end))
}

// image feeds an image. In a figure the title is the caption, and attributes
// in braces, but for the size, are the figure's.
func (c *converter) image(n *ast.Image, figure bool) {
	at, x := n.Pos(), c.extra[n]
	attrs := append(c.attrs[:0], c.address("src", n.Destination, at, x.end))
	attrs = append(attrs, c.attr("alt", c.plain(n), at, x.end))
	own := x.attrs
	if figure {
		own, _ = splitSize(own)
	} else {
		attrs = c.title(attrs, n.Destination, n.Title, at, x.end)
	}
	c.attrs = c.braces(attrs, own)
	c.open("img", at, x.end, c.attrs...)
}

func (c *converter) autoLink(n *ast.AutoLink) {
	label := n.Label(c.src)
	at, ok := c.find(label)
	if !ok {
		at = c.end
	}
	href := c.attr("href", string(label), at, at+len(label))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(href.Value), "mailto:") {
		href.Value = "mailto:" + href.Value
	}
	angle := 0
	if at > 0 && c.text[at-1] == '<' && at+len(label) < len(c.text) && c.text[at+len(label)] == '>' {
		angle = 1
	}
	c.open("a", at-angle, at, href)
	c.a.Text(c.text[at:at+len(label)], c.cover(at, at+len(label)))
	c.a.End("a", c.cover(c.end, c.end+angle))
}

func (c *converter) checkBox(n *east.TaskCheckBox) {
	at := n.Pos()
	attrs := append(c.attrs[:0], c.attr("type", "checkbox", at, at+3))
	if n.IsChecked {
		attrs = append(attrs, c.attr("checked", "checked", at+1, at+2))
	}
	c.open("input", at, at+3, attrs...)
}

// apiName feeds a name in brackets. In the text of a link it is text.
func (c *converter) apiName(n *apiNode) {
	if c.links > 0 {
		c.a.Text(c.text[n.start:n.end], c.cover(n.start, n.end))
		return
	}
	c.open("code", n.start, n.start+1, c.attr("class", "API", n.start, n.end))
	c.a.Text(c.text[n.start+1:n.end-1], c.cover(n.start+1, n.end-1))
	c.a.End("code", c.cover(n.end-1, n.end))
}

const apiScheme = "api:"

func isAPILink(n *ast.Link) bool { return strings.HasPrefix(string(n.Destination), apiScheme) }

// startAPI feeds the start of [text](api:path.Name). Where the text is the
// name, whole or without its package, it is code as [path.Name] is; other text
// stays as it is.
func (c *converter) startAPI(n *ast.Link) {
	at, x := n.Pos(), c.extra[n]
	full := strings.TrimPrefix(unescape(string(n.Destination)), apiScheme)
	start, end := at, x.end
	if off, ok := c.find(n.Destination); ok {
		start, end = off+len(apiScheme), off+len(n.Destination)
	}
	if full == "" {
		c.api = "span"
		c.report(diag.APIUnknown, at, x.end, "a link to %q names nothing", apiScheme)
		c.open("span", at, at+1)
		return
	}
	words := strings.TrimSpace(c.plain(n))
	base, isName := strings.CutSuffix(full, words)
	isName = words != "" && isName && (base == "" || strings.HasSuffix(base, ".")) && n.ChildCount() == 1
	attrs := append(c.attrs[:0], c.attr("class", "API", start, end))
	if isName {
		c.api = "code"
		if base != "" {
			attrs = append(attrs, c.attr("base", strings.TrimSuffix(base, "."), start, end))
		}
	} else {
		c.api = "span"
		attrs = append(attrs, c.attr("value", full, start, end))
	}
	attrs = c.title(attrs, n.Destination, n.Title, at, x.end)
	c.attrs = c.braces(attrs, x.attrs)
	c.open(c.api, at, at+1, c.attrs...)
}

// plain returns the words in n.
func (c *converter) plain(n ast.Node) string {
	var out strings.Builder
	walk(n, func(n ast.Node) bool {
		c.writePlain(&out, n)
		return true
	})
	return out.String()
}

// walk calls enter for every node below root, and leaves out the nodes below
// one that it returns false for. Like inlines, it does not recurse.
func walk(root ast.Node, enter func(ast.Node) bool) {
	n := root.FirstChild()
	for n != nil {
		if enter(n) && n.FirstChild() != nil {
			n = n.FirstChild()
			continue
		}
		for n.NextSibling() == nil {
			if n = n.Parent(); n == root {
				return
			}
		}
		n = n.NextSibling()
	}
}

func (c *converter) writePlain(out *strings.Builder, n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		s := c.text[n.Segment.Start:n.Segment.Stop]
		if !n.IsRaw() {
			s = unescape(s)
		}
		out.WriteString(s)
		if n.SoftLineBreak() || n.HardLineBreak() {
			out.WriteByte('\n')
		}
	case *ast.AutoLink:
		out.Write(n.Label(c.src))
	case *apiNode:
		out.WriteString(c.text[n.start+1 : n.end-1])
	}
}

// contiguous returns the place of segments that follow each other at once.
func contiguous(s *text.Segments) (start, stop int, ok bool) {
	start, stop = s.At(0).Start, s.At(0).Stop
	for i := 1; i < s.Len(); i++ {
		if s.At(i).Start != stop {
			return start, stop, false
		}
		stop = s.At(i).Stop
	}
	return start, stop, true
}
