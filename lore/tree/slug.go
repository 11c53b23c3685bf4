package tree

import (
	"strings"
	"unicode"
)

// Slug makes the name of a heading out of its words: letters and digits in
// lower case, one hyphen for each run of anything else. It is part of what
// lore promises, since other sites link to it.
func Slug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}

// nameRune keeps the runes of a file name that may stand in a target's name.
func nameRune(r rune) rune {
	if r == '.' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return '-'
}
