package run

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/run/program"
	"github.com/lore-docs/lore/lore/run/term"
)

// A group is sessions that are run one after another, because values that are
// captured in one are held against the next: those of a page that has any, and
// else each on its own.
type group struct {
	sessions []*session
	key      string // of the cache
}

// dueSessions returns what has to be run: not what passed before, and not what
// is skipped or blocked altogether.
func (r *run) dueSessions() []*group {
	var due []*group
	for _, p := range r.pages {
		var groups []*group
		for _, s := range p.sessions {
			if p.varies && len(groups) > 0 {
				groups[0].sessions = append(groups[0].sessions, s)
			} else {
				groups = append(groups, &group{sessions: []*session{s}})
			}
		}
		for _, g := range groups {
			if !r.settled(g) {
				due = append(due, g)
			}
		}
	}
	return due
}

// settled ends the checks of sessions that need not be run, and reports
// whether none is left.
func (r *run) settled(g *group) bool {
	g.sessions = slices.DeleteFunc(g.sessions, func(s *session) bool {
		r.blockSession(s)
		due := slices.ContainsFunc(s.all(), func(st *step) bool { return st.check.Status == Passed })
		if !due {
			r.endSession(s)
		}
		return !due
	})
	if len(g.sessions) == 0 {
		return true
	}
	g.key = r.groupKey(g)
	if !r.cache.has(g.key, g.maxAge()) {
		return false
	}
	for _, s := range g.sessions {
		for _, st := range s.all() {
			st.check.Cached = st.check.Status == Passed
		}
		r.endSession(s)
	}
	return true
}

func (r *run) endSession(s *session) {
	for _, st := range s.all() {
		r.events.ended(st.check)
	}
}

// blockSession ends the checks of a session whose programs do not compile, or
// cannot be had.
func (r *run) blockSession(s *session) {
	for _, n := range s.programs {
		p := r.plan.Of[n]
		result := r.found[p]
		if result == nil || p.Expected() || result.Compiles() {
			continue
		}
		for i, st := range s.all() {
			switch result.Status {
			case program.Failed, program.Blocked:
				st.check.block(programName(p) + " does not compile")
			case program.Skipped:
				if i == 0 && st.check.Status == Passed {
					st.check.fail(diag.New(diag.ListingSkipped, st.check.File, st.check.Span, "skipped: %s", result.Reason))
				}
				st.check.skip(result.Reason)
			}
		}
	}
}

func programName(p *program.Program) string {
	if len(p.Files) == 1 {
		return p.Files[0]
	}
	return p.Dir
}

// runGroup runs the sessions of a group and keeps the pass, if it is one.
func (r *run) runGroup(ctx context.Context, g *group, dir string) (edits []Edit, refused error, err error) {
	captures := &match.Captures{}
	for i, s := range g.sessions {
		if r.blockSession(s); !slices.ContainsFunc(s.all(), func(st *step) bool { return st.check.Status == Passed }) {
			r.endSession(s) // it did not link
			continue
		}
		x := &execution{run: r, s: s, captures: captures, dir: filepath.Join(dir, fmt.Sprint(i)), terms: map[string]*terminal{}}
		guessed, err := x.runSession(ctx)
		if guessed {
			g.key = "" // it is not what the page says yet
		}
		edits = append(edits, x.edits...)
		switch {
		case errors.Is(err, term.ErrNoSandbox):
			refused = err
		case ctx.Err() != nil:
			return nil, nil, context.Cause(ctx)
		case err != nil:
			x.fail(err)
		}
		r.endSession(s)
	}
	if g.key != "" && g.passed() {
		r.cache.put(g.key)
	}
	return edits, refused, nil
}

// passed reports whether all is well, and nothing is to be said that a kept
// pass would not say.
func (g *group) passed() bool {
	for _, s := range g.sessions {
		for _, st := range s.all() {
			c := st.check
			if c.Status == Failed || c.Status == Blocked || c.Status == Passed && len(c.Diagnostics) > 0 {
				return false
			}
		}
	}
	return true
}
