package run

import (
	"strings"

	"github.com/lore-docs/lore/lore/run/match"
)

// A follower follows the output of a step while it is printed.
type follower struct {
	m    *match.Matcher
	make func() *match.Matcher
	fed  string // the whole lines that m has
}

func (x *execution) newFollower(st *step) *follower {
	f := &follower{make: func() *match.Matcher { return match.NewMatcher(st.texts(), st.o.Match, x.captures) }}
	f.m = f.make()
	return f
}

func (st *step) texts() []string {
	texts := make([]string, len(st.want))
	for i, w := range st.want {
		texts[i] = w.Text
	}
	return texts
}

// feed takes the whole lines of the output, and returns what follows them.
func (f *follower) feed(out string) (partial string) {
	if !strings.HasPrefix(out, f.fed) { // its middle was dropped
		f.m, f.fed = f.make(), ""
	}
	if end := strings.LastIndexByte(out, '\n') + 1; end > len(f.fed) {
		for _, line := range match.Lines(out[len(f.fed):end]) {
			f.m.Feed(line)
		}
		f.fed = out[:end]
	}
	return out[len(f.fed):]
}

// waits reports whether the program waits for what is typed on line n.
func (f *follower) waits(out string, n int, lead string) bool {
	partial := f.feed(out)
	return f.m.Waits(n, lead, partial)
}

// dead reports whether no further output can make the page true.
func (f *follower) dead(out string) bool {
	f.feed(out)
	return f.m.Dead()
}

// complete reports whether all that the page shows was printed, where a last
// line without an end counts as one.
func (f *follower) complete(out string) bool {
	partial := f.feed(out)
	if f.m.Ready() || partial == "" {
		return f.m.Ready()
	}
	m := f.make()
	for _, line := range match.Lines(out) {
		m.Feed(line)
	}
	return m.Ready()
}
