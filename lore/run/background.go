package run

import (
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/run/script"
)

// What a job in the background prints may come ahead of a prompt or behind it:
// that is chance, and a page has it where its author happened to see it. So a
// line may be shown with the step before or after the one that it came with.

// match compares the output of a step with the page: alone, or behind what came
// before the step was typed.
func (x *execution) match(st *step, out string) match.Result {
	held := x.held
	if x.held = nil; held != nil && held.st.term == st.term {
		r := match.Match(st.texts(), match.Lines(held.text+x.earlier+out), st.o.Match, x.captures)
		if r.OK {
			return r
		}
		x.differs(held.st, held.got, held.mismatch)
	}
	r := match.Match(st.texts(), match.Lines(out), st.o.Match, x.captures)
	if !r.OK && x.earlier != "" {
		if all := match.Match(st.texts(), match.Lines(x.earlier+out), st.o.Match, x.captures); all.OK {
			return all
		}
	}
	return r
}

// heldLines are lines that a step printed last and the page does not show there.
type heldLines struct {
	st       *step
	got      []string // all that it printed
	mismatch match.Result
	text     string
}

// mostHeld is how many lines are held back.
const mostHeld = 20

// holdBack keeps what is too much at the end of a step's output, if it may be
// of a job and the next step shows something.
func (x *execution) holdBack(st *step, got []string, r match.Result) bool {
	if r.Mismatch.Kind != match.Extra && r.Mismatch.Kind != match.Differs || !x.hasJobs(st) || !x.nextShows(st) {
		return false
	}
	for n := len(got) - 1; n >= max(0, len(got)-mostHeld); n-- {
		if match.Match(st.texts(), got[:n], st.o.Match, x.captures).OK {
			x.held = &heldLines{st, got, r, strings.Join(got[n:], "\n") + "\n"}
			return true
		}
	}
	return false
}

// hasJobs reports whether a step before this one left something in the
// background of its terminal.
func (x *execution) hasJobs(st *step) bool {
	all := x.s.all()
	return slices.ContainsFunc(all[:slices.Index(all, st)], func(before *step) bool {
		return before.term == st.term && (before.Background || before.Key == "^Z")
	})
}

// nextShows reports whether the next step in the terminal shows output.
func (x *execution) nextShows(st *step) bool {
	all := x.s.all()
	for _, next := range all[slices.Index(all, st)+1:] {
		if next.term == st.term && next.Kind != script.Idle {
			return next.compare && len(next.want) > 0
		}
	}
	return false
}

// release reports lines that were held back and that nothing showed.
func (x *execution) release() {
	if held := x.held; held != nil {
		x.held = nil
		x.differs(held.st, held.got, held.mismatch)
	}
}
