package run

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A hunk is a run of lines that edits change.
type hunk struct {
	from, to int // lines of the old text, from 0
	with     []string
}

// Diff returns the edits of a page as a unified diff of its lines, without a
// head, and how many lines they remove or add, whichever is more.
func Diff(text string, edits []Edit) (diff string, changed int) {
	old := splitLines(text)
	var b strings.Builder
	shift := 0
	for _, group := range joined(hunks(text, edits), 2*around) {
		from := max(0, group[0].from-around)
		to := min(len(old), group[len(group)-1].to+around)
		var lines strings.Builder
		at, grown := from, 0
		for _, h := range group {
			put(&lines, " ", old[at:h.from])
			put(&lines, "-", old[h.from:h.to])
			put(&lines, "+", h.with)
			at = h.to
			grown += len(h.with) - (h.to - h.from)
			changed += max(len(h.with), h.to-h.from)
		}
		put(&lines, " ", old[at:to])
		fmt.Fprintf(&b, "@@ -%s +%s @@\n%s", extent(from, to-from), extent(from+shift, to-from+grown), lines.String())
		shift += grown
	}
	return b.String(), changed
}

// extent is a place of a unified diff: the first line, from 1, and how many.
// Of no lines it is the line before.
func extent(from, n int) string {
	if n == 0 {
		return fmt.Sprintf("%d,0", from)
	}
	return fmt.Sprintf("%d,%d", from+1, n)
}

func put(b *strings.Builder, sign string, lines []string) {
	for _, line := range lines {
		b.WriteString(sign + strings.TrimSuffix(line, "\n") + "\n")
	}
}

func splitLines(s string) []string { return slices.Collect(strings.Lines(s)) }

// hunks are the lines that edits change, in order.
func hunks(text string, edits []Edit) (list []hunk) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	for len(edits) > 0 {
		start := int32(strings.LastIndexByte(text[:edits[0].Span.Start], '\n') + 1)
		end, n := start, 0
		for n < len(edits) && (n == 0 || edits[n].Span.Start < end || end == int32(len(text))) {
			end = max(end, lineEnd(text, edits[n]))
			n++
		}
		var within []Edit
		for _, e := range edits[:n] {
			e.Span.Start, e.Span.End = e.Span.Start-start, e.Span.End-start
			within = append(within, e)
		}
		first := strings.Count(text[:start], "\n")
		before, after := splitLines(text[start:end]), splitLines(ApplyEdits(text[start:end], within))
		if h := trimmed(first, before, after); h.from < h.to || len(h.with) > 0 {
			list = append(list, h)
		}
		edits = edits[n:]
	}
	return list
}

// lineEnd returns the end of the last line that an edit changes.
func lineEnd(text string, e Edit) int32 {
	end := e.Span.End
	begins := func(at int32) bool { return at == 0 || text[at-1] == '\n' }
	whole := strings.HasSuffix(e.Text, "\n") || e.Text == "" && begins(e.Span.Start)
	if begins(end) && whole && (end > e.Span.Start || begins(e.Span.Start)) {
		return end
	}
	if i := strings.IndexByte(text[end:], '\n'); i >= 0 {
		return end + int32(i) + 1
	}
	return int32(len(text))
}

// trimmed is a hunk without the lines at both ends that stay.
func trimmed(first int, before, after []string) hunk {
	for len(before) > 0 && len(after) > 0 && before[0] == after[0] {
		before, after, first = before[1:], after[1:], first+1
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1] == after[len(after)-1] {
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
	return hunk{first, first + len(before), after}
}

// joined puts hunks together that are so many lines apart or less.
func joined(list []hunk, lines int) (groups [][]hunk) {
	for _, h := range list {
		if n := len(groups); n > 0 && h.from-groups[n-1][len(groups[n-1])-1].to <= lines {
			groups[n-1] = append(groups[n-1], h)
		} else {
			groups = append(groups, []hunk{h})
		}
	}
	return groups
}
