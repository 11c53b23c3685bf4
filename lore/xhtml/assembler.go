package xhtml

import (
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// An Attr is an attribute as it was written.
type Attr struct {
	Name  string      // lower case, but for skipLines and its like
	Value string      // entities decoded
	Span  source.Span // of the value, or of the name where there is no value
}

// An Assembler builds a document out of start tags, end tags, text and
// comments, given in the order of the source. It accepts them in any order and
// nesting: what does not fit is reported and mended. Spans must lie in the file
// and must not go back. It belongs to one goroutine.
//
// Beside the elements of XHTML it takes, for the sake of Markdown, an input of
// type checkbox in an item, which makes the item a task.
type Assembler struct {
	file    *source.File
	sink    diag.Sink
	build   *tree.Builder
	classes []string // known ones, beside our own
	strict  bool     // XML, where HTML allows void elements and more without a slash
	dirty   bool     // the file holds bytes that text cannot hold
	scanned bool     // dirty is known

	stack  []frame
	depth  int                // of frames that make nodes
	open   [maxElements]int32 // by element, the index of the topmost frame of its name, plus one
	others map[string]int32   // the same for names that are no elements
	forced map[string]int     // elements that were closed for a mismatch, and reported
	said   map[string]bool    // what is reported once per page
	beyond []string           // elements deeper than maxDepth, which make no frames
	links  int                // open links
	inl    []tree.Inline      // finished inlines of all open frames, outer first
	blk    []tree.Block       // finished blocks of all open flows, outer first
	text   pending            // text behind the last of inl
	after  bool               // the body is closed
	title  bool               // an h1 was there
	head   []tree.Inline      // the title of the head
	headAt source.Span        // its span
	ignore []tree.Ignore      // lore:ignore that waits for its element
	toc    source.Span        // lore:toc that waits for its list
	typed  []typedLine        // lore:input that waits for its transcript
	inputs source.Span        // of that comment
	arena  arena
}

// maxDepth is how deep elements may nest, maxFrames counting those that make no
// nodes. Everything that walks a tree later recurses, and no page needs a tenth
// of it.
const (
	maxDepth  = 200
	maxFrames = 2 * maxDepth
)

// NewAssembler returns an Assembler for the page in f, which reports to sink.
func NewAssembler(f *source.File, sink diag.Sink) *Assembler {
	a := &Assembler{
		file: f, sink: sink, build: tree.NewBuilder(f, sink),
		others: map[string]int32{}, forced: map[string]int{}, said: map[string]bool{},
		stack: make([]frame, 0, 16), inl: make([]tree.Inline, 0, 64), blk: make([]tree.Block, 0, 128),
	}
	a.stack = append(a.stack, frame{kind: kindPage, mode: modeFlow})
	return a
}

// Builder returns the builder that the Assembler registers references with.
// A reader may use it for what it knows by itself, such as the page's title.
func (a *Assembler) Builder() *tree.Builder { return a.build }

// Start takes a start tag. The attributes are not kept. Void elements such as
// br and img are complete; an End for them is welcome and does nothing.
func (a *Assembler) Start(name string, attrs []Attr, span source.Span) {
	a.start(name, attrs, span, true)
}

// End takes an end tag.
func (a *Assembler) End(name string, span source.Span) { a.end(name, span) }

// Text takes text with its entities decoded. Texts that follow each other
// become one.
func (a *Assembler) Text(text string, span source.Span) {
	if text == "" {
		return
	}
	t := a.top()
	switch {
	case t.mode == modeSkip:
		return
	case !a.text.on && (t.parts || t.mode == modeFlow && len(a.inl) == int(t.inl)) && isBlank(text):
		return
	case t.parts || t.kind == kindHead || t.kind == kindPage:
		if !isBlank(text) {
			a.room(roleText, "text", firstWord(text, span), span.Start)
		}
	}
	a.text.add(text, span)
}

// Comment takes a comment: the text between its marks, and the place of the
// whole.
func (a *Assembler) Comment(text string, span source.Span) { a.comment(text, span) }

// Scan takes a part of the file as mark-up: raw HTML within another format.
// The liberties of HTML that XML does not allow, such as <br>, are no mistakes
// there.
func (a *Assembler) Scan(span source.Span) {
	if !a.scanned {
		a.dirty = !clean(a.file.Text)
		a.scanned = true
	}
	scan(a, span)
}

// Finish closes what is open and returns the document. The Assembler is spent.
func (a *Assembler) Finish() *tree.Document {
	end := int32(len(a.file.Text))
	a.flushText()
	a.reportOpen()
	for len(a.stack) > 1 {
		a.pop(end)
	}
	a.leftOver()
	a.bare(0)
	a.reportUnclosed(0)
	a.finishMeta()
	return a.build.Finish(a.blk)
}

func (a *Assembler) finishMeta() {
	m := a.build.Meta()
	if len(m.Title) == 0 {
		m.Title, m.TitleSpan = a.head, a.headAt
	}
	if len(m.Title) == 0 {
		a.report(diag.TitleMissing, source.Span{}, "the page has no title")
	}
}

func (a *Assembler) report(code diag.Code, span source.Span, format string, args ...any) {
	a.sink.Report(diag.New(code, a.file, span, format, args...))
}

func (a *Assembler) diagnose(code diag.Code, span source.Span, format string, args ...any) diag.Diagnostic {
	return diag.New(code, a.file, span, format, args...)
}

// once reports whether key was not asked for before.
func (a *Assembler) once(key string) bool {
	if a.said[key] {
		return false
	}
	a.said[key] = true
	return true
}

// pending is text that may still grow.
type pending struct {
	on   bool
	span source.Span
	text string // while it is one slice
	buf  []byte // once it is not
}

func (p *pending) add(text string, span source.Span) {
	switch {
	case !p.on:
		p.on, p.span, p.text, p.buf = true, span, text, p.buf[:0]
		return
	case len(p.buf) == 0:
		p.buf = append(p.buf, p.text...)
	}
	p.buf = append(p.buf, text...)
	p.span.End = span.End
}

// flushText makes a node of the text that was collected.
func (a *Assembler) flushText() {
	p := &a.text
	if !p.on {
		return
	}
	p.on = false
	text := p.text
	if len(p.buf) > 0 {
		// A text that the source holds as it is needs no copy.
		if raw := a.file.Slice(p.span); raw == string(p.buf) {
			text = raw
		} else {
			text = string(p.buf)
		}
		p.buf = p.buf[:0]
	}
	a.inl = append(a.inl, a.newText(text, p.span))
}

func (a *Assembler) newText(text string, span source.Span) *tree.Text {
	n := a.arena.texts.take()
	n.Base, n.Text = tree.At(span), text
	return n
}

// arena hands out nodes of the commonest kinds by the dozen.
type arena struct {
	texts      slab[tree.Text]
	codes      slab[tree.Code]
	paragraphs slab[tree.Paragraph]
	phrases    slab[tree.Phrase]
	attrs      slab[tree.Attr]
	inlines    []tree.Inline
	blocks     []tree.Block
}

type slab[T any] struct{ free []T }

func (s *slab[T]) take() *T {
	if len(s.free) == 0 {
		s.free = make([]T, 24)
	}
	p := &s.free[0]
	s.free = s.free[1:]
	return p
}

// keep moves the elements of list from index from into the arena.
func keep[T any](free *[]T, list *[]T, from int) []T {
	n := len(*list) - from
	if n == 0 {
		return nil
	}
	if len(*free) < n {
		*free = make([]T, max(n, 64))
	}
	kept := (*free)[:n:n]
	*free = (*free)[n:]
	copy(kept, (*list)[from:])
	*list = (*list)[:from]
	return kept
}

func (a *Assembler) takeInlines(from int32) []tree.Inline {
	return keep(&a.arena.inlines, &a.inl, int(from))
}

func (a *Assembler) takeBlocks(from int32) []tree.Block {
	return keep(&a.arena.blocks, &a.blk, int(from))
}

const white = " \t\n\r\f"

func isBlank(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ' ', '\n', '\t', '\r', '\f':
		default:
			return false
		}
	}
	return true
}

// firstWord returns the place of the first word of text, as far as it can be
// told without decoding.
func firstWord(text string, span source.Span) source.Span {
	lead := len(text) - len(strings.TrimLeft(text, white))
	rest := text[lead:]
	n := strings.IndexAny(rest, white)
	if n < 0 {
		n = len(rest)
	}
	start := min(span.Start+int32(lead), span.End)
	return source.Span{Start: start, End: min(start+int32(n), span.End)}
}
