package xhtml

import (
	"github.com/lore-docs/lore/lore/tree"
)

// closeToc reads the table of contents out of a list of class toc that is not
// part of another list.
func (a *Assembler) closeToc(f *frame, l *tree.List) {
	if f.attr == nil || !hasToken(f.attr.Class, "toc") || a.inList() {
		return
	}
	a.tocItems(l, 0)
}

func (a *Assembler) inList() bool {
	for i := len(a.stack) - 2; i > 0; i-- {
		if a.stack[i].kind == kindList {
			return true
		}
	}
	return false
}

func (a *Assembler) tocItems(l *tree.List, depth int) {
	for _, it := range l.Items {
		class := tree.Class(it)
		if hasToken(class, "ignoretoc") || hasToken(class, "tocignore") {
			continue
		}
		below := depth
		if e, ok := tocEntry(it); ok {
			e.Depth = depth
			a.build.Toc(e)
			below++
		}
		tree.Walk(it.Blocks, func(n tree.Node) bool {
			nested, ok := n.(*tree.List)
			if ok {
				a.tocItems(nested, below)
			}
			return !ok
		})
	}
}

// tocEntry returns the line of an item: the first link in it or, without one,
// its words, which are the title of a part.
func tocEntry(it *tree.Item) (tree.TocEntry, bool) {
	e := tree.TocEntry{Ref: -1, Span: it.Span()}
	var words []tree.Inline
	tree.Walk(it.Blocks, func(n tree.Node) bool {
		switch n := n.(type) {
		case *tree.List:
			return false
		case *tree.Paragraph:
			words = append(words, n.Text...)
		case *tree.Link:
			if e.Ref < 0 {
				e.Ref, e.Span, e.Text = n.Ref, n.Span(), tree.PlainText(n.Text)
			}
		}
		return e.Ref < 0
	})
	if e.Ref < 0 {
		e.Text = tree.PlainText(words)
	}
	return e, e.Ref >= 0 || e.Text != ""
}
