package highlight

import (
	"errors"
	"strings"
)

// A pySession highlights a session of the Python interpreter. Lines that were
// typed one after another are handed to the Python lexer as one text, so that
// a string or a bracket may span them.
type pySession struct {
	p      *painter
	code   strings.Builder // typed lines not highlighted yet, without prompts
	prompt []int           // the width of each one's prompt
	line   int             // lines seen so far
	trace  bool            // inside a traceback
	err    error           // the first of the lexer's
}

// pythonSessionLines highlights ">>> " and "... " lines as Python, the rest as output.
func pythonSessionLines(text string) ([]Line, error) {
	s := pySession{p: newPainter(text)}
	for line := range strings.SplitSeq(text, "\n") {
		if n := s.promptWidth(line); n > 0 {
			s.typed(line, n)
		} else {
			s.flush()
			s.output(line)
		}
		s.line++
	}
	s.flush()
	return s.p.lines(), s.err
}

// promptWidth returns the length of line's prompt. "..." is one only after a
// typed line: elsewhere it stands for output left out.
func (s *pySession) promptWidth(line string) int {
	if !strings.HasPrefix(line, ">>>") && (len(s.prompt) == 0 || !strings.HasPrefix(line, "...")) {
		return 0
	}
	if rest := line[3:]; rest != "" && rest[0] != ' ' && rest[0] != '\r' {
		return 0
	}
	return signEnd(line, 3)
}

func (s *pySession) typed(line string, n int) {
	if len(s.prompt) > 0 {
		s.code.WriteByte('\n')
	}
	s.code.WriteString(line[n:])
	s.prompt = append(s.prompt, n)
	s.trace = false
}

// flush highlights the typed lines gathered so far.
func (s *pySession) flush() {
	if len(s.prompt) == 0 {
		return
	}
	lines, err := pythonLines(s.code.String())
	s.keep(err)
	for i, line := range lines {
		s.p.paint(s.p.pos+s.prompt[i], Prompt)
		for _, run := range line {
			s.p.paint(s.p.pos+len(run.Text), run.Class)
		}
		s.p.paint(s.p.pos+1, Text)
	}
	s.code.Reset()
	s.prompt = s.prompt[:0]
}

// keep remembers the first error, with its place in the session.
func (s *pySession) keep(err error) {
	if s.err != nil || err == nil {
		return
	}
	s.err = err
	if bad, ok := errors.AsType[*TokenError](err); ok {
		first := s.line - len(s.prompt)
		moved := *bad
		moved.Column += s.prompt[bad.Line-1]
		moved.Line += first
		s.err = &moved
	}
}

// output paints a printed line. The first and the last line of a traceback,
// which are not indented, are errors.
func (s *pySession) output(line string) {
	if strings.HasPrefix(line, "Traceback (") {
		s.trace = true
	}
	if s.trace && line != "" && line[0] != ' ' && !isElision(line) {
		s.p.paint(s.p.pos+len(line), Error)
	} else {
		s.p.paintOutput(line)
	}
	s.p.paint(s.p.pos+1, Text)
}
