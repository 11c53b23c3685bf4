package markdown_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txtar")
	both, _ := filepath.Glob("testdata/both/*.txtar")
	for _, name := range append(files, both...) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, section := range txtar.Parse(data).Files {
			if section.Name == "input.md" {
				f.Add(string(section.Data))
			}
		}
	}
	for _, text := range hostile(200) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 {
			return
		}
		doc, report := read(text)
		checkSpans(t, doc)
		checkReport(t, report)
		checkLetters(t, text, doc)
		if again, _ := read(text); tree.Dump(again) != tree.Dump(doc) {
			t.Error("a second reading gives another document")
		}
	})
}

// checkSpans holds that every node lies in the file and in its parent.
func checkSpans(t *testing.T, doc *tree.Document) {
	t.Helper()
	whole := source.Span{End: int32(len(doc.Source.Text))}
	check := func(n tree.Node) bool {
		s := n.Span()
		if s.Start > s.End || !whole.Contains(s) {
			t.Fatalf("%T has the span %v in %d bytes", n, s, whole.End)
		}
		return true
	}
	nested(doc.Blocks, whole, t)
	tree.Walk(doc.Blocks, check)
	for _, n := range doc.Footnotes {
		nested(n.Blocks, whole, t)
		tree.Walk(n.Blocks, check)
	}
	for _, r := range doc.Refs {
		if !whole.Contains(r.Span) {
			t.Fatalf("the reference %q has the span %v", r.URL, r.Span)
		}
	}
	for _, l := range doc.Listings {
		if l.TextAt < 0 || l.TextAt > whole.End {
			t.Fatalf("the text of a listing is at %d", l.TextAt)
		}
	}
}

// nested holds that blocks lie within outer, and what is in them within them.
func nested(blocks []tree.Block, outer source.Span, t *testing.T) {
	for _, b := range blocks {
		if !outer.Contains(b.Span()) {
			t.Fatalf("%T at %v is not within %v", b, b.Span(), outer)
		}
		switch b := b.(type) {
		case *tree.Quote:
			nested(b.Blocks, b.Span(), t)
		case *tree.Note:
			nested(b.Blocks, b.Span(), t)
		case *tree.Division:
			nested(b.Blocks, b.Span(), t)
		case *tree.List:
			for _, item := range b.Items {
				if !b.Span().Contains(item.Span()) {
					t.Fatalf("the item at %v is not within %v", item.Span(), b.Span())
				}
				nested(item.Blocks, item.Span(), t)
			}
		}
	}
}

func checkReport(t *testing.T, report diag.List) {
	t.Helper()
	for _, d := range report {
		if d.Message == "" || d.Span.Start > d.Span.End || int(d.Span.End) > len(d.File.Text) || d.Span.Start < 0 {
			t.Fatalf("the diagnostic %v has the span %v", d, d.Span)
		}
	}
}

// oracle is goldmark with its own extensions and renderer.
var oracle = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.DefinitionList))

// checkLetters holds that no letter that goldmark prints is lost. Pages with marks
// that only lore reads are left out, and so is raw HTML, which the renderer
// does not print.
func checkLetters(t *testing.T, text string, doc *tree.Document) {
	t.Helper()
	for _, s := range []string{"<", "{", "[!", "[^", "[*", "Table:", "api:", "---", "+++", "\x00", "\ufeff", "\r"} {
		if strings.Contains(text, s) {
			return
		}
	}
	if strings.Count(text, "[") > 900 || strings.Count(text, "*")+strings.Count(text, "_")+strings.Count(text, "~") > 900 ||
		strings.Count(text, "```")+strings.Count(text, "~~~") > 0 || strings.Count(text, ">") > 40 {
		return
	}
	var out bytes.Buffer
	if err := oracle.Convert([]byte(clean(text)), &out); err != nil {
		t.Fatal(err)
	}
	have := letters(plainText(doc))
	for r, n := range letters(printedText(out.String())) {
		if have[r] < n {
			t.Fatalf("%d of %d letters %q are lost\n%s\n%s", n-have[r], n, r, out.String(), tree.Dump(doc))
		}
	}
}

