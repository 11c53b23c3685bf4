package xhtml

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// assemble runs f on an Assembler for a page of the text, as a reader of
// another format does.
func assemble(text string, f func(a *Assembler)) (*tree.Document, diag.List) {
	var list diag.List
	a := NewAssembler(source.New("page.md", text), &list)
	a.Builder().Meta().Title = []tree.Inline{&tree.Text{Text: "T"}}
	f(a)
	return a.Finish(), list
}

func body(d *tree.Document) string {
	_, rest, _ := strings.Cut(tree.Dump(d), "title\n  \"T\"\n")
	return rest
}

// The liberties of HTML are no mistakes in raw HTML within Markdown.
func TestScanHTML(t *testing.T) {
	const page = `<DIV class=note>a<br>b & c<img src=x.png><hr></DIV><ul><li>a<li>b</ul><dl><dt>c<dd>d<dt>e</dl>` +
		`<p>f<p>g</p><table><tr><td nowrap>h<td>i<tr><td>j</table><!-- a -- b --><a name=k />l`
	doc, list := assemble(page, func(a *Assembler) { a.Scan(source.Span{End: int32(len(page))}) })
	const want = `note
  bare
    "a"
    break
    "b & c"
    image x.png ""
  rule
list
  item
    bare
      "a"
  item
    bare
      "b"
definitions
  entry
    term
      "c"
    body
      bare
        "d"
  entry
    term
      "e"
paragraph
  "f"
paragraph
  "g"
table table-1
  row
    cell
      bare
        "h"
    cell
      bare
        "i"
  row
    cell
      bare
        "j"
paragraph
  anchor k
  "l"
`
	if got := body(doc); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for _, d := range list {
		if d.Code != diag.XMLNesting || !strings.Contains(d.Message, "mismatched") {
			t.Errorf("report %v", d)
		}
	}
	checkDocument(t, doc)
}

// Raw HTML may begin an element in one part and end it in another.
func TestScanInParts(t *testing.T) {
	const page = "<div class='boxed'>\n\n*a*\n\n</div>\n"
	doc, list := assemble(page, func(a *Assembler) {
		a.Scan(source.Span{Start: 0, End: 20})
		a.Start("p", nil, source.Span{Start: 21, End: 21})
		a.Start("em", nil, source.Span{Start: 21, End: 22})
		a.Text("a", source.Span{Start: 22, End: 23})
		a.End("em", source.Span{Start: 23, End: 24})
		a.End("p", source.Span{Start: 24, End: 24})
		a.Scan(source.Span{Start: 26, End: 33})
	})
	if got, want := body(doc), "division .boxed\n  paragraph\n    emph\n      \"a\"\n"; got != want || len(list) > 0 {
		t.Errorf("got\n%s%v\nwant\n%s", got, list, want)
	}
	checkDocument(t, doc)
}

func TestVoidElementsMayEnd(t *testing.T) {
	doc, list := assemble("abc", func(a *Assembler) {
		a.Start("br", nil, source.Span{End: 1})
		a.End("br", source.Span{Start: 1, End: 1})
		a.Text("b", source.Span{Start: 1, End: 2})
		a.Text("c", source.Span{Start: 2, End: 3})
	})
	if got, want := body(doc), "paragraph\n  break\n  \"bc\"\n"; got != want || len(list) > 0 {
		t.Errorf("got\n%s%v\nwant\n%s", got, list, want)
	}
}

// Whatever order tags and text come in, there is a document, all text is in it,
// and what holds for documents holds.
func TestAnyOrder(t *testing.T) {
	names := []string{"nothing", "footnote"}
	for _, e := range elementList {
		if e.kind != kindRefused {
			names = append(names, e.name)
		}
	}
	classes := []string{"note", "footnote", "index", "API", "figure", "caption", "x-listing", "toc", "boxed", "shell", "go", "tip"}
	page := strings.Repeat("x", 4000)
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		texts := 0
		doc, _ := assemble(page, func(a *Assembler) {
			at := int32(0)
			for range 60 {
				span := source.Span{Start: at, End: at + 1 + r.Int32N(20)}
				at = span.End
				name := names[r.IntN(len(names))]
				switch r.IntN(5) {
				case 0, 1:
					var attrs []Attr
					if r.IntN(2) == 0 {
						attrs = append(attrs, Attr{"class", classes[r.IntN(len(classes))], source.Span{Start: span.End, End: span.End}})
					}
					if r.IntN(3) == 0 {
						attrs = append(attrs, Attr{"href", "a", source.Span{Start: span.End, End: span.End}})
					}
					a.Start(name, attrs, span)
				case 2:
					a.End(name, span)
				default:
					a.Text("§", span)
					texts++
				}
			}
		})
		checkDocument(t, doc)
		got := strings.Count(treeText(doc)+hiddenText(doc), "§")
		for _, l := range doc.Listings {
			got += strings.Count(tree.PlainText(l.Caption), "§")
		}
		// The page's own title is counted where an h1 is; head titles twice.
		got += strings.Count(tree.PlainText(doc.Meta.Title), "§")
		if got < texts {
			t.Fatalf("seed %d: %d texts of %d\n%s", seed, got, texts, tree.Dump(doc))
		}
	}
}
