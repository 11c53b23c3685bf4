package xhtml

import (
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// nextToken returns the first token of a class attribute's value, where it
// begins, and the rest.
func nextToken(class string) (token string, at int, rest string) {
	for at < len(class) && class[at] <= ' ' {
		at++
	}
	end := at
	for end < len(class) && class[end] > ' ' {
		end++
	}
	return class[at:end], at, class[end:]
}

func hasToken(class, want string) bool {
	for class != "" {
		var t string
		if t, _, class = nextToken(class); t == want {
			return true
		}
	}
	return false
}

func joinToken(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// classKind returns what the class of an element makes of it, kindUnknown for
// nothing. The first token with a meaning decides.
func (a *Assembler) classKind(e *element, attrs []Attr) kind {
	class, ok := find(attrs, "class")
	if !ok || e.void {
		return kindUnknown
	}
	for rest := class.Value; rest != ""; {
		var t string
		t, _, rest = nextToken(rest)
		if k := tokenKind(e, t, attrs); k != kindUnknown {
			return k
		}
	}
	return kindUnknown
}

// tokenKind returns what one token makes of an element.
func tokenKind(e *element, token string, attrs []Attr) kind {
	switch token {
	case "API":
		if href, ok := find(attrs, "href"); ok && href.Value != "" {
			return kindUnknown // the author's address wins
		}
		return kindAPI
	case "footnote":
		return kindFootnote
	case "note", "caution":
		return kindNote
	case "index":
		if _, ok := find(attrs, "value"); ok || e.kind == kindSpan {
			return kindIndex
		}
	case "figure":
		return kindFigure
	}
	if _, ok := noteAliases[token]; ok && (e.kind == kindDivision || e.kind == kindParagraph || e.kind == kindQuote) {
		return kindNote
	}
	if isListing(token) && e.kind != kindPre {
		if _, ok := find(attrs, "href"); ok || e.kind == kindLink {
			return kindListing
		}
	}
	return kindUnknown
}

// tokenOf is the token that makes k, for an element that it cannot make.
func tokenOf(k kind) string {
	switch k {
	case kindAPI:
		return "API"
	case kindFootnote:
		return "footnote"
	case kindNote:
		return "note"
	case kindIndex:
		return "index"
	case kindFigure:
		return "figure"
	}
	return ""
}

// noteAliases are other tools' names for notes. They stay classes, so that a
// theme can tell them apart.
var noteAliases = map[string]tree.NoteKind{
	"tip": tree.PlainNote, "hint": tree.PlainNote, "important": tree.PlainNote,
	"warning": tree.Caution, "danger": tree.Caution, "attention": tree.Caution,
}

func isListing(token string) bool {
	return token == "listing" || len(token) > len("-listing") && strings.HasSuffix(token, "-listing")
}

// tokens reads the class of an element: what made it k is taken out, the rest
// is kept for the look.
func (a *Assembler) tokens(e *element, k kind, class Attr, g *given) {
	taken := false
	for rest, off := class.Value, 0; ; {
		token, at, after := nextToken(rest)
		if token == "" {
			return
		}
		off += at
		switch {
		case !taken && k != kindUnknown && tokenKind(e, token, g.attrs) == k:
			taken = true
			kind, alias := noteAliases[token]
			if g.note = kind; token == "caution" {
				g.note = tree.Caution
			}
			if alias {
				g.class = joinToken(g.class, token)
			}
		case token == "absolute" && e.kind == kindLink:
			g.far = true
		case token == "caption" && (e.kind == kindParagraph || e.kind == kindDivision) && a.inFigure():
			g.legend = true
		case token == "API" && e.kind == kindLink && k == kindUnknown:
			a.sink.Report(a.diagnose(diag.AttributeValue, class.Span, `class "API" on a link that has an address`).
				WithHint("the address is kept; leave one of them out"))
		default:
			if !hasToken(g.class, token) {
				g.class = joinToken(g.class, token)
			}
			a.checkClass(e, token, tokenSpan(class, off, token))
		}
		off += len(token)
		rest = after
	}
}

// tokenSpan returns the place of a token at off in the value of class, or of
// the whole value where decoding has moved it.
func tokenSpan(class Attr, off int, token string) source.Span {
	if class.Span.Len() != len(class.Value) {
		return class.Span
	}
	start := class.Span.Start + int32(off)
	return source.Span{Start: start, End: start + int32(len(token))}
}

// knownClasses are the classes that mean something to lore, or did to the
// original.
var knownClasses = []string{
	"API", "note", "caution", "tip", "hint", "important", "warning", "danger", "attention", "footnote", "index",
	"doit", "boxed", "toc", "ignoretoc", "tocignore", "manhole-output", "figure", "caption", "absolute",
	"listing", "py-listing", "html-listing", "go-listing", "shell", "console", "output", "goerror",
	"python", "python-interpreter", "elisp", "py-prototype", "py-filename", "py-signature", "py-src-string",
	"py-src-parameter", "py-src-identifier", "py-src-keyword", "go-prototype", "go-filename",
}

var isKnownClass = set(strings.Join(knownClasses, " "))

// checkClass warns of a class that is likely a slip for one with a meaning.
// Classes that are nothing of the kind are the theme's.
func (a *Assembler) checkClass(e *element, token string, span source.Span) {
	if e.kind == kindPre || isKnownClass[token] || isListing(token) || strings.HasPrefix(token, "py-") && !strings.HasPrefix(token, "py-l") {
		return
	}
	for _, c := range a.classes {
		if c == token {
			return
		}
	}
	near := nearClass(token)
	if near == "" || !a.once("class "+token) {
		return
	}
	a.sink.Report(a.diagnose(diag.ClassUnknown, span, "class %q means nothing", token).DidYouMean(near))
}

// nearClass returns the known class that token is one slip away from, or "".
// Short words are near to too many others to say anything of them.
func nearClass(token string) string {
	if i := strings.LastIndexByte(token, '-'); i > 0 && len(token)-i > 5 &&
		nearest.Nearest(token[i+1:], []string{"listing"}) != "" {
		return token[:i+1] + "listing"
	}
	near := nearest.Nearest(token, knownClasses)
	switch {
	case strings.EqualFold(near, token):
		return near
	case len(near) < 5 && !sameLetters(near, token) || len(token) < 6 && token[0] != near[0]:
		return ""
	}
	return near
}

// sameLetters reports whether a and b differ in the order of letters only.
func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}
