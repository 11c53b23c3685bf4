package latex

import (
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/tree"
)

// longTable is the number of lines from which on a table may go over pages.
const longTable = 20

// maxColumns is how many columns a table of LaTeX gets here; more than fit on
// any paper.
const maxColumns = 60

// table appends a table. The widths of its columns are computed from its words.
func (p *printer) table(t *tree.Table) {
	g := newGrid(t)
	if g.columns == 0 {
		p.anchor(t.Target)
		return
	}
	font, room := p.tableFont(g)
	widths := g.widths(room)
	env, long := "tabular", p.boxes == 0 && p.cells == 0 && g.height(widths, room) > longTable
	if long {
		env = "longtable"
	}
	p.raw(`\begin{LoreTable}` + font + "{")
	p.int(g.columns - 1)
	p.raw("}{")
	if t.Target != 0 {
		p.raw(`\LoreTablePlace{`)
		p.place(p.page, t.Target)
		p.raw("}")
	}
	if number := p.number(t.Target); number != "" || !tree.Blank(t.Caption) {
		p.raw(`\LoreCaption`)
		p.captionText("Table", number, t.Caption)
	}
	p.raw("}%\n\\begin{" + env + "}{@{}")
	for i, w := range widths {
		p.raw(columnType(g.aligns[i]) + "{" + fraction(w) + "}")
	}
	p.raw("@{}}\n\\toprule\n")
	p.rows(g, g.head, widths, room)
	if len(g.head) > 0 && len(g.body) > 0 {
		p.raw("\\midrule\n")
		if long {
			p.raw("\\endhead\n")
		}
	}
	p.rows(g, g.body, widths, room)
	p.raw("\\bottomrule\n\\end{" + env + "}\n\\end{LoreTable}")
	p.notesLater()
}

// tableFonts are the types that a table may be set in, as optional arguments
// of its environment, with the number of characters that fit side by side.
var tableFonts = [...]struct {
	option string
	room   int
}{{"", 86}, {`[\footnotesize]`, 95}, {`[\scriptsize]`, 106}}

// tableFont returns the largest type in which the words of the table fit side
// by side, and the number of its characters that do.
func (p *printer) tableFont(g *grid) (option string, room int) {
	for _, f := range tableFonts {
		option, room = f.option, max(20, f.room-6*p.lists)
		if g.fits(room) {
			break
		}
	}
	return option, room
}

func columnType(a tree.Align) string {
	switch a {
	case tree.AlignCenter:
		return "C"
	case tree.AlignRight:
		return "R"
	}
	return "L"
}

func fraction(f float64) string { return strconv.FormatFloat(f, 'f', 4, 64) }

func (p *printer) rows(g *grid, rows [][]gridCell, widths []float64, room int) {
	was := p.cellRoom
	p.laterRoom++
	p.cells++
	p.inner++
	for _, row := range rows {
		p.row(g, row, widths, room)
		p.raw("\\\\\n")
	}
	p.cellRoom = was
	p.inner--
	p.cells--
	p.laterRoom--
}

func (p *printer) row(g *grid, row []gridCell, widths []float64, room int) {
	for i := 0; i < len(row); i++ {
		if i > 0 {
			p.raw(" & ")
		}
		cell := row[i].cell
		if cell == nil {
			p.raw("{}")
			continue
		}
		span := row[i].span
		p.cellRoom = g.charactersIn(widths[i:i+span], room)
		if span > 1 {
			p.raw(`\multicolumn{` + strconv.Itoa(span) + "}{" + spanType(g, i, span, cell.Align, widths) + "}")
			i += span - 1
		}
		p.cell(cell)
	}
}

// spanType returns the column of a cell that goes over several: as wide as
// these and the gaps between them.
func spanType(g *grid, first, span int, align tree.Align, widths []float64) string {
	sum := 0.0
	for _, w := range widths[first : first+span] {
		sum += w
	}
	left, right := "", ""
	if first == 0 {
		left = "@{}"
	}
	if first+span == g.columns {
		right = "@{}"
	}
	return left + `>{` + spanAlign(align) + `\arraybackslash}p{\dimexpr` + fraction(sum) + `\LoreTableWidth+` + strconv.Itoa(2*(span-1)) + `\tabcolsep\relax}` + right
}

func spanAlign(a tree.Align) string {
	switch a {
	case tree.AlignCenter:
		return `\centering`
	case tree.AlignRight:
		return `\raggedleft`
	}
	return `\raggedright`
}

