package match

import (
	"slices"
	"strings"
)

// A Change replaces the lines want[From:To] of a page by others. From and To
// are equal where lines are only added.
type Change struct {
	From, To int
	Lines    []string
}

// Bless returns the smallest changes that make a page's lines match what was
// printed, in order and none if they match already. Lines that match are kept
// with their elisions and values. A line that is replaced keeps the page's
// values where the new line has values of the same kinds.
//
// What was captured is added to c.
func Bless(want, got []string, o Options, c *Captures) []Change {
	r := Match(want, got, o, c)
	if r.OK {
		return nil
	}
	want, got = trimBlank(want), trimBlank(got)
	b := &blessing{o: o, want: want, got: got, trial: newTrial(c)}
	for _, e := range r.Edits {
		b.edit(e)
	}
	if _, ok := matches(Apply(want, b.changes), got, o, c); !ok {
		b.changes = []Change{{0, len(want), slices.Clone(got)}} // values that no edit brings together
	}
	Match(Apply(want, b.changes), got, o, c)
	return b.changes
}

// Apply returns want with the changes made.
func Apply(want []string, changes []Change) []string {
	out := make([]string, 0, len(want))
	at := 0
	for _, ch := range changes {
		out = append(append(out, want[at:ch.From]...), ch.Lines...)
		at = ch.To
	}
	return append(out, want[at:]...)
}

type blessing struct {
	o         Options
	want, got []string
	trial     *trial
	changes   []Change
}

func (b *blessing) edit(e Edit) {
	switch e.Op {
	case Delete:
		b.change(e.Want, e.Want+1)
	case Insert:
		b.change(e.Want, e.Want, b.adapt("", b.got[e.Got]))
	case Replace:
		b.change(e.Want, e.Want+1, b.adapt(b.want[e.Want], b.got[e.Got]))
	case Keep:
		if !b.fits(b.want[e.Want], b.got[e.Got]) {
			b.change(e.Want, e.Want+1, b.adapt(b.want[e.Want], b.got[e.Got]))
		}
	}
}

// change adds a change, to the last one where they touch.
func (b *blessing) change(from, to int, lines ...string) {
	if n := len(b.changes); n > 0 && b.changes[n-1].To == from {
		last := &b.changes[n-1]
		last.To = to
		last.Lines = append(last.Lines, lines...)
		return
	}
	b.changes = append(b.changes, Change{from, to, lines})
}

// fits reports whether a line of the page matches one of the output and agrees
// with all that was captured; its values are captured then.
func (b *blessing) fits(want, got string) bool {
	p := compile(want, b.o)
	binds, ok := p.match(b.o.normal(got), nil)
	return ok && b.trial.add(binds) == nil
}

// adapt returns the line to write for one that was printed: with the page's
// values in the place of those that were printed, where that is right.
func (b *blessing) adapt(want, got string) string {
	if s, ok := keepElision(want, got, b.o); ok && b.fits(s, got) {
		return s
	}
	if b.o.Vary == 0 {
		return got
	}
	old := slices.DeleteFunc(b.o.Vary.pieces(want), func(p piece) bool { return !p.isHole })
	var line []byte
	same := true
	pieces := b.o.Vary.pieces(got)
	for _, p := range pieces {
		if !p.isHole {
			line = append(line, p.text...)
			continue
		}
		same = same && len(old) > 0 && old[0].hole == p.hole
		line = append(line, b.shown(p, old, same)...)
		if len(old) > 0 {
			old = old[1:]
		}
	}
	if s := string(line); b.fits(s, got) {
		return s
	}
	b.fits(got, got)
	return got
}

// shown returns what the page shows for a value that was printed: what it shows
// for it elsewhere, or what the line had in its place.
func (b *blessing) shown(p piece, old []piece, same bool) string {
	if shown, ok := b.trial.shownFor(p.hole, p.text); ok {
		return shown
	}
	if !same {
		return p.text
	}
	if _, taken := b.trial.gotFor(p.hole, old[0].text); taken {
		return p.text
	}
	return old[0].text
}

// keepElision returns got with the first elision of want in it, if what stands
// before it is there and some of what stands behind it, or the other way round.
func keepElision(want, got string, o Options) (line string, ok bool) {
	at, n := elision(want)
	if n == 0 || isGap(want) || len(want) > maxKept || len(got) > maxLine {
		return "", false
	}
	head, mark, tail := want[:at], want[at:at+n], want[at+n:]
	l := lineOf(got)
	if end, ok := l.segment(o.Vary.pieces(head), 0); ok {
		for k := len(tail); k >= minKept; k-- {
			if i := strings.Index(got[end:], tail[:k]); i >= 0 {
				return head + mark + got[end+i:], true
			}
		}
		return "", false
	}
	if !strings.HasSuffix(got, tail) || mayElide(tail) {
		return "", false
	}
	for k := len(head); k >= minKept; k-- {
		if i := strings.Index(got[:len(got)-len(tail)], head[len(head)-k:]); i >= 0 {
			return got[:i+k] + mark + tail, true
		}
	}
	return "", false
}

// maxKept is the longest line whose elision is kept, minKept the least of the
// text beside it that must be there still.
const (
	maxKept = 1024
	minKept = 2
)
