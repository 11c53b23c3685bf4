package match

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/golden"
)

// A case has up to three blocks of one page: what each shows, and what was
// printed. The report has the outcome of each, and blessed the page after all
// changes.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		o := Options{}
		if c.Has("words") {
			o = parseOptions(t, c.File("words"))
		}
		report := &strings.Builder{}
		var captures, fresh Captures
		var results []Result
		for _, n := range []string{"", "2", "3"} {
			if !c.Has("page" + n) {
				break
			}
			want, got := textLines(c.File("page"+n)), Lines(c.File("printed"+n))
			r := Match(want, got, o, &captures)
			results = append(results, r)
			report.WriteString(describe(r, want, got))
			new := Apply(want, Bless(want, got, o, &fresh))
			if c.Has("blessed" + n) {
				c.Want("blessed"+n, strings.Join(new, "\n"))
			}
		}
		for _, word := range o.Unused(results...) {
			fmt.Fprintf(report, "unused %s\n", word)
		}
		c.Want("report", report.String())
	})
}

func textLines(text string) []string {
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func parseOptions(t *testing.T, text string) Options {
	t.Helper()
	var o Options
	for _, word := range strings.Fields(text) {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "vary":
			for kind := range strings.SplitSeq(value, ",") {
				h, ok := ParseHole(kind)
				if !ok {
					t.Fatalf("no kind %q", kind)
				}
				o.Vary = o.Vary.With(h)
			}
		case "order":
			o.AnyOrder = true
		case "space":
			o.FoldSpace = true
		default:
			t.Fatalf("no word %q", word)
		}
	}
	return o
}

// describe prints a result for people: the message, the hint, and the lines of
// both sides.
func describe(r Result, want, got []string) string {
	if r.OK {
		s := "ok"
		if r.Vary != 0 {
			s += fmt.Sprintf(", %d of %s differ", r.Values(r.Vary), r.Vary)
		}
		if r.AnyOrder {
			s += ", order=any needed"
		}
		if r.FoldSpace {
			s += ", space=fold needed"
		}
		return s + "\n"
	}
	var b strings.Builder
	m := r.Mismatch
	fmt.Fprintf(&b, "page line %d, printed line %d: %s\n", m.Want+1, m.Got+1, m)
	if m.Kind == Differs {
		fmt.Fprintf(&b, "  from columns %d, %d\n", m.WantCol+1, m.GotCol+1)
	}
	if !m.Hint.IsZero() {
		fmt.Fprintf(&b, "  hint: %s\n", m.Hint)
	}
	for _, e := range r.Edits {
		switch e.Op {
		case Keep:
			fmt.Fprintf(&b, "    %s\n", want[e.Want])
		case Elide:
			fmt.Fprintf(&b, "    %s (%d)\n", want[e.Want], e.GotEnd-e.Got)
		case Delete:
			fmt.Fprintf(&b, "  - %s\n", want[e.Want])
		case Replace:
			fmt.Fprintf(&b, "  - %s\n  + %s\n", want[e.Want], got[e.Got])
		case Insert:
			fmt.Fprintf(&b, "  + %s\n", got[e.Got])
		}
	}
	return b.String()
}
