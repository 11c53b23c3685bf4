package xhtml

import (
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// The groups of rows.
const (
	noSection uint8 = iota
	headSection
	bodySection
	footSection
)

// maxCells is the most columns or rows that one cell may span.
const maxCells = 1000

func (a *Assembler) startTable(e *element, g given, span source.Span) {
	a.blockInInline(e.name, span)
	t := &tree.Table{}
	if g.attr.Title != "" {
		// The original's caption. A caption element takes its place.
		t.Caption = []tree.Inline{a.newText(g.attr.Title, g.title)}
		g.attr.Title = ""
	}
	f := a.frame(e.name, kindTable, modeParts, g, span)
	f.node, f.titled = t, t.Caption != nil
	a.push(f)
}

func (a *Assembler) startSection(e *element, g given, span source.Span) {
	f := frame{name: e.name, kind: kindSection, mode: modeParts, span: span, num: -1, section: bodySection}
	f.ignoring(g.ignore)
	switch e.name {
	case "thead":
		f.section = headSection
	case "tfoot":
		f.section = footSection
	}
	a.push(f)
}

func (a *Assembler) startRow(name string, g given, span source.Span) {
	align := a.align(g.attrs)
	f := a.frame(name, kindRow, modeParts, g, span)
	f.section, f.level = a.holder(len(a.stack)-1).section, uint8(align)
	f.loose = name == ""
	f.node = &tree.Row{}
	a.push(f)
}

func (a *Assembler) startCell(name string, g given, span source.Span) {
	c := &tree.Cell{Header: name == "th", ColSpan: 1, RowSpan: 1, Align: a.align(g.attrs)}
	if c.Align == tree.AlignNone {
		c.Align = tree.Align(a.holder(len(a.stack) - 1).level)
	}
	c.ColSpan = a.count(g.attrs, "colspan")
	c.RowSpan = a.count(g.attrs, "rowspan")
	f := a.frame(name, kindCell, modeFlow, g, span)
	f.loose = name == ""
	f.node = c
	a.push(f)
}

func (a *Assembler) align(attrs []Attr) tree.Align {
	at, ok := find(attrs, "align")
	if !ok {
		return tree.AlignNone
	}
	switch a.oneOf(at, "left", "center", "right", "justify", "char") {
	case "left":
		return tree.AlignLeft
	case "center":
		return tree.AlignCenter
	case "right":
		return tree.AlignRight
	}
	return tree.AlignNone
}

func (a *Assembler) count(attrs []Attr, name string) int {
	at, ok := find(attrs, name)
	if !ok {
		return 1
	}
	n, err := strconv.Atoi(strings.Trim(at.Value, white))
	if err != nil || n < 1 || n > maxCells {
		a.sink.Report(a.diagnose(diag.AttributeValue, at.Span, "%s is %q", name, at.Value).
			WithHint("it can be a number from 1 to %d", maxCells))
		return 1
	}
	return n
}

func (a *Assembler) addCell(c *tree.Cell) {
	row := a.holder(len(a.stack) - 2).node.(*tree.Row)
	row.Cells = append(row.Cells, c)
}

// closeRow puts a row into its table. Rows of header cells at the top of a
// table without thead and tbody are its head.
func (a *Assembler) closeRow(f *frame, row *tree.Row, base tree.Base) {
	row.Base = base
	below := a.holder(len(a.stack) - 2)
	for i := len(a.stack) - 3; below.kind == kindSection; i-- {
		below = a.holder(i)
	}
	t := below.node.(*tree.Table)
	if f.section == footSection { // XHTML writes the foot before the body
		r := below.extra()
		r.feet = append(r.feet, row)
		return
	}
	if f.section == headSection || f.section == noSection && len(t.Body) == 0 && allHeaders(row) {
		t.Head = append(t.Head, row)
	} else {
		t.Body = append(t.Body, row)
	}
}

func allHeaders(row *tree.Row) bool {
	for _, c := range row.Cells {
		if !c.Header {
			return false
		}
	}
	return len(row.Cells) > 0
}

func (a *Assembler) closeTable(f *frame, t *tree.Table, base tree.Base) {
	t.Base = base
	if f.rare != nil {
		t.Body = append(t.Body, f.rare.feet...)
	}
	if len(t.Head)+len(t.Body) == 0 {
		a.report(diag.ElementPlace, f.span, "<%s> has no rows", f.name)
	}
	a.blk = append(a.blk, t)
}

// startCaption opens the caption of a table or figure. Elsewhere it is a
// paragraph.
func (a *Assembler) startCaption(e *element, g given, span source.Span) {
	t := a.top()
	if a.holder(len(a.stack)-1).kind != kindTable && !a.inFigure() {
		a.misplaced(e.name, span, "")
		if t.flow >= 0 {
			a.split()
		}
		g.class = joinToken("caption", g.class)
		a.push(a.frame(e.name, kindParagraph, modeInline, g, span))
		return
	}
	if !t.parts {
		a.split()
	}
	id := g.id
	g.id = Attr{}
	a.push(a.frame(e.name, kindCaption, modeOnly, g, span))
	if id.Name != "" {
		a.anchor(a.target(id), id.Span)
	}
}

// inFigure reports whether the innermost flow is a figure.
func (a *Assembler) inFigure() bool {
	flow := a.top().flow
	return flow >= 0 && a.stack[flow].kind == kindFigure
}

func (a *Assembler) startFigure(g given, span source.Span, name string) {
	if a.top().flow >= 0 && a.top().mode != modeParts {
		a.split()
	}
	f := a.frame(name, kindFigure, modeFlow, g, span)
	f.node = &tree.Figure{}
	a.push(f)
}

// closeCaption gives the table or figure around it a caption. A second one is
// a paragraph.
func (a *Assembler) closeCaption(f *frame, base tree.Base, text []tree.Inline) {
	below := a.holder(len(a.stack) - 2)
	var caption *[]tree.Inline
	if t, ok := below.node.(*tree.Table); ok {
		if below.titled {
			a.keepTitle(below, t)
		}
		caption = &t.Caption
	} else {
		caption = &a.stack[below.flow].node.(*tree.Figure).Caption
	}
	if len(*caption) > 0 {
		a.report(diag.ElementPlace, f.span, "a second caption")
		*caption = append(append(*caption, a.newText(" ", source.Span{Start: f.span.Start, End: f.span.Start})), text...)
		return
	}
	*caption = text
}

// keepTitle makes the title of a table advisory text again, as it has a
// caption element, too.
func (a *Assembler) keepTitle(f *frame, t *tree.Table) {
	title := t.Caption[0].(*tree.Text).Text
	t.Caption, f.titled = nil, false
	attr := tree.Attr{}
	if f.attr != nil {
		attr = *f.attr
	}
	attr.Title = title
	f.attr = &attr
}
