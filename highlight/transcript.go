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
//   - A command goes on in the next line after a backslash, with or without
//     "> " before it, and in any line that begins with "> ".
//   - Everything else is output.
//
// The zero value is ready to split the first line of a session. A Transcript
// keeps what it needs of the line before, so it serves one session and one
// goroutine.
type Transcript struct {
	Root bool // "# " is a prompt

	typed bool // the last line was typed
	open  bool // and ends in a backslash
}

// Split takes the next line of the session, without its line end, apart.
// prompt+rest is the line; prompt is "" for output and holds its blank.
// rest is the command as it was typed, or the line of output.
func (t *Transcript) Split(line string) (part Part, prompt, rest string) {
	n := 0
	switch {
	case t.typed && hasSign(line, ">"):
		part, n = ContinuationPart, signEnd(line, 1)
	case t.open:
		part = ContinuationPart
	default:
		if n = promptEnd(line, t.Root); n > 0 {
			part = CommandPart
		}
	}
	t.typed = part != OutputPart
	t.open = t.typed && endsInBackslash(line[n:])
	return part, line[:n], line[n:]
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

func endsInBackslash(s string) bool {
	s = strings.TrimSuffix(s, "\r")
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
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
	for line := range strings.SplitSeq(text, "\n") {
		part, prompt, rest := rules.Split(line)
		if part != OutputPart {
			p.paint(p.pos+len(prompt), Prompt)
			p.paintCommand(rest)
		} else {
			p.paintOutput(line)
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
