package xhtml

import (
	"path"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// startListing opens an element that shows a file. The text in it is the
// caption.
func (a *Assembler) startListing(e *element, g given, span source.Span) {
	href, ok := find(g.attrs, "href")
	if file := strings.Trim(href.Value, white); !ok || file == "" {
		at := tagName(span, e.name)
		if ok {
			at = href.Span
		}
		a.sink.Report(a.diagnose(diag.AttributeValue, at, "the listing names no file").WithHint(`write href="listings/..."`))
		a.startAnchor(e, g, span)
		return
	}
	a.split()
	f := a.frame(e.name, kindListing, modeOnly, g, span)
	f.code = &tree.ListingSource{
		Kind: tree.CodeFile, Lang: listingLang(g.attrs), File: strings.Trim(href.Value, white), FileSpan: href.Span,
		Words: g.words,
	}
	a.push(f)
}

// listingLang returns what stands before -listing in the class.
func listingLang(attrs []Attr) string {
	class, _ := find(attrs, "class")
	for rest := class.Value; rest != ""; {
		var t string
		if t, _, rest = nextToken(rest); isListing(t) {
			return strings.TrimSuffix(strings.TrimSuffix(t, "listing"), "-")
		}
	}
	return ""
}

// closeListing ends a listing. As in the original, a caption that is the name
// of the file says nothing, so there is none.
func (a *Assembler) closeListing(f *frame, base tree.Base, text []tree.Inline) {
	l := f.code
	l.Span = base.Span()
	if words := tree.PlainText(text); words != path.Base(l.File) && (words != "" || !tree.Blank(text)) {
		l.Caption = text
	}
	a.addListing(l, base)
}

func (a *Assembler) addListing(l *tree.ListingSource, base tree.Base) {
	a.blk = append(a.blk, &tree.Listing{Base: base, Source: a.build.Listing(*l)})
}
