package tree

import (
	"fmt"
	"strings"
)

// Dump prints d for people and for tests: one line a node, indented by depth,
// attributes and table entries in place of their numbers. It leaves out spans
// and node numbers, and folds white space, so that a page that says the same
// in two formats has one dump.
func Dump(d *Document) string {
	p := dumper{doc: d}
	p.meta()
	p.blocks(d.Blocks)
	for i, n := range d.Footnotes {
		p.line("footnote %d", i+1)
		p.nest(func() { p.blocks(n.Blocks) })
	}
	for _, l := range d.Listings {
		if l.Kind.Hidden() {
			p.listing(&l, "")
		}
	}
	for _, e := range d.Toc {
		p.line("toc %s%q %s", strings.Repeat("> ", e.Depth), e.Text, p.ref(e.Ref))
	}
	return p.out.String()
}

type dumper struct {
	doc   *Document
	out   strings.Builder
	depth int
}

func (p *dumper) line(format string, args ...any) {
	p.out.WriteString(strings.Repeat("  ", p.depth))
	p.out.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " "))
	p.out.WriteByte('\n')
}

func (p *dumper) nest(f func()) {
	p.depth++
	f()
	p.depth--
}

func (p *dumper) meta() {
	m := &p.doc.Meta
	if len(m.Title) > 0 {
		p.line("title")
		p.nest(func() { p.inlines(m.Title) })
	}
	for _, a := range m.Authors {
		p.line("author %q %s", a.Name, a.URL)
	}
	for _, f := range []struct{ name, value string }{
		{"description", m.Description}, {"lang", m.Lang}, {"version", m.Version}, {"date", m.Date},
	} {
		if f.value != "" {
			p.line("%s %q", f.name, f.value)
		}
	}
	for _, a := range m.Aliases {
		p.line("alias %s", a)
	}
	for _, w := range m.Words {
		p.line("word %s %q", w.Name, w.Value)
	}
}

// attr prints what a node's Attr adds to its line.
func (p *dumper) attr(n Node) string {
	a := n.Attr()
	if a == nil {
		return ""
	}
	s := ""
	if a.Class != "" {
		s += " ." + strings.ReplaceAll(a.Class, " ", ".")
	}
	if a.Target != 0 {
		s += " #" + p.doc.Targets[a.Target].Name
	}
	for _, f := range []struct{ name, value string }{{"title", a.Title}, {"lang", a.Lang}, {"dir", a.Dir}} {
		if f.value != "" {
			s += fmt.Sprintf(" %s=%q", f.name, f.value)
		}
	}
	return s
}

func (p *dumper) name(t TargetID) string {
	info := p.doc.Targets[t]
	if len(info.Aliases) > 0 {
		return info.Name + " (" + strings.Join(info.Aliases, " ") + ")"
	}
	return info.Name
}

func (p *dumper) ref(r RefID) string {
	if r < 0 {
		return ""
	}
	ref := p.doc.Refs[r]
	s := ref.URL
	if ref.Absolute {
		s += " absolute"
	}
	if ref.Auto {
		s += " auto"
	}
	return s
}

func (p *dumper) blocks(blocks []Block) {
	for _, b := range blocks {
		p.block(b)
	}
}

func (p *dumper) block(b Block) {
	a := p.attr(b)
	switch b := b.(type) {
	case *Heading:
		p.line("heading %d %s%s", b.Level, p.name(b.Target), a)
		p.nest(func() { p.inlines(b.Text) })
	case *Paragraph:
		kind := "paragraph"
		if b.Bare {
			kind = "bare"
		}
		p.line("%s%s", kind, a)
		p.nest(func() { p.inlines(b.Text) })
	case *List:
		kind := "list"
		if b.Ordered {
			kind = fmt.Sprintf("list from %d", b.Start)
		}
		p.line("%s%s", kind, a)
		p.nest(func() {
			for _, it := range b.Items {
				p.item("item", it)
			}
		})
	case *Definitions:
		p.line("definitions%s", a)
		p.nest(func() { p.entries(b.Entries) })
	case *Table:
		p.line("table %s%s", p.name(b.Target), a)
		p.nest(func() { p.table(b) })
	case *Figure:
		p.line("figure %s%s", p.name(b.Target), a)
		p.nest(func() {
			p.blocks(b.Blocks)
			p.labelled("caption", b.Caption)
		})
	case *Listing:
		p.listing(&p.doc.Listings[b.Source], a)
	case *Preformatted:
		p.line("preformatted%s", a)
		p.nest(func() { p.inlines(b.Text) })
	case *Note:
		p.line("%s%s", b.Kind, a)
		p.nest(func() {
			p.labelled("title", b.Title)
			p.blocks(b.Blocks)
		})
	case *Quote:
		p.line("quote %s%s", b.Cite, a)
		p.nest(func() { p.blocks(b.Blocks) })
	case *Division:
		p.line("division%s", a)
		p.nest(func() { p.blocks(b.Blocks) })
	case *Rule:
		p.line("rule%s", a)
	default:
		panic(b)
	}
}

