package xhtml

import (
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// given is what the attributes of an element say.
type given struct {
	attrs  []Attr
	attr   tree.Attr // all but Class and Target
	title  source.Span
	class  string // the tokens that are left for the look
	id     Attr
	words  []tree.Word
	ignore []tree.Ignore
	note   tree.NoteKind
	far    bool // class absolute
	legend bool // class caption, in a figure
}

func find(attrs []Attr, name string) (Attr, bool) {
	for _, a := range attrs {
		if a.Name == name {
			return a, true
		}
	}
	return Attr{}, false
}

// attrOf makes the node attributes of g, registers its id, and returns nil
// when there is nothing to keep.
func (a *Assembler) attrOf(g *given) *tree.Attr {
	g.attr.Class = g.class
	if g.id.Name != "" {
		g.attr.Target = a.target(g.id)
	}
	if g.attr == (tree.Attr{}) {
		return nil
	}
	p := a.arena.attrs.take()
	*p = g.attr
	return p
}

// target registers the name of a place.
func (a *Assembler) target(id Attr) tree.TargetID {
	name := strings.Trim(id.Value, white)
	switch {
	case name == "":
		a.report(diag.AttributeValue, id.Span, "%s is empty", id.Name)
		return 0
	case strings.ContainsAny(name, white):
		a.report(diag.AttributeValue, id.Span, "%s %q has a blank in it", id.Name, name)
	}
	return a.build.Target(name, id.Span)
}

// common reads the attributes that any element may have: hlint, and a
// lore:ignore that came before.
func (a *Assembler) common(attrs []Attr) given {
	g := given{attrs: attrs, ignore: a.ignore}
	a.ignore = nil
	if off, ok := find(attrs, "hlint"); ok && off.Value == "off" {
		g.ignore = append(g.ignore, tree.Ignore{At: off.Span})
	}
	return g
}

// attributes reads the attributes of an element that a class makes k of.
func (a *Assembler) attributes(e *element, k kind, attrs []Attr) given {
	if len(attrs) == 0 && a.ignore == nil {
		return given{}
	}
	g := a.common(attrs)
	for _, at := range attrs {
		switch at.Name {
		case "class":
			a.tokens(e, k, at, &g)
		case "id":
			g.id = at
		case "title":
			g.attr.Title, g.title = fold(at.Value), at.Span
		case "lang", "xml:lang":
			g.attr.Lang = at.Value
		case "dir":
			g.attr.Dir = a.oneOf(at, "ltr", "rtl", "auto")
		case "hlint":
			if at.Value != "off" {
				a.sink.Report(a.diagnose(diag.AttributeValue, at.Span, "hlint is %q", at.Value).WithHint(`it can be "off"`))
			}
		default:
			if !slices.Contains(e.attrs, at.Name) && !(k == kindListing && at.Name == "href") {
				a.otherAttr(e, k, at, &g)
			}
		}
	}
	return g
}

// nameSpan returns where the name of an attribute stands, or its value where
// the source, in another format, has none in front of it.
func (a *Assembler) nameSpan(at Attr) source.Span {
	text := a.file.Text
	i := min(int(at.Span.Start), len(text))
	if i > 0 && (text[i-1] == '"' || text[i-1] == '\'') {
		i--
	}
	before, ok := strings.CutSuffix(strings.TrimRight(text[:i], white), "=")
	before = strings.TrimRight(before, white)
	if start := len(before) - len(at.Name); ok && start >= 0 && strings.EqualFold(before[start:], at.Name) {
		return span(start, len(before))
	}
	return at.Span
}

// oneOf returns the value of at if it is one of those, in any case, else "".
func (a *Assembler) oneOf(at Attr, values ...string) string {
	v := strings.ToLower(strings.Trim(at.Value, white))
	if slices.Contains(values, v) {
		return v
	}
	d := a.diagnose(diag.AttributeValue, at.Span, "%s is %q", at.Name, at.Value)
	if near := nearest.Nearest(v, values); near != "" {
		a.sink.Report(d.DidYouMean(near))
	} else {
		a.sink.Report(d.WithHint("it can be %s", strings.Join(values, ", ")))
	}
	return ""
}

// Attributes of HTML that say nothing lore keeps, and whose loss no reader
// notices.
var quietAttrs = set(`xmlns xml:space xml:base noexpand accesskey tabindex role border cellpadding cellspacing frame
	rules summary width height valign nowrap clear hspace vspace type compact value size noshade char charoff headers
	scope abbr axis span shape coords rel rev target hreflang charset media version profile http-equiv usemap ismap
	longdesc lowsrc datetime cite name link vlink alink loading decoding rowspan colspan frameborder scheme translate
	spellcheck hidden draggable contenteditable itemprop itemscope itemtype content reversed crossorigin referrerpolicy
	srcset sizes sizes property`)

// Attributes whose effect an author would miss.
var lookAttrs = set("style align bgcolor background color face text")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// otherAttr takes an attribute that is none of the element's own.
func (a *Assembler) otherAttr(e *element, k kind, at Attr, g *given) {
	name := at.Name
	data := strings.HasPrefix(name, "data-")
	switch {
	case name == "skipLines" || data && (tree.IsWord(name[len("data-"):]) || k == kindListing || e.kind == kindPre):
		a.word(e, k, at, g)
	case name == "base" && k == kindAPI, name == "value" && (k == kindIndex || k == kindAPI):
	case quietAttrs[name] || strings.HasPrefix(name, "xmlns:") || strings.HasPrefix(name, "aria-"):
		class, _ := find(g.attrs, "class")
		if name == "value" && e.kind == kindSpan && nearest.Nearest(class.Value, []string{"index"}) == "" { // that slip is reported
			a.sink.Report(a.diagnose(diag.AttributeUnknown, a.nameSpan(at), `value on <span> without class "index"`).
				WithHint(`write class="index"`))
		}
	case lookAttrs[name]:
		if e.kind != kindPage && a.once("look "+name) {
			a.sink.Report(a.diagnose(diag.AttributeUnknown, a.nameSpan(at), "%s on <%s> is not kept", name, e.name).
				WithHint("use a class; the look of a page is the theme's"))
		}
	case isHandler(name):
		a.handler(at)
	default:
		a.unknownAttr(e, k, at)
	}
}

func (a *Assembler) unknownAttr(e *element, k kind, at Attr) {
	names := append([]string{"class", "id", "title", "lang", "dir", "hlint"}, e.attrs...)
	switch k {
	case kindListing:
		names = append(names, "href", "skipLines")
		for _, w := range tree.Words() {
			names = append(names, "data-"+w)
		}
	case kindAPI:
		names = append(names, "base", "value")
	case kindIndex:
		names = append(names, "value")
	}
	near := nearest.Nearest(at.Name, names)
	if strings.HasPrefix(at.Name, "data-") && near == "" || strings.Contains(at.Name, ":") {
		return // other tools' words
	}
	if (k == kindListing || e.kind == kindPre) && tree.IsWord(at.Name) {
		near = "data-" + at.Name
	}
	d := a.diagnose(diag.AttributeUnknown, a.nameSpan(at), "<%s> has no attribute %q", e.name, at.Name)
	a.sink.Report(d.DidYouMean(near))
}

func isHandler(name string) bool { return len(name) > 4 && strings.HasPrefix(name, "on") }

func (a *Assembler) handler(at Attr) {
	if a.once("handler " + at.Name) {
		a.report(diag.ElementRefused, a.nameSpan(at), "%s: scripts have no place in a howto", at.Name)
	}
}

func (a *Assembler) handlers(name string, attrs []Attr) {
	for _, at := range attrs {
		if isHandler(at.Name) {
			a.handler(at)
		}
	}
}

func fold(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x80 || c == '\n' || c == '\t' || c == '\r' || c == '\f' ||
			c == ' ' && (i == 0 || i+1 == len(s) || s[i+1] == ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}
