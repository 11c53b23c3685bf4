package markdown

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/lore/xhtml"
)

// A converter walks goldmark's tree of one page and feeds the Assembler.
type converter struct {
	*body
	*notes
	file *source.File
	sink diag.Sink
	a    *xhtml.Assembler

	end   int    // body offset behind what was fed last: spans never go back
	from  int    // text from here
	to    int    // to here waits to be fed
	depth int    // of emphasis, links and the like
	links int    // open links
	api   string // the element of the api: link that is open
	attrs []xhtml.Attr
	ids   map[*footnote]tree.FootnoteID
}

func (c *converter) document() {
	var root ast.Node
	root, c.notes = parse(c.body)
	c.numberFootnotes(root)
	c.blocks(root)
	c.reportNotes()
}

func (c *converter) report(code diag.Code, start, end int, format string, args ...any) {
	c.sink.Report(c.diagnostic(code, start, end, format, args...))
}

func (c *converter) diagnostic(code diag.Code, start, end int, format string, args ...any) diag.Diagnostic {
	return diag.New(code, c.file, c.span(start, end), format, args...)
}

// reportNotes reports what the parsers noticed.
func (c *converter) reportNotes() {
	if c.deep >= 0 {
		c.report(diag.ElementPlace, c.deep, c.lineEnd(c.deep), "blocks are nested more than %d deep; what is within is read as text", maxOpen)
	}
	for _, m := range c.mistakes {
		d := c.diagnostic(m.code, m.start, m.end, "%s", m.message)
		if m.hint != "" {
			d = d.WithHint("%s", m.hint)
		}
		c.sink.Report(d)
	}
}

// cover moves the end of what was fed over the bytes from start to end and
// returns their place.
func (c *converter) cover(start, end int) source.Span {
	start = max(start, c.end)
	c.end = max(start, end)
	return c.span(start, c.end)
}

// here returns the empty place behind what was fed last.
func (c *converter) here() source.Span { return c.cover(c.end, c.end) }

// open feeds a start tag for the mark-up between two offsets.
func (c *converter) open(name string, start, end int, attrs ...xhtml.Attr) {
	c.a.Start(name, attrs, c.cover(start, end))
}

// shut feeds an end tag for what has no mark-up at its end.
func (c *converter) shut(name string) { c.a.End(name, c.here()) }

// within feeds an element around a block's content.
func (c *converter) within(name string, start, end int, content func()) {
	c.open(name, start, end)
	content()
	c.shut(name)
}

// attr makes an attribute out of a part of the page.
func (c *converter) attr(name, value string, start, end int) xhtml.Attr {
	return xhtml.Attr{Name: name, Value: value, Span: c.span(start, end)}
}

// braces makes attributes out of those in braces. Classes become one.
func (c *converter) braces(to []xhtml.Attr, attrs []attribute) []xhtml.Attr {
	class := -1
	for _, x := range attrs {
		switch {
		case x.name != "class":
			to = append(to, c.attr(x.name, x.value, x.start, x.end))
		case class < 0:
			class = len(to)
			to = append(to, c.attr("class", x.value, x.start, x.end))
		default:
			to[class].Value += " " + x.value
			to[class].Span.End = c.at(x.end)
		}
	}
	return to
}

func (c *converter) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		c.block(n)
	}
}

func (c *converter) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		c.paragraph(n)
	case *ast.TextBlock:
		c.textBlock(n)
	case *ast.Heading:
		c.heading(n)
	case *ast.List:
		c.list(n)
	case *ast.FencedCodeBlock:
		c.fence(n)
	case *ast.CodeBlock:
		c.indented(n)
	case *ast.Blockquote:
		c.quote(n)
	case *ast.HTMLBlock:
		c.htmlBlock(n)
	case *ast.ThematicBreak:
		c.open("hr", n.Pos(), c.lineEnd(n.Pos()))
	case *ast.LinkReferenceDefinition:
	case *east.Table:
		c.table(n)
	case *east.DefinitionList:
		c.definitions(n)
	case *footnote:
		c.footnote(n)
	case *alert, *caption:
		// Part of the quote or table that they stand with.
	default:
		panic(n)
	}
}

