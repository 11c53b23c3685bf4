package markdown

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// unescape returns s with character references and backslash escapes replaced
// by what they stand for. Text without any is returned as it is.
func unescape(s string) string {
	i := strings.IndexAny(s, "&\\")
	if i < 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for i >= 0 {
		out.WriteString(s[:i])
		text, n := decode(s[i:])
		out.WriteString(text)
		s = s[i+n:]
		i = strings.IndexAny(s, "&\\")
	}
	out.WriteString(s)
	return out.String()
}

// decode returns what the escape or reference at the beginning of s stands
// for, and its length. What is none stands for itself.
func decode(s string) (text string, length int) {
	if s[0] == '\\' {
		if len(s) > 1 && util.IsPunct(s[1]) {
			return s[1:2], 2
		}
		return s[:1], 1
	}
	end := strings.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 {
		return s[:1], 1
	}
	if s[1] == '#' {
		if r, ok := charNumber(s[2:end]); ok {
			return string(r), end + 1
		}
		return s[:1], 1
	}
	if e, ok := util.LookUpHTML5EntityByName(s[1:end]); ok {
		return string(e.Characters), end + 1
	}
	return s[:1], 1
}

// charNumber reads the number of a character, "8230" or "x2026".
func charNumber(s string) (rune, bool) {
	base, digits := 10, 7
	if s != "" && (s[0] == 'x' || s[0] == 'X') {
		base, digits, s = 16, 6, s[1:]
	}
	if len(s) > digits || strings.ContainsAny(s, "+-_") {
		return 0, false
	}
	n, err := strconv.ParseUint(s, base, 32)
	if err != nil {
		return 0, false
	}
	r := rune(n)
	if n > utf8.MaxRune || !utf8.ValidRune(r) || isBad(r, 2) {
		r = utf8.RuneError
	}
	return r, true
}
