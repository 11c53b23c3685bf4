package apilinks

import "strings"

// oneLine writes Go source that may run over several lines as one: comments
// go, line ends become blanks or semicolons as the grammar asks, and runs of
// blanks shrink to one. Source that is one plain line already is not copied.
func oneLine(src string) string {
	if isOneLine(src) {
		return src
	}
	w := lineWriter{out: make([]byte, 0, len(src))}
	for i := 0; i < len(src); {
		i += w.token(src[i:])
	}
	return string(w.out)
}

func isOneLine(src string) bool {
	return !strings.ContainsAny(src, "\n\t\r") && !strings.Contains(src, "  ") &&
		!strings.Contains(src, "//") && !strings.Contains(src, "/*")
}

type lineWriter struct {
	out   []byte
	blank bool // a blank is due before the next token
	line  bool // a line end was seen since the last token
}

// token takes the first token of s, which is not empty, and returns its length.
func (w *lineWriter) token(s string) int {
	switch c := s[0]; {
	case c == '\n':
		w.line = true
		return 1
	case c == ' ' || c == '\t' || c == '\r':
		w.blank = true
		return 1
	case strings.HasPrefix(s, "//"):
		return upTo(s, "\n", 0)
	case strings.HasPrefix(s, "/*"):
		w.blank = true
		return upTo(s, "*/", 2)
	case c == '"' || c == '\'' || c == '`':
		n := quoted(s)
		w.write(s[:n])
		return n
	default:
		w.write(s[:1])
		return 1
	}
}

// write appends a token after what stands between it and the one before.
func (w *lineWriter) write(s string) {
	if n := len(w.out); n > 0 {
		last := w.out[n-1]
		switch {
		case w.line && last == ',' && strings.Contains(")]}", s[:1]):
			w.out = w.out[:n-1] // the comma that only a line end needs
			if s == "}" {
				w.out = append(w.out, ' ')
			}
		case w.line && (last == '(' || last == '[' || s == ")" || s == "]"):
		case w.line && (strings.IndexByte("{,=|&+-*/.<", last) >= 0 || s == "}"):
			w.out = append(w.out, ' ')
		case w.line:
			w.out = append(w.out, "; "...)
		case w.blank:
			w.out = append(w.out, ' ')
		}
	}
	w.out = append(w.out, s...)
	w.blank, w.line = false, false
}

// upTo returns the length of s up to the first end, plus what to take of it.
func upTo(s, end string, take int) int {
	i := strings.Index(s[take:], end)
	if i < 0 {
		return len(s)
	}
	return i + 2*take
}

// quoted returns the length of the literal at the start of s.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == s[0]:
			return i + 1
		case s[i] == '\\' && s[0] != '`':
			i++
		case s[i] == '\n' && s[0] != '`':
			return i
		}
	}
	return len(s)
}
