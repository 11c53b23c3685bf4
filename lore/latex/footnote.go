package latex

import "github.com/lore-docs/lore/lore/tree"

// footnoteRef appends the mark of a footnote and, where it stands first, the
// note.
func (p *printer) footnoteRef(n *tree.FootnoteRef) {
	if p.moving {
		return
	}
	if p.seen[n.Note] {
		p.raw(`\LoreFootnoteAgain{`)
		p.place(p.page, p.doc.Footnotes[n.Note].Target)
		p.raw("}")
		return
	}
	p.seen[n.Note] = true
	if p.laterRoom > 0 {
		p.markLater(laterNote{note: n.Note})
		return
	}
	p.raw(`\LoreFootnote{`)
	p.place(p.page, p.doc.Footnotes[n.Note].Target)
	p.raw("}")
	line := p.line
	p.footnote(n.Note)
	p.backTo(line)
}

// footnote appends the text of a note in braces. Notes in it follow later.
func (p *printer) footnote(id tree.FootnoteID) {
	was := *p
	p.code, p.lined, p.rtl, p.links, p.quotes = 0, "", false, 0, 0
	p.lists, p.block = deepest-4, false
	p.boxes++
	p.notes++
	p.laterRoom++
	p.group(func() { p.within(p.doc.Footnotes[id].Blocks) })
	p.laterRoom--
	p.notes--
	p.boxes--
	p.code, p.lined, p.rtl, p.links, p.quotes = was.code, was.lined, was.rtl, was.links, was.quotes
	p.lists, p.block = was.lists, was.block
}

// backTo leads from here on to a line of the source again, if a note has led
// elsewhere. The braces keep the blank that may follow.
func (p *printer) backTo(line int) {
	if p.line == line || line == 0 {
		return
	}
	p.line = line
	p.raw("%\n%:")
	p.int(line)
	p.raw("\n{}")
}

// markLater appends a mark whose note is written by notesLater.
func (p *printer) markLater(n laterNote) {
	p.marks++
	n.mark = p.marks
	p.later = append(p.later, n)
	p.raw(`\LoreMark{`)
	p.markName(n.mark)
	p.raw("}")
}

func (p *printer) markName(mark int) {
	p.raw(p.name)
	p.raw(":")
	p.int(mark)
}

// notesLater appends the notes whose marks stand in what is now done, if this
// is a place for them.
func (p *printer) notesLater() {
	if p.laterRoom > 0 {
		return
	}
	for len(p.later) > 0 {
		n := p.later[0]
		p.later = append(p.later[:0], p.later[1:]...)
		p.raw(`\LoreMarkText{`)
		p.markName(n.mark)
		p.raw("}")
		if n.note < 0 {
			p.raw("{")
			p.address(n.url, n.text)
			p.raw("}")
			continue
		}
		p.raw("{\\label{")
		p.place(p.page, p.doc.Footnotes[n.note].Target)
		p.raw("}")
		p.footnote(n.note)
		p.raw("}")
	}
}
