package html_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// TestEveryKind writes a node of every kind that package tree has. A kind that
// is added there and not here fails the test.
func TestEveryKind(t *testing.T) {
	s := newSheet("Kinds")
	s.Listing(tree.ListingSource{})
	s.facts.Code = []*listing.Code{nil}
	s.Footnote(source.Span{})
	s.IndexEntry("term", source.Span{})
	s.API(tree.API{Name: "net.Listen"})
	s.facts.APIs = []site.API{{}}
	s.Ref(tree.Ref{URL: "x"})
	s.facts.Links = []site.Link{{}}
	nodes := map[string]tree.Node{
		"Heading": &tree.Heading{Level: 2}, "Paragraph": para(), "List": &tree.List{}, "Definitions": &tree.Definitions{}, "Table": &tree.Table{},
		"Figure": &tree.Figure{}, "Listing": &tree.Listing{}, "Preformatted": &tree.Preformatted{}, "Note": &tree.Note{}, "Quote": &tree.Quote{},
		"Division": &tree.Division{}, "Rule": &tree.Rule{},
		"Text": text("words"), "Phrase": phrase(tree.Emph, "words"), "Code": code("words"), "Link": &tree.Link{}, "APIName": &tree.APIName{},
		"Image": &tree.Image{Alt: "words"}, "FootnoteRef": &tree.FootnoteRef{}, "Anchor": &tree.Anchor{}, "IndexMark": &tree.IndexMark{}, "Break": &tree.Break{},
	}
	for _, kind := range kindsOfTree(t) {
		switch n := nodes[kind].(type) {
		case tree.Block:
			s.add(n)
		case tree.Inline:
			s.add(para(n))
		default:
			t.Errorf("no node of kind %s is written", kind)
		}
	}
	w := newWriter(t, html.Options{})
	body := string(w.Body(s.view("kinds"), diag.Discard{}))
	for _, want := range []string{
		"<h2 ", "<p>", "<ul>", "<dl>", "<table>", `class="lore-figure"`, `class="lore-listing"`, "<pre ", `role="note"`, "<blockquote>",
		"<div>", "<hr>", "<em>", "<code>", "<br>", "<sup ", `id="index01"`, `id="footnote-1"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
}

// kindsOfTree returns the names of the types with a method block or inline.
func kindsOfTree(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../tree/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of package tree: %v", err)
	}
	var kinds []string
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if ok && fn.Recv != nil && fn.Type.Params.NumFields() == 0 && (fn.Name.Name == "block" || fn.Name.Name == "inline") {
				if star, ok := fn.Recv.List[0].Type.(*ast.StarExpr); ok {
					kinds = append(kinds, star.X.(*ast.Ident).Name)
				}
			}
		}
	}
	if len(kinds) < 20 {
		t.Fatalf("only %d kinds found", len(kinds))
	}
	return kinds
}

// TestEveryPhrase writes each kind of phrase.
func TestEveryPhrase(t *testing.T) {
	s := newSheet("Phrases")
	for k := tree.Plain; k <= tree.Big; k++ {
		s.add(para(phrase(k, k.String())))
	}
	body := string(newWriter(t, html.Options{}).Body(s.view("phrases"), diag.Discard{}))
	for k := tree.Plain; k <= tree.Big; k++ {
		if !strings.Contains(body, ">"+k.String()+"</") {
			t.Errorf("no %s in\n%s", k, body)
		}
	}
}

func TestUnknownKindPanics(t *testing.T) {
	type block struct{ *tree.Rule }
	type inline struct{ *tree.Break }
	for _, blocks := range [][]tree.Block{{block{&tree.Rule{}}}, {para(inline{&tree.Break{}})}} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, "html_test.") {
					t.Errorf("panic says %q; want the type", got)
				}
			}()
			v := newSheet("Odd").view("odd")
			v.Page.Doc.Blocks = blocks
			newWriter(t, html.Options{}).Body(v, diag.Discard{})
		}()
	}
}
