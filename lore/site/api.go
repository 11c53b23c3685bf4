package site

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lore-docs/lore/apilinks"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// names looks up the page's names of packages and of what is in them.
func (r *resolver) names(lookUp func(base, name string) (apilinks.Symbol, error)) {
	if len(r.doc.APIs) == 0 {
		return
	}
	r.facts.APIs = make([]API, len(r.doc.APIs))
	if lookUp == nil {
		return
	}
	for i := range r.doc.APIs {
		api := &r.doc.APIs[i]
		symbol, err := lookUp(api.Base, api.Name)
		if err != nil {
			r.unresolved(tree.APIID(i), api, err)
			continue
		}
		r.facts.APIs[i] = API{URL: symbol.URL, Title: symbolTitle(symbol)}
	}
}

// symbolTitle says on one line what a symbol is.
func symbolTitle(s apilinks.Symbol) string {
	title := s.Signature
	if title == "" {
		title = s.FullName()
	}
	if s.Synopsis != "" {
		title += " — " + s.Synopsis
	}
	return strings.Join(strings.Fields(title), " ")
}

// unresolved reports a name that leads nowhere, or keeps it for Gather when
// the author can do nothing about it.
func (r *resolver) unresolved(id tree.APIID, api *tree.API, err error) {
	var (
		unknown     *apilinks.UnknownError
		ambiguous   *apilinks.AmbiguousError
		foreign     *apilinks.ForeignError
		unavailable *apilinks.UnavailableError
	)
	switch {
	case errors.As(err, &unknown):
		r.report(diag.New(diag.APIUnknown, r.doc.Source, api.Span, "%s", unknown.Reason).DidYouMean(unknown.Nearest))
	case errors.As(err, &ambiguous):
		r.report(diag.New(diag.APIAmbiguous, r.doc.Source, api.Span, "%s", ambiguous.Error()).
			WithHint("write the import path in full"))
	case errors.As(err, &foreign):
		r.facts.NoLinks = append(r.facts.NoLinks, NoLink{API: id, Text: foreign.Error()})
	case errors.As(err, &unavailable):
		r.facts.NoLinks = append(r.facts.NoLinks, NoLink{API: id, Reason: unavailable.Reason, Text: unavailable.Error()})
	default:
		r.facts.NoLinks = append(r.facts.NoLinks, NoLink{API: id, Reason: err.Error(), Text: err.Error()})
	}
}

// Gather adds up the facts of all pages, given in the order of s.Pages. It
// makes s.Files, and reports once for the whole site what would else be said
// at every name: that a package cannot be looked at, or that names of another
// language have nowhere to link to.
func Gather(s *Site, facts []*Facts, sink diag.Sink) {
	n := 0
	for _, f := range facts {
		n += len(f.Files)
	}
	files := make([]File, 0, n)
	for _, f := range facts {
		files = append(files, f.Files...)
	}
	s.Files = uniqueFiles(files)
	reportNoLinks(s, facts, sink)
}

// A noLinks is all names without a link for one reason.
type noLinks struct {
	first NoLink
	file  *source.File
	span  source.Span
	count int
}

func reportNoLinks(s *Site, facts []*Facts, sink diag.Sink) {
	byReason := map[string]*noLinks{}
	var all []*noLinks
	for i, f := range facts {
		doc := s.Pages[i].Doc
		for _, n := range f.NoLinks {
			code, span := noLinkCode(n), doc.APIs[n.API].Span
			if ignored(doc, code, span) {
				continue
			}
			group := byReason[n.Reason]
			if group == nil {
				group = &noLinks{first: n, file: doc.Source, span: span}
				byReason[n.Reason] = group
				all = append(all, group)
			}
			group.count++
		}
	}
	for _, group := range all {
		sink.Report(group.diagnostic())
	}
}

func noLinkCode(n NoLink) diag.Code {
	if n.Reason == "" {
		return diag.APIForeign
	}
	return diag.APIUnavailable
}

func (g *noLinks) diagnostic() diag.Diagnostic {
	text := g.first.Text
	switch {
	case g.count == 2:
		text += " (and 1 more name)"
	case g.count > 2:
		text += fmt.Sprintf(" (and %d more names)", g.count-1)
	}
	d := diag.New(noLinkCode(g.first), g.file, g.span, "%s", text)
	if d.Code == diag.APIForeign {
		return d.WithHint("a URL pattern in the configuration says where such names lead")
	}
	return d
}
