package script

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/tree"
)

// A case has the text of a block, in which «» stand around what is typed, and
// the steps that it becomes.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		text, typed := marked(c.File("text"))
		steps, problems := Parse(text, typed)
		c.Want("steps", dump(steps))
		c.Want("problems", dumpProblems(problems, text))
	})
}

// marked takes the marks out of a text.
func marked(s string) (text string, typed []tree.Range) {
	var b strings.Builder
	for s != "" {
		before, rest, ok := strings.Cut(s, "«")
		b.WriteString(before)
		if !ok {
			break
		}
		inside, after, _ := strings.Cut(rest, "»")
		start := b.Len()
		b.WriteString(inside)
		typed = append(typed, tree.Range{Start: int32(start), End: int32(b.Len())})
		s = after
	}
	return b.String(), typed
}

func dump(steps []Step) string {
	var b strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&b, "%d", s.Line)
		if s.End != s.Line {
			fmt.Fprintf(&b, "-%d", s.End)
		}
		fmt.Fprintf(&b, " %s", s.Kind)
		if s.Kind == Command || s.Command != "" {
			fmt.Fprintf(&b, " %q", s.Command)
		}
		if s.Key != "" {
			fmt.Fprintf(&b, " %s", s.Key)
		}
		if s.Background {
			b.WriteString(" in the background")
		}
		fmt.Fprintf(&b, ", exit %s", s.Exit)
		if s.Exit.Line > 0 {
			fmt.Fprintf(&b, " by line %d", s.Exit.Line)
		}
		b.WriteString("\n")
		for _, l := range s.Want {
			fmt.Fprintf(&b, "  %d %q", l.No, l.Text)
			if l.Typed {
				fmt.Fprintf(&b, " typed %q behind %q", l.Input, l.Lead)
			}
			b.WriteString("\n")
		}
		for _, l := range s.Notices {
			fmt.Fprintf(&b, "  %d notice %q\n", l.No, l.Text)
		}
	}
	return b.String()
}

func dumpProblems(problems []Problem, text string) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%d: %s", p.Line, p.Message)
		if p.Hint != "" {
			fmt.Fprintf(&b, "; %s", p.Hint)
		}
		fmt.Fprintf(&b, "\n  at %q\n", text[p.Range.Start:p.Range.End])
	}
	return b.String()
}
