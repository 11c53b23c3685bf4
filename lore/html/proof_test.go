package html_test

import (
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// TestProofs holds what a transcript carries for what tests say of it.
func TestProofs(t *testing.T) {
	const with = `<span class="lore-with"> with go1.26</span>`
	for _, tc := range []struct {
		name  string
		proof []site.Proof
		want  string // "" for no mark
	}{
		{"no test", nil, ""},
		{"not proven", []site.Proof{{Go: "go1.26"}}, ""},
		{"compiles", []site.Proof{{State: site.Compiles, Go: "go1.26"}}, "Compiles" + with},
		{"tested", []site.Proof{{State: site.Tested, Go: "go1.26"}}, "Tested" + with},
		{"no program of Go", []site.Proof{{State: site.Tested}}, "Tested</span>"},
		{"failing", []site.Proof{{State: site.Failing, Go: "go1.26"}}, "Fails its test</span>"},
		{"escaped", []site.Proof{{State: site.Tested, Go: "<go>"}}, "with &lt;go&gt;"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newSheet("Proofs")
			s.add(s.listing(tree.ListingSource{Kind: tree.Transcript}, &listing.Code{Lines: lines("console", "$ true\n", 1)}))
			s.facts.Proofs = tc.proof
			body := string(newWriter(t, html.Options{}).Body(s.view("page"), diag.Discard{}))
			_, mark, marked := strings.Cut(body, `<span class="lore-proof`)
			if marked != (tc.want != "") || !strings.Contains(mark, tc.want) {
				t.Errorf("got %s\nwant a mark with %q", body, tc.want)
			}
			if wrong := strings.Contains(body, "lore-wrong"); wrong != (tc.name == "failing") {
				t.Errorf("the class of what is wrong: %v", wrong)
			}
		})
	}
}
