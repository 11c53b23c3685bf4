package latex

import (
	"strconv"
	"strings"
	"unicode/utf8"

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
	widths := g.widths(p.tableRoom())
	env, long := "tabular", p.boxes == 0 && p.cells == 0 && g.height(widths, p.tableRoom()) > longTable
	if long {
		env = "longtable"
	}
	p.raw(`\begin{LoreTable}{`)
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
	p.rows(g, g.head, widths)
	if len(g.head) > 0 && len(g.body) > 0 {
		p.raw("\\midrule\n")
		if long {
			p.raw("\\endhead\n")
		}
	}
	p.rows(g, g.body, widths)
	p.raw("\\bottomrule\n\\end{" + env + "}\n\\end{LoreTable}")
	p.notesLater()
}

// tableRoom is the number of characters of a table's font that fit side by side.
func (p *printer) tableRoom() int { return max(20, 86-6*p.lists) }

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

func (p *printer) rows(g *grid, rows [][]gridCell, widths []float64) {
	p.laterRoom++
	p.cells++
	p.inner++
	for _, row := range rows {
		p.row(g, row, widths)
		p.raw("\\\\\n")
	}
	p.inner--
	p.cells--
	p.laterRoom--
}

func (p *printer) row(g *grid, row []gridCell, widths []float64) {
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
	longest    []int // of each column: the characters of its longest cell
	word       []int // and of its longest word
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
	g.aligns, g.longest, g.word = make([]tree.Align, g.columns), make([]int, g.columns), make([]int, g.columns)
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
		longest, word := measureCell(c.cell)
		g.longest[i], g.word[i] = max(g.longest[i], longest), max(g.word[i], word)
	}
}

// measureCell returns the characters of a cell's longest line and word, in
// those of prose. Characters of code are a little wider.
func measureCell(c *tree.Cell) (line, word int) {
	at := 0
	tree.Walk(c.Blocks, func(n tree.Node) bool {
		switch n := n.(type) {
		case tree.Block:
			line, at = max(line, at), 0
		case *tree.Break:
			line, at = max(line, at), 0
		case *tree.Text:
			at += utf8.RuneCountInString(n.Text)
			for w := range strings.FieldsSeq(n.Text) {
				word = max(word, min(utf8.RuneCountInString(w), longWord))
			}
		case *tree.Code:
			at += utf8.RuneCountInString(tree.PlainText(n.Text)) / 6
		case *tree.APIName:
			at += utf8.RuneCountInString(tree.PlainText(n.Text)) / 6
		case *tree.Image:
			at += 12
		}
		return true
	})
	return max(line, at), word
}

// widths shares the width of the table among its columns: what a column needs
// where all have room, and else at least its longest word and of the rest in
// proportion to what it holds.
func (g *grid) widths(room int) []float64 {
	need, least := make([]float64, g.columns), make([]float64, g.columns)
	sum, leastSum := 0.0, 0.0
	for i := range g.columns {
		need[i] = float64(min(g.longest[i], 400)) + 2
		least[i] = min(need[i], float64(g.word[i])+2)
		sum, leastSum = sum+need[i], leastSum+least[i]
	}
	width := float64(room - 2*(g.columns-1))
	out := make([]float64, g.columns)
	for i := range out {
		switch {
		case sum <= width:
			out[i] = need[i] / width
		case leastSum >= width:
			out[i] = least[i] / leastSum
		default:
			out[i] = (least[i] + (width-leastSum)*(need[i]-least[i])/(sum-leastSum)) / width
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
					n, _ := measureCell(c.cell)
					most = max(most, len(c.cell.Blocks), int(float64(n)/(widths[i]*float64(room)+1))+1)
				}
			}
			lines += most
		}
	}
	return lines
}
