package html_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	xhtml "golang.org/x/net/html"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// What is written, read back with a browser's rules, has the headings, the
// targets and the words of the tree, each once and in the same order.

func TestRoundTripSample(t *testing.T) {
	v := tutorial()
	checkBack(t, v, newWriter(t, html.Options{}).Body(v, diag.Discard{}))
}

// TestRoundTripCorpus reads the howtos of the original, if they are there.
func TestRoundTripCorpus(t *testing.T) {
	const corpus = "../../../shared/data/lore-corpus"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no corpus at ", corpus)
	}
	w := newWriter(t, html.Options{})
	n := 0
	for _, v := range build(t, os.DirFS(corpus), site.Input{Numbers: true}, diag.Discard{}) {
		n++
		t.Run(v.Page.Path, func(t *testing.T) { checkBack(t, v, w.Body(v, diag.Discard{})) })
	}
	t.Logf("%d pages", n)
}

func FuzzRoundTrip(f *testing.F) {
	cases, _ := filepath.Glob("../xhtml/testdata/*.txtar")
	for _, name := range cases {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		_, page, _ := strings.Cut(string(data), "-- input.xhtml --\n")
		page, _, _ = strings.Cut(page, "\n-- ")
		f.Add(page)
	}
	f.Add(`<html><body><h2>A <code>b</code></h2><h3 id="x y">C</h3><p><a href="#x y"></a><a href="http://a/"><a href="b">c</a></a><span class="footnote">n <a name="m"></a></span></p></body></html>`)
	f.Add(`<h1>t</h1><table title="c"><tr><th>a</th><td colspan="9999999">b</td></tr></table><pre class="go">` + "\n\n\tx := 1\n" + `</pre><pre class="shell">$ ls &amp;&gt;x` + "\n└── a\n" + `</pre>`)
	f.Add(`<div class="note" title="T"><p>x</p></div><dl><dt>a</dt></dl><ul><li>a<ul><li>b</li></ul></li></ul><p>a<br/>b<img src="x.png" alt="w"/></p>`)
	w := newWriter(f, html.Options{})
	f.Fuzz(func(t *testing.T, page string) {
		if len(page) > 1<<16 {
			return
		}
		files := fstest.MapFS{"page.xhtml": {Data: []byte(page)}, "x.png": {Data: []byte("x")}, "b": {Data: []byte("b")}}
		v := viewOf(t, build(t, files, site.Input{Title: "t", Numbers: len(page)%2 == 0}, diag.Discard{}), "page")
		body := w.Body(v, diag.Discard{})
		if again := w.Body(v, diag.Discard{}); !bytes.Equal(body, again) {
			t.Error("written twice, it differs")
		}
		checkBack(t, v, body)
		out, err := w.Page(v, body)
		if err != nil {
			t.Fatal(err)
		}
		checkHrefs(t, out[0].Data)
	})
}

// checkBack compares a page's text, as it was written, with its tree.
func checkBack(t *testing.T, v site.View, body []byte) {
	t.Helper()
	root, err := xhtml.Parse(bytes.NewReader(append([]byte("<!doctype html><body>"), body...)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := shapeOf(root.LastChild.LastChild, 0, nil), writtenShape(body); !slices.Equal(got, want) {
		i := 0
		for i < min(len(got), len(want)) && got[i] == want[i] {
			i++
		}
		t.Errorf("a browser mends the page: element %d of %v is not as in %v", i, got[max(0, i-5):min(len(got), i+3)], want[max(0, i-5):min(len(want), i+3)])
	}
	b := back{ids: map[string]int{}}
	b.read(root)
	want := wanted(v)
	if !slices.Equal(b.headings, want.headings) {
		t.Errorf("headings %q; want %q", b.headings, want.headings)
	}
	for id, n := range b.ids {
		if n != 1 {
			t.Errorf("%d elements have the id %q", n, id)
		}
	}
	for id := range want.ids {
		if b.ids[id] == 0 {
			t.Errorf("no element has the id %q", id)
		}
	}
	if got, want := squash(b.words.String()), squash(want.words.String()); got != want {
		i := 0
		for i < min(len(got), len(want)) && got[i] == want[i] {
			i++
		}
		from := max(0, i-60)
		t.Errorf("words differ at %d:\n got %q\nwant %q", i, got[from:min(len(got), i+60)], want[from:min(len(want), i+60)])
	}
}

// An element stands at a depth of a page.
type element struct {
	name  string
	depth int
}

// shapeOf returns the elements below n, as a browser nests them.
func shapeOf(n *xhtml.Node, depth int, shape []element) []element {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == xhtml.ElementNode {
			shape = append(shape, element{c.Data, depth})
			shape = shapeOf(c, depth+1, shape)
		}
	}
	return shape
}

// writtenShape returns the elements of a text as its tags nest them.
func writtenShape(body []byte) []element {
	var shape []element
	depth := 0
	z := xhtml.NewTokenizer(bytes.NewReader(body))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return shape
		case xhtml.StartTagToken:
			name, _ := z.TagName()
			shape = append(shape, element{string(name), depth})
			if !slices.Contains([]string{"br", "img", "hr"}, string(name)) {
				depth++
			}
		case xhtml.SelfClosingTagToken: // of an icon's paths
			name, _ := z.TagName()
			shape = append(shape, element{string(name), depth})
		case xhtml.EndTagToken:
			depth--
		}
	}
}