func (c *converter) paragraph(n *ast.Paragraph) {
	if img, ok := n.FirstChild().(*ast.Image); ok && n.ChildCount() == 1 && isFigure(c.extra[img].attrs) {
		c.figure(img)
		return
	}
	c.checkParagraph(n)
	start := n.Pos()
	c.open("p", start, start)
	c.inlines(n)
	c.shut("p")
}

// textBlock feeds the text of a tight item. In a definition that has real
// paragraphs as well it is one of them.
func (c *converter) textBlock(n *ast.TextBlock) {
	if _, ok := n.Parent().(*east.DefinitionDescription); ok {
		for s := n.NextSibling(); s != nil; s = s.NextSibling() {
			if s.Kind() == ast.KindParagraph {
				c.within("p", n.Pos(), n.Pos(), func() { c.inlines(n) })
				return
			}
		}
	}
	c.inlines(n)
}

func (c *converter) heading(n *ast.Heading) {
	start, end := n.Pos(), c.lineEnd(n.Pos())
	text := start
	if lines := n.Lines(); lines.Len() > 0 {
		text = lines.At(0).Start
		end = c.lineEnd(lines.At(lines.Len() - 1).Stop)
	}
	if text == start && n.Lines().Len() > 0 && end < len(c.text) {
		end = c.lineEnd(end + 1) // underlined
	}
	name := "h" + strconv.Itoa(n.Level)
	c.attrs = c.braces(c.attrs[:0], c.extra[n].attrs)
	c.open(name, start, text, c.attrs...)
	c.inlines(n)
	c.a.End(name, c.cover(c.end, end))
}

func (c *converter) list(n *ast.List) {
	name := "ul"
	c.attrs = c.attrs[:0]
	if n.IsOrdered() {
		name = "ol"
		if n.Start != 1 {
			at := n.Pos()
			c.attrs = append(c.attrs, c.attr("start", strconv.Itoa(n.Start), at, at+len(digits(c.tail(at)))))
		}
	}
	start := c.marker(n, "-+*0123456789")
	c.open(name, start, start, c.attrs...)
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		at := c.marker(item, "-+*0123456789")
		c.within("li", at, at+len(digits(c.tail(at)))+1, func() { c.blocks(item) })
	}
	c.shut(name)
}

// digits returns the digits at the beginning of s.
func digits(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))] }

// quote feeds a block quote or, if it begins with an alert, a note.
// marker returns where a block begins that has one of markers in front. Goldmark
// counts the columns of a tab that a quote has taken a part of as bytes, and so
// is up to three too far.
func (c *converter) marker(n ast.Node, markers string) int {
	at := min(n.Pos(), len(c.text))
	for i := at; i >= max(c.end, at-3); i-- {
		if i < len(c.text) && strings.IndexByte(markers, c.text[i]) >= 0 {
			return i - len(digitsBefore(c.text[max(c.end, i-9):i]))
		}
	}
	return at
}

// digitsBefore returns the digits at the end of s.
func digitsBefore(s string) string { return s[len(strings.TrimRight(s, "0123456789")):] }

func (c *converter) quote(n *ast.Blockquote) {
	at := c.marker(n, ">")
	a, ok := n.FirstChild().(*alert)
	if !ok {
		c.within("blockquote", at, at+1, func() { c.blocks(n) })
		return
	}
	c.attrs = append(c.attrs[:0], c.attr("class", alertClasses[strings.ToLower(a.name)], a.start, a.end))
	if lines := a.Lines(); lines.Len() > 0 {
		line := lines.At(0)
		c.attrs = append(c.attrs, c.attr("title", c.plain(a), line.Start, line.Stop))
	}
	c.open("div", at, c.lineEnd(a.start), c.attrs...)
	c.blocks(n)
	c.shut("div")
}

func (c *converter) definitions(n *east.DefinitionList) {
	c.open("dl", n.Pos(), n.Pos())
	for part := n.FirstChild(); part != nil; part = part.NextSibling() {
		at := part.Pos()
		if part.Kind() == east.KindDefinitionTerm {
			c.within("dt", at, at, func() { c.inlines(part) })
		} else {
			c.within("dd", at, at+1, func() { c.blocks(part) })
		}
	}
	c.shut("dl")
}
