package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"github.com/lore-docs/lore/lore/diag"
)

// htmlBlock scans raw HTML where it stands.
func (c *converter) htmlBlock(n *ast.HTMLBlock) {
	lines := text.NewSegments()
	lines.AppendAll(n.Lines().Sliced(0, n.Lines().Len()))
	if n.HasClosure() {
		lines.Append(n.ClosureLine)
	}
	c.scan(lines)
}

// scan has the XHTML scanner read the mark-up in segments. In a list or quote
// the beginnings of lines are no part of it: as long as no tag goes on from
// one line to the next, the lines are scanned one by one.
func (c *converter) scan(segments *text.Segments) {
	if segments.Len() == 0 {
		return
	}
	start, stop, ok := contiguous(segments)
	if !ok && c.blankBetween(segments) && !(c.hasCode(segments) && c.linesStandAlone(segments)) {
		stop, ok = segments.At(segments.Len()-1).Stop, true
	}
	if ok {
		c.a.Scan(c.cover(start, stop))
		return
	}
	if !c.linesStandAlone(segments) {
		c.report(diag.XMLSyntax, start, c.lineEnd(start), "a tag in a quote goes on on the next line")
	}
	for i := range segments.Len() {
		c.a.Scan(c.cover(segments.At(i).Start, segments.At(i).Stop))
	}
}

// hasCode reports whether there is code in segments, whose indentation counts.
func (c *converter) hasCode(segments *text.Segments) bool {
	part := c.text[segments.At(0).Start:segments.At(segments.Len()-1).Stop]
	return strings.Contains(strings.ToLower(part), "<pre")
}

// blankBetween reports whether there is only white space between segments.
func (c *converter) blankBetween(segments *text.Segments) bool {
	for i := 1; i < segments.Len(); i++ {
		before, s := segments.At(i-1), segments.At(i)
		if s.Start < before.Stop || strings.TrimLeft(c.text[before.Stop:s.Start], " \t\n") != "" {
			return false
		}
	}
	return true
}

// linesStandAlone reports whether no tag or comment goes on from one segment
// to the next.
func (c *converter) linesStandAlone(segments *text.Segments) bool {
	for i := range segments.Len() {
		s := c.text[segments.At(i).Start:segments.At(i).Stop]
		for s != "" {
			open := strings.IndexByte(s, '<')
			if open < 0 {
				break
			}
			closer := ">"
			if strings.HasPrefix(s[open:], "<!--") {
				closer = "-->"
			}
			end := strings.Index(s[open:], closer)
			if end < 0 {
				return false
			}
			s = s[open+end+len(closer):]
		}
	}
	return true
}
