package match

import (
	"fmt"
	"strings"
)

// MismatchKind tells mismatches apart.
type MismatchKind uint8

// The kinds of mismatch.
const (
	Differs   MismatchKind = iota // another line was printed
	Missing                       // the line was not printed
	Extra                         // a line was printed that is not shown
	Disagrees                     // a value is another than the one that was printed for it before
)

// A Mismatch is the first place where the output is not what the page shows,
// under the alignment that needs the fewest edits.
type Mismatch struct {
	Kind     MismatchKind
	Want     int // line of the page from 0; for Extra the one before which it stands, which may be behind the last
	Got      int // line of the output from 0; for Missing the one that was printed instead, which may be behind the last
	WantText string
	GotText  string
	WantCol  int // offset in bytes at which WantText and GotText, for Differs, part
	GotCol   int
	Conflict *Conflict // for Disagrees
	Hint     Hint      // what would make all lines match; zero if nothing would
}

// String returns the mismatch as a message, lower case and with the words of
// both sides in quotes.
func (m *Mismatch) String() string {
	switch m.Kind {
	case Missing:
		return fmt.Sprintf("%s was not printed", quote(m.WantText))
	case Extra:
		return fmt.Sprintf("%s was printed and is not shown", quote(m.GotText))
	case Disagrees:
		return m.Conflict.String()
	}
	return fmt.Sprintf("printed %s, wanted %s", quote(m.GotText), quote(m.WantText))
}

// quote quotes a line, or its beginning if it is very long.
func quote(s string) string {
	if s == "" {
		return "a blank line"
	}
	const most = 200
	if len(s) <= most {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprintf("%q and %d bytes more", strings.ToValidUTF8(s[:most], ""), len(s)-most)
}

// A Hint holds the options that make a mismatch match.
type Hint struct {
	Vary      Holes // kinds to add
	Values    int   // how many values differ then
	AnyOrder  bool
	FoldSpace bool
}

// IsZero reports whether there is nothing to say.
func (h Hint) IsZero() bool { return h == Hint{} }

// String returns the hint as a message, "" for none.
func (h Hint) String() string {
	var words []string
	if h.Vary != 0 {
		words = append(words, "vary="+h.Vary.String())
	}
	if h.AnyOrder {
		words = append(words, "order=any")
	}
	if h.FoldSpace {
		words = append(words, "space=fold")
	}
	if len(words) == 0 {
		return ""
	}
	s := "matches with " + strings.Join(words, " ")
	switch {
	case h.Vary == 0:
		return s
	case h.Values == 1:
		return s + " (1 value differs)"
	}
	return fmt.Sprintf("%s (%d values differ)", s, h.Values)
}

// explain says why m did not match. The lines are those of both sides without
// blank ones at the end.
func explain(m *matching, want, got []string, o Options, c *Captures) Result {
	var edits []Edit
	if o.AnyOrder {
		edits = unordered(m)
	} else {
		edits = align(m.want, m.got)
	}
	r := Result{Edits: edits, Mismatch: firstMismatch(edits, want, got, m)}
	if r.Mismatch.Kind != Disagrees {
		r.Mismatch.Hint = hint(want, got, o, c)
	}
	return r
}

// firstMismatch returns the first edit that changes something as a mismatch. If
// there is none, then values disagree.
func firstMismatch(edits []Edit, want, got []string, m *matching) *Mismatch {
	for _, e := range edits {
		mis := &Mismatch{Want: e.Want, Got: e.Got}
		if e.Want < len(want) {
			mis.WantText = want[e.Want]
		}
		if e.Got < len(got) {
			mis.GotText = got[e.Got]
		}
		switch e.Op {
		case Replace:
			mis.WantCol, mis.GotCol = m.want[e.Want].part(m.got[e.Got])
			if m.o.FoldSpace { // the offsets are those of folded lines
				n := commonPrefix(mis.WantText, mis.GotText)
				mis.WantCol, mis.GotCol = n, n
			}
			return mis
		case Delete:
			mis.Kind = Missing
			return mis
		case Insert:
			mis.Kind = Extra
			return mis
		}
	}
	return disagreement(edits, want, got, m)
}

// disagreement finds the first line whose values contradict earlier ones.
func disagreement(edits []Edit, want, got []string, m *matching) *Mismatch {
	t := newTrial(m.trial.base)
	mis := &Mismatch{Kind: Disagrees, Conflict: m.conflict}
	for _, e := range edits {
		if e.Op != Keep {
			continue
		}
		binds, _ := m.want[e.Want].match(m.got[e.Got], nil)
		if c := t.add(binds); c != nil {
			mis.Conflict, mis.Want, mis.Got = c, e.Want, e.Got
			break
		}
	}
	if mis.Conflict == nil { // only among the places that an elision was tried at
		mis.Conflict = &Conflict{}
	}
	if mis.Want < len(want) && mis.Got < len(got) {
		mis.WantText, mis.GotText = want[mis.Want], got[mis.Got]
	}
	return mis
}

// unordered pairs the lines of both sides whatever their order. What is left
// over of both is taken as changes, in order.
func unordered(m *matching) []Edit {
	p := &pairing{matching: m}
	missing, extra := p.pair()
	isMissing := make(map[int]bool, len(missing))
	for _, i := range missing {
		isMissing[i] = true
	}
	line := make(map[int]int, len(p.loose)) // of the output, by the line of the page
	for j, k := range p.owner {
		if k >= 0 {
			line[p.loose[k]] = p.free[j]
		}
	}
	var edits []Edit
	for i := range m.want {
		j, paired := line[i]
		switch {
		case paired:
			edits = append(edits, Edit{Keep, i, j, j + 1})
		case !isMissing[i]: // a literal line, a blank one or a gap
		case len(extra) > 0:
			edits = append(edits, Edit{Replace, i, extra[0], extra[0] + 1})
			extra = extra[1:]
		default:
			edits = append(edits, Edit{Delete, i, len(m.got), len(m.got)})
		}
	}
	for _, j := range extra {
		edits = append(edits, Edit{Insert, len(m.want), j, j + 1})
	}
	return edits
}

// hint looks for options with which everything matches: one more option if that
// is enough, all together if not. For kinds of values it names those that differ.
func hint(want, got []string, o Options, c *Captures) Hint {
	vary, order, space := o, o, o
	vary.Vary, order.AnyOrder, space.FoldSpace = allHoles, true, true
	loose := Options{Vary: allHoles, AnyOrder: true, FoldSpace: true}
	for _, try := range []Options{space, order, vary, loose} {
		if try == o {
			continue
		}
		r, ok := matches(want, got, try, c)
		if !ok {
			continue
		}
		exact := Options{Vary: o.Vary | r.Vary, AnyOrder: o.AnyOrder || r.AnyOrder, FoldSpace: o.FoldSpace || r.FoldSpace}
		if again, ok := matches(want, got, exact, c); ok {
			r = again
		} else {
			exact = try
		}
		added := exact.Vary &^ o.Vary
		return Hint{
			Vary: added, Values: r.Values(added),
			AnyOrder: exact.AnyOrder && !o.AnyOrder, FoldSpace: exact.FoldSpace && !o.FoldSpace,
		}
	}
	return Hint{}
}

// matches is Match without an explanation, and captures nothing for good.
func matches(want, got []string, o Options, c *Captures) (Result, bool) {
	for _, try := range o.tries() {
		if m := newMatch(want, got, try, c); m.run() {
			return m.result(), true
		}
	}
	return Result{}, false
}
