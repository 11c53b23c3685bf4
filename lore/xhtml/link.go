package xhtml

import (
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// startLink opens an a: a link, a place with a name, or both.
func (a *Assembler) startLink(e *element, g given, span source.Span) {
	href, isLink := find(g.attrs, "href")
	name, named := find(g.attrs, "name")
	if named && g.id.Name == "" {
		g.id = name
		named = false
	}
	if named && strings.Trim(name.Value, white) != strings.Trim(g.id.Value, white) {
		a.anchor(a.target(name), span)
	}
	if isLink && a.links > 0 {
		a.nestedLink(span)
		isLink = false
	}
	if !isLink {
		a.startAnchor(e, g, span)
		return
	}
	f := a.frame(e.name, kindLink, modeInline, g, span)
	f.num = int32(a.build.Ref(tree.Ref{
		URL: strings.Trim(href.Value, white), Span: href.Span, Kind: tree.RefLink, Absolute: g.far,
	}))
	a.push(f)
}

// startAnchor opens an a without an address.
func (a *Assembler) startAnchor(e *element, g given, span source.Span) {
	id := g.id
	g.id = Attr{}
	f := a.frame(e.name, kindAnchor, modeInline, g, span)
	if f.attr == nil {
		f.mode = modeThrough
	}
	if id.Name != "" {
		a.anchor(a.target(id), span)
	}
	a.push(f)
}

func (a *Assembler) nestedLink(span source.Span) {
	d := a.diagnose(diag.ElementPlace, tagName(span, "a"), "<a> cannot stand in <a>; its address is lost")
	for i := len(a.stack) - 1; i > 0; i-- {
		if f := &a.stack[i]; f.kind == kindLink {
			d = d.WithNote(a.file, f.span, "<%s> opened here", f.name)
			break
		}
	}
	a.sink.Report(d)
}

func (a *Assembler) image(g given, span source.Span) {
	a.ignored(g.ignore, span)
	src, ok := find(g.attrs, "src")
	alt, _ := find(g.attrs, "alt")
	if !ok || strings.Trim(src.Value, white) == "" {
		if !slices.ContainsFunc(g.attrs, func(at Attr) bool { return at.Name != "alt" && nearest.Nearest(at.Name, []string{"src"}) != "" }) {
			a.report(diag.AttributeValue, tagName(span, "img"), "<img> has no src")
		}
		if alt.Value != "" {
			a.text.add(alt.Value, alt.Span)
		}
		return
	}
	width, _ := find(g.attrs, "width")
	height, _ := find(g.attrs, "height")
	n := &tree.Image{Base: tree.At(span).With(a.attrOf(&g)), Alt: fold(alt.Value), Width: width.Value, Height: height.Value}
	n.Ref = a.build.Ref(tree.Ref{URL: strings.Trim(src.Value, white), Span: src.Span, Kind: tree.RefImage})
	a.inl = append(a.inl, n)
}

// apiName is what an element of class API says beside its text.
type apiName struct {
	base string
	name string      // the value attribute: the name where the text is none
	at   source.Span // of that
	code bool        // it is a code element
}

// closeAPI makes the name of something in a package out of an element's text.
func (a *Assembler) closeAPI(f *frame, base tree.Base, text []tree.Inline) tree.Inline {
	name := tree.PlainText(text)
	if f.api.name != "" {
		if name == "" {
			text = []tree.Inline{a.newText(f.api.name, f.api.at)}
		}
		name = f.api.name
	}
	plain := onlyText(text)
	bare := f.api.code && plain
	if name == "" || a.links > 0 || hasLink(text) {
		if name == "" {
			a.report(diag.APIUnknown, f.span, "an element of class API names nothing")
		}
		if bare || f.api.code {
			return &tree.Code{Base: base, Text: text}
		}
		return &tree.Phrase{Base: base, Text: text}
	}
	if !bare && (plain || f.api.code) {
		// Bare names are set as code, so what is none needs its mark-up.
		inner := tree.At(base.Span())
		if f.api.code {
			text = []tree.Inline{&tree.Code{Base: inner, Text: text}}
		} else {
			text = []tree.Inline{&tree.Phrase{Base: inner, Text: text}}
		}
	}
	at := f.span
	if len(text) > 0 {
		at = text[0].Span().Join(text[len(text)-1].Span())
	}
	if f.api.name != "" {
		at = f.api.at
	}
	return &tree.APIName{Base: base, API: a.build.API(tree.API{Base: f.api.base, Name: name, Span: at}), Text: text}
}

func onlyText(text []tree.Inline) bool {
	for _, n := range text {
		if _, ok := n.(*tree.Text); !ok {
			return false
		}
	}
	return true
}

func hasLink(text []tree.Inline) bool {
	found := false
	tree.WalkInlines(text, func(n tree.Node) bool {
		switch n.(type) {
		case *tree.Link, *tree.APIName:
			found = true
		}
		return !found
	})
	return found
}
