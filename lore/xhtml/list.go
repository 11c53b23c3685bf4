package xhtml

import (
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

func (a *Assembler) startList(e *element, g given, span source.Span) {
	a.blockInInline(e.name, span)
	l := &tree.List{Ordered: e.name == "ol", Start: 1}
	if start, ok := find(g.attrs, "start"); ok {
		n, err := strconv.ParseInt(strings.Trim(start.Value, white), 10, 32)
		if err != nil {
			a.report(diag.AttributeValue, start.Span, "start is %q, which is no number", start.Value)
			n = 1
		}
		l.Start = int(n)
	}
	if a.toc.End > 0 {
		a.toc = source.Span{}
		if !hasToken(g.class, "toc") {
			g.class = joinToken("toc", g.class)
		}
	}
	f := a.frame(e.name, kindList, modeParts, g, span)
	f.node = l
	a.push(f)
}

// addItem puts an item into the list, or a definition into the entry, below.
func (a *Assembler) addItem(f *frame, n *tree.Item) {
	switch below := a.holder(len(a.stack) - 2).node.(type) {
	case *tree.List:
		below.Items = append(below.Items, n)
	case *tree.Definitions:
		e := lastEntry(below, false)
		e.Bodies = append(e.Bodies, n)
		extend(e, n.Span())
	default:
		panic(below)
	}
}

func (a *Assembler) addTerm(f *frame, t *tree.Term) {
	below := a.holder(len(a.stack) - 2).node.(*tree.Definitions)
	e := lastEntry(below, true)
	e.Terms = append(e.Terms, t)
	extend(e, t.Span())
}

// lastEntry returns the entry that a term, or a definition, belongs to: terms
// behind a definition begin a new one.
func lastEntry(d *tree.Definitions, term bool) *tree.Entry {
	n := len(d.Entries)
	if n == 0 || term && len(d.Entries[n-1].Bodies) > 0 {
		d.Entries = append(d.Entries, &tree.Entry{Base: tree.At(source.Span{Start: -1})})
		n++
	}
	return d.Entries[n-1]
}

func extend(e *tree.Entry, span source.Span) {
	if s := e.Span(); s.Start >= 0 {
		span = s.Join(span)
	}
	e.Base = tree.At(span)
}

// checkbox makes the item around it a task. Any other input has no place.
func (a *Assembler) checkbox(e *element, g given, span source.Span) {
	a.ignored(g.ignore, span)
	flow := a.top().flow
	if kind, _ := find(g.attrs, "type"); !strings.EqualFold(kind.Value, "checkbox") || flow < 0 || a.stack[flow].kind != kindItem {
		a.sink.Report(a.diagnose(diag.ElementRefused, tagName(span, e.name), "<input> has no place in a howto").
			WithHint(`type="checkbox" in <li> makes a task`))
		return
	}
	n := a.stack[flow].node.(*tree.Item)
	n.Task = tree.TaskOpen
	if _, ok := find(g.attrs, "checked"); ok {
		n.Task = tree.TaskDone
	}
}
