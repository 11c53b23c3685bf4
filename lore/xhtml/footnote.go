package xhtml

import (
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// footnoteText is the name of the frame of a footnote's text that stands apart
// from its mark. No element has it.
const footnoteText = "footnote text"

// Mark takes the mark of a footnote that the Builder made and whose text comes
// elsewhere, in another format. A footnote may have several marks.
func (a *Assembler) Mark(id tree.FootnoteID, span source.Span) {
	if a.text.on {
		a.flushText()
	}
	if a.top().mode == modeSkip {
		return
	}
	a.room(roleInline, "sup", span, span.Start)
	a.inl = append(a.inl, &tree.FootnoteRef{Base: tree.At(span), Note: id})
}

// StartFootnote begins the text of a footnote that Mark is, or was, told of.
func (a *Assembler) StartFootnote(id tree.FootnoteID, span source.Span) {
	if a.text.on {
		a.flushText()
	}
	f := frame{name: footnoteText, kind: kindFootnote, mode: modeFlow, span: span, num: int32(id)}
	if t := a.top(); t.mode == modeSkip {
		f.kind, f.mode = kindRefused, modeSkip
	} else if t.flow >= 0 && t.mode != modeParts {
		a.split()
	}
	a.push(f)
}

// EndFootnote ends the text of a footnote, unless an end tag has done so.
func (a *Assembler) EndFootnote(span source.Span) {
	if a.openAt(footnoteText) > 0 {
		a.end(footnoteText, span)
	}
}