func (p *dumper) labelled(label string, text []Inline) {
	if len(text) == 0 {
		return
	}
	p.line("%s", label)
	p.nest(func() { p.inlines(text) })
}

func (p *dumper) item(kind string, it *Item) {
	task := [...]string{"", " open", " done"}[it.Task]
	p.line("%s%s%s", kind, task, p.attr(it))
	p.nest(func() { p.blocks(it.Blocks) })
}

func (p *dumper) entries(entries []*Entry) {
	for _, e := range entries {
		p.line("entry%s", p.attr(e))
		p.nest(func() {
			for _, t := range e.Terms {
				p.line("term%s", p.attr(t))
				p.nest(func() { p.inlines(t.Text) })
			}
			for _, d := range e.Bodies {
				p.item("body", d)
			}
		})
	}
}

func (p *dumper) table(t *Table) {
	p.labelled("caption", t.Caption)
	for i, rows := range [][]*Row{t.Head, t.Body} {
		for _, r := range rows {
			p.line("%s%s", [...]string{"head", "row"}[i], p.attr(r))
			p.nest(func() { p.cells(r.Cells) })
		}
	}
}

func (p *dumper) cells(cells []*Cell) {
	for _, c := range cells {
		s := "cell"
		if c.Header {
			s = "header"
		}
		s += [...]string{"", " left", " center", " right"}[c.Align]
		if c.ColSpan > 1 || c.RowSpan > 1 {
			s += fmt.Sprintf(" %dx%d", c.ColSpan, c.RowSpan)
		}
		p.line("%s%s", s, p.attr(c))
		p.nest(func() { p.blocks(c.Blocks) })
	}
}

func (p *dumper) listing(l *ListingSource, attr string) {
	s := "listing " + l.Kind.String()
	if l.Lang != "" {
		s += " " + l.Lang
	}
	if l.File != "" {
		s += " " + l.File
	}
	if !l.Kind.Hidden() {
		s += " #" + p.name(l.Target)
	}
	for _, w := range l.Words {
		s += fmt.Sprintf(" %s=%q", w.Name, w.Value)
	}
	p.line("%s%s", s, attr)
	p.nest(func() {
		for _, line := range strings.SplitAfter(l.Text, "\n") {
			if line != "" {
				p.line("%q", line)
			}
		}
		for _, r := range l.Typed {
			p.line("typed %q", l.Text[r.Start:r.End])
		}
		p.labelled("caption", l.Caption)
	})
}

func (p *dumper) inlines(text []Inline) {
	for _, n := range text {
		p.inline(n)
	}
}

func (p *dumper) inline(n Inline) {
	a := p.attr(n)
	switch n := n.(type) {
	case *Text:
		p.line("%q", squeeze(n.Text))
	case *Phrase:
		p.line("%s%s", n.Kind, a)
	case *Code:
		p.line("code%s", a)
	case *Link:
		p.line("link %s%s", p.ref(n.Ref), a)
	case *APIName:
		api := p.doc.APIs[n.API]
		p.line("api %q %q%s", api.Base, api.Name, a)
	case *Image:
		p.line("image %s %q%s%s%s", p.ref(n.Ref), n.Alt, size("width", n.Width), size("height", n.Height), a)
	case *FootnoteRef:
		p.line("footnote mark %d%s", n.Note+1, a)
	case *Anchor:
		p.line("anchor %s%s", p.name(n.Target), a)
	case *IndexMark:
		p.line("index %s%s", strings.Join(p.doc.Index[n.Entry].Term, "!"), a)
	case *Break:
		p.line("break%s", a)
	default:
		panic(n)
	}
	p.nest(func() { p.inlines(Children(n)) })
}

func size(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + "=" + value
}

// squeeze folds white space, keeping one blank at an end that has some.
func squeeze(s string) string {
	words := fold(s)
	if words == "" {
		if s == "" {
			return ""
		}
		return " "
	}
	if strings.ContainsRune(space, rune(s[0])) {
		words = " " + words
	}
	if strings.ContainsRune(space, rune(s[len(s)-1])) {
		words += " "
	}
	return words
}
