package script

import (
	"fmt"
	"strings"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/tree"
)

// Parse reads the text of a transcript. The ranges are the parts of it that
// are marked as typed, in order. The time is linear in the text.
func Parse(text string, typed []tree.Range) ([]Step, []Problem) {
	p := &parser{lines: split(text), typed: typed}
	p.parts = highlight.Transcript{}.Lines(Texts(p.lines))
	for p.next < len(p.lines) {
		p.line()
	}
	p.finish()
	return p.steps, p.problems
}

// Lines reads the text of a block of output, in which there are no commands.
// Blank lines at its end are not wanted.
func Lines(text string, typed []tree.Range) ([]Line, []Problem) {
	p := &parser{lines: split(text), typed: typed}
	step := Step{}
	for i := range p.lines {
		p.mark(&p.lines[i])
		step.Want = append(step.Want, p.lines[i])
	}
	trimBlank(&step)
	return step.Want, p.problems
}

type parser struct {
	lines    []Line
	parts    []highlight.TranscriptLine // by line
	next     int                        // the first line that is not read
	typed    []tree.Range
	steps    []Step
	problems []Problem
}

// split returns the lines of text. A line end at the very end begins none.
func split(text string) []Line {
	lines := make([]Line, 0, strings.Count(text, "\n")+1)
	at := 0
	for line := range strings.Lines(text) {
		lines = append(lines, Line{Text: strings.TrimRight(line, "\r\n"), No: len(lines) + 1, At: at})
		at += len(line)
	}
	return lines
}

// line reads one line, or all lines of a command.
func (p *parser) line() {
	l := &p.lines[p.next]
	if p.parts[p.next].Part == highlight.CommandPart {
		p.command()
		return
	}
	p.next++
	if key, rest := keyOf(l.Text); key != "" {
		p.steps = append(p.steps, Step{Kind: Key, Key: key, Line: l.No, End: l.No, At: l.At})
		if rest != "" {
			p.want(Line{Text: rest, No: l.No, At: l.At + len(l.Text) - len(rest)})
		}
		return
	}
	p.mark(l)
	p.want(*l)
}

// keys are what a terminal shows for the keys that it acts on.
var keys = []string{"^C", "^D", "^Z", `^\`}

// keyOf returns the key that a line begins with and what is printed behind it.
// The end of input shows nothing on a terminal, so ^D stands alone.
func keyOf(line string) (key, rest string) {
	trimmed := strings.Trim(line, " \t")
	for _, key := range keys {
		if rest, ok := strings.CutPrefix(trimmed, key); ok && (rest == "" || key != "^D") {
			return key, strings.TrimLeft(rest, " \t")
		}
	}
	return "", ""
}

// want adds a line to what the last step shows.
func (p *parser) want(l Line) {
	blank := strings.Trim(l.Text, " \t") == ""
	if len(p.steps) == 0 {
		if blank {
			return
		}
		p.problem(OutputFirst, l, "output before the first command").Hint = `a command begins with "$ "`
		p.steps = append(p.steps, Step{Kind: More, Line: l.No, End: l.No, At: l.At})
	}
	step := &p.steps[len(p.steps)-1]
	switch {
	case step.Kind == Idle && !blank:
		p.afterIdle(l)
	case IsJobNotice(l.Text) && p.jobs():
		step.Notices = append(step.Notices, l)
	default:
		step.Want = append(step.Want, l)
	}
}

// afterIdle takes a line below a prompt that has only a comment: a job in the
// background may print it.
func (p *parser) afterIdle(l Line) {
	step := &p.steps[len(p.steps)-1]
	if l.Typed {
		p.problem(TypedNowhere, l, "%q is typed while nothing runs", l.Input)
	}
	if IsJobNotice(l.Text) && p.jobs() {
		step.Notices = append(step.Notices, l)
		return
	}
	step.Want = append(step.Want, l)
}

// jobs reports whether any command runs in the background, or was stopped.
func (p *parser) jobs() bool {
	for _, s := range p.steps {
		if s.Background || s.Key == "^Z" {
			return true
		}
	}
	return false
}

func (p *parser) problem(kind ProblemKind, l Line, format string, args ...any) *Problem {
	p.problems = append(p.problems, Problem{
		Kind: kind, Line: l.No, Message: fmt.Sprintf(format, args...),
		Range: tree.Range{Start: int32(l.At), End: int32(l.At + len(l.Text))},
	})
	return &p.problems[len(p.problems)-1]
}

// mark notes what of a line is typed.
func (p *parser) mark(l *Line) {
	end := l.At + len(l.Text)
	for len(p.typed) > 0 && int(p.typed[0].End) <= l.At {
		p.typed = p.typed[1:]
	}
	for _, r := range p.typed {
		from, to := max(int(r.Start), l.At), min(int(r.End), end)
		if from >= to {
			return
		}
		if l.Typed {
			p.problem(TypedTwice, *l, "two parts of the line are typed").Hint = "mark one part, up to the end of the line"
			return
		}
		l.Typed, l.Lead, l.Input = true, l.Text[:from-l.At], l.Text[from-l.At:to-l.At]
	}
}

// finish tidies the steps when all lines are read.
func (p *parser) finish() {
	for i := range p.steps {
		trimBlank(&p.steps[i])
	}
	p.exits()
}

// trimBlank takes the blank lines off the end of what is wanted. A line that is
// typed is none of them, though it may be empty.
func trimBlank(s *Step) {
	for n := len(s.Want); n > 0; n-- {
		if l := s.Want[n-1]; l.Typed || strings.Trim(l.Text, " \t") != "" {
			break
		}
		s.Want = s.Want[:n-1]
	}
	if len(s.Want) == 0 {
		s.Want = nil
	}
}
