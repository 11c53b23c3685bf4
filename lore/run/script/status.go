package script

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/highlight"
)

// StatusKind tells how a command is expected to end.
type StatusKind uint8

// The kinds of status.
const (
	Success  StatusKind = iota // with 0
	Code                       // with the number in Status.Code
	Failure                    // with any other number than 0
	Signaled                   // by a signal
	Any                        // anyhow: the next step shows the status, or the text leaves it open
)

// A Status is how a command is expected to end, as the shell's $? has it. It is
// taken from what the page shows:
//
//   - "exit status N" and "signal: ...", which go run prints: it fails with 1.
//   - A panic or fatal error with its stack: 2, or 1 under go run.
//   - "FAIL" of go test, an error of the go command at a file, "*** Error" of
//     make, "curl: (7)", "command not found": failure, with the number where
//     it is known.
//   - The next command is "echo $?": the number that it shows.
//
// Where several commands are joined by |, ; or && any status goes, because
// only the last one's is seen. Without any of these a command succeeds.
type Status struct {
	Kind StatusKind
	Code int // for kind Code
	Line int // in the block, from 1: the line that says so; 0 if none does
}

// String returns the status for people: "0", "3", "not 0", "a signal", "any".
func (s Status) String() string {
	switch s.Kind {
	case Success:
		return "0"
	case Code:
		return strconv.Itoa(s.Code)
	case Failure:
		return "not 0"
	case Signaled:
		return "a signal"
	}
	return "any"
}

// Allows reports whether a command may end so. signaled says that a signal
// ended it, in which case a shell's code is 128 and more.
func (s Status) Allows(code int, signaled bool) bool {
	switch s.Kind {
	case Success:
		return code == 0 && !signaled
	case Code:
		return code == s.Code
	case Failure:
		return code != 0 || signaled
	case Signaled:
		return signaled || code > 128
	}
	return true
}

// exits finds the status of every command. Keys belong to the command before.
func (p *parser) exits() {
	for from := 0; from < len(p.steps); {
		to := from + 1
		for to < len(p.steps) && p.steps[to].Kind == Key {
			to++
		}
		status := statusOf(p.steps[from:to])
		if to < len(p.steps) {
			status = shownByNext(status, &p.steps[to])
		}
		for i := from; i < to; i++ {
			p.steps[i].Exit = status
		}
		from = to
	}
}

// shownByNext looks whether the next command shows the status.
func shownByNext(s Status, next *Step) Status {
	if next.Kind != Command || !strings.Contains(next.Command, "$?") && !strings.Contains(next.Command, "PIPESTATUS") {
		return s
	}
	if strings.Join(strings.Fields(next.Command), " ") == "echo $?" && len(next.Want) == 1 {
		text := strings.TrimSpace(next.Want[0].Text)
		if n, err := strconv.Atoi(text); err == nil && n >= 0 && n <= 255 && digits(text) == len(text) {
			return Status{Kind: Code, Code: n, Line: next.Want[0].No}
		}
	}
	return Status{Kind: Any, Line: next.Line}
}

// statusOf reads the status from a command and all that is shown until the
// next one.
func statusOf(steps []Step) Status {
	head := &steps[0]
	if head.Kind == Idle || head.Background {
		return Status{Kind: Any, Line: head.Line}
	}
	c := commandOf(head.Command)
	status := Status{}
	keyed := 0
	for i := range steps {
		if steps[i].Kind == Key && steps[i].Key != "^D" {
			keyed = steps[i].Line
		}
		for _, l := range steps[i].Want {
			if s, ok := c.status(l); ok {
				status = s
			}
		}
	}
	switch {
	case status.Line == 0 && (keyed > 0 || head.Kind != Command):
		status = Status{Kind: Any, Line: keyed} // it may catch the key, or die of it
	case status.Line > 0 && c.joined:
		status.Kind, status.Code = Any, 0
	}
	if status.Kind == Code && status.Code == 0 {
		status.Kind = Success
	}
	return status
}

// A shownCommand is what must be known of a command to read its end.
type shownCommand struct {
	name, verb string // "go", "run"
	joined     bool   // several commands are in it
	lines      int    // that were read
	broken     bool   // the first one names a package that does not build
	panics     bool   // a panic was shown, and its stack may follow
}

