package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes output fit for a log. Control bytes, escape sequences and
// bytes that are no UTF-8 are written as Go would in a string, and a line
// that begins with "::", which a build service could take for a command, is
// set off by "| ".
func Printable(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	start := true
	for i := 0; i < len(s); {
		if start && command(s[i:]) {
			b.WriteString("| ")
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		writeSafe(&b, r, s[i:i+size])
		start = r == '\n'
		i += size
	}
	return b.String()
}

// command reports whether a runner could read the line as an order. Runners
// trim white space before they look.
func command(line string) bool {
	return strings.HasPrefix(strings.TrimLeft(line, " \t\r\v\f"), "::") || strings.HasPrefix(line, "##[")
}

func writeSafe(b *strings.Builder, r rune, raw string) {
	const hex = "0123456789abcdef"
	switch {
	case r == '\n' || r == '\t':
		b.WriteString(raw)
	case r == utf8.RuneError && len(raw) == 1, r < ' ', r == 0x7f:
		b.WriteString(`\x`)
		b.WriteByte(hex[raw[0]>>4])
		b.WriteByte(hex[raw[0]&15])
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
		b.WriteString(`\u`)
		for shift := 12; shift >= 0; shift -= 4 {
			b.WriteByte(hex[r>>shift&15])
		}
	default:
		b.WriteString(raw)
	}
}
