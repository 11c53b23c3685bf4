package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/lore-docs/lore/lore/diag"
)

// checkFence reports a fence that nothing closes: the rest of the page is code
// then, or the rest of the item or quote that it stands in.
func (c *converter) checkFence(n *ast.FencedCodeBlock, at int) {
	if _, closed := c.closingFence(n, at); !closed {
		fence := c.tail(at)
		c.report(diag.XMLSyntax, at, at+len(fence)-len(strings.TrimLeft(fence, "`~")), "the code block is never closed")
	}
}

// checkParagraph reports paragraphs that were meant as something else.
func (c *converter) checkParagraph(n *ast.Paragraph) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return
	}
	first := lines.At(0)
	if s := c.text[first.Start:first.Stop]; strings.HasPrefix(s, "##") {
		signs := len(s) - len(strings.TrimLeft(s, "#"))
		rest := strings.TrimSpace(s[signs:])
		switch {
		case signs > 6:
			c.report(diag.XMLSyntax, first.Start, first.Start+signs, "a heading of level %d; there are 6", signs)
		case rest != "":
			d := c.diagnostic(diag.XMLSyntax, first.Start, first.Start+signs, "a heading without a blank behind its number signs")
			c.sink.Report(d.WithHint("write %s %s", s[:signs], rest))
		}
	}
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		if s := c.text[line.Start:line.Stop]; s != "" && strings.IndexByte("|-:", s[0]) >= 0 && isDelimiters(s) {
			above := lines.At(i - 1)
			head, below := cells(c.text[above.Start:above.Stop]), cells(s)
			c.report(diag.XMLSyntax, above.Start, above.Start+len(strings.TrimRight(c.text[above.Start:above.Stop], " \t\n")),
				"the head of a table has %d %s; the line below has %d", head, plural(head, "cell"), below)
			return
		}
	}
}

// isDelimiters reports whether line is one that stands below a table's head.
func isDelimiters(line string) bool {
	line = strings.TrimSpace(line)
	return strings.Contains(line, "|") && strings.Contains(line, "-") && strings.Trim(line, "|-: \t") == ""
}

// cells counts the cells of a table's row.
func cells(row string) int {
	row = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(row), "|"), "|")
	return strings.Count(strings.ReplaceAll(row, `\|`, ""), "|") + 1
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
