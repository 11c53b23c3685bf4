package xhtml

import (
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// role is what a piece of content asks of the place it comes to.
type role uint8

const (
	roleText role = iota
	roleInline
	roleBlock
	roleItem
	roleTerm
	roleRow
	roleCell
	roleSection
	roleCaption
	roleColumns
	roleMeta // what belongs to the head, or to no place in particular
)

func roleOf(e *element, k kind) role {
	switch k {
	case kindFootnote, kindIndex, kindAPI:
		if !e.block {
			return roleInline
		}
	case kindListing:
		return roleBlock
	}
	switch e.kind {
	case kindItem:
		return roleItem
	case kindTerm, kindBody:
		return roleTerm
	case kindRow:
		return roleRow
	case kindCell:
		return roleCell
	case kindSection:
		return roleSection
	case kindCaption:
		return roleCaption
	case kindIgnored:
		return roleColumns
	case kindPage, kindHead, kindTitle, kindMeta, kindHeadLink:
		return roleMeta
	}
	if e.block {
		return roleBlock
	}
	return roleInline
}

// holder is the kind of frame that a part belongs in.
func (r role) holder() kind {
	switch r {
	case roleItem:
		return kindList
	case roleTerm:
		return kindDefinitions
	case roleRow, roleSection:
		return kindTable
	case roleCell:
		return kindRow
	}
	return kindUnknown
}

// fits reports whether a list, table or row of kind k holds content of the role.
func (r role) fits(k kind) bool {
	switch k {
	case kindList:
		return r == roleItem
	case kindDefinitions:
		return r == roleTerm
	case kindTable:
		return r == roleSection || r == roleRow || r == roleCaption || r == roleColumns
	case kindSection:
		return r == roleRow
	case kindRow:
		return r == roleCell
	}
	return false
}

// room makes the topmost frame one that can hold content of the role r. It
// ends elements that the content shows to be over and puts in elements that
// are missing, both with a report. Name says what comes, place where it is
// reported; it begins at offset start.
func (a *Assembler) room(r role, name string, place source.Span, start int32) {
	at := source.Span{Start: start, End: start}
	for range maxFrames { // a few steps, but for ends of elements that pass content on
		t := a.top()
		if t.parts {
			if a.roomInParts(r, name, place, at) {
				return
			}
			continue
		}
		if r.holder() == kindUnknown {
			a.roomInFlow(r, name, place)
			return
		}
		if a.endSibling(r, place) {
			continue
		}
		if t.flow < 0 {
			return
		}
		a.openHolder(r, name, place)
	}
}

// roomInParts is room within a list, table or row. It reports whether the
// content can come; if not, it has made one step towards it.
func (a *Assembler) roomInParts(r role, name string, place, at source.Span) bool {
	t := a.holder(len(a.stack) - 1)
	switch {
	case r.fits(t.kind) || r == roleMeta:
		return true
	case a.over(t, r) && (t.name == "" || r == roleRow || r == roleSection), t.name == "" && hasParts(t.node):
		a.endByNext(place)
		return false
	}
	a.reportPart(t, r, name, place)
	a.imply(at)
	return false
}

// hasParts reports whether a list, table or row has something in it.
func hasParts(n tree.Node) bool {
	switch n := n.(type) {
	case *tree.List:
		return len(n.Items) > 0
	case *tree.Definitions:
		return len(n.Entries) > 0
	case *tree.Table:
		return len(n.Head)+len(n.Body) > 0
	case *tree.Row:
		return len(n.Cells) > 0
	}
	return false
}

// over reports whether content of the role shows that the parts in t are done.
func (a *Assembler) over(t *frame, r role) bool {
	switch t.kind {
	case kindRow:
		return r == roleRow || r == roleSection || r == roleCaption
	case kindSection:
		return r == roleSection || r == roleCaption
	}
	return false
}

// reportPart reports content that stands in a list, table or row but not in a
// part of it.
func (a *Assembler) reportPart(t *frame, r role, name string, place source.Span) {
	if t.name == "" {
		return
	}
	what := content(r, name)
	within := map[kind]string{
		kindList: "<li>", kindDefinitions: "<dt> or <dd>", kindTable: "<tr>", kindSection: "<tr>", kindRow: "<td> or <th>",
	}[t.kind]
	a.sink.Report(a.diagnose(diag.ElementPlace, place, "%s cannot stand in <%s>", what, t.name).
		WithHint("put it into %s", within).
		WithNote(a.file, t.span, "<%s> opened here", t.name))
}

// imply opens the part that is missing in the topmost frame. A nested list
// that stands between two items belongs to the one before.
func (a *Assembler) imply(at source.Span) {
	f := frame{mode: modeFlow, loose: true, span: at, num: -1}
	holder := a.holder(len(a.stack) - 1)
	switch holder.kind {
	case kindList:
		f.kind, f.node = kindItem, &tree.Item{}
		if l := holder.node.(*tree.List); len(l.Items) > 0 {
			last := l.Items[len(l.Items)-1]
			l.Items = l.Items[:len(l.Items)-1]
			f.node, f.attr, f.span = last, last.Attr(), last.Span()
			a.push(f)
			a.blk = append(a.blk, last.Blocks...)
			return
		}
	case kindDefinitions:
		f.kind, f.node = kindBody, &tree.Item{}
	case kindTable, kindSection:
		a.startRow("", given{}, at)
		return
	case kindRow:
		a.startCell("", given{}, at)
		return
	}
	a.push(f)
}

// endSibling ends an item, cell or row that is open although the next begins.
func (a *Assembler) endSibling(r role, next source.Span) bool {
	i := len(a.stack) - 1
	for i > 0 && (a.stack[i].kind == kindParagraph || a.stack[i].inner || a.stack[i].name == "" && a.stack[i].mode == modeFlow) &&
		!isPart(a.stack[i].kind) {
		i--
	}
	f := &a.stack[i]
	sibling := false
	switch f.kind {
	case kindItem:
		sibling = r == roleItem
	case kindTerm, kindBody:
		sibling = r == roleTerm
	case kindCell:
		sibling = r == roleCell || r == roleRow || r == roleSection
	}
	if !sibling || i == 0 {
		return false
	}
	for len(a.stack) > i {
		a.endByNext(next)
	}
	return true
}

func isPart(k kind) bool {
	return k == kindItem || k == kindTerm || k == kindBody || k == kindCell
}

// endByNext closes the topmost frame because of what begins at next.
func (a *Assembler) endByNext(next source.Span) {
	f := a.top()
	c := closed{name: f.name, span: f.span, end: next}
	note := f.name != "" && !f.inner && a.strict
	a.pop(next.Start)
	if note {
		t := a.top()
		t.extra().closed = append(t.extra().closed, c)
	}
}

// openHolder opens the list or table that an item or row is missing.
func (a *Assembler) openHolder(r role, name string, place source.Span) {
	at := source.Span{Start: place.Start, End: place.Start}
	what := map[kind]string{kindList: "<ul> or <ol>", kindDefinitions: "<dl>", kindTable: "<table>", kindRow: "<table>"}[r.holder()]
	a.report(diag.ElementPlace, place, "<%s> stands outside %s", name, what)
	a.split()
	f := frame{mode: modeParts, loose: true, span: at, num: -1}
	switch r {
	case roleItem:
		f.kind, f.node = kindList, &tree.List{Start: 1}
	case roleTerm:
		f.kind, f.node = kindDefinitions, &tree.Definitions{}
	default:
		f.kind, f.node = kindTable, &tree.Table{}
	}
	a.push(f)
	if r == roleCell {
		a.startRow("", given{}, at)
	}
}

// roomInFlow reports content that stands outside the body, and ends a
// paragraph that is open although the next one begins.
func (a *Assembler) roomInFlow(r role, name string, place source.Span) {
	t := a.top()
	if r == roleMeta {
		return
	}
	switch {
	case t.kind == kindHead:
		a.report(diag.ElementPlace, place, "%s cannot stand in <head>", content(r, name))
	case t.kind == kindPage && (t.name == "html" || t.name == "" && a.after) && a.once("outside"):
		a.report(diag.ElementPlace, place, "%s stands outside <body>", content(r, name))
	case t.kind == kindParagraph && name == "p" && r == roleBlock:
		a.endByNext(place)
	}
}

// content is what people call content of the role.
func content(r role, name string) string {
	if r == roleText {
		return "text"
	}
	return "<" + name + ">"
}
