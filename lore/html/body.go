package html

import (
	"fmt"
	"strings"

	"github.com/lore-docs/lore/lore/tree"
)

func (p *printer) blocks(blocks []tree.Block) {
	for _, b := range blocks {
		p.block(b)
	}
}

func (p *printer) block(b tree.Block) {
	switch b := b.(type) {
	case *tree.Heading:
		p.heading(b)
	case *tree.Paragraph:
		p.paragraph(b)
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
		p.open("pre", b, "lore-pre")
		p.raw("\n") // a parser drops the first line end: let it be this one
		p.inlines(b.Text)
		p.closeln("pre")
	case *tree.Note:
		p.note(b)
	case *tree.Quote:
		p.start("blockquote", b, "", 0)
		p.attr("cite", safe(b.Cite))
		p.raw(">")
		p.blocks(b.Blocks)
		p.closeln("blockquote")
	case *tree.Division:
		p.open("div", b, "")
		p.blocks(b.Blocks)
		p.closeln("div")
	case *tree.Rule:
		p.open("hr", b, "")
		p.raw("\n")
	default:
		panic(fmt.Sprintf("html: no way to write a %T", b))
	}
}

var headings = [...]string{2: "h2", "h3", "h4", "h5", "h6"}

func (p *printer) heading(h *tree.Heading) {
	tag := headings[min(max(h.Level, 2), 6)]
	p.start(tag, h, "", h.Target)
	p.raw(">")
	p.aliases(h.Target)
	if n := p.number(h.Target); n != "" {
		p.raw(`<span class="lore-no">`)
		p.text(n)
		p.raw(`</span> `)
	}
	p.inlines(h.Text)
	if h.Target != 0 {
		p.raw(`<a class="lore-pm" href="#`)
		p.fragment(h.Target)
		p.raw(`" aria-label="Link to this section">¶</a>`)
	}
	p.closeln(tag)
}

// fragment appends what leads to a place of the page, without the #.
func (p *printer) fragment(t tree.TargetID) {
	p.b = appendAttr(p.b, fragment(p.page, p.doc.Targets[t].Name))
}

func (p *printer) paragraph(b *tree.Paragraph) {
	if !b.Bare {
		p.open("p", b, "")
		p.inlines(b.Text)
		p.closeln("p")
		return
	}
	if b.Attr() == nil {
		p.inlines(b.Text)
		return
	}
	p.open("span", b, "")
	p.inlines(b.Text)
	p.close("span")
}

func (p *printer) list(b *tree.List) {
	tag := "ul"
	if b.Ordered {
		tag = "ol"
	}
	p.start(tag, b, "", 0)
	if b.Ordered && b.Start != 1 {
		p.raw(` start="`)
		p.int(b.Start)
		p.raw(`"`)
	}
	p.raw(">\n")
	for _, it := range b.Items {
		p.open("li", it, "")
		p.task(it.Task)
		p.blocks(it.Blocks)
		p.closeln("li")
	}
	p.closeln(tag)
}

func (p *printer) task(t tree.Task) {
	switch t {
	case tree.TaskOpen:
		p.raw(`<span class="lore-task" role="img" aria-label="To do:"></span>`)
	case tree.TaskDone:
		p.raw(`<span class="lore-task lore-done" role="img" aria-label="Done:"></span>`)
	}
}

// definitions writes both halves of each entry, empty where the author left
// one out: a term without a definition would take that of the next.
func (p *printer) definitions(b *tree.Definitions) {
	p.open("dl", b, "")
	p.raw("\n")
	for _, e := range b.Entries {
		if e.Attr() != nil {
			p.open("div", e, "")
		}
		for _, t := range e.Terms {
			p.open("dt", t, "")
			p.inlines(t.Text)
			p.closeln("dt")
		}
		if len(e.Terms) == 0 {
			p.raw("<dt></dt>")
		}
		for _, d := range e.Bodies {
			p.open("dd", d, "")
			p.blocks(d.Blocks)
			p.closeln("dd")
		}
		if len(e.Bodies) == 0 {
			p.raw("<dd></dd>\n")
		}
		if e.Attr() != nil {
			p.closeln("div")
		}
	}
	p.closeln("dl")
}

func (p *printer) figure(f *tree.Figure) {
	p.start("figure", f, "lore-figure", f.Target)
	p.raw(">")
	p.aliases(f.Target)
	p.blocks(f.Blocks)
	if number := p.number(f.Target); number != "" || len(f.Caption) > 0 {
		p.raw("<figcaption>")
		p.label("Figure", number, len(f.Caption) > 0)
		p.inlines(f.Caption)
		p.raw("</figcaption>")
	}
	p.closeln("figure")
}

