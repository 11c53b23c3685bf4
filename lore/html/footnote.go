package html

import (
	"strings"
	"unicode/utf8"

	"github.com/lore-docs/lore/lore/tree"
)

// countMarks finds how often each footnote is marked, for the links back.
func (p *printer) countMarks() {
	if len(p.doc.Footnotes) == 0 {
		return
	}
	for range p.doc.Footnotes {
		p.marks, p.marked = append(p.marks, 0), append(p.marked, 0)
	}
	count := func(n tree.Node) bool {
		switch n := n.(type) {
		case *tree.FootnoteRef:
			p.marked[n.Note]++
		case *tree.Listing:
			tree.WalkInlines(p.doc.Listings[n.Source].Caption, func(n tree.Node) bool {
				if ref, ok := n.(*tree.FootnoteRef); ok {
					p.marked[ref.Note]++
				}
				return true
			})
		}
		return true
	}
	tree.Walk(p.doc.Blocks, count)
	for _, n := range p.doc.Footnotes {
		tree.Walk(n.Blocks, count)
	}
}

// footnoteRef writes the mark of a footnote. The note's words are its title,
// so that a reader need not leave the line.
func (p *printer) footnoteRef(n *tree.FootnoteRef) {
	p.start("sup", n, "lore-fn", 0)
	if tree.Target(n) == 0 && !p.inTitle {
		p.marks[n.Note]++
		p.raw(` id="`)
		p.markID(int(n.Note), p.marks[n.Note])
		p.raw(`"`)
	}
	if p.links > 0 {
		p.raw("><span>")
		p.int(int(n.Note) + 1)
		p.raw("</span></sup>")
		return
	}
	p.raw(`><a role="doc-noteref" href="#`)
	p.fragment(p.doc.Footnotes[n.Note].Target)
	p.raw(`"`)
	p.attr("title", words(p.doc.Footnotes[n.Note].Blocks, 240))
	p.raw(">")
	p.int(int(n.Note) + 1)
	p.raw("</a></sup>")
}

// markID appends the id of the k-th mark of a note.
func (p *printer) markID(note, k int) {
	p.raw("lore-ref-")
	p.int(note + 1)
	if k > 1 {
		p.raw("-")
		p.int(k)
	}
}

// footnotes writes the list at the end of the page.
func (p *printer) footnotes() {
	if len(p.doc.Footnotes) == 0 {
		return
	}
	p.raw(`<section class="lore-notes" aria-labelledby="lore-footnotes"><h2 id="lore-footnotes">Footnotes</h2>` + "\n<ol>\n")
	for i := range p.doc.Footnotes {
		n := &p.doc.Footnotes[i]
		p.raw("<li")
		p.id(n.Target)
		p.raw(">")
		p.footnote(i, n.Blocks)
		p.raw("</li>\n")
	}
	p.raw("</ol></section>\n")
}

// footnote writes a note and, on its last line, the way back to each mark.
func (p *printer) footnote(i int, blocks []tree.Block) {
	last := len(blocks) - 1
	if last >= 0 {
		if para, ok := blocks[last].(*tree.Paragraph); ok && !para.Bare {
			p.blocks(blocks[:last])
			p.open("p", para, "")
			p.inlines(para.Text)
			p.backs(i)
			p.raw("</p>")
			return
		}
	}
	p.blocks(blocks)
	p.backs(i)
}

func (p *printer) backs(note int) {
	for k := 1; k <= p.marked[note]; k++ {
		p.raw(` <a class="lore-back" role="doc-backlink" href="#`)
		p.markID(note, k)
		p.raw(`" aria-label="Back to the text`)
		if p.marked[note] > 1 {
			p.raw(", place ")
			p.int(k)
		}
		p.raw(`">↩` + "\uFE0E") // the text form: some systems draw the other as a picture
		if p.marked[note] > 1 {
			p.raw("<sup>")
			p.int(k)
			p.raw("</sup>")
		}
		p.raw("</a>")
	}
}

// words returns the text of blocks on one line, cut near most bytes.
func words(blocks []tree.Block, most int) string {
	var b strings.Builder
	tree.Walk(blocks, func(n tree.Node) bool {
		if b.Len() > 2*most {
			return false
		}
		if t, ok := n.(*tree.Text); ok {
			b.WriteString(t.Text)
		} else if _, ok := n.(tree.Block); ok {
			b.WriteByte(' ')
		}
		return true
	})
	text := strings.Join(strings.Fields(b.String()), " ")
	if len(text) <= most {
		return text
	}
	cut := strings.LastIndexByte(text[:most], ' ')
	if cut < most/2 { // a script without blanks
		for cut = most; !utf8.RuneStart(text[cut]); cut-- {
		}
	}
	return text[:cut] + "…"
}