// back is what a reader of a page finds in it.
type back struct {
	headings []string
	ids      map[string]int
	words    strings.Builder
}

// added are the classes of what the writer adds to an author's words.
var added = []string{
	"lore-vh", "lore-no", "lore-pm", "lore-fn", "lore-label", "lore-range", "lore-file", "lore-tools", "lore-back", "lore-missing", "lore-task", "lore-proof",
}

func (b *back) read(n *xhtml.Node) {
	if n.Type == xhtml.TextNode {
		b.words.WriteString(n.Data)
	}
	class, id := "", ""
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			class = a.Val
		case "id":
			id = a.Val
			b.ids[id]++
		}
	}
	for _, token := range strings.Fields(class) {
		if slices.Contains(added, token) {
			return
		}
	}
	switch {
	case id == "lore-footnotes", class == "g" && n.Parent.Data == "code" && isClass(n.Parent.Parent, "lore-code"):
		return
	case n.Data == "span" && class == "" && n.Parent != nil && isClass(n.Parent, "lore-what") && textOf(n) == "Terminal":
		return
	case isClass(n, "lore-says") && n.LastChild.Type == xhtml.TextNode:
		return // a note without a title
	}
	from := b.words.Len()
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.read(c)
	}
	if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '2' && n.Data[1] <= '6' && n.Type == xhtml.ElementNode {
		b.headings = append(b.headings, n.Data[1:]+squash(b.words.String()[from:]))
	}
}

func isClass(n *xhtml.Node, class string) bool {
	for _, a := range n.Attr {
		if a.Key == "class" && slices.Contains(strings.Fields(a.Val), class) {
			return true
		}
	}
	return false
}

func textOf(n *xhtml.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

// wanted collects the same from the tree.
func wanted(v site.View) *back {
	b := &back{ids: map[string]int{}}
	doc := v.Page.Doc
	visible := func(s string) { b.words.WriteString(seen(s)) }
	var enter func(n tree.Node) bool
	enter = func(n tree.Node) bool {
		for _, id := range []tree.TargetID{tree.Target(n), targetOf(doc, n)} {
			if id != 0 {
				b.ids[idOf(doc.Targets[id].Name)] = 1
				for _, alias := range doc.Targets[id].Aliases {
					b.ids[alias] = 1
				}
			}
		}
		switch n := n.(type) {
		case *tree.Text:
			visible(n.Text)
		case *tree.Heading:
			from := b.words.Len()
			tree.WalkInlines(n.Text, enter)
			b.headings = append(b.headings, fmt.Sprint(min(max(n.Level, 2), 6))+squash(b.words.String()[from:]))
			return false
		case *tree.Link:
			switch l := v.Facts.Links[n.Ref]; {
			case len(n.Text) > 0:
			case l.Text != "":
				visible(l.Text)
			default:
				visible(doc.Refs[n.Ref].URL)
			}
		case *tree.APIName:
			if len(n.Text) == 0 {
				visible(doc.APIs[n.API].Name)
			}
		case *tree.Image:
			if html.Safe(v.Facts.Links[n.Ref].Href(v.Page, html.Ext)) == "" {
				visible(n.Alt)
			}
		case *tree.Note:
			if tree.Blank(n.Title) {
				tree.Walk(n.Blocks, enter)
				return false
			}
		case *tree.Listing:
			if caption := doc.Listings[n.Source].Caption; !tree.Blank(caption) {
				tree.WalkInlines(caption, enter)
			}
			if code := v.Facts.Code[n.Source]; code != nil {
				for _, l := range code.Lines {
					for _, r := range l.Runs {
						visible(r.Text)
					}
				}
			}
		}
		return true
	}
	tree.Walk(doc.Blocks, enter)
	for _, n := range doc.Footnotes {
		b.ids[idOf(doc.Targets[n.Target].Name)] = 1
		tree.Walk(n.Blocks, enter)
	}
	return b
}

// idOf returns the id of a place called name, which has no white space.
func idOf(name string) string {
	return seen(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n\f", r) {
			return '-'
		}
		return r
	}, name))
}

// targetOf returns the target that a kind of node has of its own.
func targetOf(doc *tree.Document, n tree.Node) tree.TargetID {
	switch n := n.(type) {
	case *tree.Heading:
		return n.Target
	case *tree.Figure:
		return n.Target
	case *tree.Table:
		return n.Target
	case *tree.Listing:
		return doc.Listings[n.Source].Target
	case *tree.Anchor:
		return n.Target
	case *tree.IndexMark:
		return doc.Index[n.Entry].Target
	}
	return 0
}

// squash drops white space: where lines break is not part of a text.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// checkHrefs looks at the addresses of a page: none runs a script, and those
// that stay in the page lead to an element.
func checkHrefs(t *testing.T, page []byte) {
	t.Helper()
	root, err := xhtml.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	var hrefs []string
	var walk func(n *xhtml.Node)
	walk = func(n *xhtml.Node) {
		for _, a := range n.Attr {
			switch a.Key {
			case "id":
				ids[a.Val] = true
			case "href", "src", "cite":
				hrefs = append(hrefs, a.Val)
			}
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("attribute %s=%q", a.Key, a.Val)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	for _, href := range hrefs {
		if html.Safe(href) != href {
			t.Errorf("address %q", href)
		}
		if name, ok := strings.CutPrefix(href, "#lore-"); ok && !ids["lore-"+name] {
			t.Errorf("%q leads nowhere", href)
		}
	}
}
