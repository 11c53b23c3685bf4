package markdown

import "strings"

// An attribute is one entry of {#id .class name=value}. Offsets count bytes
// from where the text that was read begins, until move adds to them.
type attribute struct {
	name, value string
	at          int // of the name
	start, end  int // of the value, or of the name of one without
}

// readAttributes reads attributes in braces at the beginning of s, which may
// not go on on another line, and returns their length. It gives 0 where s
// begins with anything else: braces are text then.
func readAttributes(s string) (attrs []attribute, length int) {
	if !strings.HasPrefix(s, "{") {
		return nil, 0
	}
	for i := 1; ; {
		i += blanks(s[i:])
		if i >= len(s) {
			return nil, 0
		}
		if s[i] == '}' {
			if len(attrs) == 0 {
				return nil, 0
			}
			return attrs, i + 1
		}
		a, n := readAttribute(s, i)
		if n == 0 || i+n >= len(s) || !strings.ContainsRune(" \t}", rune(s[i+n])) {
			return nil, 0
		}
		attrs = append(attrs, a)
		i += n
	}
}

// readAttribute reads the attribute at s[i:].
func readAttribute(s string, i int) (a attribute, length int) {
	switch s[i] {
	case '#', '.':
		n := nameLength(s[i+1:])
		if n == 0 {
			return a, 0
		}
		name := "id"
		if s[i] == '.' {
			name = "class"
		}
		return attribute{name, s[i+1 : i+1+n], i, i + 1, i + 1 + n}, n + 1
	}
	n := nameLength(s[i:])
	if n == 0 || i+n >= len(s) || s[i+n] != '=' {
		return a, 0
	}
	at := i + n + 1
	value, m := readValue(s[at:], "}")
	if m < 0 {
		return a, 0
	}
	return attribute{s[i : i+n], value, i, at, at + m}, n + 1 + m
}

// nameLength returns the length of the name or id at the beginning of s.
func nameLength(s string) int {
	for i, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r >= 0x80:
		case r == '-', r == '_', r == ':', r == '.':
		default:
			return i
		}
	}
	return len(s)
}

// readValue reads a value at the beginning of s: in quotes, where a backslash
// keeps the next quote or backslash from its meaning, or up to white space or
// a byte of stop. A quote without an end gives the length -1.
func readValue(s, stop string) (value string, length int) {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		n := strings.IndexAny(s, " \t\n"+stop)
		if n < 0 {
			n = len(s)
		}
		return s[:n], n
	}
	quote := s[0]
	var out strings.Builder
	from := 1
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case quote:
			if from == 1 {
				return s[1:i], i + 1
			}
			out.WriteString(s[from:i])
			return out.String(), i + 1
		case '\\':
			if i+1 < len(s) && (s[i+1] == quote || s[i+1] == '\\') {
				out.WriteString(s[from:i])
				i++
				from = i
			}
		}
	}
	return "", -1
}

// blanks returns the number of blanks and tabs at the beginning of s.
func blanks(s string) int { return len(s) - len(strings.TrimLeft(s, " \t")) }

// moved adds off to the offsets of attrs.
func moved(attrs []attribute, off int) []attribute {
	for i := range attrs {
		attrs[i].at += off
		attrs[i].start += off
		attrs[i].end += off
	}
	return attrs
}

// trailingAttributes returns the attributes at the end of line and the length
// of line without them, or the whole length where it has none.
func trailingAttributes(line string) (attrs []attribute, length int) {
	if !strings.HasSuffix(line, "}") {
		return nil, len(line)
	}
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '{':
			if attrs, n := readAttributes(line[i:]); i+n == len(line) && n > 0 {
				return moved(attrs, i), len(strings.TrimRight(line[:i], " \t"))
			}
		}
	}
	return nil, len(line)
}
