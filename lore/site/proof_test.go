package site_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// TestFailures holds that what failed its test is a warning at its place, that
// nothing else is, and that writers see what is known of all.
func TestFailures(t *testing.T) {
	text := "listing listing transcript transcript output"
	b := tree.NewBuilder(source.New("doc/page.md", text), diag.Discard{})
	for i, kind := range []tree.ListingKind{tree.CodeFile, tree.CompileError, tree.Transcript, tree.Setup, tree.Output} {
		b.Listing(tree.ListingSource{Kind: kind, Span: source.Span{Start: int32(i), End: int32(i + 1)}})
	}
	s := site.Collect(site.Input{Sources: []site.Source{{Path: "page.md", Doc: b.Finish(nil)}}}, diag.Discard{})
	site.Number(s, diag.Discard{})
	var p *site.Page
	for _, page := range s.Pages {
		if !page.Generated {
			p = page
		}
	}
	for state, want := range map[site.ProofState][]string{
		site.NotProven: nil,
		site.Compiles:  nil,
		site.Tested:    nil,
		site.Failing: {
			"doc/page.md:1:1: the last test of this listing failed (test-failed)",
			"doc/page.md:1:2: the last test of this listing failed (test-failed)",
			"doc/page.md:1:3: the last test of this transcript failed (test-failed)",
			"doc/page.md:1:4: the last test of this transcript failed (test-failed)",
			"doc/page.md:1:5: the last test of this output failed (test-failed)",
		},
	} {
		var l diag.List
		proofs := slices.Repeat([]site.Proof{{State: state, Go: "go1.26"}}, 5)
		facts := site.Resolve(s, p, site.Deps{Proofs: proofs}, &l)
		var got []string
		for _, d := range l {
			got = append(got, d.String())
			if d.Severity != diag.Warning || d.Hint != "lore test doc/page.md says how" {
				t.Errorf("%v: severity %v, hint %q", d, d.Severity, d.Hint)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("state %d: got %q, want %q", state, got, want)
		}
		if fmt.Sprint(facts.Proofs) != fmt.Sprint(proofs) {
			t.Errorf("state %d: writers see %v", state, facts.Proofs)
		}
	}
}
