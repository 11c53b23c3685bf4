package xhtml

import (
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

func (a *Assembler) closeTitle(text []tree.Inline, span source.Span) {
	m := a.build.Meta()
	words := tree.PlainText(text)
	if m.HeadTitle != "" && words != "" {
		a.report(diag.ElementPlace, span, "a second <title>")
		m.HeadTitle += " " + words
		return
	}
	m.HeadTitle = words
	a.head, a.headAt = text, span
}

func (a *Assembler) meta(g given) {
	name, ok := find(g.attrs, "name")
	if !ok {
		return // http-equiv, charset
	}
	content, _ := find(g.attrs, "content")
	value := fold(content.Value)
	m := a.build.Meta()
	switch strings.ToLower(name.Value) {
	case "description":
		m.Description = value
	case "date":
		m.Date = value
	case "version":
		m.Version = value
	case "author":
		m.Authors = append(m.Authors, tree.Author{Name: value})
	case "needs", "env", "files":
		m.Words = append(m.Words, tree.Word{Name: strings.ToLower(name.Value), Value: value, Span: content.Span})
	default:
		a.checkMeta(name)
	}
}

func (a *Assembler) checkMeta(name Attr) {
	known := []string{"description", "date", "version", "author", "keywords", "needs", "env", "files"}
	if near := nearest.Nearest(name.Value, known); near != "" && !strings.EqualFold(near, name.Value) {
		a.sink.Report(a.diagnose(diag.AttributeValue, name.Span, "no meta %q", name.Value).DidYouMean(near))
	}
}

// headLink takes a link of the head. All but those to authors are for programs
// that show the source itself.
func (a *Assembler) headLink(g given) {
	rel, _ := find(g.attrs, "rel")
	author := false
	for rest := rel.Value; rest != ""; {
		var t string
		t, _, rest = nextToken(rest)
		author = author || strings.EqualFold(t, "author")
	}
	href, _ := find(g.attrs, "href")
	if !author {
		if near := nearest.Nearest(rel.Value, []string{"author"}); near != "" {
			a.sink.Report(a.diagnose(diag.AttributeValue, rel.Span, "rel is %q", rel.Value).DidYouMean(near))
		}
		return
	}
	who := tree.Author{Name: g.attr.Title, URL: strings.Trim(href.Value, white)}
	if who.Name == "" {
		who.Name = strings.TrimPrefix(who.URL, "mailto:")
	}
	if who.Name == "" {
		a.sink.Report(a.diagnose(diag.AttributeValue, rel.Span, "the author has no name").WithHint("write title=\"Jo Smith\""))
		return
	}
	m := a.build.Meta()
	m.Authors = append(m.Authors, who)
}