func commandOf(command string) *shownCommand {
	c := &shownCommand{joined: highlight.Joined(command)}
	words := strings.Fields(command)
	for len(words) > 0 && strings.Contains(words[0], "=") {
		words = words[1:]
	}
	if len(words) > 0 {
		c.name = words[0]
	}
	if len(words) > 1 {
		c.verb = words[1]
	}
	return c
}

// status reads one line that is shown.
func (c *shownCommand) status(l Line) (s Status, ok bool) {
	text := strings.TrimRight(l.Text, " \t")
	c.lines++
	c.broken = c.broken || c.lines == 1 && strings.HasPrefix(text, "# ")
	s = Status{Kind: Failure, Line: l.No}
	goRun := c.name == "go" && c.verb == "run"
	crash := Status{Kind: Code, Code: 2, Line: l.No}
	if goRun {
		crash.Code = 1
	}
	switch {
	case strings.HasPrefix(text, "exit status ") && digits(text[len("exit status "):]) == len(text)-len("exit status "):
		if goRun {
			s.Kind, s.Code = Code, 1
		}
		return s, true
	case strings.HasPrefix(text, "signal: "):
		if goRun {
			s.Kind, s.Code = Code, 1
		}
		return s, true
	case strings.HasPrefix(text, "panic: "), strings.HasPrefix(text, "fatal error: "):
		c.panics = true
		return Status{Kind: Any, Line: l.No}, true // it may be recovered and printed
	case c.panics && isStack(text):
		c.panics = false
		if c.name == "go" && !goRun {
			return s, true
		}
		return crash, true
	}
	return c.tool(text, s)
}

// isStack reports whether a line follows a panic that ends a program.
func isStack(text string) bool {
	return strings.HasPrefix(text, "goroutine ") && strings.HasSuffix(text, ":") || strings.HasPrefix(text, "[signal ")
}

// tool knows what some commands print when they fail.
func (c *shownCommand) tool(text string, s Status) (Status, bool) {
	switch {
	case strings.HasSuffix(text, ": command not found"):
		s.Kind, s.Code = Code, 127
		return s, true
	case text == "Killed" || text == "Terminated" || strings.HasPrefix(text, "Segmentation fault"):
		s.Kind = Signaled
		return s, true
	case text == "Connection closed by foreign host.": // telnets do not agree
		s.Kind = Any
		return s, true
	case strings.HasPrefix(text, "flag provided but not defined: ") ||
		strings.HasPrefix(text, "invalid value ") && strings.Contains(text, " for flag "):
		s.Kind = Any // it is the program's choice
		return s, true
	case strings.HasPrefix(text, "curl: ("):
		if n := digits(text[len("curl: ("):]); n > 0 {
			s.Kind = Code
			s.Code, _ = strconv.Atoi(text[len("curl: (") : len("curl: (")+n])
		}
		return s, c.name == "curl"
	case strings.HasPrefix(text, "make: ***"):
		return s, c.name == "make"
	}
	return s, c.name == "go" && c.goFails(text)
}

// goFails reports whether the go command prints such a line when it fails.
func (c *shownCommand) goFails(text string) bool {
	switch c.verb {
	case "test":
		return text == "FAIL" || strings.HasPrefix(text, "FAIL\t") || strings.HasPrefix(text, "--- FAIL: ") || isFileError(text)
	case "run": // what the program prints may look the same
		return c.broken && isFileError(text)
	case "build", "vet", "install":
		return isFileError(text)
	}
	return false
}

// isFileError reports whether a line is "path/file.go:12:3: message".
func isFileError(text string) bool {
	text = strings.TrimPrefix(text, "vet: ")
	file, rest, ok := strings.Cut(text, ".go:")
	if !ok || file == "" || strings.ContainsAny(file, " \t") {
		return false
	}
	n := digits(rest)
	if n == 0 || !strings.HasPrefix(rest[n:], ":") {
		return false
	}
	m := digits(rest[n+1:])
	return m > 0 && strings.HasPrefix(rest[n+1+m:], ": ")
}

// ParseStatus reads the value of the word exit: a number, "any" or "signal".
func ParseStatus(value string) (Status, error) {
	switch value {
	case "any":
		return Status{Kind: Any}, nil
	case "signal":
		return Status{Kind: Signaled}, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > 255 {
		return Status{}, fmt.Errorf("exit is %q; wanted a number from 0 to 255, any or signal", value)
	}
	if n == 0 {
		return Status{}, nil
	}
	return Status{Kind: Code, Code: n}, nil
}
