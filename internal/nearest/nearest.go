// Package nearest finds the word that a misspelt one was probably meant to be.
// It serves every "did you mean" in lore.
package nearest

import (
	"unicode"
	"unicode/utf8"
)

// maxLen is the longest word, in letters, that is compared. Longer ones are
// no slips of the hand, and the cost of a comparison grows with the square.
const maxLen = 120

// Nearest returns the candidate that needs the fewest slips to become word: a
// letter too many, missing, wrong, or swapped with its neighbour. A difference
// in case alone is the smallest slip of all. It returns "" where nothing is
// near enough to be a sensible guess: more than one slip in every three
// letters. A candidate equal to word is never returned. Of equally near
// candidates the one that shares the longest beginning with word wins, then
// the one that sorts first, so the order of candidates does not matter.
func Nearest(word string, candidates []string) string {
	var f Finder
	f.Reset(word)
	for _, c := range candidates {
		f.Offer(c)
	}
	return f.Best()
}

// A Finder is Nearest for candidates that come one at a time. The zero value
// is ready after Reset. It may not be used by two goroutines at once.
type Finder struct {
	word  string
	a     []rune // word, folded
	best  string
	cost  int // of best; the cutoff while there is none
	start int // letters that best shares with word at the beginning
	b     []rune
	rows  [3][maxLen + 1]int
}

// Slips cost two each, so that a word in other case (cost one) is between an
// equal word and any other.
const slip = 2

// Reset makes f look for word, with no candidate offered yet.
func (f *Finder) Reset(word string) {
	f.word, f.best, f.start = word, "", 0
	f.a = fold(f.a[:0], word)
	f.cost = slip*(max(1, len(f.a)/3)) + 1
	if len(f.a) < 3 { // anything is one slip from a word of one or two letters
		f.cost = slip
	}
}

// Best returns the nearest of the words offered since Reset, or "".
func (f *Finder) Best() string { return f.best }

// Offer compares one candidate.
func (f *Finder) Offer(c string) {
	if c == "" || c == f.word || len(f.a) == 0 || len(f.a) > maxLen || len(c) > utf8.UTFMax*maxLen {
		return
	}
	if least := slip * (len(c)/utf8.UTFMax - len(f.a)); least > f.cost {
		return
	}
	f.b = fold(f.b[:0], c)
	if len(f.b) > maxLen {
		return
	}
	d := slip * f.distance()
	if d == 0 {
		d = 1
	}
	if d > f.cost || f.best == "" && d == f.cost {
		return
	}
	start := shared(f.a, f.b)
	if d == f.cost && (start < f.start || start == f.start && c >= f.best) {
		return
	}
	f.best, f.cost, f.start = c, d, start
}

// distance is the optimal string alignment distance of a and b: Levenshtein's
// with swapped neighbours. It stops early, with a large number, once every
// way costs more than the best candidate so far.
func (f *Finder) distance() int {
	a, b := f.a, f.b
	limit := f.cost / slip
	if diff := len(a) - len(b); diff > limit || -diff > limit {
		return limit + 1
	}
	before, prev, row := &f.rows[0], &f.rows[1], &f.rows[2]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i, r := range a {
		row[0] = i + 1
		least := row[0]
		for j, s := range b {
			cost := prev[j]
			if r != s {
				cost = 1 + min(prev[j], prev[j+1], row[j])
			}
			if i > 0 && j > 0 && r == b[j-1] && a[i-1] == s {
				cost = min(cost, before[j-1]+1)
			}
			row[j+1] = cost
			least = min(least, cost)
		}
		if least > limit {
			return limit + 1
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}

// shared counts the letters that a and b have in common at the beginning.
func shared(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func fold(dst []rune, s string) []rune {
	for _, r := range s {
		dst = append(dst, unicode.ToLower(r))
	}
	return dst
}
