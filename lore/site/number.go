package site

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/tree"
)

// Number gives chapters their numbers, if the site is numbered, and makes the
// index. It reports index entries without a term.
//
// An index page that no contents list, as the root is, has no number, and the
// chapters below it count from 1. Parts do not count.
func Number(s *Site, sink diag.Sink) {
	if s.Numbered {
		count := 0
		numberChapters(s.Toc, "", &count)
		s.chapters = count > 0
	}
	s.Index = makeIndex(s.Pages, sink)
}

func numberChapters(entries []*Entry, prefix string, count *int) {
	for _, e := range entries {
		switch p := e.Page; {
		case p == nil:
			numberChapters(e.Children, prefix, count)
		case p.listed:
			*count++
			p.Number = prefix + strconv.Itoa(*count)
			below := 0
			numberChapters(e.Children, p.Number+".", &below)
		default:
			below := 0
			numberChapters(e.Children, "", &below)
		}
	}
}

// A termKey finds a term below another.
type termKey struct {
	above *Term
	text  string
}

func makeIndex(pages []*Page, sink diag.Sink) []*Term {
	top := &Term{}
	terms := map[termKey]*Term{}
	for _, p := range pages {
		for i := range p.Doc.Index {
			e := &p.Doc.Index[i]
			levels := termLevels(p, e, sink)
			if len(levels) == 0 {
				continue
			}
			t := top
			for _, text := range levels {
				key := termKey{t, text}
				sub := terms[key]
				if sub == nil {
					sub = &Term{Text: text}
					terms[key] = sub
					t.Sub = append(t.Sub, sub)
				}
				t = sub
			}
			t.Places = append(t.Places, Place{p, e.Target})
		}
	}
	sortTerms(top.Sub)
	return top.Sub
}

// termLevels returns the levels of e that say something, and reports those that
// do not.
func termLevels(p *Page, e *tree.IndexEntry, sink diag.Sink) []string {
	if len(e.Term) > 0 && !slices.Contains(e.Term, "") {
		return e.Term
	}
	levels := slices.DeleteFunc(slices.Clone(e.Term), func(text string) bool { return text == "" })
	d := diag.New(diag.IndexTerm, p.Doc.Source, e.Span, "index entry has no term")
	if len(levels) > 0 {
		d = diag.New(diag.IndexTerm, p.Doc.Source, e.Span, "index entry %q has an empty level", strings.Join(e.Term, "!")).
			WithHint("write value=%q", strings.Join(levels, "!"))
	}
	sink.Report(d)
	return levels
}

// sortTerms sorts terms as people look for them: without regard to case and
// punctuation.
func sortTerms(terms []*Term) {
	type keyed struct {
		key  string
		term *Term
	}
	list := make([]keyed, len(terms))
	for i, t := range terms {
		list[i] = keyed{sortKey(t.Text), t}
		sortTerms(t.Sub)
	}
	slices.SortFunc(list, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.term.Text, b.term.Text))
	})
	for i, k := range list {
		terms[i] = k.term
	}
}

func sortKey(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == ' ' {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
