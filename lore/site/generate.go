package site

import (
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

const generatedName = "index.xhtml (generated)"

// generate writes the root page of a site whose authors wrote none: its title
// and its whole contents.
func generate(s *Site) *tree.Document {
	g := generator{tree.NewBuilder(source.New(generatedName, ""), diag.Discard{})}
	g.Meta().Title = []tree.Inline{&tree.Text{Text: s.Root.Title}}
	if len(s.Toc) == 0 {
		return g.Finish(nil)
	}
	return g.Finish([]tree.Block{g.list(s.Toc, 0)})
}

type generator struct{ *tree.Builder }

func (g generator) list(entries []*Entry, depth int) *tree.List {
	list := &tree.List{}
	if depth == 0 {
		list.Base = list.With(&tree.Attr{Class: "toc"})
	}
	for _, e := range entries {
		item := &tree.Item{Blocks: []tree.Block{g.line(e, depth)}}
		if len(e.Children) > 0 {
			item.Blocks = append(item.Blocks, g.list(e.Children, depth+1))
		}
		list.Items = append(list.Items, item)
	}
	return list
}

func (g generator) line(e *Entry, depth int) *tree.Paragraph {
	var text tree.Inline = &tree.Text{Text: e.Title}
	ref := tree.RefID(-1)
	if e.Page != nil {
		ref = g.Ref(tree.Ref{URL: Relative(generatedName, e.Page.Source)})
		text = &tree.Link{Ref: ref, Text: []tree.Inline{text}}
	}
	g.Toc(tree.TocEntry{Depth: depth, Ref: ref, Text: e.Title})
	return &tree.Paragraph{Bare: true, Text: []tree.Inline{text}}
}
