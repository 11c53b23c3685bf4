package match

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// The lines of random pages and outputs: few, so that they often match, and
// alike, so that they often match in several ways.
var (
	pageLines   = []string{"a", "b", "", "...", "...", "a...", "...b", "a...b...a", "n 1", "n 2 ... x", "took 5ms", "a   b"}
	outputLines = []string{"a", "b", "", "ab", "aba", "abba", "n 3", "n 1", "n 2 x", "n 7 y x", "took 1.5s", "took x", "a b", "a\tb"}
	idLines     = []string{"x 2054777f", "y 2054777f", "x 3054777f", "x 2054777f 3054777f", "...", "x 4054777f ...", "z"}
)

// rounds is how many random cases a test tries. Ten times as many find nothing
// more, but would take too long for every run.
const rounds = 4000

func randomLines(r *rand.Rand, from []string) []string {
	lines := make([]string, r.IntN(7))
	for i := range lines {
		lines[i] = from[r.IntN(len(from))]
	}
	return lines
}

func randomOptions(r *rand.Rand) Options {
	o := Options{AnyOrder: r.IntN(3) == 0, FoldSpace: r.IntN(3) == 0}
	if r.IntN(2) == 0 {
		o.Vary = HolesOf(Num, Duration)
	}
	return o
}

// Match finds a match exactly if there is one, as trying all ways shows.
func TestMatchAgainstReference(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	matched := 0
	for range rounds {
		want, got, o := randomLines(r, pageLines), randomLines(r, outputLines), randomOptions(r)
		ref := reference(trimBlank(want), trimBlank(got), o)
		if res := Match(want, got, o, nil); res.OK != ref {
			t.Fatalf("%q and %q with %+v: %v, all ways say %v", want, got, o, res.OK, ref)
		}
		if ref {
			matched++
		}
	}
	if matched < rounds/50 {
		t.Errorf("only %d matches among the cases", matched)
	}
}

// reference compares by trying everything.
func reference(want, got []string, o Options) bool {
	for _, try := range o.tries() {
		if try.AnyOrder && referenceAny(withoutBlank(want), withoutBlank(got), try) || !try.AnyOrder && referenceOrdered(want, got, try) {
			return true
		}
	}
	return false
}

func withoutBlank(lines []string) (kept []string) {
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

func referenceOrdered(want, got []string, o Options) bool {
	switch {
	case len(want) == 0:
		return len(got) == 0
	case isGap(want[0]):
		return referenceOrdered(want[1:], got, o) || len(got) > 0 && referenceOrdered(want, got[1:], o)
	}
	return len(got) > 0 && referenceLine(want[0], got[0], o) && referenceOrdered(want[1:], got[1:], o)
}

func referenceAny(want, got []string, o Options) bool {
	gap := false
	var lines []string
	for _, w := range want {
		if isGap(w) {
			gap = true
		} else {
			lines = append(lines, w)
		}
	}
	return referenceSets(lines, got, o, gap)
}

func referenceSets(want, got []string, o Options, gap bool) bool {
	if len(want) == 0 {
		return gap || len(got) == 0
	}
	for j := range got {
		rest := append(append([]string(nil), got[:j]...), got[j+1:]...)
		if referenceLine(want[0], got[j], o) && referenceSets(want[1:], rest, o, gap) {
			return true
		}
	}
	return false
}

func referenceLine(want, got string, o Options) bool {
	p := compile(want, o)
	_, ok := p.match(o.normal(got), nil)
	return ok
}

// What Bless makes matches, and Bless keeps what matched.
func TestBlessMatches(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range rounds {
		page, output, o := pageLines, outputLines, randomOptions(r)
		if r.IntN(2) == 0 {
			page, output, o.Vary = idLines, idLines, HolesOf(Hash)
		}
		want, got := randomLines(r, page), randomLines(r, output)
		changes := Bless(want, got, o, nil)
		blessed := Apply(want, changes)
		if res := Match(blessed, got, o, nil); !res.OK {
			t.Fatalf("%q and %q with %+v: blessed %q: %s", want, got, o, blessed, res.Mismatch)
		}
		if again := Bless(blessed, got, o, nil); again != nil {
			t.Fatalf("%q and %q with %+v: blessed %q is changed again: %v", want, got, o, blessed, again)
		}
	}
}

// Lines with elisions match as the same regular expression does.
func TestElisionsAgainstRegexp(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	text := func(parts ...string) string {
		var b strings.Builder
		for range r.IntN(8) {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		return b.String()
	}
	for range rounds {
		want, got := text("a", "b", "ä", "...", "…"), text("a", "b", "ä", "ab")
		if strings.Contains(want, "......") || isGap(want) || got == "" { // six dots are six dots, and no line is no line
			continue
		}
		quoted := strings.NewReplacer("...", ".*", "…", ".*").Replace(want)
		ref := regexp.MustCompile("^" + quoted + "$").MatchString(got)
		if ok := Match([]string{want}, []string{got}, Options{}, nil).OK; ok != ref {
			t.Fatalf("%q and %q: %v, the expression says %v", want, got, ok, ref)
		}
	}
}

// Texts too long for one table are blessed in parts.
func TestBlessLarge(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	var want, got []string
	for i := range 4000 {
		line := fmt.Sprintf("line %d", i)
		switch r.IntN(10) {
		case 0:
			want = append(want, line)
		case 1:
			got = append(got, line)
		case 2:
			want, got = append(want, line), append(got, line+" changed")
		case 3:
			want = append(want, "...")
		default:
			want, got = append(want, line), append(got, line)
		}
	}
	changes := Bless(want, got, Options{}, nil)
	if res := Match(Apply(want, changes), got, Options{}, nil); !res.OK {
		t.Fatal(res.Mismatch)
	}
	kept := 0
	for at, i := 0, 0; i <= len(changes); i++ {
		if i == len(changes) {
			kept += len(want) - at
			break
		}
		kept += changes[i].From - at
		at = changes[i].To
	}
	if kept < 2400 {
		t.Errorf("%d of %d lines kept", kept, len(want))
	}
}

// A Matcher has reached all lines when a match is there, and is not dead as
// long as one can come.
func TestMatcherAgainstMatch(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range rounds {
		want, got, o := randomLines(r, pageLines), randomLines(r, outputLines), randomOptions(r)
		o.AnyOrder = false
		full := Match(want, got, o, nil).OK
		m := NewMatcher(want, o, nil)
		for n, line := range trimBlank(got) {
			m.Feed(line)
			if m.Dead() && full {
				t.Fatalf("%q and %q with %+v: dead after line %d of a match", want, got, o, n)
			}
		}
		if full && !m.Ready() || m.Done().OK != full {
			t.Fatalf("%q and %q with %+v: match %v, ready %v", want, got, o, full, m.Ready())
		}
	}
}
