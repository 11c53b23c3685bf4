package run

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/source"
)

func edit(start, end int, text string) Edit {
	return Edit{Span: source.Span{Start: int32(start), End: int32(end)}, Text: text}
}

func TestDiff(t *testing.T) {
	const text = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n"
	for _, tc := range []struct {
		name    string
		edits   []Edit
		want    string
		changed int
	}{
		{"nothing", nil, "", 0},
		{"a line", []Edit{edit(8, 10, "E\n")}, "@@ -3,5 +3,5 @@\n c\n d\n-e\n+E\n f\n g\n", 1},
		{"a part of a line", []Edit{edit(8, 9, "<e>")}, "@@ -3,5 +3,5 @@\n c\n d\n-e\n+<e>\n f\n g\n", 1},
		{"an insertion", []Edit{edit(8, 8, "x\ny\n")}, "@@ -3,4 +3,6 @@\n c\n d\n+x\n+y\n e\n f\n", 2},
		{"a deletion at the start", []Edit{edit(0, 4, "")}, "@@ -1,4 +1,2 @@\n-a\n-b\n c\n d\n", 2},
		{"the end", []Edit{edit(20, 20, "k\n")}, "@@ -9,2 +9,3 @@\n i\n j\n+k\n", 1},
		{"two apart", []Edit{edit(0, 2, ""), edit(18, 20, "J\n")}, "@@ -1,3 +1,2 @@\n-a\n b\n c\n@@ -8,3 +7,3 @@\n h\n i\n-j\n+J\n", 2},
		{"two near", []Edit{edit(4, 6, "C\n"), edit(10, 12, "F\n")}, "@@ -1,8 +1,8 @@\n a\n b\n-c\n+C\n d\n e\n-f\n+F\n g\n h\n", 2},
		{"what stays is not shown", []Edit{edit(4, 10, "c\nD\ne\n")}, "@@ -2,5 +2,5 @@\n b\n c\n-d\n+D\n e\n f\n", 1},
		{"two on one line", []Edit{edit(4, 4, "<"), edit(5, 5, ">")}, "@@ -1,5 +1,5 @@\n a\n b\n-c\n+<c>\n d\n e\n", 1},
	} {
		if got, changed := Diff(text, tc.edits); got != tc.want || changed != tc.changed {
			t.Errorf("%s: %d lines\n%s\nwant %d\n%s", tc.name, changed, got, tc.changed, tc.want)
		}
	}
}

// TestDiffApplies holds that a diff says all that edits do.
func TestDiffApplies(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var text strings.Builder
		for i := range rng.IntN(30) {
			fmt.Fprintf(&text, "%d %d\n", i, rng.IntN(3))
		}
		old := text.String()
		var edits []Edit
		for range rng.IntN(4) {
			from := rng.IntN(len(old) + 1)
			edits = append(edits, edit(from, min(len(old), from+rng.IntN(12)), strings.Repeat("x\n", rng.IntN(3))+strings.Repeat("y", rng.IntN(2))))
		}
		diff, _ := Diff(old, edits)
		want := splitLines(ApplyEdits(old, edits))
		for i := range want {
			want[i] = strings.TrimSuffix(want[i], "\n")
		}
		if got := patched(t, old, diff); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("text:\n%s\nedits: %v\ndiff:\n%s\ngives:\n%s", old, edits, diff, strings.Join(got, "\n"))
		}
	}
}

// patched applies a unified diff, and holds that it fits.
func patched(t *testing.T, text, diff string) (lines []string) {
	t.Helper()
	old := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if text == "" {
		old = nil
	}
	at := 0
	for line := range strings.Lines(diff) {
		line = strings.TrimSuffix(line, "\n")
		var from, n int
		switch line[0] {
		case '@':
			if _, err := fmt.Sscanf(line, "@@ -%d,%d ", &from, &n); err != nil {
				t.Fatal(err)
			}
			if n > 0 {
				from--
			}
			lines = append(lines, old[at:from]...)
			at = from
		case '+':
			lines = append(lines, line[1:])
		default:
			if old[at] != line[1:] {
				t.Fatalf("line %d is %q, the diff has %q", at+1, old[at], line[1:])
			}
			if at++; line[0] == ' ' {
				lines = append(lines, line[1:])
			}
		}
	}
	return append(lines, old[at:]...)
}
