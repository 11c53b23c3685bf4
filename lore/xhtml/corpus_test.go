package xhtml

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

const shared = "../../../shared/data"

// corpus returns the pages that people wrote for the original.
func corpus(t testing.TB) []*source.File {
	t.Helper()
	var files []*source.File
	err := filepath.WalkDir(shared, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".xhtml") {
			return err
		}
		text, err := os.ReadFile(path)
		files = append(files, source.New(strings.TrimPrefix(filepath.ToSlash(path), shared+"/"), string(text)))
		return err
	})
	if os.IsNotExist(err) {
		t.Skipf("no corpus at %s", shared)
	}
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// The report on the corpus is kept whole, as each line of it must be true.
func TestCorpusReport(t *testing.T) {
	var list diag.List
	for _, f := range corpus(t) {
		Reader{}.Read(f, &list)
	}
	list.Sort()
	got := printed(list)
	const golden = "testdata/corpus.report"
	if os.Getenv("LORE_UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("report differs; got\n%s", got)
	}
}

func TestCorpusKeepsText(t *testing.T) {
	for _, f := range corpus(t) {
		doc := Reader{}.Read(f, diag.Discard{})
		checkDocument(t, doc)
		in, out := sortedWords(strippedText(f.Text)), sortedWords(treeText(doc))
		if i := firstDifference(in, out); i >= 0 {
			t.Errorf("%s: words differ from number %d on\nin  %q\nout %q", f.Name, i, from(in, i), from(out, i))
		}
	}
}

func sortedWords(s string) []string {
	w := strings.Fields(s)
	slices.Sort(w)
	return w
}

func firstDifference(a, b []string) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

func from(w []string, i int) []string { return w[min(i, len(w)):min(i+8, len(w))] }

// strippedText is the text of a page, found without the reader: what is
// between tags, but for scripts and style sheets, and the titles of tables.
// Blocks part words, as do footnotes; other elements do not, nor does anything
// in code.
func strippedText(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	z.AllowCDATA(true)
	var b strings.Builder
	var open []bool // whether the end of the element parts words
	skip, pre := "", 0
	for {
		kind := z.Next()
		tag, more := z.TagName()
		name := string(tag)
		switch kind {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if skip == "" {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			parts := boundary(name) && pre == 0
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				parts = parts || string(key) == "class" && strings.Contains(string(value), "footnote")
				if name == "table" && string(key) == "title" {
					b.WriteString(" " + string(value))
				}
			}
			if parts {
				b.WriteString(" ")
			}
			if kind == html.SelfClosingTagToken || isVoid(name) {
				z.NextIsNotRawText()
				continue
			}
			open = append(open, parts)
			if name == "pre" {
				pre++
			}
			if name == "script" || name == "style" {
				skip = name
			} else {
				z.NextIsNotRawText()
			}
		case html.EndTagToken:
			if name == "pre" {
				pre--
			}
			if skip == name {
				skip = ""
			}
			if len(open) > 0 {
				if open[len(open)-1] {
					b.WriteString(" ")
				}
				open = open[:len(open)-1]
			}
		}
	}
}

// boundary reports whether an element parts the words before and in it.
func boundary(name string) bool {
	e := elements[name]
	return e != nil && (e.block || name == "br")
}

// treeText is the text of a document. Captions are the text that the listing
// had, also where they say nothing.
func treeText(d *tree.Document) string {
	var b strings.Builder
	b.WriteString(d.Meta.HeadTitle + " ")
	if h1 := d.Source.Slice(d.Meta.TitleSpan); len(h1) > 3 && strings.EqualFold(h1[:3], "<h1") {
		writeText(&b, d, d.Meta.Title)
	}
	writeBlocks(&b, d, d.Blocks)
	return b.String()
}

func writeBlocks(b *strings.Builder, d *tree.Document, blocks []tree.Block) {
	tree.Walk(blocks, func(n tree.Node) bool {
		switch n := n.(type) {
		case *tree.Text:
			b.WriteString(n.Text)
		case *tree.FootnoteRef:
			b.WriteString(" ")
			writeBlocks(b, d, d.Footnotes[n.Note].Blocks)
		case *tree.Listing:
			l := d.Listings[n.Source]
			b.WriteString(" " + l.Text + " ")
			if l.Kind == tree.CodeFile {
				b.WriteString(strippedText(d.Source.Slice(l.Span)) + " ")
			}
		case tree.Block, *tree.Item, *tree.Entry, *tree.Term, *tree.Row, *tree.Cell, *tree.Break:
			b.WriteString(" ")
		}
		return true
	})
	b.WriteString(" ")
}

func writeText(b *strings.Builder, d *tree.Document, text []tree.Inline) {
	defer b.WriteString(" ")
	tree.WalkInlines(text, func(n tree.Node) bool {
		if t, ok := n.(*tree.Text); ok {
			b.WriteString(t.Text)
		}
		return true
	})
}
