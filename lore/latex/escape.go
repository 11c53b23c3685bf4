package latex

import (
	"unicode"
	"unicode/utf8"
)

// What a byte of text needs before it can stand in a TeX file.
const (
	plain   = iota
	space   // blanks and line ends
	special // a character with a meaning in TeX
	control // a control character
	wide    // the first byte of a longer character, or of none
)

var kinds = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
			t[c] = space
		case c < ' ' || c == 0x7f:
			t[c] = control
		case c >= utf8.RuneSelf:
			t[c] = wide
		case specials[c] != "":
			t[c] = special
		}
	}
	return t
}()

// specials are the characters that TeX does not take as they are. Brackets
// would be taken for those of an optional argument.
var specials = [128]string{
	'\\': `\textbackslash{}`, '{': `\{`, '}': `\}`, '$': `\$`, '&': `\&`, '#': `\#`, '%': `\%`, '_': `\_`,
	'^': `\textasciicircum{}`, '~': `\textasciitilde{}`, '[': `{[}`, ']': `{]}`, '*': `{*}`,
}

// text appends running text. White space is folded, and a line end stays one.
func (p *printer) text(s string) {
	if p.pre {
		p.preText(s)
		return
	}
	if p.code > 0 {
		p.codeText(s)
		return
	}
	if p.lined != "" && !p.moving {
		p.linedText(s)
		return
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch kinds[c] {
		case plain:
			start := i
			for i++; i < len(s) && kinds[s[i]] == plain; i++ {
			}
			if i-start <= p.longest() {
				p.b = append(p.b, s[start:i]...)
				continue
			}
			p.longWord(s[start:i])
		case space:
			i = p.space(s, i)
		case special:
			p.raw(specials[c])
			i++
			if (c == '_' || c == '&') && i < len(s) && kinds[s[i]] != space {
				p.raw(`\LB{}`)
			}
		case control:
			p.drop(rune(c))
			i++
		default:
			i += p.character(s[i:])
		}
	}
}

// longWord is the length, in bytes, from which on a word of running text is
// taken for an address or a file name, which may break.
const longWord = 24

// longCell is longWord in tables, whose columns are narrow.
const longCell = 9

// longest returns the length of a word that needs no places to break.
func (p *printer) longest() int {
	if p.cells > 0 {
		return min(longCell, p.cellRoom)
	}
	return longWord
}

// longWord appends a long word of running text, in ASCII, with places to break.
// In a cell these are also before a capital letter, as in code.
func (p *printer) longWord(s string) {
	cell := p.cells > 0
	for i := range len(s) {
		p.b = append(p.b, s[i])
		if i+1 < len(s) && (breaksAfter(s[i]) || cell && isLower(s[i]) && isUpper(s[i+1]) || p.solid(s, i+1, cell)) {
			p.raw(`\LB{}`)
		}
	}
}

// space appends the white space at s[i:], folded, and returns where it ends.
func (p *printer) space(s string, i int) int {
	newline := false
	for ; i < len(s) && kinds[s[i]] == space; i++ {
		newline = newline || s[i] == '\n'
	}
	if p.atSpace() {
		return i
	}
	if newline && !p.moving {
		p.b = append(p.b, '\n')
	} else {
		p.b = append(p.b, ' ')
	}
	return i
}

// atSpace reports whether more white space would change something: TeX drops
// it at the beginning of a line, and an empty line ends the paragraph.
func (p *printer) atSpace() bool {
	if len(p.b) == 0 {
		return true
	}
	last := p.b[len(p.b)-1]
	return last == ' ' || last == '\n'
}

// linedText is text with a line through it or below it. That is drawn word by
// word, so that lines break between them.
func (p *printer) linedText(s string) {
	for i := 0; i < len(s); {
		if kinds[s[i]] == space {
			i = p.space(s, i)
			continue
		}
		start := i
		for ; i < len(s) && kinds[s[i]] != space; i++ {
		}
		macro := p.lined
		p.lined = ""
		p.raw(macro)
		p.raw("{")
		p.text(s[start:i])
		p.raw("}")
		p.lined = macro
	}
}

// character appends the character at the beginning of s, which is not ASCII,
// or as many of them as belong together, and returns their length.
func (p *printer) character(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError: // LuaTeX takes the character itself for broken UTF-8
		p.raw(`\LoreUnknown{}`)
	case r == '\u00A0':
		p.raw("~")
	case r == '\u202F' || r == '\u2009':
		p.raw(`\,`)
	case r == '\u00AD':
		p.raw(`\-`)
	case r == '\u200B':
		p.raw(`\hspace{0pt}`)
	case r == '\u2028' || r == '\u2029' || r == '\u0085':
		p.space(" ", 0)
	case isDropped(r):
		p.drop(r)
	case r == '\uFE0E' || r == '\uFE0F': // asks for one look of a character that has two
	case isEmoji(r):
		return p.emoji(s)
	case isRTL(r) && !p.rtl && !p.moving:
		return p.rightToLeft(s)
	default:
		p.b = append(p.b, s[:n]...)
		if isIdeograph(r) {
			p.cjk = true
			if p.mayBreak(s[n:]) {
				p.raw(`\LB{}`)
			}
		}
	}
	return n
}

