package run

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/run/term"
	"github.com/lore-docs/lore/lore/source"
)

// compare holds the output of a step against the page and reports whether they
// are the same.
func (x *execution) compare(st *step, out string) bool {
	if !st.compare || x.in.Level < LevelCompare {
		return true
	}
	out = st.withoutStatus(out)
	got := match.Lines(out)
	r := x.match(st, out)
	x.used[st.at] = append(x.used[st.at], r)
	if r.OK || x.holdBack(st, got, r) {
		return true
	}
	x.differs(st, got, r)
	return false
}

// differs reports a step whose output is not what the page shows.
func (x *execution) differs(st *step, got []string, r match.Result) {
	d := diag.New(diag.TranscriptDiffers, st.check.File, st.spanOf(r.Mismatch), "%s", r.Mismatch)
	d.Hint = r.Mismatch.Hint.String()
	edits := r.Edits
	if m := r.Mismatch; m.Kind == match.Disagrees {
		edits = []match.Edit{{Op: match.Replace, Want: m.Want, Got: m.Got, GotEnd: m.Got + 1}}
	}
	d.Detail = st.title() + "\n" + excerpt(edits, st.texts(), got)
	plausible := x.explain(&d, st, got, r.Mismatch)
	if st.check.waits && st.waiting(&d, x.captures) {
		st.check.fail(d)
		return // that the rest was not printed does not make it wrong
	}
	st.check.fail(d)
	if x.in.Bless && plausible {
		x.bless(st, got)
	}
}

// withoutStatus takes the line off that go run adds, where the page shows what
// a program printed and not how it was started, or ends it with a key.
func (st *step) withoutStatus(out string) string {
	if st.Line > 0 && (st.Key == "" || len(st.want) > 0) {
		return out
	}
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	last := lines[len(lines)-1]
	shown := slices.ContainsFunc(st.want, func(w wantLine) bool { return w.Text == last })
	if !shown && (strings.HasPrefix(last, "exit status ") || strings.HasPrefix(last, "signal: ")) {
		return strings.Join(lines[:len(lines)-1], "\n")
	}
	return out
}

// spanOf returns the place on the page that a mismatch is about.
func (st *step) spanOf(m *match.Mismatch) source.Span {
	n := m.Want
	if m.Kind == match.Extra {
		n--
	}
	if n >= 0 && n < len(st.want) {
		if span := st.want[n].span(); span.Len() > 0 {
			return span
		}
	}
	return st.check.Span
}

// title names a step for people.
func (st *step) title() string {
	what := st.Command
	if st.Key != "" {
		what = st.Key
	} else if what != "" {
		what = "$ " + strings.ReplaceAll(what, "\n", "\n> ")
	}
	hidden := ""
	if st.at.source().Kind.Hidden() {
		hidden = "hidden "
	}
	_, name, _ := strings.Cut(st.check.Path, "/"+st.session.name+"/")
	return strings.TrimSpace(fmt.Sprintf("%s%s of %s: %s", hidden, name, st.session.name, what))
}

const (
	mostExcerpt  = 14   // lines of an excerpt
	countedLines = 1000 // more are just many
	around       = 2    // of those that match, before the first that does not
	widestDetail = 200
)

// excerpt shows where the page and the output part: "-" the page, "+" what was
// printed.
func excerpt(edits []match.Edit, want, got []string) string {
	var lines []string
	first := -1
	for _, e := range edits {
		switch e.Op {
		case match.Keep:
			lines = append(lines, "  "+want[e.Want])
			continue
		case match.Elide:
			lines = append(lines, "  ...")
			continue
		}
		if first < 0 {
			first = len(lines)
		}
		if e.Op == match.Replace || e.Op == match.Delete {
			lines = append(lines, "- "+want[e.Want])
		}
		if e.Op == match.Replace || e.Op == match.Insert {
			for i := e.Got; i < max(e.GotEnd, e.Got+1) && i < len(got); i++ {
				lines = append(lines, "+ "+got[i])
			}
		}
	}
	lines = lines[min(max(0, first-around), len(lines)):]
	if more := len(lines) - mostExcerpt; more > 0 {
		lines = append(lines[:mostExcerpt:mostExcerpt], fmt.Sprintf("  ... and %d lines more", more))
	}
	for i, line := range lines {
		lines[i] = line[:2] + shorten(term.Printable(line[2:]))
	}
	return strings.Join(lines, "\n")
}

