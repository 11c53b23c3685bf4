package site

import (
	"cmp"
	"slices"

	"github.com/lore-docs/lore/apilinks"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/tree"
)

// Deps is what Resolve needs to know of a page that is found out elsewhere.
type Deps struct {
	Code   []*listing.Code // the page's listings, by tree.ListingID; may be nil
	Proofs []Proof         // what tests say of them, by tree.ListingID; may be nil

	// API looks up a name as (*apilinks.Index).Resolve does, and gives its
	// errors. It may be called by several goroutines at once. Nil leaves all
	// names without links, and reports nothing.
	API func(base, name string) (apilinks.Symbol, error)
}

// Resolve finds out what every reference of the page p leads to and reports
// those that lead nowhere. The site must be numbered. Any number of goroutines
// may resolve pages of one site at once, each with a sink of its own.
func Resolve(s *Site, p *Page, deps Deps, sink diag.Sink) *Facts {
	r := resolver{
		follower: follower{site: s, page: p}, doc: p.Doc, sink: sink,
		facts: &Facts{Numbers: s.targetsOf(p).numbers, Code: deps.Code, Proofs: deps.Proofs},
	}
	r.links()
	r.names(deps.API)
	r.copies()
	r.failures()
	checkIgnores(p.Doc, sink)
	return r.facts
}

// A resolver makes the Facts of one page.
type resolver struct {
	follower
	doc   *tree.Document
	sink  diag.Sink
	facts *Facts
}

// failures reports the listings and transcripts that are not true, as far as
// tests have found out.
func (r *resolver) failures() {
	for id, proof := range r.facts.Proofs {
		if proof.State == Failing {
			r.sink.Report(diag.New(diag.TestFailed, r.doc.Source, r.doc.Listings[id].Span, "the last test of this %s failed", noun(r.doc.Listings[id].Kind)).
				WithHint("lore test %s says how", r.doc.Source.Name))
		}
	}
}

func noun(kind tree.ListingKind) string {
	switch kind {
	case tree.CodeFile, tree.CodeText, tree.CompileError:
		return "listing"
	case tree.Output:
		return "output"
	}
	return "transcript"
}

func (r *resolver) links() {
	if len(r.doc.Refs) == 0 {
		return
	}
	r.facts.Links = make([]Link, len(r.doc.Refs))
	for i := range r.doc.Refs {
		ref, l := &r.doc.Refs[i], &r.facts.Links[i]
		if ref.Kind == tree.RefImage {
			r.image(ref, l)
			continue
		}
		r.link(ref, l)
		if ref.Auto && l.Kind != Broken {
			r.write(ref, l)
		}
	}
}

// copy has the file of the module copied to the output, and returns where.
func (r *resolver) copy(file string) string {
	path := r.site.FilePath(file)
	r.facts.Files = append(r.facts.Files, File{Path: path, Source: file})
	return path
}

// copies completes the list of files to copy: what a listing shows is there
// to be looked at whole.
func (r *resolver) copies() {
	for _, code := range r.facts.Code {
		if code != nil && code.File != "" {
			r.copy(code.File)
		}
	}
	r.facts.Files = uniqueFiles(r.facts.Files)
}

func uniqueFiles(files []File) []File {
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return slices.Compact(files)
}
