package latex_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

func words(s string) []tree.Inline { return []tree.Inline{&tree.Text{Text: s}} }

func para(text ...tree.Inline) *tree.Paragraph { return &tree.Paragraph{Text: text} }

// view returns a page of a site of its own.
func view(tb testing.TB, b *tree.Builder, facts site.Facts, blocks ...tree.Block) site.View {
	tb.Helper()
	s := site.Collect(site.Input{Sources: []site.Source{{Path: "page.xhtml", Doc: b.Finish(blocks)}}}, diag.Discard{})
	return site.View{Site: s, Page: s.Page("page"), Facts: &facts}
}

func builder() *tree.Builder {
	return tree.NewBuilder(source.New("page.xhtml", ""), diag.Discard{})
}

// TestEveryKind writes a node of every kind that package tree has, in every
// shape. A kind that is added there and not here fails the test.
func TestEveryKind(t *testing.T) {
	nodes := map[string]tree.Node{
		"Heading": &tree.Heading{Level: 2, Text: words("h")}, "Paragraph": para(), "List": &tree.List{Items: []*tree.Item{{}}},
		"Definitions": &tree.Definitions{Entries: []*tree.Entry{{Terms: []*tree.Term{{}}, Bodies: []*tree.Item{{}}}}},
		"Table":       &tree.Table{Body: []*tree.Row{{Cells: []*tree.Cell{{}}}}}, "Figure": &tree.Figure{}, "Listing": &tree.Listing{},
		"Preformatted": &tree.Preformatted{}, "Note": &tree.Note{}, "Quote": &tree.Quote{}, "Division": &tree.Division{}, "Rule": &tree.Rule{},
		"Text": &tree.Text{Text: "words"}, "Phrase": &tree.Phrase{Kind: tree.Emph}, "Code": &tree.Code{}, "Link": &tree.Link{},
		"APIName": &tree.APIName{}, "Image": &tree.Image{Alt: "words"}, "FootnoteRef": &tree.FootnoteRef{}, "Anchor": &tree.Anchor{},
		"IndexMark": &tree.IndexMark{}, "Break": &tree.Break{},
	}
	for _, shape := range []latex.Shape{latex.Book, latex.Article, latex.Chapter, latex.Section} {
		b := builder()
		b.Listing(tree.ListingSource{})
		b.Footnote(source.Span{})
		b.IndexEntry("term", source.Span{})
		b.API(tree.API{Name: "net.Listen"})
		b.Ref(tree.Ref{URL: "x"})
		facts := site.Facts{Code: []*listing.Code{nil}, APIs: []site.API{{}}, Links: []site.Link{{}}}
		var blocks []tree.Block
		for _, kind := range kindsOfTree(t) {
			switch n := nodes[kind].(type) {
			case tree.Block:
				blocks = append(blocks, n)
			case tree.Inline:
				blocks = append(blocks, para(n))
			default:
				t.Errorf("no node of kind %s is written", kind)
			}
		}
		body := string(newWriter(t, latex.Options{Shape: shape}).Body(view(t, b, facts, blocks...), diag.Discard{}))
		for _, want := range []string{
			`section`, `\begin{LoreItems}`, `\LoreTerm{`, `\begin{LoreTable}`, `\begin{LoreFigure}`, `\begin{LoreCode}`, `\LorePre{`,
			`\begin{LoreNote}`, `\begin{LoreQuote}`, `\LoreRule`, `\emph{`, `\LoreInline{`, `\LoreNoImage{`, `\LoreFootnote{`, `\LoreLabel{`,
			`\LoreIndex{term`, `\LoreBreak`,
		} {
			if !strings.Contains(body, want) {
				t.Errorf("shape %d: no %s in\n%s", shape, want, body)
			}
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
	var blocks []tree.Block
	for k := tree.Plain; k <= tree.Big; k++ {
		blocks = append(blocks, para(&tree.Phrase{Kind: k, Text: words("w" + k.String() + "w")}))
	}
	body := string(newWriter(t, latex.Options{}).Body(view(t, builder(), site.Facts{}, blocks...), diag.Discard{}))
	for k := tree.Plain; k <= tree.Big; k++ {
		if !strings.Contains(body, "w"+k.String()+"w") {
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
				if got := fmt.Sprint(recover()); !strings.Contains(got, "latex_test.") {
					t.Errorf("panic says %q; want the type", got)
				}
			}()
			v := view(t, builder(), site.Facts{})
			v.Page.Doc.Blocks = blocks
			newWriter(t, latex.Options{}).Body(v, diag.Discard{})
		}()
	}
}

// TestDeep holds that nesting that no TeX could set is written all the same.
func TestDeep(t *testing.T) {
	var b tree.Block = para(words("bottom")...)
	for i := range 60 {
		switch i % 3 {
		case 0:
			b = &tree.List{Ordered: i%2 == 0, Items: []*tree.Item{{Blocks: []tree.Block{b}}}}
		case 1:
			b = &tree.Definitions{Entries: []*tree.Entry{{Bodies: []*tree.Item{{Blocks: []tree.Block{b}}}}}}
		default:
			b = &tree.Note{Blocks: []tree.Block{b}}
		}
	}
	body := string(newWriter(t, latex.Options{}).Body(view(t, builder(), site.Facts{}, b), diag.Discard{}))
	if n := strings.Count(body, `\begin{LoreItems}`) + strings.Count(body, `\begin{LoreNumbers}`) + strings.Count(body, `\begin{LoreBody}`); n > 12 {
		t.Errorf("lists are %d deep", n)
	}
	if !strings.Contains(body, "bottom") {
		t.Error("the bottom is not reached")
	}
}