func (p *printer) cell(c *tree.Cell) {
	p.group(func() {
		if c.Header {
			p.raw(`\bfseries{}`)
		}
		if tree.Target(c) != 0 {
			p.id(c)
		}
		p.blocks(c.Blocks)
	})
}

// hasLongTable reports whether there is a table below blocks that may go over
// pages.
func hasLongTable(blocks []tree.Block) bool {
	found := false
	tree.Walk(blocks, func(n tree.Node) bool {
		if t, ok := n.(*tree.Table); ok && len(t.Head)+len(t.Body) > longTable {
			found = true
		}
		return !found
	})
	return found
}

// A grid is a table with each cell in its column.
type grid struct {
	columns    int
	head, body [][]gridCell
	aligns     []tree.Align
	line       []int // of each column: the characters of its longest line,
	word       []int // of its longest word,
	piece      []int // and of the longest part of a word that cannot break
}

// A gridCell is a place of the grid. Those that a cell further left or up
// covers have no cell.
type gridCell struct {
	cell *tree.Cell
	span int // columns
}

func newGrid(t *tree.Table) *grid {
	g := &grid{}
	g.head, g.body = g.place(t.Head), g.place(t.Body)
	if g.columns == 0 {
		return g
	}
	g.aligns = make([]tree.Align, g.columns)
	g.line, g.word, g.piece = make([]int, g.columns), make([]int, g.columns), make([]int, g.columns)
	for _, rows := range [][][]gridCell{g.head, g.body} {
		for i, row := range rows {
			for len(row) < g.columns {
				row = append(row, gridCell{})
			}
			rows[i] = row
			g.measure(row)
		}
	}
	return g
}

// place puts the cells of rows into columns: those that cells of rows above
// reach into are taken.
func (g *grid) place(rows []*tree.Row) [][]gridCell {
	out := make([][]gridCell, len(rows))
	var taken []int // of each column: rows yet to come that a cell above covers
	for i, r := range rows {
		column := 0
		for _, c := range r.Cells {
			for column < len(taken) && taken[column] > 0 {
				out[i] = append(out[i], gridCell{})
				taken[column]--
				column++
			}
			span := min(max(c.ColSpan, 1), maxColumns-column)
			if span < 1 {
				break
			}
			for k := range span {
				cell := gridCell{}
				if k == 0 {
					cell = gridCell{c, span}
				}
				out[i] = append(out[i], cell)
				for column+k >= len(taken) {
					taken = append(taken, 0)
				}
				taken[column+k] = max(c.RowSpan, 1) - 1
			}
			column += span
		}
		for ; column < len(taken); column++ {
			if taken[column] > 0 {
				taken[column]--
			}
		}
		g.columns = max(g.columns, len(out[i]))
	}
	return out
}

// measure counts the characters of a row's cells.
func (g *grid) measure(row []gridCell) {
	for i, c := range row {
		if c.cell == nil || c.span > 1 {
			continue
		}
		if g.aligns[i] == tree.AlignNone {
			g.aligns[i] = c.cell.Align
		}
		m := measureCell(c.cell)
		g.line[i], g.word[i], g.piece[i] = max(g.line[i], m.line), max(g.word[i], m.word), max(g.piece[i], m.piece)
	}
}

// A cellSize is what the text of a cell measures, in characters of prose:
// its longest line, its longest word, and the longest part of a word that has
// no place to break. Characters of code and of bold words are a little wider.
type cellSize struct{ line, word, piece int }

func measureCell(c *tree.Cell) cellSize {
	var m cellSize
	at := 0
	code := func(text []tree.Inline) {
		words := tree.PlainText(text)
		at += width(words) / 6
		word, piece := measureWords(words)
		m.word, m.piece = max(m.word, word*7/6), max(m.piece, piece*7/6)
	}
	tree.Walk(c.Blocks, func(n tree.Node) bool {
		switch n := n.(type) {
		case tree.Block:
			m.line, at = max(m.line, at), 0
		case *tree.Break:
			m.line, at = max(m.line, at), 0
		case *tree.Text:
			at += width(n.Text)
			word, piece := measureWords(n.Text)
			m.word, m.piece = max(m.word, word), max(m.piece, piece)
		case *tree.Code:
			code(n.Text)
		case *tree.APIName:
			code(n.Text)
		case *tree.Image:
			at += 12
		}
		return true
	})
	m.line = max(m.line, at)
	if c.Header {
		m = cellSize{m.line + m.line/12, m.word + m.word/12, m.piece + m.piece/12}
	}
	return m
}