// mayBreak reports whether a line may end before rest: not before a mark or
// the punctuation that closes.
func (p *printer) mayBreak(rest string) bool {
	r, n := utf8.DecodeRuneInString(rest)
	return n > 0 && !p.moving && r > ' ' && !unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc, unicode.Po, unicode.Pe, unicode.Pf)
}

// drop leaves out a character that has no form, and says so.
func (p *printer) drop(r rune) {
	if p.code > 0 {
		p.showControl(r)
	}
	p.reportCharacter(r)
}

// breaksAfter reports whether a long word of code or an address may break
// behind c.
func breaksAfter(c byte) bool {
	switch c {
	case '/', '.', ',', ';', ':', '-', '_', '=', '&', '?', '(', '{', '[', '+', '|', '@', ')', '}':
		return true
	}
	return false
}

// codeText appends text in an inline piece of code. White space is folded, as
// browsers do.
func (p *printer) codeText(s string) {
	for i := 0; i < len(s); {
		if kinds[s[i]] == space {
			i = p.space(s, i)
			continue
		}
		start := i
		for ; i < len(s) && kinds[s[i]] != space; i++ {
		}
		p.codeWord(s[start:i], true)
	}
}

// The lengths from which on a word of code may break: behind punctuation, in
// characters, and where there is none, in bytes, anywhere.
const (
	longCode  = 12
	solidCode = 28
)

// longestCode returns the length of a word of code that needs no places to break.
func (p *printer) longestCode() int {
	if p.cells > 0 {
		return min(longCode, p.cellRoom*6/7)
	}
	return longCode
}

// codeWord appends a word of code, which has no blanks. In running text it may
// also break before a capital letter, as the words of names begin with one.
func (p *printer) codeWord(s string, prose bool) {
	n := utf8.RuneCountInString(s)
	for i := 0; i < len(s); {
		size := p.codeCharacter(s[i:])
		c := s[i]
		i += size
		if i == len(s) || n <= p.longestCode() || !utf8.RuneStart(s[i]) {
			continue
		}
		if breaksAfter(c) || prose && isLower(c) && isUpper(s[i]) || p.solid(s, i, prose) {
			p.raw(`\LB{}`)
		}
	}
}

// solid reports whether the word s has, around s[i], no place to break for so
// long that it must break anywhere.
func (p *printer) solid(s string, i int, prose bool) bool {
	most := solidCode
	if p.cells > 0 {
		most = min(most, p.cellRoom+1)
	}
	if len(s) < most {
		return false
	}
	breaks := func(k int) bool {
		return breaksAfter(s[k-1]) || prose && k < len(s) && isLower(s[k-1]) && isUpper(s[k])
	}
	start, end := i, i
	for start > 0 && i-start < most && !breaks(start) {
		start--
	}
	for end < len(s) && end-i < most && (end == i || !breaks(end)) {
		end++
	}
	return end-start >= most && !continues(s[i:])
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

// continues reports whether what s begins with belongs to the character before
// it.
func continues(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x300 && (unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) || r == zwj || 0x1F3FB <= r && r <= 0x1F3FF)
}

// codeCharacter appends the character that s begins with, as code, and returns
// its length.
func (p *printer) codeCharacter(s string) int {
	c := s[0]
	switch kinds[c] {
	case plain:
		p.b = append(p.b, c)
	case special:
		if p.block && (c == '[' || c == ']' || c == '*') { // lines of code are no optional arguments
			p.b = append(p.b, c)
		} else {
			p.raw(specials[c])
		}
	case space:
		p.raw(`\ `)
	case control:
		p.drop(rune(c))
	default:
		return p.wideCode(s)
	}
	return 1
}

func (p *printer) wideCode(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError: // LuaTeX takes the character itself for broken UTF-8
		p.raw(`\LoreUnknown{}`)
	case r == '\u00A0' || r == '\u202F' || r == '\u2009':
		p.raw(`\ `)
	case r == '\u00AD' || r == '\u200B' || r == '\u2028' || r == '\u2029' || r == '\u0085' || isDropped(r):
		p.drop(r)
	case r == '\uFE0E' || r == '\uFE0F':
	case isEmoji(r):
		return p.emoji(s)
	default:
		p.cjk = p.cjk || isIdeograph(r)
		p.b = append(p.b, s[:n]...)
	}
	return n
}

// plainText appends text for a bookmark or the like, where macros mean nothing:
// on one line, without places to break.
func (p *printer) plainText(s string) {
	for i := 0; i < len(s); {
		c := s[i]
		switch kinds[c] {
		case plain:
			p.b = append(p.b, c)
		case space:
			i = p.space(s, i)
			continue
		case special:
			p.raw(specials[c])
		case control:
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError {
				p.raw("?")
			} else if !isDropped(r) {
				p.b = append(p.b, s[i:i+n]...)
			}
			i += n
			continue
		}
		i++
	}
}
