package match

import (
	"strings"
	"unicode/utf8"
)

// Lines splits output into lines as a terminal shows them, which is what a page
// can show:
//
//   - A carriage return moves to the beginning of the line and a backspace one
//     character back; what follows is written over what stood there.
//   - Escape sequences, such as colours, show nothing and are left out. Those
//     that move about the screen are left out as well: pages show no screens.
//   - Bells, NULs and other control characters but tabs are left out.
//   - Bytes that are no UTF-8 show as U+FFFD.
//
// Blanks, tabs and CRs at the end of a line are cut. A last line without an end
// is a line.
func Lines(output string) []string {
	lines := make([]string, 0, strings.Count(output, "\n")+1)
	for line := range strings.Lines(output) {
		lines = append(lines, screenLine(strings.TrimSuffix(line, "\n")))
	}
	return lines
}

// screenLine returns one line as a terminal shows it.
func screenLine(line string) string {
	line = strings.TrimRight(line, " \t\r")
	if isPlain(line) {
		return line
	}
	var s screen
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == 0x1b:
			i += escapeLength(line[i:])
		case c == '\r':
			s.at = 0
			i++
		case c == '\b':
			s.at = max(s.at-1, 0)
			i++
		case c != '\t' && (c < ' ' || c == 0x7f):
			i++
		default:
			r, n := utf8.DecodeRuneInString(line[i:])
			s.put(r)
			i += n
		}
	}
	return strings.TrimRight(string(s.cells), " \t")
}

// isPlain reports whether a line shows as it is.
func isPlain(line string) bool {
	for i := range len(line) {
		if c := line[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return utf8.ValidString(line)
}

// A screen is one line of a terminal.
type screen struct {
	cells []rune
	at    int
}

func (s *screen) put(r rune) {
	if s.at < len(s.cells) {
		s.cells[s.at] = r
	} else {
		s.cells = append(s.cells, r)
	}
	s.at++
}

// escapeLength returns the length of the escape sequence at the beginning of s.
// One that never ends is as long as the rest.
func escapeLength(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[': // up to a letter or sign
		for i := 2; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
		}
		return len(s)
	case ']', 'P', 'X', '^', '_': // up to a bell or string terminator
		for i := 2; i < len(s); i++ {
			if s[i] == '\a' {
				return i + 1
			}
			if s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
		}
		return len(s)
	case '(', ')', '*', '+', '#', '%':
		return min(3, len(s))
	}
	return 2
}
