package xhtml

import (
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// close makes what the frame f, the i-th, holds into nodes for the frame below.
func (a *Assembler) close(f *frame, i int, span source.Span) {
	switch f.mode {
	case modeThrough:
		if f.block && f.flow < 0 && len(a.inl) > int(f.inl) {
			a.blank(span.End)
		}
	case modeSkip:
	case modeInline:
		a.closeInline(f, span)
	case modeOnly:
		a.closeOnly(f, span)
	case modeFlow:
		a.bare(i)
		a.closeFlow(f, a.takeBlocks(f.blk), span)
	case modeParts:
		a.closeParts(f, span)
	}
}

// closeInline ends an element of running text, or a paragraph.
func (a *Assembler) closeInline(f *frame, span source.Span) {
	if f.emitted || f.resumed {
		if len(a.inl) == int(f.inl) && (f.emitted || f.attr == nil && f.kind != kindLink) {
			return
		}
		end := span.End
		span = a.extent(f, f.inl)
		span.End = max(end, span.End)
		if f.kind != kindParagraph && f.emitted && onlyWhite(a.inl[f.inl:]) {
			return
		}
	}
	a.emit(f, span)
}

// emit makes a node of the inlines that f holds.
func (a *Assembler) emit(f *frame, span source.Span) {
	base := tree.At(span).With(f.attr)
	if f.emitted {
		base = tree.At(span).With(again(f.attr))
	}
	text := a.takeInlines(f.inl)
	if f.kind == kindParagraph {
		a.emitParagraph(f, base, text)
		return
	}
	first := !f.emitted
	f.emitted = true
	if n := a.inline(f, base, text, first); n != nil {
		a.inl = append(a.inl, n)
	} else {
		a.inl = append(a.inl, text...)
	}
}

// again is what an element's attributes are worth at its second part: a place
// is there only once.
func again(attr *tree.Attr) *tree.Attr {
	if attr == nil || attr.Target == 0 {
		return attr
	}
	part := *attr
	part.Target = 0
	if part == (tree.Attr{}) {
		return nil
	}
	return &part
}

func (a *Assembler) emitParagraph(f *frame, base tree.Base, text []tree.Inline) {
	text = tree.TrimInlines(text)
	if len(text) == 0 && (base.Attr() == nil || f.emitted) {
		return
	}
	f.emitted = true
	n := a.arena.paragraphs.take()
	n.Base, n.Text = base, text
	a.blk = append(a.blk, n)
}

// inline returns the node of an element of running text, or nil where the text
// alone says it.
func (a *Assembler) inline(f *frame, base tree.Base, text []tree.Inline, first bool) tree.Inline {
	switch f.kind {
	case kindCode:
		if len(text) == 0 && base.Attr() == nil {
			return nil
		}
		n := a.arena.codes.take()
		n.Base, n.Text = base, text
		return n
	case kindLink:
		if first && !shows(text) {
			a.build.MarkAuto(tree.RefID(f.num))
		}
		return &tree.Link{Base: base, Ref: tree.RefID(f.num), Text: text}
	case kindAPI:
		return a.closeAPI(f, base, text)
	case kindIndex:
		return a.closeIndex(f, base, text, first)
	case kindPhrase:
		if len(text) == 0 && base.Attr() == nil {
			return nil
		}
		return a.phrase(base, f.phrase, text)
	default: // span, a without an address
		if base.Attr() == nil {
			return nil
		}
		return a.phrase(base, tree.Plain, text)
	}
}

func (a *Assembler) phrase(base tree.Base, kind tree.PhraseKind, text []tree.Inline) tree.Inline {
	n := a.arena.phrases.take()
	n.Base, n.Kind, n.Text = base, kind, text
	return n
}

// shows reports whether a link has something that readers can click on.
func shows(text []tree.Inline) bool {
	found := false
	tree.WalkInlines(text, func(n tree.Node) bool {
		switch n := n.(type) {
		case *tree.Text:
			found = found || !isBlank(n.Text)
		case *tree.Image, *tree.FootnoteRef:
			found = true
		}
		return !found
	})
	return found
}

func (a *Assembler) closeIndex(f *frame, base tree.Base, text []tree.Inline, first bool) tree.Inline {
	if f.num < 0 {
		words := tree.PlainText(text)
		if words == "" {
			a.sink.Report(a.diagnose(diag.IndexTerm, f.span, "an index entry without a term").
				WithHint(`write value="term" or value="term!subterm"`))
			return nil
		}
		f.num = int32(a.build.IndexEntry(words, f.span))
	}
	if !first {
		return a.phrase(base, tree.Plain, text)
	}
	return &tree.IndexMark{Base: base, Entry: tree.IndexID(f.num), Text: text}
}

// closeOnly ends an element that holds text and no blocks.
func (a *Assembler) closeOnly(f *frame, span source.Span) {
	if f.kind == kindPre {
		a.closePre(f, span)
		return
	}
	text := tree.TrimInlines(a.takeInlines(f.inl))
	base := tree.At(span).With(f.attr)
	switch f.kind {
	case kindTitle:
		a.closeTitle(text, span)
	case kindHeading:
		a.closeHeading(f, base, text)
	case kindTerm:
		a.addTerm(f, &tree.Term{Base: base, Text: text})
	case kindCaption:
		a.closeCaption(f, base, text)
	case kindListing:
		a.closeListing(f, base, text)
	default:
		panic(f.kind)
	}
}

func (a *Assembler) closeHeading(f *frame, base tree.Base, text []tree.Inline) {
	if f.level == 1 {
		m := a.build.Meta()
		m.Title, m.TitleSpan = text, base.Span()
		return
	}
	if len(text) == 0 && base.Attr() == nil {
		a.report(diag.ElementPlace, f.span, "<%s> is empty", f.name)
		return
	}
	a.blk = append(a.blk, &tree.Heading{Base: base, Level: int(f.level), Text: text})
}

// closeFlow ends an element that holds blocks.
func (a *Assembler) closeFlow(f *frame, blocks []tree.Block, span source.Span) {
	base := tree.At(span).With(f.attr)
	switch f.kind {
	case kindDivision:
		if len(blocks) > 0 || f.attr != nil {
			a.blk = append(a.blk, &tree.Division{Base: base, Blocks: blocks})
		}
	case kindQuote:
		n := f.node.(*tree.Quote)
		n.Base, n.Blocks = base, blocks
		a.blk = append(a.blk, n)
	case kindNote:
		n := f.node.(*tree.Note)
		n.Base, n.Blocks = base, blocks
		a.blk = append(a.blk, n)
	case kindFigure:
		n := f.node.(*tree.Figure)
		n.Base, n.Blocks = base, blocks
		a.blk = append(a.blk, n)
	case kindFootnote:
		if len(blocks) == 0 && f.name != footnoteText {
			a.report(diag.ElementPlace, f.span, "the footnote is empty")
		}
		id := tree.FootnoteID(f.num)
		a.build.SetFootnote(id, span, blocks)
		if f.name != footnoteText {
			a.inl = append(a.inl, &tree.FootnoteRef{Base: base, Note: id})
		}
	case kindItem, kindBody:
		n := f.node.(*tree.Item)
		n.Base, n.Blocks = base, blocks
		a.addItem(f, n)
	case kindCell:
		n := f.node.(*tree.Cell)
		n.Base, n.Blocks = base, blocks
		a.addCell(n)
	default:
		panic(f.kind)
	}
}

// closeParts ends a list, a table or a part of one.
func (a *Assembler) closeParts(f *frame, span source.Span) {
	base := tree.At(span).With(f.attr)
	switch n := f.node.(type) {
	case *tree.List:
		n.Base = base
		a.blk = append(a.blk, n)
		a.closeToc(f, n)
	case *tree.Definitions:
		n.Base = base
		a.blk = append(a.blk, n)
	case *tree.Table:
		a.closeTable(f, n, base)
	case *tree.Row:
		a.closeRow(f, n, base)
	case nil: // thead and the like: the rows are in the table already
	default:
		panic(n)
	}
}
