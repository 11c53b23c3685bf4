package match

import (
	"slices"
	"strings"
)

// The limits of order=any: how many pairs of a pattern and a line are compared,
// and how often another line is tried because values disagree.
const (
	maxPairs   = 1 << 22
	maxRetries = 20000
)

// A pairing finds a line of output for each line of a page, in any order. Blank
// lines do not count.
type pairing struct {
	*matching
	free  []int   // lines of output that no literal line took
	loose []int   // lines of the page that are patterns
	fits  [][]int // for each of loose, the indexes in free that fit
	owner []int   // for each of free, the index in loose that has it, or -1
	tries int
}

// anyOrder compares the lines as sets. A literal line can only stand for itself,
// so these are paired first; the patterns share what is left.
func (m *matching) anyOrder() bool {
	p := &pairing{matching: m}
	missing, extra := p.pair()
	return len(missing) == 0 && len(extra) == 0 && p.capture()
}

// pair pairs what it can. It returns the lines of the page that found none, and
// the lines of output that are left, none if a gap takes them.
func (p *pairing) pair() (missing, extra []int) {
	missing, gap := p.literals()
	p.owner = make([]int, len(p.free))
	for j := range p.owner {
		p.owner[j] = -1
	}
	if len(p.loose)*len(p.free) <= maxPairs {
		missing = append(missing, p.patterns()...)
	} else {
		missing = append(missing, p.loose...)
	}
	for j, i := range p.owner {
		if i < 0 && !gap {
			extra = append(extra, p.free[j])
		}
	}
	return missing, extra
}

// literals pairs the lines that stand for themselves.
func (p *pairing) literals() (missing []int, gap bool) {
	lines := map[string][]int{}
	for j, line := range p.got {
		if line != "" {
			lines[line] = append(lines[line], j)
		}
	}
	tabs := slices.ContainsFunc(p.got, hasTab)
	taken := make([]bool, len(p.got))
	for i := range p.want {
		w := &p.want[i]
		switch {
		case w.gap:
			gap = true
		case w.text == "":
		case w.loose, hasTab(w.text), tabs && strings.IndexByte(w.text, ' ') >= 0:
			p.loose = append(p.loose, i)
		case len(lines[w.text]) == 0:
			missing = append(missing, i)
		default:
			taken[lines[w.text][0]] = true
			lines[w.text] = lines[w.text][1:]
		}
	}
	for j, line := range p.got {
		if line != "" && !taken[j] {
			p.free = append(p.free, j)
		}
	}
	return missing, gap
}

// patterns pairs the patterns, as many as can be: each takes a line that is
// free, or one whose owner can take another.
func (p *pairing) patterns() (missing []int) {
	p.fits = make([][]int, len(p.loose))
	for k, i := range p.loose {
		for j, at := range p.free {
			if _, ok := p.want[i].match(p.got[at], nil); ok {
				p.fits[k] = append(p.fits[k], j)
			}
		}
	}
	seen := make([]int, len(p.free))
	for k := range p.loose {
		if !p.assign(k, k+1, seen) {
			missing = append(missing, p.loose[k])
		}
	}
	return missing
}

// assign finds a line for the pattern k. seen holds the round in which a line
// was last looked at.
func (p *pairing) assign(k, round int, seen []int) bool {
	for _, j := range p.fits[k] {
		if p.owner[j] < 0 {
			p.owner[j] = k
			return true
		}
	}
	for _, j := range p.fits[k] {
		if seen[j] == round {
			continue
		}
		seen[j] = round
		if p.assign(p.owner[j], round, seen) {
			p.owner[j] = k
			return true
		}
	}
	return false
}

// capture captures the values of the pairs. If they disagree it looks for pairs
// whose values agree, those that come first in the output first.
func (p *pairing) capture() bool {
	line := make([]int, len(p.loose)) // in free
	for j, k := range p.owner {
		if k >= 0 {
			line[k] = j
		}
	}
	for k, j := range line {
		if !p.line(p.loose[k], p.free[j]) {
			p.binds = p.binds[:0]
			p.trial.undo(0)
			return p.captureFrom(0, make([]bool, len(p.free)))
		}
	}
	return true
}

func (p *pairing) captureFrom(k int, used []bool) bool {
	if k == len(p.loose) {
		return true
	}
	for _, j := range p.fits[k] {
		if used[j] {
			continue
		}
		if p.tries++; p.tries > maxRetries {
			return false
		}
		binds, captured := len(p.binds), len(p.trial.log)
		if !p.line(p.loose[k], p.free[j]) {
			continue
		}
		used[j] = true
		if p.captureFrom(k+1, used) {
			return true
		}
		used[j] = false
		p.binds = p.binds[:binds]
		p.trial.undo(captured)
	}
	return false
}
