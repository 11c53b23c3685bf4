package latex

import (
	"fmt"

	"github.com/lore-docs/lore/lore/tree"
)

// blocks appends blocks. An empty line stands behind a paragraph that is not
// the last.
func (p *printer) blocks(blocks []tree.Block) {
	for i, b := range blocks {
		if i > 0 {
			p.between(blocks[i-1])
		}
		p.mark(b)
		p.block1(b)
		p.ln()
	}
}

// between parts a block from the one before it.
func (p *printer) between(before tree.Block) {
	if _, ok := before.(*tree.Paragraph); !ok {
		return
	}
	if p.cells > 0 {
		p.raw("\\LoreCellBreak{}%\n")
	} else {
		p.raw("\n")
	}
}

func (p *printer) block1(b tree.Block) {
	if _, ok := b.(*tree.Heading); !ok {
		p.idOf(b)
	}
	switch b := b.(type) {
	case *tree.Heading:
		p.heading(b)
	case *tree.Paragraph:
		p.inlines(b.Text)
		p.notesLater()
	case *tree.List:
		p.list(b)
	case *tree.Definitions:
		p.definitions(b)
	case *tree.Table:
		p.table(b)
	case *tree.Figure:
		p.figure(b)
	case *tree.Listing:
		p.listing(b)
	case *tree.Preformatted:
		p.preformatted(b)
	case *tree.Note:
		p.note(b)
	case *tree.Quote:
		p.raw("\\begin{LoreQuote}\n")
		p.within(b.Blocks)
		p.raw("\\end{LoreQuote}")
	case *tree.Division:
		p.division(b)
	case *tree.Rule:
		p.raw(`\LoreRule{}`)
	default:
		panic(fmt.Sprintf("latex: no way to write a %T", b))
	}
}

// idOf makes a place of what the author named. Figures, tables and listings
// make their own.
func (p *printer) idOf(b tree.Block) {
	switch b.(type) {
	case *tree.Figure, *tree.Table, *tree.Listing:
		return
	}
	if tree.Target(b) == 0 {
		return
	}
	if _, ok := b.(*tree.Paragraph); ok {
		p.id(b)
	} else {
		p.labelHere(tree.Target(b))
	}
	p.raw("%\n")
}

// within appends the blocks of something that can hold no section.
func (p *printer) within(blocks []tree.Block) {
	p.inner++
	p.blocks(blocks)
	p.inner--
}

// sections are the commands of headings by level, from that of a chapter's
// title on.
var sections = [...]string{"section", "subsection", "subsubsection", "paragraph", "subparagraph", "subparagraph"}

