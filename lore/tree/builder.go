package tree

import (
	"fmt"
	"path"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// A Builder makes one Document. A reader creates nodes as it likes, registers
// with the Builder what they refer to, in document order, and gives the blocks
// to Finish. It belongs to one goroutine.
type Builder struct {
	doc   *Document
	sink  diag.Sink
	names map[string]TargetID
	tried map[string]int // by name: the number that free gave last
}

// NewBuilder returns a Builder for the document in f, which reports to sink.
func NewBuilder(f *source.File, sink diag.Sink) *Builder {
	b := &Builder{doc: &Document{Source: f}, sink: sink, names: map[string]TargetID{}}
	b.doc.Targets = []TargetInfo{{Kind: TargetPage}}
	return b
}

// Meta returns what is known of the page so far, to be completed.
func (b *Builder) Meta() *Meta { return &b.doc.Meta }

// Report reports a diagnostic at span.
func (b *Builder) Report(code diag.Code, span source.Span, format string, args ...any) {
	b.sink.Report(diag.New(code, b.doc.Source, span, format, args...))
}

// Ref adds a reference.
func (b *Builder) Ref(r Ref) RefID {
	b.doc.Refs = append(b.doc.Refs, r)
	return RefID(len(b.doc.Refs) - 1)
}

// MarkAuto says that the link with the reference turned out to have no text.
func (b *Builder) MarkAuto(id RefID) { b.doc.Refs[id].Auto = true }

// API adds the name of something in a package.
func (b *Builder) API(a API) APIID {
	b.doc.APIs = append(b.doc.APIs, a)
	return APIID(len(b.doc.APIs) - 1)
}

// Listing adds a listing.
func (b *Builder) Listing(l ListingSource) ListingID {
	b.doc.Listings = append(b.doc.Listings, l)
	return ListingID(len(b.doc.Listings) - 1)
}

// Target adds a place that the author named, by an id or a named anchor. A
// name that is taken is reported and gives the target that has it, so that an
// element with the same name and id is one place.
func (b *Builder) Target(name string, span source.Span) TargetID {
	if id, ok := b.names[name]; ok {
		first := b.doc.Targets[id].Span
		b.sink.Report(diag.New(diag.TargetDuplicate, b.doc.Source, span, "name %q is taken", name).
			WithNote(b.doc.Source, first, "%q is here", name))
		return id
	}
	return b.target(TargetInfo{Kind: TargetElement, Name: name, Span: span, named: true})
}

// Named returns the target called name, if the author named one so far.
func (b *Builder) Named(name string) (TargetID, bool) {
	id, ok := b.names[name]
	return id, ok
}

func (b *Builder) target(t TargetInfo) TargetID {
	id := TargetID(len(b.doc.Targets))
	b.doc.Targets = append(b.doc.Targets, t)
	b.names[t.Name] = id
	return id
}

// Footnote adds a footnote, whose text may follow later by SetFootnote.
// Footnotes are numbered in the order of these calls.
func (b *Builder) Footnote(span source.Span) FootnoteID {
	id := FootnoteID(len(b.doc.Footnotes))
	name := b.free(fmt.Sprintf("footnote-%d", id+1))
	t := b.target(TargetInfo{Kind: TargetElement, Name: name, Span: span})
	b.doc.Footnotes = append(b.doc.Footnotes, Footnote{Span: span, Target: t})
	return id
}

// SetFootnote gives the text of a footnote.
func (b *Builder) SetFootnote(id FootnoteID, span source.Span, blocks []Block) {
	b.doc.Footnotes[id].Span, b.doc.Footnotes[id].Blocks = span, blocks
}

// IndexEntry adds an entry of the index at a place of its own, called index01
// and so on. The term's levels are parted by "!".
func (b *Builder) IndexEntry(term string, span source.Span) IndexID {
	levels := strings.Split(term, "!")
	for i := range levels {
		levels[i] = fold(levels[i])
	}
	id := IndexID(len(b.doc.Index))
	name := b.free(fmt.Sprintf("index%02d", id+1))
	t := b.target(TargetInfo{Kind: TargetElement, Name: name, Span: span})
	b.doc.Index = append(b.doc.Index, IndexEntry{levels, t, span})
	return id
}

// Toc adds a line of the table of contents.
func (b *Builder) Toc(e TocEntry) { b.doc.Toc = append(b.doc.Toc, e) }

// Ignore turns diagnostics off for a part of the page.
func (b *Builder) Ignore(i Ignore) { b.doc.Ignores = append(b.doc.Ignores, i) }

// Finish numbers the nodes, names the places that the author did not name, and
// returns the document. The Builder is spent.
func (b *Builder) Finish(blocks []Block) *Document {
	b.doc.Blocks = blocks
	f := finisher{Builder: b}
	WalkInlines(b.doc.Meta.Title, f.enter)
	Walk(blocks, f.enter)
	for _, n := range b.doc.Footnotes {
		Walk(n.Blocks, f.enter)
	}
	b.doc.NumNodes = int(f.next)
	return b.doc
}

// finisher walks the finished tree once, in document order.
type finisher struct {
	*Builder
	next            ID
	headings        int // of level 2 and 3, which the original numbered from auto0
	figures, tables int
	listings        int
}

func (f *finisher) enter(n Node) bool {
	n.base().id = f.next
	f.next++
	switch n := n.(type) {
	case *Heading:
		n.Target = f.place(n, TargetHeading, PlainText(n.Text), func() string { return Slug(PlainText(n.Text)) })
		f.alias(n)
	case *Figure:
		f.figures++
		n.Target = f.place(n, TargetFigure, PlainText(n.Caption), func() string { return fmt.Sprintf("figure-%d", f.figures) })
	case *Table:
		f.tables++
		n.Target = f.place(n, TargetTable, PlainText(n.Caption), func() string { return fmt.Sprintf("table-%d", f.tables) })
	case *Listing:
		f.listings++
		l := &f.doc.Listings[n.Source]
		l.Target = f.place(n, TargetListing, PlainText(l.Caption), func() string { return listingName(l, f.listings) })
		WalkInlines(l.Caption, f.enter)
	}
	return true
}

// place makes n a target of the kind: the one that its id made, or a new one.
func (f *finisher) place(n Node, kind TargetKind, text string, name func() string) TargetID {
	id := Target(n)
	if id == 0 {
		id = f.target(TargetInfo{Name: f.free(name()), Span: n.Span()})
	}
	t := &f.doc.Targets[id]
	t.Kind, t.Text = kind, text
	if h, ok := n.(*Heading); ok {
		t.Level = h.Level
	}
	return id
}

// alias keeps links to the original's automatic names alive.
func (f *finisher) alias(h *Heading) {
	if h.Level > 3 {
		return
	}
	name := fmt.Sprintf("auto%d", f.headings)
	f.headings++
	if _, taken := f.names[name]; taken {
		return
	}
	f.names[name] = h.Target
	t := &f.doc.Targets[h.Target]
	t.Aliases = append(t.Aliases, name)
}

// free returns name, with a number behind it when it is taken.
func (b *Builder) free(name string) string {
	if _, taken := b.names[name]; !taken {
		return name
	}
	if b.tried == nil {
		b.tried = map[string]int{}
	}
	for i := b.tried[name] + 1; ; i++ {
		try := fmt.Sprintf("%s-%d", name, i)
		if _, taken := b.names[try]; !taken {
			b.tried[name] = i
			return try
		}
	}
}

// listingName is the name of the n-th listing of a page. A file is called by
// its last folder and its name, which is how people speak of it.
func listingName(l *ListingSource, n int) string {
	if l.Kind != CodeFile || l.File == "" {
		return fmt.Sprintf("listing-%d", n)
	}
	dir, file := path.Split(path.Clean(l.File))
	if dir = path.Base(dir); dir != "." && dir != ".." && dir != "/" {
		file = dir + "-" + file
	}
	return strings.Map(nameRune, file)
}
