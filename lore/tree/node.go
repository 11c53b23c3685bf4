package tree

import "github.com/lore-docs/lore/lore/source"

// ID numbers the nodes of one document from 0, in document order: a node
// before its children, and a child before the next.
type ID int32

// A Node is a block, an inline, or one of the parts that blocks are made of
// (Item, Entry, Row, Cell).
type Node interface {
	ID() ID
	Span() source.Span // where the author wrote it
	Attr() *Attr       // nil when there is none
	base() *Base
}

// A Block is a node that stands on its own lines.
type Block interface {
	Node
	block()
}

// An Inline is a node within a line of text.
type Inline interface {
	Node
	inline()
}

// Base is what all nodes have.
type Base struct {
	id   ID
	span source.Span
	attr *Attr
}

// At returns the Base of a node written at span.
func At(span source.Span) Base { return Base{span: span} }

// With returns b with the attributes a, which may be nil.
func (b Base) With(a *Attr) Base {
	b.attr = a
	return b
}

// ID returns the node's number in its document.
func (b *Base) ID() ID { return b.id }

// Span returns where the author wrote the node.
func (b *Base) Span() source.Span { return b.span }

// Attr returns what else the author said of the node, nil for nothing.
func (b *Base) Attr() *Attr { return b.attr }

func (b *Base) base() *Base { return b }

// Attr holds the attributes that any node may have.
type Attr struct {
	Class  string   // class tokens, one blank between two; those that made the node's kind are left out
	Title  string   // advisory text
	Lang   string   // BCP 47
	Dir    string   // "ltr", "rtl" or "auto"
	Target TargetID // what a link to the node's id leads to, 0 without an id
}

// Class returns the class tokens of n that are left for its look.
func Class(n Node) string {
	if a := n.Attr(); a != nil {
		return a.Class
	}
	return ""
}

// Target returns the target that n's id made, or 0.
func Target(n Node) TargetID {
	if a := n.Attr(); a != nil {
		return a.Target
	}
	return 0
}
