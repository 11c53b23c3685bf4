package highlight

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/golden"
)

// dump writes lines so that a reader sees the runs: plain text as it is, the
// others as ‹class text›.
func dump(lines []Line, err error) string {
	var b strings.Builder
	for _, line := range lines {
		for _, run := range line {
			if run.Class == Text {
				b.WriteString(run.Text)
			} else {
				fmt.Fprintf(&b, "‹%s %s›", run.Class.Name(), run.Text)
			}
		}
		b.WriteByte('\n')
	}
	if err != nil {
		fmt.Fprintf(&b, "error: %v\n", err)
	}
	return b.String()
}

// join is the inverse of highlighting.
func join(lines []Line) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, run := range line {
			b.WriteString(run.Text)
		}
	}
	return b.String()
}

// check reports what is wrong with the lines of text, whatever they should be.
func check(t testing.TB, text string, lines []Line) {
	t.Helper()
	if got := join(lines); got != text {
		t.Fatalf("lines hold another text\n got %q\nwant %q", got, text)
	}
	for i, line := range lines {
		for j, run := range line {
			switch {
			case run.Text == "":
				t.Fatalf("line %d: empty run", i+1)
			case strings.Contains(run.Text, "\n"):
				t.Fatalf("line %d: line end in %q", i+1, run.Text)
			case int(run.Class) >= numClasses:
				t.Fatalf("line %d: class %d", i+1, run.Class)
			case j > 0 && line[j-1].Class == run.Class:
				t.Fatalf("line %d: %q and %q have one class", i+1, line[j-1].Text, run.Text)
			}
		}
	}
}

// TestGolden highlights the sections of each archive: "x.py" is in the language
// of its name, "x.py as console" in the one it says. "want x.py" has the dump.
func TestGolden(t *testing.T) {
	h := New()
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		for name := range c.FS("") {
			if strings.HasPrefix(name, "want ") {
				continue
			}
			file, lang, ok := strings.Cut(name, " as ")
			if !ok {
				lang = ForFile(file)
			}
			text := strings.TrimSuffix(c.File(name), "\n")
			lines, err := h.Lines(lang, text)
			check(t, text, lines)
			c.Want("want "+name, dump(lines, err))
		}
	})
}