func shorten(s string) string {
	if len(s) <= widestDetail {
		return s
	}
	return strings.ToValidUTF8(s[:widestDetail], "") + "…"
}

// stopped reports a step that did not end as it should.
func (x *execution) stopped(st *step, code diag.Code, why string, res *term.Result) diag.Diagnostic {
	d := diag.New(code, st.check.File, st.check.Span, "%s", why)
	if st.check.waits = res.Stopped == term.WaitsForInput; st.check.waits {
		st.waiting(&d, x.captures)
	}
	d.Detail = st.title()
	if tail := tailOf(res.Output); tail != "" {
		d.Detail += "\n" + tail
	}
	if res.Stopped == term.Timeout && code == diag.TranscriptTimeout {
		x.overtime(&d, st, res)
	}
	if stack := headOf(x.goroutine(res.Dump)); stack != "" && len(d.Notes) == 0 {
		d.Detail += "\n" + stack
	}
	return d
}

// tailOf returns the last lines of output, fit for a log.
func tailOf(out string) string {
	lines := match.Lines(out)
	more := len(lines) - mostExcerpt
	if more > 0 {
		lines = lines[more:]
	}
	var b strings.Builder
	if more > countedLines {
		b.WriteString("+ ... and many lines\n")
	} else if more > 0 {
		fmt.Fprintf(&b, "+ ... and %d lines\n", more)
	}
	for _, line := range lines {
		b.WriteString("+ " + shorten(term.Printable(line)) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// headOf returns the first lines of a text, fit for a log.
func headOf(text string) string {
	lines := match.Lines(text)
	if more := len(lines) - mostExcerpt; more > 0 {
		lines = append(lines[:mostExcerpt:mostExcerpt], fmt.Sprintf("... and %d lines more", more))
	}
	for i, line := range lines {
		lines[i] = "  " + shorten(term.Printable(line))
	}
	return strings.Join(lines, "\n")
}

// fail reports why the session could not go on, at the step that was done last.
func (x *execution) fail(err error) {
	steps := x.s.all()
	at := steps[0]
	if x.last != nil {
		at = x.last
	}
	d := diag.New(diag.SessionFailed, at.check.File, at.check.Span, "the session cannot be run: %v", err)
	var busy *term.PortBusyError
	if errors.As(err, &busy) {
		d.Message = fmt.Sprintf("the session cannot be run: %v", busy)
		d.Hint = fmt.Sprintf("end that program, or add port=%d->auto to the block", busy.Port)
	}
	at.check.fail(d)
	for _, st := range steps {
		if x.last == nil {
			st.check.block("the session cannot be run")
		}
	}
}

// unusedWords warns of words that no step of a block needed.
func (x *execution) unusedWords() {
	for _, st := range x.s.all() {
		results := x.used[st.at]
		if len(results) == 0 {
			continue
		}
		delete(x.used, st.at)
		for _, w := range st.o.Match.Unused(results...) {
			name, value, _ := strings.Cut(w, "=")
			if kind, ok := match.ParseHole(value); ok && name == "vary" && x.s.mayVary(kind, st.at) || name == "order" && x.mayReorder() {
				continue
			}
			st.check.fail(diag.New(diag.WordUnused, st.check.File, st.at.wordSpan(name), "%s is not needed: nothing differs", w))
		}
	}
}

// lucky are the kinds of which a value may be the same as the page's by chance.
var lucky = match.HolesOf(match.Time, match.Duration, match.Goroutine, match.PID, match.Port, match.Ptr)

// mayVary reports whether a block shows a value of a kind that is as it is by
// chance.
func (s *session) mayVary(kind match.Hole, at place) bool {
	if !lucky.Has(kind) {
		return false
	}
	for _, st := range s.all() {
		if st.at == at && slices.ContainsFunc(st.texts(), func(text string) bool { return hasValue(text, kind) }) {
			return true
		}
	}
	return false
}

// hasValue reports whether a line has a value of the kind: whether it matches
// with another digit somewhere.
func hasValue(text string, kind match.Hole) bool {
	o := match.Options{Vary: match.HolesOf(kind)}
	for i := range text {
		if c := text[i]; '0' <= c && c <= '9' {
			other := text[:i] + string('0'+(c-'0'+1)%10) + text[i+1:]
			if match.Match([]string{text}, []string{other}, o, nil).OK {
				return true
			}
		}
	}
	return false
}