// letters counts the letters and digits of s. Words would say more, but which
// letters make one depends on what is between them: the words of an image
// without an address are part of the text around it, and goldmark keeps them
// apart.
func letters(s string) map[rune]int {
	count := map[rune]int{}
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			count[r]++
		}
	}
	return count
}

// clean puts U+FFFD in the place of what text cannot hold, as the reader does
// before it looks for marks: to those the character counts as punctuation.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// plainText returns the words of a document, a line for each block.
func plainText(doc *tree.Document) string {
	var out strings.Builder
	inline := func(text []tree.Inline) {
		tree.WalkInlines(text, func(n tree.Node) bool {
			switch n := n.(type) {
			case *tree.Text:
				out.WriteString(n.Text)
			case *tree.Image:
				out.WriteString(" " + n.Alt + " ")
			case *tree.Break:
				out.WriteByte('\n')
			case *tree.APIName: // which has lost its brackets
				out.WriteString(" " + tree.PlainText(n.Text) + " ")
				return false
			}
			return true
		})
		out.WriteByte('\n')
	}
	inline(doc.Meta.Title)
	block := func(n tree.Node) bool {
		switch n := n.(type) {
		case *tree.Paragraph:
			inline(n.Text)
		case *tree.Heading:
			inline(n.Text)
		case *tree.Term:
			inline(n.Text)
		case *tree.Preformatted:
			inline(n.Text)
		case *tree.Table:
			inline(n.Caption)
		case *tree.Figure:
			inline(n.Caption)
		case *tree.Note:
			inline(n.Title)
		case *tree.Listing:
			out.WriteString(doc.Listings[n.Source].Text + "\n")
		case tree.Inline:
			return false
		}
		return true
	}
	tree.Walk(doc.Blocks, block)
	for _, n := range doc.Footnotes {
		tree.Walk(n.Blocks, block)
	}
	return out.String()
}

// printedText returns the text of HTML and of the images in it.
func printedText(page string) string {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.TextToken:
			out.Write(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range z.Token().Attr {
				if a.Key == "alt" {
					out.WriteString(" " + a.Val + " ")
				}
			}
		}
	}
}

// pieces are what TestRandom puts pages together from.
var pieces = []string{
	"word ", "two words", "\n", "\n\n", "\n\n", "  ", "    ", "\t", "> ", "- ", "1. ", "3) ", "# ", "## ", "### ", "=== \n", "---\n", ": ",
	"*", "**", "_", "~~", "`", "``", "```", "```go ", "~~~", "file=a.go ", "caption=\"x\"", "{#id}", "{.c}", "{", "}", "[", "]", "](", ")", "[a](b.md)",
	"![i](j.png \"t\")", "![i](j.png \"t\"){#f}", "[x][y]", "[y]: z 'w'\n", "[^1]", "[^1]: ", "[^2]: note\n", "[net/http.Client]", "[a](api:b.C)", "<http://a.b>", "https://a.b/c ",
	"| a | b |\n|---|--:|\n| c | d |\n", "| e |\n", "|", "Table: t\n", "[!NOTE] ", "> [!TIP] t\n> u\n", "- [ ] ", "<div class=\"note\">", "</div>", "<b>", "</b>", "<p>", "<br>", "<pre>", "</pre>", "<table>",
	"<span class=\"footnote\">", "</span>", "<!-- c -->", "<!-- lore:toc -->\n", "<!--", "-->", "<a class=\"go-listing\" href=\"x\">", "</a>", "<script>", "</script>", "<td>", "<li>", "</ul>", "&amp;", "&", "\\", "\r\n", "\r", "\x00", "\xff", "é", "\ufeff", "<", ">", "\"", "(",
}

// TestRandom reads pages of random pieces of mark-up.
func TestRandom(t *testing.T) {
	n := 4000
	if testing.Short() {
		n = 400
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range n {
		var text strings.Builder
		for range 1 + r.IntN(40) {
			text.WriteString(pieces[r.IntN(len(pieces))])
		}
		page := text.String()
		ok := t.Run("", func(t *testing.T) {
			defer func() {
				if e := recover(); e != nil {
					t.Fatal(e)
				}
			}()
			doc, report := read(page)
			checkSpans(t, doc)
			checkReport(t, report)
			checkLetters(t, page, doc)
		})
		if !ok {
			t.Fatalf("page %q", page)
		}
	}
}
