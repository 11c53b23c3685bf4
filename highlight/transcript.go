package highlight

import "strings"

// A Part says what a line of a shell session is.
type Part uint8

const (
	OutputPart       Part = iota // what a program printed
	CommandPart                  // a prompt and what was typed after it
	ContinuationPart             // more of the command on the line before
)

// A Transcript splits the lines of a shell session into prompts, commands and
// output. Its rules are the ones that the pages show and that the listing
// tests run by:
//
//   - A command begins after "$ " or "% ", and after "# " when Root is set. In
//     front of the sign may stand "(env) ", and without a blank "root",
//     "user@host:dir" or "[user@host dir]"; after one of these "#" is a prompt
//     whatever Root says. The sign may end the line.
//   - A command goes on in the next line as long as a shell would ask for more:
//     after a backslash, and in an open quote, bracket, loop or here-document,
//     behind |, && and ||. "> " in front of such a line is the shell's prompt.
//     Without it the lines count as the command's only if they complete it.
//   - Everything else is output.
type Transcript struct {
	Root bool // "# " is a prompt
}

// A TranscriptLine is one line of a session, taken apart: Prompt+Rest is the
// line. Prompt is "" for output and holds its blank; Rest is the command as it
// was typed, or the line of output.
type TranscriptLine struct {
	Part         Part
	Prompt, Rest string

	// Of the line that a command begins on:
	Open       string // what the shell still waits for when the session goes on, "" if the command is whole
	Background bool   // it ends in "&"
	Empty      bool   // there are only comments
}

// Lines takes the lines of a session, without their line ends, apart. The time
// is linear in their length.
func (t Transcript) Lines(lines []string) []TranscriptLine {
	r := transcriptReader{rules: t, lines: lines, parts: make([]TranscriptLine, 0, len(lines))}
	for r.next() < len(lines) {
		line := lines[r.next()]
		if n := promptEnd(line, t.Root); n > 0 {
			r.command(n)
		} else {
			r.parts = append(r.parts, TranscriptLine{Part: OutputPart, Rest: line})
		}
	}
	return r.parts
}

// promptEnd returns the length of the prompt that line begins with, 0 without one.
func promptEnd(line string, root bool) int {
	at := 0
	if strings.HasPrefix(line, "(") { // a Python environment
		if n := strings.Index(line, ") "); n > 0 {
			at = n + len(") ")
		}
	}
	host := hostEnd(line[at:])
	at += host
	signs := "$%"
	if root || host > 0 {
		signs = "$%#"
	}
	if !hasSign(line[at:], signs) {
		return 0
	}
	return signEnd(line, at+1)
}

// hostEnd returns the length of "root", "user@host:dir" or "[user@host dir]"
// at the start of line.
func hostEnd(line string) int {
	if strings.HasPrefix(line, "[") {
		n := strings.IndexByte(line, ']')
		if n < 0 || !strings.Contains(line[:n], "@") {
			return 0
		}
		n++
		return n + len(line[n:]) - len(strings.TrimPrefix(line[n:], " "))
	}
	word, _, _ := strings.Cut(line, " ")
	word = strings.TrimRight(word, "\r")
	if word == "" {
		return 0
	}
	name := word[:len(word)-1]
	if user, host, ok := strings.Cut(name, "@"); name == "root" || ok && user != "" && host != "" {
		return len(name)
	}
	return 0
}

// hasSign reports whether line begins with one of the signs and a blank, or is just that.
func hasSign(line, signs string) bool {
	if line == "" || strings.IndexByte(signs, line[0]) < 0 {
		return false
	}
	return len(line) == 1 || line[1] == ' ' || line[1] == '\r'
}

// signEnd returns n, the end of a prompt's sign, moved over one blank.
func signEnd(line string, n int) int {
	if n < len(line) && line[n] == ' ' {
		n++
	}
	return n
}

// isElision reports whether a line of output stands for lines left out.
func isElision(line string) bool {
	switch strings.TrimSpace(line) {
	case "...", "…", "[...]", "[…]":
		return true
	}
	return false
}

// transcriptLines highlights a shell session.
func transcriptLines(text string, rules Transcript) []Line {
	p := newPainter(text)
	for _, l := range rules.Lines(strings.Split(text, "\n")) {
		if l.Part != OutputPart {
			p.paint(p.pos+len(l.Prompt), Prompt)
			p.paintCommand(l.Rest)
		} else {
			p.paintOutput(l.Rest)
		}
		p.paint(p.pos+1, Text) // the line end
	}
	return p.lines()
}

func (p *painter) paintOutput(line string) {
	class := Output
	if isElision(line) {
		class = Comment
	}
	p.paint(p.pos+len(line), class)
}

// paintCommand paints a command, and the comment that it may end in.
func (p *painter) paintCommand(command string) {
	n := commentStart(command)
	p.paint(p.pos+len(strings.TrimRight(command[:n], " \t\r")), Command)
	p.paint(p.pos+n-len(strings.TrimRight(command[:n], " \t\r")), Text)
	p.paint(p.pos+len(command)-n, Comment)
}

// commentStart returns where the comment of a shell command begins: at a # that
// begins a word outside of quotes. Without one it is the end.
func commentStart(command string) int {
	quote := byte(0)
	for i := 0; i < len(command); i++ {
		switch c := command[i]; {
		case c == '\\' && quote != '\'':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '#' && (i == 0 || command[i-1] == ' ' || command[i-1] == '\t'):
			return i
		}
	}
	return len(command)
}

// hasPrompt reports whether any line of a session is typed.
func hasPrompt(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if promptEnd(line, false) > 0 {
			return true
		}
	}
	return false
}
