package markdown_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/markdown"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/lore/xhtml"
)

// read returns the document that text is in Markdown, and what was reported.
func read(text string) (*tree.Document, diag.List) {
	var list diag.List
	doc := markdown.Reader{}.Read(source.New("input.md", text), &list)
	list.Sort()
	return doc, list
}

// printed returns a report as a golden holds it: with what is wrong, so that
// the place is seen to be right.
func printed(list diag.List) string {
	var out strings.Builder
	for _, d := range list {
		p := d.Position()
		fmt.Fprintf(&out, "%d:%d: %s: %s (%s)\n\t%q\n", p.Line, p.Col, d.Severity, d.Message, d.Code, d.File.Slice(d.Span))
		if d.Hint != "" {
			fmt.Fprintf(&out, "\thint: %s\n", d.Hint)
		}
		for _, n := range d.Notes {
			p := n.File.Position(n.Span.Start)
			fmt.Fprintf(&out, "\t%d:%d: %s\n", p.Line, p.Col, n.Message)
		}
	}
	return out.String()
}

// TestBoth reads pages that say the same in both formats.
func TestBoth(t *testing.T) {
	golden.Run(t, "testdata/both/*.txtar", func(t *testing.T, c *golden.Case) {
		var list diag.List
		want := tree.Dump(xhtml.Reader{}.Read(source.New("input.xhtml", c.File("input.xhtml")), &list))
		list.Sort()
		doc, report := read(c.File("input.md"))
		got := tree.Dump(doc)
		if got != want {
			t.Errorf("the two formats differ\nXHTML:\n%s\nMarkdown:\n%s", want, got)
		}
		c.Want("dump", got)
		c.Want("diag", printed(report))
		c.Want("diag.xhtml", printed(list))
	})
}

// TestMarkdown reads pages that have no counterpart in XHTML: mistakes, and
// Markdown as people write it.
func TestMarkdown(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		doc, report := read(c.File("input.md"))
		c.Want("dump", tree.Dump(doc))
		c.Want("diag", printed(report))
	})
}
