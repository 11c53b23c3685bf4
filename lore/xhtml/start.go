package xhtml

import (
	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// start takes a start tag. A void element that should have been closed, and is
// not, comes with closed false.
func (a *Assembler) start(name string, attrs []Attr, span source.Span, closed bool) {
	if name == "span" && len(attrs) == 0 && len(a.ignore) == 0 && a.top().mode < modeParts && len(a.stack) < maxFrames {
		// It says nothing, so the text around it and in it is one.
		a.push(frame{name: name, mode: modeThrough, span: span})
		return
	}
	if a.text.on {
		a.flushText()
	}
	e := elements[name]
	switch {
	case (len(a.beyond) > 0 || a.depth >= maxDepth || len(a.stack) >= maxFrames) && (e == nil || !e.void):
		a.tooDeep(name, span)
	case a.top().mode == modeSkip:
		if e == nil || !e.void {
			a.push(frame{name: name, kind: kindRefused, mode: modeSkip, span: span})
		}
	case e == nil || e.kind == kindForeign:
		a.startUnknown(name, e, attrs, span)
	case e.kind == kindRefused:
		a.refuse(e, attrs, span)
	case a.top().flat:
		a.startFlat(e, attrs, span)
	default:
		a.startKnown(e, attrs, span)
	}
	if !closed {
		t := a.top()
		t.extra().closed = append(t.extra().closed, closedVoid(name, span))
	}
}

func closedVoid(name string, span source.Span) closed {
	return closed{name: name, span: span, end: source.Span{Start: span.End, End: span.End}, void: true}
}

// startUnknown passes the content of an element on that has no meaning here.
func (a *Assembler) startUnknown(name string, e *element, attrs []Attr, span source.Span) {
	tag := tagName(span, name)
	if e == nil {
		d := a.diagnose(diag.ElementUnknown, tag, "no element <%s>", name)
		if near := nearest.Nearest(name, elementNames); near != "" {
			d = d.DidYouMean("<" + near + ">")
		}
		a.sink.Report(d)
	} else {
		a.sink.Report(a.diagnose(diag.ElementUnknown, tag, "<%s> means nothing to lore; its content is kept", name).
			WithHint("%s", instead(name)))
	}
	a.handlers(name, attrs)
	if e != nil && e.void {
		return
	}
	f := frame{name: name, mode: modeThrough, span: span, block: e != nil && e.block}
	if t := a.top(); t.parts {
		f.block = false
	} else if f.block && t.flow >= 0 {
		a.split()
	}
	a.push(f)
	if id, ok := find(attrs, "id"); ok && a.top().flow >= 0 && !a.top().flat {
		a.anchor(a.target(id), id.Span)
	}
}

func instead(name string) string {
	switch name {
	case "center", "font", "basefont", "blink":
		return "use a class; the look of a page is the theme's"
	case "mark":
		return "use <em> or <strong>"
	case "aside":
		return `use <div class="note">`
	case "xmp", "listing", "plaintext":
		return "use <pre>"
	}
	return "use <div> or <span> with a class"
}

// refuse drops an element and what is in it.
func (a *Assembler) refuse(e *element, attrs []Attr, span source.Span) {
	g := a.common(attrs)
	d := a.diagnose(diag.ElementRefused, tagName(span, e.name), "<%s> has no place in a howto", e.name)
	switch e.name {
	case "style":
		d = d.WithHint("the look of a page is the theme's")
	case "svg", "math", "canvas", "object", "embed":
		d = d.WithHint("put a picture into a file and show it with <img>")
	case "base":
		d = d.WithHint("addresses are relative to the page")
	}
	a.sink.Report(d)
	if e.void {
		a.ignored(g.ignore, span)
		return
	}
	a.push(frame{name: e.name, kind: kindRefused, mode: modeSkip, span: span}).ignoring(g.ignore)
}

// tooDeep notes an element whose content goes to the frame that is open.
func (a *Assembler) tooDeep(name string, span source.Span) {
	if a.top().mode != modeSkip && a.once("too deep") {
		a.report(diag.ElementPlace, tagName(span, name), "elements are nested more than %d deep", maxDepth)
	}
	a.beyond = append(a.beyond, name)
}

// startFlat takes an element within code, which has no mark-up: only what the
// reader types is marked, and places and notes are told that they are lost.
func (a *Assembler) startFlat(e *element, attrs []Attr, span source.Span) {
	within := "code"
	if f := a.named(); f != nil && f.kind == kindTitle {
		within = "<title>"
	}
	if class, ok := find(attrs, "class"); ok && hasToken(class.Value, "footnote") {
		a.report(diag.ElementPlace, class.Span, "a footnote cannot stand in %s", within)
		a.startOverride(e, kindFootnote, a.attributes(e, kindFootnote, attrs), span, e.name)
		return
	}
	if id, ok := find(attrs, "id"); ok {
		a.report(diag.AttributeUnknown, id.Span, "an id in %s is not kept", within)
	}
	if e.block {
		a.sink.Report(a.diagnose(diag.ElementPlace, tagName(span, e.name), "<%s> cannot stand in %s", e.name, within).
			WithHint("write &lt;%s> to show the tag itself", e.name))
	}
	switch {
	case e.kind == kindBreak:
		a.text.add("\n", span)
	case e.kind == kindImage:
		a.report(diag.ElementPlace, tagName(span, e.name), "<img> cannot stand in %s", within)
	case e.void:
	case e.kind == kindPhrase && e.phrase == tree.Key:
		a.push(frame{name: e.name, kind: kindPhrase, phrase: e.phrase, mode: modeInline, span: span, num: -1})
	default:
		a.push(frame{name: e.name, mode: modeThrough, span: span})
	}
}

// startKnown opens an element with a meaning.
func (a *Assembler) startKnown(e *element, attrs []Attr, span source.Span) {
	k := a.classKind(e, attrs)
	a.room(roleOf(e, k), e.name, tagName(span, e.name), span.Start)
	if a.top().flow < 0 && a.startOnly(e, k, attrs, span) {
		return
	}
	if r := roleOf(e, k); r.holder() != kindUnknown && (!a.top().parts || !r.fits(a.holder(len(a.stack)-1).kind)) {
		a.push(frame{name: e.name, mode: modeThrough, span: span})
		return
	}
	g := a.attributes(e, k, attrs)
	how := overrides(e.kind, k)
	switch how {
	case ignored:
		g.class = joinToken(tokenOf(k), g.class)
		a.startElement(e, g, span)
	case inside:
		note := g
		g.attr.Title = ""
		if k != kindNote {
			note.attr.Title, g.attr.Title = "", note.attr.Title
		}
		a.startElement(e, g, span)
		note.id, note.class, note.ignore, note.attr.Lang, note.attr.Dir = Attr{}, "", nil, "", ""
		a.startOverride(e, k, note, span, "")
		a.top().inner = true
	case around:
		note := given{attr: tree.Attr{}, attrs: g.attrs}
		if k == kindNote {
			note.attr.Title, note.title = g.attr.Title, g.title
			g.attr.Title = ""
		}
		a.startOverride(e, k, note, span, "")
		a.startElement(e, g, span)
		a.top().wrap = true
	default:
		if k != kindUnknown {
			a.startOverride(e, k, g, span, e.name)
			return
		}
		a.startElement(e, g, span)
	}
}

// startOnly takes an element where no block can stand. It reports whether that
// is all there is to do.
func (a *Assembler) startOnly(e *element, k kind, attrs []Attr, span source.Span) bool {
	blocky := e.block || k == kindNote || k == kindFigure
	if k == kindListing {
		a.misplaced(e.name, span, "a listing")
		a.startLink(e, a.attributes(e, kindUnknown, attrs), span)
		return true
	}
	if !blocky {
		return false
	}
	if k == kindFootnote || k == kindIndex || k == kindAPI {
		a.startOverride(e, k, a.attributes(e, k, attrs), span, e.name)
		return true
	}
	if t := a.top(); t.mode != modeThrough || !t.block {
		a.misplaced(e.name, span, "")
	}
	a.blank(span.Start)
	if !e.void {
		a.push(frame{name: e.name, mode: modeThrough, block: true, span: span})
	}
	return true
}

// blank parts what comes from what was, where mark-up that did so is lost.
func (a *Assembler) blank(at int32) {
	if !a.text.on {
		if len(a.inl) == 0 {
			return
		}
		if t, ok := a.inl[len(a.inl)-1].(*tree.Text); ok && isBlank(t.Text[len(t.Text)-1:]) {
			return
		}
	}
	a.text.add(" ", source.Span{Start: at, End: at})
}

// misplaced reports that an element, or what it is, cannot stand where it is.
func (a *Assembler) misplaced(name string, span source.Span, what string) {
	if what == "" {
		what = "<" + name + ">"
	}
	f := a.named()
	if f == nil {
		d := a.diagnose(diag.ElementPlace, tagName(span, name), "%s cannot stand here", what)
		if name == "caption" {
			d = d.WithHint("put it into <table>")
		} else if name == "figcaption" {
			d = d.WithHint("put it into <figure>")
		}
		a.sink.Report(d)
		return
	}
	a.sink.Report(a.diagnose(diag.ElementPlace, tagName(span, name), "%s cannot stand in <%s>", what, f.name).
		WithNote(a.file, f.span, "<%s> opened here", f.name))
}

// named returns the innermost frame that is an element of the author's and has
// a say in what may stand in it, or nil.
func (a *Assembler) named() *frame {
	for i := len(a.stack) - 1; i > 0; i-- {
		if f := &a.stack[i]; f.name != "" && f.mode != modeThrough {
			return f
		}
	}
	return nil
}

// tagName returns the place of the name in the start tag at span.
func tagName(span source.Span, name string) source.Span {
	return source.Span{Start: span.Start, End: min(span.End, span.Start+int32(len(name))+1)}
}

// How an element and the meaning that its class gives it go together.
type override uint8

const (
	replaces override = iota // the class's meaning is the element's
	inside                   // what the class makes stands within the element
	around                   // or around it
	ignored                  // the class has no meaning on the element
)

func overrides(e, k kind) override {
	if k == kindUnknown || k == kindListing {
		return replaces
	}
	switch e {
	case kindSpan:
		return replaces
	case kindParagraph, kindDivision:
		if k == kindAPI || k == kindIndex {
			return inside
		}
		return replaces
	case kindItem, kindBody, kindCell:
		return inside
	case kindTerm, kindHeading, kindCaption:
		if k == kindNote || k == kindFigure {
			return ignored
		}
		return inside
	case kindCode:
		if k == kindAPI {
			return replaces
		}
		return around
	case kindPhrase, kindLink:
		return around
	case kindQuote, kindList, kindDefinitions, kindTable, kindPre:
		if k == kindAPI || k == kindIndex {
			return ignored
		}
		return around
	case kindFigure:
		if k == kindFigure {
			return replaces
		}
	}
	return ignored
}

// startOverride opens what a class makes of an element.
func (a *Assembler) startOverride(e *element, k kind, g given, span source.Span, name string) {
	switch k {
	case kindListing:
		a.startListing(e, g, span)
		return
	case kindFootnote:
		a.startFootnote(e, g, span)
	case kindNote:
		a.startNote(e, g, span)
	case kindFigure:
		a.startFigure(g, span, name)
		return
	case kindIndex:
		a.startIndex(g, span)
	case kindAPI:
		base, _ := find(g.attrs, "base")
		f := a.frame(name, kindAPI, modeInline, g, span)
		value, _ := find(g.attrs, "value")
		f.api = &apiName{base: fold(base.Value), name: fold(value.Value), at: value.Span, code: e.kind == kindCode && name != ""}
		a.push(f)
		return
	}
	t := a.top()
	if t.name = name; name != "" {
		t.prev = a.setOpen(name, int32(len(a.stack)))
	}
}

// frame returns a frame for an element with the attributes g.
func (a *Assembler) frame(name string, k kind, m mode, g given, span source.Span) frame {
	f := frame{name: name, kind: k, mode: m, span: span, num: -1, attr: a.attrOf(&g)}
	f.ignoring(g.ignore)
	return f
}

// startElement opens an element as what its name says.
func (a *Assembler) startElement(e *element, g given, span source.Span) {
	if g.legend {
		a.startCaption(e, g, span)
		return
	}
	if e.block && e.kind != kindCaption && a.top().flow >= 0 && !a.top().parts {
		a.split()
	}
	switch e.kind {
	case kindPage:
		a.startPage(e, g, span)
	case kindHead:
		a.push(frame{name: e.name, kind: kindHead, mode: modeThrough, block: true, span: span}).ignoring(g.ignore)
	case kindTitle:
		a.startTitle(e, g, span)
	case kindMeta:
		a.meta(g)
		a.ignored(g.ignore, span)
	case kindHeadLink:
		a.headLink(g)
		a.ignored(g.ignore, span)
	case kindIgnored:
		a.ignored(g.ignore, span)
		if !e.void {
			a.push(frame{name: e.name, mode: modeThrough, span: span})
		}
	case kindHeading:
		a.startHeading(e, g, span)
	case kindParagraph:
		a.blockInInline(e.name, span)
		a.push(a.frame(e.name, kindParagraph, modeInline, g, span))
	case kindPre:
		a.startPre(e, g, span)
	case kindDivision:
		a.blockInInline(e.name, span)
		a.push(a.frame(e.name, kindDivision, modeFlow, g, span))
	case kindQuote:
		f := a.frame(e.name, kindQuote, modeFlow, g, span)
		cite, _ := find(g.attrs, "cite")
		f.node = &tree.Quote{Cite: cite.Value}
		a.push(f)
	case kindList:
		a.startList(e, g, span)
	case kindItem, kindBody:
		f := a.frame(e.name, e.kind, modeFlow, g, span)
		f.node = &tree.Item{}
		a.push(f)
	case kindDefinitions:
		f := a.frame(e.name, kindDefinitions, modeParts, g, span)
		f.node = &tree.Definitions{}
		a.push(f)
	case kindTerm:
		a.push(a.frame(e.name, kindTerm, modeOnly, g, span))
	case kindTable:
		a.startTable(e, g, span)
	case kindSection:
		a.startSection(e, g, span)
	case kindRow:
		a.startRow(e.name, g, span)
	case kindCell:
		a.startCell(e.name, g, span)
	case kindCaption:
		a.startCaption(e, g, span)
	case kindFigure:
		a.startFigure(g, span, e.name)
	case kindRule:
		a.ignored(g.ignore, span)
		a.blk = append(a.blk, &tree.Rule{Base: tree.At(span).With(a.attrOf(&g))})
	case kindSpan:
		a.startSpan(e, g, span)
	case kindPhrase:
		f := a.frame(e.name, kindPhrase, modeInline, g, span)
		f.phrase = e.phrase
		a.push(f)
	case kindCode:
		a.startCode(e, g, span)
	case kindLink:
		a.startLink(e, g, span)
	case kindImage:
		a.image(g, span)
	case kindBreak:
		a.ignored(g.ignore, span)
		a.inl = append(a.inl, &tree.Break{Base: tree.At(span).With(a.attrOf(&g))})
	case kindCheckbox:
		a.checkbox(e, g, span)
	default:
		panic(e)
	}
}

func (a *Assembler) startPage(e *element, g given, span source.Span) {
	if m := a.build.Meta(); m.Lang == "" {
		m.Lang = g.attr.Lang
	}
	a.push(frame{name: e.name, kind: kindPage, mode: modeThrough, block: true, span: span}).ignoring(g.ignore)
	if g.id.Name != "" && e.name == "body" {
		a.anchor(a.target(g.id), g.id.Span)
	}
}

// startTitle opens the title of the head, which is text.
func (a *Assembler) startTitle(e *element, g given, span source.Span) {
	if k := a.top().kind; k != kindHead && k != kindPage {
		a.misplaced(e.name, span, "")
		a.push(frame{name: e.name, mode: modeThrough, block: true, span: span})
		return
	}
	a.push(frame{name: e.name, kind: kindTitle, mode: modeOnly, flat: true, span: span}).ignoring(g.ignore)
}

func (a *Assembler) startHeading(e *element, g given, span source.Span) {
	f := a.frame(e.name, kindHeading, modeOnly, g, span)
	f.level = uint8(max(e.level, 2))
	if e.level == 1 && !a.title {
		a.title = true
		f.level = 1
		a.blockInInline(e.name, span)
		a.push(f)
		if f.attr != nil && f.attr.Target != 0 {
			a.anchor(f.attr.Target, g.id.Span)
		}
		return
	}
	a.blockInInline(e.name, span)
	a.push(f)
}

// blockInInline reports a block that stands within an inline whose effect on it
// is lost, or a heading in a paragraph. Lists, code, tables and the like in a
// paragraph are what authors mean: the paragraph goes on behind them.
func (a *Assembler) blockInInline(name string, span source.Span) {
	for i := len(a.stack) - 1; i > int(a.top().flow); i-- {
		f := &a.stack[i]
		if f.mode != modeInline || f.kind == kindParagraph && elements[name].kind != kindHeading && name != "p" {
			continue
		}
		if f.kind == kindPhrase && (f.phrase == tree.Deleted || f.phrase == tree.Inserted) {
			continue
		}
		if f.name == "" || f.kind == kindSpan {
			continue
		}
		a.sink.Report(a.diagnose(diag.ElementPlace, tagName(span, name), "<%s> cannot stand in <%s>", name, f.name).
			WithNote(a.file, f.span, "<%s> opened here", f.name))
		return
	}
}

func (a *Assembler) startSpan(e *element, g given, span source.Span) {
	f := a.frame(e.name, kindSpan, modeInline, g, span)
	if f.attr == nil {
		f.mode = modeThrough
	}
	a.push(f)
}

func (a *Assembler) startCode(e *element, g given, span source.Span) {
	if base, ok := find(g.attrs, "base"); ok {
		a.sink.Report(a.diagnose(diag.AttributeUnknown, base.Span, `base on <code> without class "API"`).
			WithHint(`write class="API"`))
	}
	a.push(a.frame(e.name, kindCode, modeInline, g, span))
}

func (a *Assembler) startFootnote(e *element, g given, span source.Span) {
	f := a.frame("", kindFootnote, modeFlow, g, span)
	f.num = int32(a.build.Footnote(span))
	a.push(f)
}

func (a *Assembler) startIndex(g given, span source.Span) {
	f := a.frame("", kindIndex, modeInline, g, span)
	if value, ok := find(g.attrs, "value"); ok && fold(value.Value) != "" {
		f.num = int32(a.build.IndexEntry(value.Value, value.Span))
	}
	a.push(f)
}

func (a *Assembler) startNote(e *element, g given, span source.Span) {
	if a.top().flow >= 0 && !a.top().parts {
		a.split()
	}
	title := g.attr.Title
	g.attr.Title = ""
	f := a.frame("", kindNote, modeFlow, g, span)
	n := &tree.Note{Kind: g.note}
	if title != "" {
		n.Title = []tree.Inline{a.newText(title, g.title)}
	}
	f.node = n
	a.push(f)
}

// anchor puts a place into the text.
func (a *Assembler) anchor(id tree.TargetID, span source.Span) {
	if id != 0 {
		a.inl = append(a.inl, &tree.Anchor{Base: tree.At(span), Target: id})
	}
}

// ignored turns diagnostics off for a void element.
func (a *Assembler) ignored(list []tree.Ignore, span source.Span) {
	for _, ig := range list {
		ig.Span = span
		a.build.Ignore(ig)
	}
}
