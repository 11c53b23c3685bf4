package markdown_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/lore/tree"
)

// hostile holds pages on which a reader of Markdown may need the square of
// their length in time, or all of the stack.
func hostile(size int) map[string]string {
	pages := map[string]string{}
	for _, s := range []string{
		"> ", "- ", "* ", "1. ", "- [ ] ", "[", "![", "[a](b", "[a](<b", "[ (](", "[a](b \"c", "[a](b (", "![a](b)[", "[a][b",
		"[a](b) ]", "*a ", "*", "a_", "**a *b ", "_*", "*_~", "e`", "~", "~~a", "<a ", "<a b='", "<!--", "<?", "<![CDATA[", "</a",
		"<div>\n\n", "x <b>", "</b>", "[a]: u\n", "[a]\n", "[a]: u 'x\n", "[^a]: x\n", "[^a]", "&a", "\\", "http://a.b/(",
		"(http://a.b", "a@", "![](b){", "|-\n", "a\n-\n", "---\n", "- - - ", "a\n: b\n", ": ", "a\n\n: b\n\n", "\n", " ", "\t", "\ta\n",
		"```\n", "```a b=\"c\n", "> [!X] a\n\n", "-\n", "- a\n", "- a\n\n", "[a.B]", "[a.B", "\x00", "\xff", "a\r\n", "a\r", "# a\n", "<b>",
	} {
		pages[s] = strings.Repeat(s, size/len(s))
	}
	half := func(a, b string) string { return strings.Repeat(a, size/2/len(a)) + strings.Repeat(b, size/2/len(b)) }
	pages["open, then close brackets"] = half("[", "]")
	pages["nested images"] = half("![", "](b)")
	pages["nested emphasis"] = half("*a", "b*")
	pages["asterisks around"] = half("*", "*")
	pages["closers"] = "a**b" + strings.Repeat("c* ", size/3)
	pages["one tag"] = "<a" + strings.Repeat(" b", size/2)
	pages["attributes"] = "# " + strings.Repeat("{a=", size/3)
	pages["attributes that end"] = "# " + strings.Repeat("{.a ", size/4) + "}"
	pages["table"] = "|a|\n|-|\n" + strings.Repeat("|`\\|`|b|\n", size/9)
	pages["wide table"] = strings.Repeat("|a", size/4) + "\n" + strings.Repeat("|-", size/4) + "\n|b\n"
	pages["blank lines in quotes"] = strings.Repeat("> ", 99) + "a\n" + strings.Repeat("\n", size)
	pages["lazy lines in lists"] = strings.Repeat("- ", 99) + "a\n" + strings.Repeat("b\n", size/2)
	pages["YAML lists"] = "---\n" + strings.Repeat("[", 16000) + "\n---\n"
	pages["YAML mappings"] = "---\na: " + strings.Repeat("{a: ", 4000) + "\n---\n"
	pages["TOML lists"] = "+++\na = " + strings.Repeat("[", 16000) + "\n+++\n"
	pages["TOML keys"] = "+++\n" + strings.Repeat("a.", 8000) + "a=1\n+++\n"
	pages["TOML tables"] = "+++\n" + strings.Repeat("[[a]]\n", 2500) + "+++\n"
	var notes, nest strings.Builder
	notes.WriteString("[^0]\n\n")
	for i := 0; notes.Len() < size; i++ {
		fmt.Fprintf(&notes, "[^%d]: x [^%d]\n\n", i, i+1)
	}
	for i := 0; nest.Len() < size; i++ {
		nest.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	pages["footnotes in footnotes"] = notes.String()
	pages["nested lists"] = nest.String()
	return pages
}

// TestHostile holds that no page takes long. The limit is hundred times what
// most of them need, and far below what the square of their length would cost.
func TestHostile(t *testing.T) {
	size := 64 << 10
	if testing.Short() {
		size = 16 << 10
	}
	for name, text := range hostile(size) {
		start := time.Now()
		doc, _ := read(text)
		if d := time.Since(start); d > 30*time.Second {
			t.Errorf("%d bytes of %q took %v", len(text), name, d)
		}
		if doc == nil {
			t.Errorf("%q gives no document", name)
		}
	}
}

// TestCrowded holds that a paragraph with too many marks keeps its words, and
// that the page goes on behind it.
func TestCrowded(t *testing.T) {
	doc, report := read("# T\n\n" + strings.Repeat("*a* [b] ", 600) + "\n\n*End*\n")
	if len(report) != 1 || !strings.Contains(report[0].Message, "more than 1000 marks") {
		t.Errorf("got %v", report)
	}
	if n := len(strings.Fields(plainText(doc))); n != 1202 {
		t.Errorf("got %d words, want 1202", n)
	}
	last := doc.Blocks[len(doc.Blocks)-1].(*tree.Paragraph)
	if p, ok := last.Text[0].(*tree.Phrase); !ok || p.Kind != tree.Emph {
		t.Errorf("the next paragraph is %v", last.Text)
	}
}
