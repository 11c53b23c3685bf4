package xhtml

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// TestGolden reads the cases under testdata. Each shows a construct, or a
// mistake and what is said of it. Line ends and other characters that a text
// file does not keep are spelled in it: \r, \x00 and so on.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		input := c.File("input.xhtml")
		if strings.Contains(c.Comment(), "escapes") {
			input = unescape.Replace(input)
		}
		var list diag.List
		doc := Reader{Classes: []string{"aside-box"}}.Read(source.New("input.xhtml", input), &list)
		list.Sort()
		c.Want("dump", tree.Dump(doc)+extras(doc))
		c.Want("diag", printed(list))
	})
}

var unescape = strings.NewReplacer(`\r`, "\r", `\x00`, "\x00", `\x0c`, "\x0c", `\xe9`, "\xe9", `\ufeff`, "\ufeff", `\$`, "")

// extras prints what Dump leaves out.
func extras(d *tree.Document) string {
	var b strings.Builder
	for _, ig := range d.Ignores {
		at := d.Source.Slice(ig.Span)
		if len(at) > 40 {
			at = at[:40] + "..."
		}
		fmt.Fprintf(&b, "ignore %q in %q\n", ig.Codes, at)
	}
	if d.Meta.HeadTitle != "" {
		fmt.Fprintf(&b, "head title %q\n", d.Meta.HeadTitle)
	}
	return b.String()
}

// printed is the report of a list, a line each.
func printed(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s: %s\n", d.Severity, d)
		if d.Hint != "" {
			fmt.Fprintf(&b, "    hint: %s\n", d.Hint)
		}
		for _, n := range d.Notes {
			fmt.Fprintf(&b, "    %s: %s\n", n.File.Position(n.Span.Start), n.Message)
		}
	}
	return b.String()
}