// label writes "Figure 4. " before a caption.
func (p *printer) label(kind, number string, more bool) {
	if number == "" {
		return
	}
	p.raw(`<b class="lore-label">`)
	p.raw(kind)
	p.raw(" ")
	p.text(number)
	p.raw(".</b>")
	if more {
		p.raw(" ")
	}
}

// The icons have a size of their own, since a page in a template of the original
// Lore may lack lore's style sheet.
const (
	noteIcon    = `<svg class="lore-i" width="18" height="18" fill="none" stroke="currentColor" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8.5"/><path d="M12 11v5m0-8.2v.1"/></svg>`
	cautionIcon = `<svg class="lore-i" width="18" height="18" fill="none" stroke="currentColor" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4 2.8 20h18.4L12 4Zm0 6v4.5m0 2.6v.1"/></svg>`
)

// note writes a note. Its label says what the note is about; the kind is in
// the icon and, for those who do not see it, in hidden words.
func (p *printer) note(n *tree.Note) {
	class, icon, kind := "lore-note", noteIcon, "Note"
	if n.Kind == tree.Caution {
		class, icon, kind = "lore-note lore-caution", cautionIcon, "Caution"
	}
	p.notes++
	p.start("div", n, class, 0)
	p.raw(` role="note" aria-labelledby="lore-n`)
	p.int(p.notes)
	p.raw(`"><p class="lore-says" id="lore-n`)
	p.int(p.notes)
	p.raw(`">`)
	p.raw(icon)
	if tree.Blank(n.Title) {
		p.raw(kind)
	} else {
		p.raw(`<span class="lore-vh">` + kind + `: </span><span>`)
		p.inlines(n.Title)
		p.raw("</span>")
	}
	p.raw("</p>\n")
	p.blocks(n.Blocks)
	p.closeln("div")
}

// table writes a table in a region that scrolls when the table is too wide.
func (p *printer) table(t *tree.Table) {
	p.tables++
	class := "lore-table"
	if columns(t) > 4 {
		class += " lore-wide"
	}
	p.start("div", t, class, t.Target)
	p.raw(` tabindex="0" role="region" aria-label="Table `)
	p.int(p.tables)
	if words := strings.TrimSpace(p.doc.Targets[t.Target].Text); words != "" {
		p.raw(": ")
		p.b = appendAttr(p.b, words)
	}
	p.raw(`">`)
	p.aliases(t.Target)
	p.raw("<table>")
	if number := p.number(t.Target); number != "" || len(t.Caption) > 0 {
		p.raw("<caption>")
		p.label("Table", number, len(t.Caption) > 0)
		p.inlines(t.Caption)
		p.raw("</caption>")
	}
	p.rows("thead", t.Head)
	p.rows("tbody", t.Body)
	p.raw("</table>")
	p.closeln("div")
}

func columns(t *tree.Table) int {
	n := 0
	for _, rows := range [][]*tree.Row{t.Head, t.Body} {
		for _, r := range rows {
			n = max(n, len(r.Cells))
		}
	}
	return n
}

func (p *printer) rows(part string, rows []*tree.Row) {
	if len(rows) == 0 {
		return
	}
	p.raw("\n<")
	p.raw(part)
	p.raw(">\n")
	for _, r := range rows {
		p.open("tr", r, "")
		for _, c := range r.Cells {
			p.cell(c, part == "thead")
		}
		p.closeln("tr")
	}
	p.close(part)
}

var alignments = [...]string{tree.AlignLeft: "lore-left", tree.AlignCenter: "lore-center", tree.AlignRight: "lore-right"}

func (p *printer) cell(c *tree.Cell, head bool) {
	tag, scope := "td", ""
	if c.Header {
		tag, scope = "th", "row"
		if head {
			scope = "col"
		}
		if head && c.ColSpan > 1 {
			scope = "colgroup"
		}
	}
	p.start(tag, c, alignments[c.Align], 0)
	p.attr("scope", scope)
	p.span("colspan", c.ColSpan, 1000)
	p.span("rowspan", c.RowSpan, 65534)
	p.raw(">")
	p.blocks(c.Blocks)
	p.close(tag)
}

// span writes a number of columns or rows, at most what HTML allows.
func (p *printer) span(name string, n, most int) {
	if n <= 1 {
		return
	}
	p.raw(" ")
	p.raw(name)
	p.raw(`="`)
	p.int(min(n, most))
	p.raw(`"`)
}
