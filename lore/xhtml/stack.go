package xhtml

import (
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// mode says what may stand in a frame.
type mode uint8

const (
	modeFlow    mode = iota // blocks, and text that becomes bare paragraphs
	modeInline              // inlines; a block in it ends it for a while
	modeOnly                // inlines and nothing else: blocks lose their mark-up
	modeParts               // items, rows and the like
	modeThrough             // whatever the frame below may hold
	modeSkip                // nothing; what comes is dropped
)

// A frame is an open element, or one that lore put where one was missing.
type frame struct {
	name    string // "" for a frame that no end tag closes
	kind    kind
	mode    mode
	block   bool // mode through: ends paragraphs at both its ends
	flat    bool // within code, where mark-up has no meaning
	inner   bool // lies within the element of the frame below and ends with it
	wrap    bool // the frame below is part of the same element
	parts   bool // holds parts, or passes content on to a frame that does
	loose   bool // lore put it in, or the list or table it is in: it holds nothing together
	resumed bool // a block has parted the element
	emitted bool // a node of it exists
	titled  bool // a table whose caption is its title attribute
	section uint8
	level   uint8
	phrase  tree.PhraseKind
	span    source.Span // of the start tag
	inl     int32       // where its inlines begin in Assembler.inl
	blk     int32       // where its blocks begin in Assembler.blk
	flow    int32       // the frame that blocks go to, -1 for none
	barrier int32       // the nearest frame that end tags of inlines do not close
	prev    int32       // what open held for name
	num     int32       // its RefID, FootnoteID or IndexID, or -1
	attr    *tree.Attr
	node    tree.Node // a list, table or figure that is being made
	code    *tree.ListingSource
	api     *apiName
	rare    *rare
}

// rare is what few frames have.
type rare struct {
	feet   []*tree.Row // of a table
	ignore []tree.Ignore
	closed []closed
}

func (f *frame) extra() *rare {
	if f.rare == nil {
		f.rare = &rare{}
	}
	return f.rare
}

func (f *frame) ignoring(list []tree.Ignore) {
	if list != nil {
		f.extra().ignore = list
	}
}

// openAt returns the index, plus one, of the topmost frame of that name.
func (a *Assembler) openAt(name string) int {
	if e := elements[name]; e != nil {
		return int(a.open[e.id])
	}
	return int(a.others[name])
}

// setOpen notes that the topmost frame of that name is the one with the index
// i, less one, and returns what was noted before.
func (a *Assembler) setOpen(name string, i int32) int32 {
	var was int32
	if e := elements[name]; e != nil {
		was, a.open[e.id] = a.open[e.id], i
	} else {
		was, a.others[name] = a.others[name], i
	}
	return was
}

// closed remembers an element that was taken to end without an end tag. If the
// end tag comes later, the element was in the wrong place; else it was left open.
type closed struct {
	name string
	span source.Span // of its start tag
	end  source.Span // of what ended it; empty for a void element
	void bool
}

func (a *Assembler) top() *frame { return &a.stack[len(a.stack)-1] }

// holder returns the topmost frame up to index i that does not pass content on.
func (a *Assembler) holder(i int) *frame {
	for a.stack[i].mode == modeThrough && i > 0 {
		i--
	}
	return &a.stack[i]
}

// push opens a frame and returns it. The pointer is good until the next push.
func (a *Assembler) push(f frame) *frame {
	i := int32(len(a.stack))
	below := a.top()
	f.inl, f.blk = int32(len(a.inl)), int32(len(a.blk))
	f.flat = f.flat || below.flat
	f.barrier = below.barrier
	f.parts = f.mode == modeParts || f.mode == modeThrough && below.parts
	switch f.mode {
	case modeFlow:
		f.flow = i
		if !f.loose && !(below.loose && below.mode == modeParts) {
			f.barrier = i
		}
	case modeInline, modeThrough:
		f.flow = below.flow
		if f.block {
			f.barrier = i
		}
	case modeParts:
		f.flow = below.flow
		f.loose = f.loose || below.loose && below.mode == modeParts
		if !f.loose {
			f.barrier = i
		}
	default:
		f.flow, f.barrier = -1, i
	}
	if f.name != "" {
		f.prev = a.setOpen(f.name, i+1)
	}
	if f.mode != modeThrough && f.mode != modeSkip {
		a.depth++
	}
	if f.kind == kindLink {
		a.links++
	}
	a.stack = append(a.stack, f)
	return a.top()
}

// pop closes the topmost frame at end and puts what it made into the one below.
func (a *Assembler) pop(end int32) {
	i := len(a.stack) - 1
	f := &a.stack[i]
	if f.mode != modeThrough || f.block {
		a.flushText()
	}
	span := source.Span{Start: f.span.Start, End: max(end, f.span.End)}
	if f.rare != nil {
		a.reportUnclosed(i)
		a.ignored(f.rare.ignore, span)
	}
	if f.mode != modeThrough && f.mode != modeSkip {
		a.depth--
	}
	if f.kind == kindLink {
		a.links--
	}
	if f.name != "" {
		a.setOpen(f.name, f.prev)
	}
	a.close(f, i, span)
	wrapped := f.wrap
	a.stack = a.stack[:i]
	if wrapped {
		a.pop(end)
	}
}

// split ends the text that is open at a place where a block begins. The
// elements around the text go on behind the block.
func (a *Assembler) split() {
	a.flushText()
	flow := int(a.top().flow)
	for i := len(a.stack) - 1; i > flow; i-- {
		a.part(&a.stack[i])
	}
	a.bare(flow)
	for i := flow + 1; i < len(a.stack); i++ {
		a.stack[i].inl = int32(len(a.inl))
	}
}

// part makes a node of what f holds so far.
func (a *Assembler) part(f *frame) {
	if f.mode != modeInline {
		return
	}
	if len(a.inl) > int(f.inl) && !onlyWhite(a.inl[f.inl:]) {
		a.emit(f, a.extent(f, f.inl))
	} else if f.kind == kindParagraph {
		clear(a.inl[f.inl:])
		a.inl = a.inl[:f.inl]
	}
	f.resumed = true
}

// extent returns the place of what f holds from index from on: from its start
// tag, or from the first inline when a block has parted it, to the last inline.
func (a *Assembler) extent(f *frame, from int32) source.Span {
	s := source.Span{Start: f.span.Start, End: f.span.End}
	if len(a.inl) > int(from) {
		if f.resumed {
			s.Start = a.inl[from].Span().Start
		}
		s.End = a.inl[len(a.inl)-1].Span().End
	}
	return s
}

// bare makes a paragraph of the text that stands in flow i without one.
func (a *Assembler) bare(i int) {
	f := &a.stack[i]
	if len(a.inl) == int(f.inl) {
		return
	}
	text := tree.TrimInlines(a.takeInlines(f.inl))
	if len(text) == 0 {
		return
	}
	n := a.arena.paragraphs.take()
	n.Base = tree.At(text[0].Span().Join(text[len(text)-1].Span()))
	n.Bare, n.Text = f.kind != kindPage || tree.Blank(text), text
	a.blk = append(a.blk, n)
}

// onlyWhite reports whether text is white space and nothing else.
func onlyWhite(text []tree.Inline) bool {
	for _, n := range text {
		if t, ok := n.(*tree.Text); !ok || !isBlank(t.Text) {
			return false
		}
	}
	return true
}

// end takes the end tag of an element.
func (a *Assembler) end(name string, span source.Span) {
	if n := len(a.beyond); n > 0 && !isVoid(name) {
		if a.beyond[n-1] == name {
			a.beyond = a.beyond[:n-1]
			return
		}
		a.report(diag.XMLNesting, span, "mismatched </%s>; expected </%s>", name, a.beyond[n-1])
		if n = slices.Index(a.beyond[max(0, n-16):], name); n >= 0 {
			a.beyond = a.beyond[:max(0, len(a.beyond)-16)+n]
			return
		}
		a.beyond = nil
	}
	if t := a.top(); t.name == name && !t.inner {
		a.finishElement(len(a.stack)-1, span)
		return
	}
	i := a.openAt(name) - 1
	switch {
	case i >= 0 && (i >= int(a.top().barrier) || isBlock(name)):
		a.mismatch(i, name, span)
	case a.settle(name, span):
	case isVoid(name):
		if a.strict {
			a.sink.Report(a.diagnose(diag.XMLNesting, span, "</%s> closes nothing", name).WithHint("write <%s/>", name))
		}
	case a.forced[name] > 0:
		a.forced[name]--
	default:
		a.stray(name, span)
	}
}

// finishElement closes frame i and all above it with the end tag at span.
func (a *Assembler) finishElement(i int, span source.Span) {
	for len(a.stack)-1 > i {
		a.pop(span.Start)
	}
	f := a.top()
	body := f.name == "body" || f.name == "html"
	block := f.mode == modeThrough && f.block
	if block && f.flow >= 0 {
		a.split()
	}
	a.pop(span.End)
	a.after = a.after || body
}

// mismatch closes frame i, for which an end tag came while others are open.
func (a *Assembler) mismatch(i int, name string, span source.Span) {
	if !strings.HasPrefix(a.file.Slice(span), "</") {
		a.unclosed(i, span)
		return
	}
	d := a.diagnose(diag.XMLNesting, span, "")
	for j := len(a.stack) - 1; j > i; j-- {
		f := &a.stack[j]
		if f.name == "" || f.inner {
			continue
		}
		if d.Message == "" {
			d.Message = "mismatched </" + name + ">; expected </" + f.name + ">"
		}
		if len(d.Notes) < 4 {
			d = d.WithNote(a.file, f.span, "<%s> opened here", f.name)
		}
		a.forced[f.name]++
	}
	if d.Message != "" {
		a.sink.Report(d)
	}
	a.finishElement(i, span)
}

// unclosed closes frame i, which ends at span without an end tag, as the
// elements of other formats do, while elements in it are open.
func (a *Assembler) unclosed(i int, span source.Span) {
	for j := len(a.stack) - 1; j > i; j-- {
		f := &a.stack[j]
		if f.name == "" || f.inner {
			continue
		}
		a.sink.Report(a.diagnose(diag.XMLNesting, f.span, "<%s> is never closed", f.name).
			WithNote(a.file, span, "what it stands in ends here"))
		a.forced[f.name]++
	}
	a.finishElement(i, span)
}

// settle looks for an element of the name that was taken to have ended before.
func (a *Assembler) settle(name string, span source.Span) bool {
	for i := len(a.stack) - 1; i >= 0; i-- {
		f := &a.stack[i]
		var list []closed
		if f.rare != nil {
			list = f.rare.closed
		}
		for j := len(list) - 1; j >= 0 && j >= len(list)-8; j-- {
			c := list[j]
			if c.name != name {
				continue
			}
			f.rare.closed = append(list[:j], list[j+1:]...)
			if elements[name] == nil {
				a.report(diag.ElementPlace, c.span, "<%s> cannot stand here", name)
			} else if !c.void {
				a.sink.Report(a.diagnose(diag.ElementPlace, c.end, "<%s> cannot stand in <%s>", name, name).
					WithNote(a.file, c.span, "<%s> opened here", name))
			} else if !isBlank(a.file.Slice(source.Span{Start: c.span.End, End: span.Start})) {
				a.report(diag.ElementPlace, c.span, "<%s> cannot have content", name)
			}
			return true
		}
		if f.name != "" {
			return false
		}
	}
	return false
}

// stray reports an end tag that closes nothing. One that is likely a slip for
// the element that is open closes that.
func (a *Assembler) stray(name string, span source.Span) {
	i := len(a.stack) - 1
	for i > 0 && (a.stack[i].name == "" || a.stack[i].inner) {
		i--
	}
	if i == 0 {
		a.report(diag.XMLNesting, span, "</%s> closes nothing", name)
		return
	}
	f := &a.stack[i]
	a.sink.Report(a.diagnose(diag.XMLNesting, span, "mismatched </%s>; expected </%s>", name, f.name).
		WithNote(a.file, f.span, "<%s> opened here", f.name))
	slip := elements[name] == nil && (f.mode == modeInline || nearest.Nearest(name, []string{f.name}) != "")
	if slip {
		a.forced[f.name]++
	}
	if heads := f.kind == kindHeading && elements[name] != nil && elements[name].kind == kindHeading; slip || heads {
		a.finishElement(i, span)
	}
}

// reportUnclosed reports what was never closed within frame i.
func (a *Assembler) reportUnclosed(i int) {
	r := a.stack[i].rare
	if r == nil {
		return
	}
	for _, c := range r.closed {
		if c.void {
			a.sink.Report(a.diagnose(diag.XMLNesting, c.span, "<%s> is never closed", c.name).WithHint("write <%s/>", c.name))
			continue
		}
		a.sink.Report(a.diagnose(diag.XMLNesting, c.span, "<%s> is never closed", c.name).
			WithNote(a.file, c.end, "the next element begins here"))
	}
	r.closed = nil
}

// reportOpen reports what is open at the end of the file.
func (a *Assembler) reportOpen() {
	const most = 10
	n := len(a.beyond)
	for i := len(a.stack) - 1; i > 0; i-- {
		f := &a.stack[i]
		if f.name == "" || f.inner {
			continue
		}
		if n++; n <= most {
			a.report(diag.XMLNesting, f.span, "<%s> is never closed", f.name)
		}
	}
	if n > most {
		at := int32(len(a.file.Text))
		a.report(diag.XMLNesting, source.Span{Start: at, End: at}, "%d more elements are never closed", n-most)
	}
}

func isVoid(name string) bool {
	e := elements[name]
	return e != nil && e.void
}

// isBlock reports whether an end tag of the name may close the blocks within.
func isBlock(name string) bool {
	e := elements[name]
	return e != nil && e.block && e.kind != kindParagraph
}