func (p *printer) heading(h *tree.Heading) {
	level := min(max(h.Level, 2), 6) - 2
	if p.w.options.Shape == Section {
		level++
	}
	number := p.number(h.Target)
	fragment := p.w.options.Shape == Section || p.w.options.Shape == Chapter
	switch {
	case p.inner > 0:
		p.raw(`\LoreInnerHead{` + number + "}")
		p.laterRoom++
		p.group(func() { p.inlines(h.Text) })
		p.laterRoom--
	case fragment:
		p.raw(`\` + sections[level])
		p.headingText(func(moving bool) { p.headingInlines(h, moving) }, tree.PlainText(h.Text))
	default:
		p.raw(`\LoreHead{` + sections[level] + "}{" + number + "}")
		p.headingText(func(moving bool) { p.headingInlines(h, moving) }, tree.PlainText(h.Text))
	}
	if h.Target != 0 {
		p.raw(`\label{`)
		p.place(p.page, h.Target)
		p.raw("}")
	}
	p.notesLater()
}

func (p *printer) headingInlines(h *tree.Heading, moving bool) {
	was := p.moving
	p.moving = moving
	p.laterRoom++
	p.inlines(h.Text)
	p.laterRoom--
	p.moving = was
}

// deepest is the depth of lists that lore.sty prepares. What is deeper is not
// indented further.
const deepest = 12

func (p *printer) list(b *tree.List) {
	if len(b.Items) == 0 || p.isContents(b) {
		return
	}
	env := "LoreItems"
	if b.Ordered {
		env = "LoreNumbers"
	}
	if p.lists >= deepest {
		for _, it := range b.Items {
			p.within(it.Blocks)
			p.raw("\n")
		}
		return
	}
	p.lists++
	p.raw(`\begin{` + env + "}")
	if b.Ordered && b.Start != 1 {
		p.raw("[start=")
		p.int(min(max(b.Start, -99999), 99999999))
		p.raw("]")
	}
	p.raw("\n")
	for _, it := range b.Items {
		p.item(it)
	}
	p.raw(`\end{` + env + "}")
	p.lists--
}

// isContents reports whether b is the list that gives the order of the pages,
// on the first page of a book: the contents stand beside it.
func (p *printer) isContents(b *tree.List) bool {
	return p.w.options.Shape == Book && p.page == p.site.Root && len(p.doc.Toc) > 0 && hasClass(b, "toc")
}

func (p *printer) item(it *tree.Item) {
	switch it.Task {
	case tree.TaskOpen:
		p.raw(`\item[\LoreTaskOpen]{} `)
	case tree.TaskDone:
		p.raw(`\item[\LoreTaskDone]{} `)
	default:
		p.raw(`\item{} `)
	}
	p.id(it)
	p.within(it.Blocks)
	p.ln()
}

func (p *printer) definitions(b *tree.Definitions) {
	for _, e := range b.Entries {
		p.labelHere(tree.Target(e))
		for _, t := range e.Terms {
			p.mark(t)
			p.raw(`\LoreTerm`)
			p.laterRoom++
			p.group(func() {
				p.id(t)
				p.inlines(t.Text)
			})
			p.laterRoom--
			p.notesLater()
			p.ln()
		}
		for _, d := range e.Bodies {
			p.body(d)
		}
	}
}

func (p *printer) body(d *tree.Item) {
	if p.lists >= deepest {
		p.within(d.Blocks)
		return
	}
	p.lists++
	p.raw("\\begin{LoreBody}\n")
	p.id(d)
	p.within(d.Blocks)
	p.raw("\\end{LoreBody}\n")
	p.lists--
}

func (p *printer) figure(f *tree.Figure) {
	p.raw("\\begin{LoreFigure}")
	p.labelHere(f.Target)
	p.raw("\n")
	p.inner++
	p.boxes++
	p.blocks(f.Blocks)
	p.boxes--
	p.inner--
	p.caption("Figure", f.Target, f.Caption)
	p.raw(`\end{LoreFigure}`)
	p.notesLater()
}

// caption appends what stands below a figure.
func (p *printer) caption(kind string, t tree.TargetID, text []tree.Inline) {
	number := p.number(t)
	if number == "" && tree.Blank(text) {
		return
	}
	p.ln()
	p.raw("\\par\\nobreak\\LoreCaption")
	p.captionText(kind, number, text)
	p.raw("\n")
}

// captionText appends the label and the words of a caption as two arguments.
func (p *printer) captionText(kind, number string, text []tree.Inline) {
	p.raw("{")
	if number != "" {
		p.raw(kind + "~" + number + ".")
		if !tree.Blank(text) {
			p.raw(" ")
		}
	}
	p.raw("}")
	p.laterRoom++
	p.group(func() { p.inlines(text) })
	p.laterRoom--
}

// note appends a note. One with a long table stands without its bar, which
// could not go over pages with it.
func (p *printer) note(n *tree.Note) {
	env, kind := "LoreNote", "note"
	if p.boxes > 0 || p.cells > 0 || hasLongTable(n.Blocks) {
		env = "LoreNotePlain"
	}
	if n.Kind == tree.Caution {
		kind = "caution"
	}
	p.raw(`\begin{` + env + "}{" + kind + "}")
	boxed := env == "LoreNote"
	if boxed {
		p.laterRoom++
		p.boxes++
	}
	p.laterRoom++
	p.group(func() { p.noteTitle(n) })
	p.laterRoom--
	p.raw("%\n")
	p.within(n.Blocks)
	p.raw(`\end{` + env + "}")
	if boxed {
		p.boxes--
		p.laterRoom--
	}
	p.notesLater()
}

func (p *printer) noteTitle(n *tree.Note) {
	switch {
	case !tree.Blank(n.Title):
		p.inlines(n.Title)
	case n.Kind == tree.Caution:
		p.raw(`\LoreWordCaution{}`)
	default:
		p.raw(`\LoreWordNote{}`)
	}
}

func (p *printer) division(b *tree.Division) {
	class := tree.Class(b)
	if class == "" {
		p.blocks(b.Blocks)
		return
	}
	p.raw(`\begin{LoreDivision}{`)
	p.plainText(class)
	p.raw("}\n")
	p.blocks(b.Blocks)
	p.raw(`\end{LoreDivision}`)
}
