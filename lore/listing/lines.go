package listing

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
)

const blanks = " \t\f\v"

// A lineRange is a range of lines as an author writes it: 7, 12-30, 40-, -5.
type lineRange struct {
	first, last int // 0 and endless where the range is open
	from, to    int // where it stands in the value of its word
}

// endless is after every line. Numbers of lines that do not fit count as it.
const endless = 1<<31 - 1

func (r lineRange) has(n int) bool { return r.first <= n && n <= r.last }

// parseRanges reads the ranges of a word, and says what is wrong with those
// that it leaves out. Ranges are parted by commas or blanks and go upwards.
func parseRanges(word, value string) (ranges []lineRange, faults []fault) {
	pieces := splitList(value)
	if len(pieces) == 0 {
		return nil, []fault{noValue(word, "12-30,40-")}
	}
	for _, p := range pieces {
		r, wrong := parseRange(p.text)
		r.from, r.to = p.from, p.to
		if n := len(ranges); wrong.message == "" && n > 0 && r.first <= ranges[n-1].last {
			before := value[ranges[n-1].from:ranges[n-1].to]
			wrong = newFault(diag.WordValue, "range %q begins before %q ends; wanted ranges in order", p.text, before)
		}
		if wrong.message != "" {
			faults = append(faults, wrong.in(word).part(p.from, p.to))
			continue
		}
		ranges = append(ranges, r)
	}
	return ranges, faults
}

func noValue(word, example string) fault {
	return newFault(diag.WordValue, "%s has no value; wanted one such as %s", word, example).in(word)
}

// parseRange reads one range. The fault has no message when all is well.
func parseRange(s string) (lineRange, fault) {
	head, tail, isRange := strings.Cut(s, "-")
	if !isRange {
		tail = head
	}
	r := lineRange{first: 1, last: endless}
	okHead, okTail := true, true
	if head != "" || tail == "" {
		r.first, okHead = lineNumber(head)
	}
	if tail != "" {
		r.last, okTail = lineNumber(tail)
	}
	switch {
	case !okHead || !okTail:
		f := newFault(diag.WordValue, "%q is no range of lines; wanted 7, 12-30, 40- or -5", s)
		return r, f.didYouMean(plainRange(s))
	case r.first == 0 || r.last == 0:
		return r, newFault(diag.WordValue, "there is no line 0; lines count from 1")
	case r.first > r.last:
		return r, newFault(diag.WordValue, "range %q runs backwards", s).didYouMean(tail + "-" + head)
	case head == "":
		r.first = 0 // whatever comes first
	}
	return r, fault{}
}

// plainRange returns s with a hyphen in place of what else people and editors
// put between numbers, or "" if that makes no range either.
func plainRange(s string) string {
	for _, dash := range []string{"–", "—", "−", "..", ":"} {
		if head, tail, ok := strings.Cut(s, dash); ok {
			if _, wrong := parseRange(head + "-" + tail); wrong.message == "" {
				return head + "-" + tail
			}
		}
	}
	return ""
}

// lineNumber reads a number of digits only.
func lineNumber(s string) (int, bool) {
	if !isDigits(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return endless, true
	}
	return int(n), true
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// A piece is one part of the value of a word.
type piece struct {
	text     string
	from, to int
}

// splitList parts a value at commas and blanks.
func splitList(value string) []piece {
	return split(value, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' })
}

// splitCommas parts a value at commas only, and trims the parts.
func splitCommas(value string) []piece {
	pieces := split(value, func(r rune) bool { return r == ',' })
	kept := pieces[:0]
	for _, p := range pieces {
		p.from += len(p.text) - len(strings.TrimLeft(p.text, blanks+"\r\n"))
		p.text = strings.Trim(p.text, blanks+"\r\n")
		p.to = p.from + len(p.text)
		if p.text != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

func split(value string, sep func(rune) bool) []piece {
	var pieces []piece
	start := -1
	for i, r := range value {
		switch {
		case !sep(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			pieces = append(pieces, piece{value[start:i], start, i})
			start = -1
		}
	}
	if start >= 0 {
		pieces = append(pieces, piece{value[start:], start, len(value)})
	}
	return pieces
}

// chosen returns the lines of f that the ranges of the word lines choose.
func (c *cutter) chosen(value string) lineSet {
	ranges, faults := parseRanges("lines", value)
	c.faults = append(c.faults, faults...)
	set := c.newSet()
	for _, r := range ranges {
		if f := c.pastEnd(value, r); f != nil {
			c.faults = append(c.faults, *f)
		}
		set.add(r.first, r.last)
	}
	return set
}

// pastEnd says that a range asks for lines that the file does not have.
func (c *cutter) pastEnd(value string, r lineRange) *fault {
	if r.first <= c.numLines() && (r.last <= c.numLines() || r.last == endless) {
		return nil
	}
	written := value[r.from:r.to]
	what := "lines " + written
	if first := strings.TrimSuffix(written, "-"); isDigits(first) {
		what = "line " + first
	}
	f := newFault(diag.ListingLines, "no %s: %s", what, c.describe()).in("lines").part(r.from, r.to)
	return &f
}

// mark marks the lines that the word highlight points at, and says which of
// its ranges are not all shown.
func mark(lines []Line, value string) []fault {
	ranges, faults := parseRanges("highlight", value)
	for _, r := range ranges {
		if !markRange(lines, r) {
			faults = append(faults, notShown(lines, value, r))
		}
	}
	return faults
}

// markRange marks the lines of one range and reports whether its ends are among
// those shown.
func markRange(lines []Line, r lineRange) bool {
	found := false
	for i := range lines {
		if r.has(lines[i].Number) {
			lines[i].Marked, found = true, true
		}
	}
	if !found {
		return false
	}
	first, last := lines[0].Number, lines[len(lines)-1].Number
	return (first <= r.first || r.first == 0) && (r.last <= last || r.last == endless)
}

func notShown(lines []Line, value string, r lineRange) fault {
	shown := "no line is shown"
	if len(lines) == 1 {
		shown = fmt.Sprintf("only line %d is shown", lines[0].Number)
	} else if len(lines) > 0 {
		shown = fmt.Sprintf("lines %d-%d are shown", lines[0].Number, lines[len(lines)-1].Number)
	}
	return newFault(diag.ListingLines, "highlight %q is not within what is shown: %s", value[r.from:r.to], shown).
		in("highlight").part(r.from, r.to)
}
