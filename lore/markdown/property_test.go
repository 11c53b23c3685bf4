package markdown_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/markdown"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// TestLineEnds holds that CRLF, CR and a byte order mark change nothing but
// offsets: the same lines and columns are reported.
func TestLineEnds(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		text := c.File("input.md")
		c.FS("")
		doc, report := read(text)
		want := tree.Dump(doc)
		lf := places(report)
		for name, other := range map[string]string{
			"CRLF": strings.ReplaceAll(text, "\n", "\r\n"),
			"CR":   strings.ReplaceAll(text, "\n", "\r"),
		} {
			doc, report := read(other)
			if got := tree.Dump(doc); got != want {
				t.Errorf("%s changes the document\n%s", name, got)
			}
			if got := places(report); got != lf {
				t.Errorf("%s changes the report\n%s\nwant\n%s", name, got, lf)
			}
		}
		if doc, _ := read("\ufeff" + text); tree.Dump(doc) != want {
			t.Error("a byte order mark changes the document")
		}
	})
}

func places(report diag.List) string {
	var out strings.Builder
	for _, d := range report {
		out.WriteString(d.String() + "\n")
	}
	return out.String()
}

// TestSpans holds that nodes lie where their words are.
func TestSpans(t *testing.T) {
	const page = "# The *title*\n\n> A **quote**, [text](to.md \"tip\") and `code`\n> over lines. <b>raw</b> [net/http.Client][^1]\n\n" +
		"- [x] item\n\n![alt](pic.svg \"Caption\"){#fig}\n\n| A |\n|---|\n| cell |\n\nTable: capt {#tab}\n\n[^1]: note\n"
	doc, report := read(page)
	if len(report) > 0 {
		t.Fatal(report)
	}
	got := map[string]bool{}
	visit := func(n tree.Node) bool {
		got[doc.Source.Slice(n.Span())] = true
		return true
	}
	tree.WalkInlines(doc.Meta.Title, visit)
	tree.Walk(doc.Blocks, visit)
	for _, n := range doc.Footnotes {
		tree.Walk(n.Blocks, visit)
	}
	for _, want := range []string{
		"*title*", "title", "**quote**", "quote", `[text](to.md "tip")`, "text", "`code`", "code", "<b>raw</b>", "[net/http.Client]", "[^1]",
		"- [x] item", `![alt](pic.svg "Caption")`, "Caption", "cell", "capt", "note",
	} {
		if !got[want] {
			t.Errorf("no node is at %q", want)
		}
	}
	for _, r := range doc.Refs {
		if at := doc.Source.Slice(r.Span); at != r.URL {
			t.Errorf("the address %q is at %q", r.URL, at)
		}
	}
	for _, target := range doc.Targets {
		if target.Name == "fig" || target.Name == "tab" {
			if at := doc.Source.Slice(target.Span); at != target.Name {
				t.Errorf("the name %q is at %q", target.Name, at)
			}
		}
	}
}

// TestNodesKeepSource holds that plain text is no copy.
func TestNodesKeepSource(t *testing.T) {
	f := source.New("x.md", "# T\n\nPlain text\nover two lines.\n")
	doc := markdown.Reader{}.Read(f, diag.Discard{})
	p := doc.Blocks[0].(*tree.Paragraph).Text[0].(*tree.Text)
	if want := f.Text[5 : len(f.Text)-1]; p.Text != want {
		t.Errorf("got %q, want %q", p.Text, want)
	}
}

// TestConcurrent reads pages at the same time with one Reader, for the race
// detector.
func TestConcurrent(t *testing.T) {
	want, _ := read(howto)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 5 {
				if doc, _ := read(howto); tree.Dump(doc) != tree.Dump(want) {
					t.Error("the documents differ")
				}
			}
		})
	}
	group.Wait()
}

// TestWords holds that no word is lost of pages with all kinds of mark-up.
func TestWords(t *testing.T) {
	for _, text := range []string{howto[strings.Index(howto, "# W"):], "a *b*c `d  e` \\*f\n\n    g\n\n1. h\n   - i\n\nj\n: k\n\n| l | m |\n|---|---|\n| n |\n\n![o](p \"q\")\n[r](s)\n"} {
		doc, _ := read(text)
		checkLetters(t, text, doc)
		checkSpans(t, doc)
	}
}
