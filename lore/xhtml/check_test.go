package xhtml

import (
	"testing"
	"unicode/utf8"

	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// checkDocument checks what holds for any document: spans lie in the file and
// in the parent's, numbers count up without gaps, text is UTF-8, and whatever a
// node refers to is there.
func checkDocument(t testing.TB, d *tree.Document) {
	t.Helper()
	c := checker{t: t, d: d, seen: map[tree.Node]bool{}}
	c.all(c.file(), inlines(d.Meta.Title))
	c.all(c.file(), blocks(d.Blocks))
	for _, f := range d.Footnotes {
		c.span("footnote", f.Span, c.file())
		c.all(f.Span, blocks(f.Blocks))
	}
	if int(c.next) != d.NumNodes {
		t.Fatalf("%d nodes, NumNodes is %d", c.next, d.NumNodes)
	}
	for _, l := range d.Listings {
		c.listing(&l)
	}
	c.tables()
}

type checker struct {
	t    testing.TB
	d    *tree.Document
	next tree.ID
	seen map[tree.Node]bool
}

func (c *checker) file() source.Span { return source.Span{End: int32(len(c.d.Source.Text))} }

func (c *checker) span(what string, s, parent source.Span) {
	c.t.Helper()
	if s.Start > s.End || !parent.Contains(s) {
		c.t.Fatalf("%s at %v, in %v: %q", what, s, parent, c.d.Source.Slice(parent))
	}
}

func (c *checker) all(parent source.Span, nodes []tree.Node) {
	for _, n := range nodes {
		c.node(parent, n)
	}
}

func (c *checker) node(parent source.Span, n tree.Node) {
	if c.seen[n] {
		c.t.Fatalf("%T is in the tree twice", n)
	}
	c.seen[n] = true
	if n.ID() != c.next {
		c.t.Fatalf("%T has number %d, want %d", n, n.ID(), c.next)
	}
	c.next++
	c.spanOf(n, parent)
	if a := n.Attr(); a != nil {
		_ = c.d.Targets[a.Target]
	}
	c.refer(n)
	c.all(n.Span(), children(c.d, n))
}

func (c *checker) spanOf(n tree.Node, parent source.Span) {
	if s := n.Span(); s.Start > s.End || !parent.Contains(s) {
		c.t.Fatalf("%T at %v %q, in %v %q", n, s, c.d.Source.Slice(s), parent, c.d.Source.Slice(parent))
	}
}

func (c *checker) refer(n tree.Node) {
	d := c.d
	switch n := n.(type) {
	case *tree.Text:
		if !utf8.ValidString(n.Text) {
			c.t.Fatalf("text %q is no UTF-8", n.Text)
		}
	case *tree.Link:
		_ = d.Refs[n.Ref]
	case *tree.Image:
		_ = d.Refs[n.Ref]
	case *tree.APIName:
		_ = d.APIs[n.API]
	case *tree.FootnoteRef:
		_ = d.Footnotes[n.Note]
	case *tree.IndexMark:
		_ = d.Targets[d.Index[n.Entry].Target]
	case *tree.Anchor:
		_ = d.Targets[n.Target]
	case *tree.Heading:
		_ = d.Targets[n.Target]
		if n.Level < 2 || n.Level > 6 {
			c.t.Fatalf("heading of level %d", n.Level)
		}
	case *tree.Cell:
		if n.ColSpan < 1 || n.RowSpan < 1 {
			c.t.Fatalf("cell of %d by %d", n.ColSpan, n.RowSpan)
		}
	}
}

func (c *checker) listing(l *tree.ListingSource) {
	c.span("listing", l.Span, c.file())
	c.span("address", l.FileSpan, c.file())
	if l.TextAt < 0 || int(l.TextAt) > len(c.d.Source.Text) || !utf8.ValidString(l.Text) {
		c.t.Fatalf("listing text %q at %d", l.Text, l.TextAt)
	}
	at := int32(0)
	for _, r := range l.Typed {
		if r.Start < at || r.End <= r.Start || int(r.End) > len(l.Text) {
			c.t.Fatalf("typed %v behind %d, in %q", r, at, l.Text)
		}
		at = r.End
	}
	for _, w := range l.Words {
		c.span("word", w.Span, c.file())
	}
}

func (c *checker) tables() {
	names := map[string]bool{}
	for _, t := range c.d.Targets[1:] {
		if names[t.Name] {
			c.t.Fatalf("two targets %q", t.Name)
		}
		names[t.Name] = true
		c.span("target", t.Span, c.file())
	}
	for _, r := range c.d.Refs {
		c.span("reference", r.Span, c.file())
	}
	for _, a := range c.d.APIs {
		c.span("api", a.Span, c.file())
	}
	for _, ig := range c.d.Ignores {
		c.span("ignore", ig.Span, c.file())
	}
	for _, e := range c.d.Toc {
		c.span("toc", e.Span, c.file())
	}
}

func blocks(list []tree.Block) []tree.Node   { return nodes(list) }
func inlines(list []tree.Inline) []tree.Node { return nodes(list) }
func nodes[N tree.Node](list []N) []tree.Node {
	all := make([]tree.Node, len(list))
	for i, n := range list {
		all[i] = n
	}
	return all
}

// children returns the nodes within n, in the order in which they are numbered.
func children(d *tree.Document, n tree.Node) []tree.Node {
	switch n := n.(type) {
	case *tree.Heading:
		return inlines(n.Text)
	case *tree.Paragraph:
		return inlines(n.Text)
	case *tree.Preformatted:
		return inlines(n.Text)
	case *tree.List:
		return nodes(n.Items)
	case *tree.Definitions:
		return nodes(n.Entries)
	case *tree.Table:
		return append(append(inlines(n.Caption), nodes(n.Head)...), nodes(n.Body)...)
	case *tree.Figure:
		return append(blocks(n.Blocks), inlines(n.Caption)...)
	case *tree.Note:
		return append(inlines(n.Title), blocks(n.Blocks)...)
	case *tree.Quote:
		return blocks(n.Blocks)
	case *tree.Division:
		return blocks(n.Blocks)
	case *tree.Listing:
		return inlines(d.Listings[n.Source].Caption)
	case *tree.Item:
		return blocks(n.Blocks)
	case *tree.Entry:
		return append(nodes(n.Terms), nodes(n.Bodies)...)
	case *tree.Term:
		return inlines(n.Text)
	case *tree.Row:
		return nodes(n.Cells)
	case *tree.Cell:
		return blocks(n.Blocks)
	case tree.Inline:
		return inlines(tree.Children(n))
	}
	return nil
}
