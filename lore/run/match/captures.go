package match

import (
	"fmt"
	"maps"
	"strings"
)

// Captures remember what was printed in the place of the values that a page
// shows. One Captures serves one page, in the order of its blocks, and one
// goroutine. The zero value is ready.
type Captures struct {
	got   map[capture]string // by what is shown
	shown map[capture]string // by what was printed
}

type capture struct {
	hole Hole
	text string
}

// A Conflict is a pair of values that cannot both be right.
type Conflict struct {
	Hole       Hole
	Shown, Got string // the pair that was found
	Known      string // what Shown stood for before, or what Got stood in the place of
	Same       bool   // Known stands on the page as well: two values there are one in truth
}

// String returns the conflict as a message.
func (c *Conflict) String() string {
	if c.Same {
		return fmt.Sprintf("%q and %q differ on the page, and %q was printed for both", c.Known, c.Shown, c.Got)
	}
	return fmt.Sprintf("%q was printed for %q before, and now %q", c.Known, c.Shown, c.Got)
}

// Substitute returns s with each value that was captured in place of the one
// that the page shows, so that a command of a page such as "kill 4711" can be
// typed as a reader would. Values of kinds host, num, time and duration are
// left as they are.
func (c *Captures) Substitute(s string) string {
	const kinds = Holes(1<<Hash | 1<<Tmp | 1<<Path | 1<<Ptr | 1<<Port | 1<<PID)
	if len(c.got) == 0 {
		return s
	}
	var b strings.Builder
	from := 0
	for at := 0; at < len(s); {
		end, got := c.longest(kinds, s, at)
		if end == 0 {
			at++
			continue
		}
		b.WriteString(s[from:at])
		b.WriteString(got)
		at, from = end, end
	}
	return b.String() + s[from:]
}

// longest returns the longest word at s[at:] that was captured, and what was
// printed for it. A number's meaning does not show in a command, so any kind
// will do.
func (c *Captures) longest(kinds Holes, s string, at int) (end int, got string) {
	if !startsWord(s, at) || !isWordByte(s[at]) && s[at] != '/' {
		return 0, ""
	}
	for n := at + 1; n <= len(s) && n-at <= maxPath; n++ {
		if !endsWord(s, n) && isWordByte(s[n-1]) {
			continue
		}
		for h := range kinds.All() {
			if g, ok := c.got[capture{h, s[at:n]}]; ok {
				end, got = n, g
			}
		}
		if n < len(s) && !isPathByte(s[n]) {
			break
		}
	}
	return end, got
}

// A trial collects what a match would capture. Only a match that succeeds adds
// it to the page's.
type trial struct {
	base *Captures
	own  Captures
	log  []binding // in the order of adding; pairs that were known are not in it
}

func newTrial(c *Captures) *trial {
	if c == nil {
		c = &Captures{}
	}
	return &trial{base: c}
}

// add takes pairs, all or none.
func (t *trial) add(binds []binding) *Conflict {
	known := len(t.log)
	for _, b := range binds {
		if c := t.addOne(b); c != nil {
			t.undo(known)
			return c
		}
	}
	return nil
}

func (t *trial) addOne(b binding) *Conflict {
	if !b.hole.identifies(b.shown) {
		return nil
	}
	if got, ok := t.gotFor(b.hole, b.shown); ok {
		if got != b.got {
			return &Conflict{Hole: b.hole, Shown: b.shown, Got: b.got, Known: got}
		}
		return nil
	}
	if shown, ok := t.shownFor(b.hole, b.got); ok && b.hole.distinguishes(b.shown) && b.hole.distinguishes(b.got) {
		return &Conflict{Hole: b.hole, Shown: b.shown, Got: b.got, Known: shown, Same: true}
	}
	t.own.set(b)
	t.log = append(t.log, b)
	return nil
}

func (t *trial) gotFor(h Hole, shown string) (string, bool) {
	if got, ok := t.own.got[capture{h, shown}]; ok {
		return got, true
	}
	got, ok := t.base.got[capture{h, shown}]
	return got, ok
}

func (t *trial) shownFor(h Hole, got string) (string, bool) {
	if shown, ok := t.own.shown[capture{h, got}]; ok {
		return shown, true
	}
	shown, ok := t.base.shown[capture{h, got}]
	return shown, ok
}

// undo forgets all but the first n pairs that were added.
func (t *trial) undo(n int) {
	for _, b := range t.log[n:] {
		delete(t.own.got, capture{b.hole, b.shown})
		delete(t.own.shown, capture{b.hole, b.got})
	}
	t.log = t.log[:n]
}

// commit makes what was added the page's.
func (t *trial) commit() {
	for _, b := range t.log {
		t.base.set(b)
	}
}

func (c *Captures) set(b binding) {
	if c.got == nil {
		c.got, c.shown = map[capture]string{}, map[capture]string{}
	}
	c.got[capture{b.hole, b.shown}] = b.got
	if _, ok := c.shown[capture{b.hole, b.got}]; !ok {
		c.shown[capture{b.hole, b.got}] = b.shown
	}
}

// Clone returns a copy of c, which may be nil, that can be added to without
// changing c.
func (c *Captures) Clone() *Captures {
	if c == nil {
		return &Captures{}
	}
	return &Captures{got: maps.Clone(c.got), shown: maps.Clone(c.shown)}
}
