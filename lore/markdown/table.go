package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"github.com/lore-docs/lore/lore/diag"
)

func (c *converter) table(n *east.Table) {
	capt, _ := n.NextSibling().(*caption)
	c.attrs = c.attrs[:0]
	if capt != nil {
		c.attrs = c.braces(c.attrs, capt.attrs)
	}
	c.open("table", n.Pos(), n.Pos(), c.attrs...)
	row := n.FirstChild()
	c.within("thead", c.end, c.end, func() { c.row(row, "th") })
	if row = row.NextSibling(); row != nil {
		c.end = max(c.end, row.Pos())
		c.within("tbody", c.end, c.end, func() {
			for ; row != nil; row = row.NextSibling() {
				c.row(row, "td")
			}
		})
	}
	if capt != nil {
		at := capt.Pos()
		c.within("caption", at, at+len(captionWord), func() { c.inlines(capt) })
	}
	c.shut("table")
}

var alignments = map[east.Alignment]string{
	east.AlignLeft: "left", east.AlignCenter: "center", east.AlignRight: "right",
}

func (c *converter) row(row ast.Node, cell string) {
	c.open("tr", row.Pos(), row.Pos())
	for n := row.FirstChild(); n != nil; n = n.NextSibling() {
		at := c.end
		if lines := n.Lines(); lines.Len() > 0 {
			at = max(at, lines.At(0).Start)
		}
		c.attrs = c.attrs[:0]
		if a := alignments[n.(*east.TableCell).Alignment]; a != "" {
			c.attrs = append(c.attrs, c.attr("align", a, at, at))
		}
		c.open(cell, at, at, c.attrs...)
		c.inlines(n)
		c.shut(cell)
	}
	c.surplus(row, cell)
	c.shut("tr")
}

// splitRow splits what stands behind a bar into cells.
func splitRow(s string) (cells []string) {
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, s[from:i])
			from = i + 1
		}
	}
	if from < len(s) {
		cells = append(cells, s[from:])
	}
	return cells
}

// surplus feeds the cells that a row has and the head of its table has not.
// GitHub's rule is to drop them, but an author's words are not to be lost.
func (c *converter) surplus(row ast.Node, cell string) {
	last := row.LastChild()
	if last == nil || last.Lines().Len() == 0 {
		return
	}
	start := last.Lines().At(0).Stop
	end := c.lineEnd(start)
	rest := strings.TrimRight(c.text[start:end], " \t")
	bar := strings.IndexByte(rest, '|')
	if bar < 0 || strings.TrimRight(rest[bar+1:], "| \t") == "" {
		return
	}
	end = start + len(rest)
	start += bar + 1
	start += blanks(c.text[start:end])
	c.report(diag.ElementPlace, start, end, "the row has more cells than the head of its table")
	for _, text := range splitRow(c.text[start:end]) {
		lead := blanks(text)
		c.open(cell, start+lead, start+lead)
		if word := strings.Trim(text, " \t"); word != "" {
			c.a.Text(unescape(word), c.cover(start+lead, start+lead+len(word)))
		}
		c.shut(cell)
		start += len(text) + 1
	}
}
