package html

import "unicode/utf8"

// What a byte of text needs before it can stand in HTML.
const (
	plain   = iota
	escape  // a character reference
	quote   // a character reference in attributes
	control // a byte that HTML forbids
	wide    // the first byte of a longer character, or of none
)

var kinds = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c == '&' || c == '<' || c == '>':
			t[c] = escape
		case c == '"':
			t[c] = quote
		case c == '\t' || c == '\n' || c == '\r' || c == '\f':
		case c < ' ' || c == 0x7f:
			t[c] = control
		case c >= utf8.RuneSelf:
			t[c] = wide
		}
	}
	return t
}()

// appendText appends s as text. What HTML cannot hold is made visible: control
// characters as their symbols, broken UTF-8 as U+FFFD.
func appendText(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		kind := kinds[s[i]]
		if kind == plain || kind == quote {
			i++
			continue
		}
		i, start, b = appendSpecial(b, s, i, start, kind)
	}
	return append(b, s[start:]...)
}

// appendAttr appends s as the value of an attribute in double quotes.
func appendAttr(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		kind := kinds[s[i]]
		if kind == plain {
			i++
			continue
		}
		i, start, b = appendSpecial(b, s, i, start, kind)
	}
	return append(b, s[start:]...)
}

// appendSpecial deals with the character at s[i], of which s[start:i] has not
// been written. It returns the place behind it and the new start.
func appendSpecial(b []byte, s string, i, start int, kind uint8) (next, from int, out []byte) {
	if kind == wide {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || forbidden(r) {
			b = append(b, s[start:i]...)
			return i + n, i + n, append(b, "\uFFFD"...)
		}
		return i + n, start, b
	}
	b = append(b, s[start:i]...)
	switch s[i] {
	case '&':
		b = append(b, "&amp;"...)
	case '<':
		b = append(b, "&lt;"...)
	case '>':
		b = append(b, "&gt;"...)
	case '"':
		b = append(b, "&quot;"...)
	case 0x7f:
		b = append(b, "\u2421"...)
	default:
		b = utf8.AppendRune(b, 0x2400+rune(s[i]))
	}
	return i + 1, i + 1, b
}

// forbidden reports whether r is a character that HTML documents may not hold
// (section 13.2.3.5, preprocessing the input stream).
func forbidden(r rune) bool {
	return r <= 0x9f || r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe
}

// appendID appends the name of a place as the value of an id, which holds no
// white space.
func appendID(b []byte, name string) []byte {
	start := len(b)
	b = appendAttr(b, name)
	for i := start; i < len(b); i++ {
		switch b[i] {
		case ' ', '\t', '\n', '\r', '\f':
			b[i] = '-'
		}
	}
	return b
}