// measureWords returns the characters of the longest word of text, and of the
// longest part of one that has no place to break; both are at most longWord.
func measureWords(text string) (word, piece int) {
	for w := range strings.FieldsSeq(text) {
		n := width(w)
		word = max(word, min(n, longWord))
		if n > longCell {
			n = longestPiece(w)
		}
		piece = max(piece, min(n, longWord))
	}
	return word, piece
}

// longestPiece returns the characters of the longest part of a long word in a
// cell that has no place to break.
func longestPiece(word string) int {
	most, n := 0, 0
	for i, r := range word {
		n += columns(r)
		most = max(most, n)
		if isIdeograph(r) || isEmoji(r) || breaksAfter(word[i]) || i+1 < len(word) && isLower(word[i]) && isUpper(word[i+1]) {
			n = 0
		}
	}
	return most
}

// gap is the width of the gap between columns, in characters.
const gap = 2

// A demand is what each column of a table asks for, in characters, and the sum.
type demand struct {
	each []float64
	sum  float64
}

// demand returns what columns ask for that have longest, but not more than most.
func (g *grid) demand(longest []int, most []float64) demand {
	d := demand{each: make([]float64, g.columns)}
	for i, n := range longest {
		d.each[i] = float64(min(n, 400)) + 2
		if most != nil {
			d.each[i] = min(d.each[i], most[i])
		}
		d.sum += d.each[i]
	}
	return d
}

// demands returns what the columns need for their lines, for their words, and
// for the parts of words that cannot break.
func (g *grid) demands() (lines, words, pieces demand) {
	lines = g.demand(g.line, nil)
	words = g.demand(g.word, lines.each)
	return lines, words, g.demand(g.piece, words.each)
}

// fits reports whether no word need break where it has no place for it.
func (g *grid) fits(room int) bool {
	_, _, pieces := g.demands()
	return pieces.sum <= g.width(room)
}

// width returns the characters that fit in all columns together.
func (g *grid) width(room int) float64 { return float64(room - gap*(g.columns-1)) }

// charactersIn returns how many characters fit in columns that lie side by side.
func (g *grid) charactersIn(columns []float64, room int) int {
	sum := 0.0
	for _, w := range columns {
		sum += w
	}
	return max(1, int(sum*g.width(room))+gap*(len(columns)-1)-1)
}

// widths shares the width of the table among its columns, as parts of it: what
// a column needs where all have room; else its words, and of the rest in
// proportion to what it holds; else likewise the pieces of its words. Where not
// even these fit, words break anywhere in the columns with the longest.
func (g *grid) widths(room int) []float64 {
	lines, words, pieces := g.demands()
	width := g.width(room)
	switch {
	case lines.sum <= width:
		return between(lines, lines, width)
	case words.sum <= width:
		return between(words, lines, width)
	case pieces.sum <= width:
		return between(pieces, words, width)
	}
	return shares(pieces.each, width)
}

// between gives each column what it needs at least, and of what is left a part
// of what it would like to have.
func between(least, liked demand, width float64) []float64 {
	out := make([]float64, len(least.each))
	part := 0.0
	if liked.sum > least.sum {
		part = (width - least.sum) / (liked.sum - least.sum)
	}
	for i, n := range least.each {
		out[i] = (n + part*(liked.each[i]-n)) / width
	}
	return out
}

// shares gives each column what it asks for, but none more than a bound that
// makes the sum the whole width, as parts of it.
func shares(ask []float64, width float64) []float64 {
	out := make([]float64, len(ask))
	left, open := width, len(ask)
	bound := width / float64(open)
	for settled := true; settled && open > 0; {
		settled = false
		for i, a := range ask {
			if out[i] == 0 && a <= bound {
				out[i], left, open, settled = a/width, left-a, open-1, true
			}
		}
		bound = left / float64(max(open, 1))
	}
	for i := range out {
		if out[i] == 0 {
			out[i] = bound / width
		}
	}
	return out
}

// height estimates the lines of the table.
func (g *grid) height(widths []float64, room int) int {
	lines := 0
	for _, rows := range [][][]gridCell{g.head, g.body} {
		for _, row := range rows {
			most := 1
			for i, c := range row {
				if c.cell != nil && c.span == 1 {
					n := measureCell(c.cell).line
					most = max(most, len(c.cell.Blocks), int(float64(n)/(widths[i]*float64(room)+1))+1)
				}
			}
			lines += most
		}
	}
	return lines
}
