package latex

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lore-docs/lore/lore/diag"
)

const zwj = '\u200D' // joins emoji, and letters of some scripts

// isDropped reports whether r has no form on paper: controls, marks of
// direction, which could make a text say what it does not, and what is no
// character at all.
func isDropped(r rune) bool {
	switch {
	case r < 0xA0,
		0x200E <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x206F, r == 0x061C,
		r == 0xFEFF, 0xFFF0 <= r && r <= 0xFFFB, r&0xFFFE == 0xFFFE, 0xFDD0 <= r && r <= 0xFDEF, 0xE0000 <= r && r <= 0xE0FFF:
		return true
	}
	return false
}

// isIdeograph reports whether r is of a script that is written without blanks
// between words.
func isIdeograph(r rune) bool {
	return 0x2E80 <= r && r <= 0x9FFF || 0xAC00 <= r && r <= 0xD7A3 || 0xF900 <= r && r <= 0xFAFF || 0xFF00 <= r && r <= 0xFFEF ||
		0x20000 <= r && r <= 0x3FFFF
}

// isRTL reports whether r is a letter of a script that is written from right
// to left.
func isRTL(r rune) bool {
	return (0x0590 <= r && r <= 0x08FF || 0xFB1D <= r && r <= 0xFDCF || 0xFDF0 <= r && r <= 0xFDFF || 0xFE70 <= r && r <= 0xFEFC ||
		0x10800 <= r && r <= 0x10FFF || 0x1E800 <= r && r <= 0x1EFFF) && !unicode.Is(unicode.Nd, r)
}

// rightToLeft appends the words at the beginning of s that are written from
// right to left, and returns their length.
func (p *printer) rightToLeft(s string) int {
	end := 0
	for i, r := range s {
		if isRTL(r) {
			end = i + utf8.RuneLen(r)
		} else if r < utf8.RuneSelf && r != ' ' || unicode.IsLetter(r) || unicode.IsDigit(r) || isEmoji(r) {
			break
		}
	}
	p.rtl = true
	p.raw(`\LoreRTL{`)
	p.text(s[:end])
	p.raw("}")
	p.rtl = false
	return end
}

// isEmoji reports whether r is a picture that fonts of text do not have.
func isEmoji(r rune) bool {
	switch {
	case r < 0x231A:
		return false
	case r <= 0x2B55:
		return strings.ContainsRune(earlyEmoji, r)
	}
	return 0x1F000 <= r && r <= 0x1FAFF && !(0x1F100 <= r && r <= 0x1F1E5)
}

// earlyEmoji are the emoji among the older symbols that are pictures unless
// somebody asks for text (Emoji_Presentation in Unicode's emoji-data.txt),
// without those that DejaVu has.
const earlyEmoji = "⌚⌛⏩⏪⏫⏬⏰⏳⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"

// emoji appends the emoji at the beginning of s, of which several characters
// can make one picture, and returns their length.
func (p *printer) emoji(s string) int {
	first, n := utf8.DecodeRuneInString(s)
	flag := isRegional(first)
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		switch {
		case r == '\uFE0F', 0x1F3FB <= r && r <= 0x1F3FF:
		case flag && isRegional(r):
			flag = false
		case r == zwj:
			next, more := utf8.DecodeRuneInString(s[n+size:])
			if !isEmoji(next) && !(0x2600 <= next && next <= 0x27BF) {
				return p.putEmoji(s[:n], first)
			}
			size += more
		default:
			return p.putEmoji(s[:n], first)
		}
		n += size
	}
	return p.putEmoji(s, first)
}

func (p *printer) putEmoji(s string, first rune) int {
	p.raw(`\LoreEmoji{`)
	p.raw(s)
	p.raw("}{")
	p.raw(emojiName(s, first))
	p.raw("}")
	return len(s)
}

// emojiName returns what to call the emoji s, which begins with first.
func emojiName(s string, first rune) string {
	if name := emojiNames[first]; name != "" {
		return name
	}
	if second, _ := utf8.DecodeRuneInString(s[utf8.RuneLen(first):]); isRegional(first) && isRegional(second) {
		return "flag " + string([]rune{'A' + first - regionalA, 'A' + second - regionalA})
	}
	return fmt.Sprintf("U+%04X", first)
}

// regionalA is the first of the 26 letters that make flags in pairs.
const regionalA = 0x1F1E6

func isRegional(r rune) bool { return regionalA <= r && r < regionalA+26 }

// columns returns how wide r is, in characters of prose. An emoji may have to
// be set by its name.
func columns(r rune) int {
	switch {
	case isEmoji(r):
		return len("[") + max(len(emojiNames[r]), len("U+1F600")) + len("]")
	case isIdeograph(r):
		return 2
	}
	return 1
}

// width returns how wide s is, in characters of prose.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += columns(r)
	}
	return n
}

// emojiNames are what stands in brackets where no font has the picture, for
// those that texts about programs have. Others are called by their number.
var emojiNames = map[rune]string{
	'🚀': "rocket", '🎉': "party popper", '🔥': "fire", '🐛': "bug", '💡': "light bulb", '📝': "memo", '📚': "books", '📦': "package",
	'🔧': "wrench", '🔨': "hammer", '🔒': "lock", '🔑': "key", '🔗': "link", '🔍': "magnifying glass", '🎨': "palette", '👍': "thumbs up",
	'👎': "thumbs down", '👋': "waving hand", '🙂': "smile", '😀': "grin", '😉': "wink", '😢': "crying face", '🤔': "thinking face",
	'🐍': "snake", '🐹': "hamster", '🐳': "whale", '🐧': "penguin", '🦀': "crab", '🌍': "globe", '🌐': "globe", '🏠': "house",
	'💥': "collision", '💻': "computer", '📁': "folder", '📄': "page", '📈': "chart", '🕐': "clock", '🚧': "construction", '🛑': "stop sign",
	'🟢': "green circle", '🎯': "target", '🧪': "test tube", '🤖': "robot", '🍕': "pizza", '🚫': "prohibited",
	'✅': "check mark", '❌': "cross mark", '❎': "cross mark", '⭐': "star", '✨': "sparkles", '❓': "question mark", '❗': "exclamation mark",
	'⏰': "alarm clock", '⏳': "hourglass", '⌛': "hourglass", '⌚': "watch", '⛔': "no entry", '⏩': "fast forward", '⏪': "rewind",
	'➕': "plus", '➖': "minus", '➗': "division", '✊': "fist", '✋': "hand", '⬛': "black square", '⬜': "white square", '⭕': "circle",
	'👩': "woman", '👨': "man", '🙏': "folded hands", '👀': "eyes", '😎': "sunglasses", '😂': "tears of joy", '🤷': "shrug", '🙈': "monkey",
	'📌': "pin", '📎': "paper clip", '📢': "loudspeaker", '💬': "speech balloon", '🔄': "arrows", '🔴': "red circle", '🟡': "yellow circle",
	'🛠': "tools", '🏁': "finish", '🏆': "trophy", '🎁': "gift", '🍀': "clover", '🌱': "seedling", '🔋': "battery", '📷': "camera",
}

// showControl makes a character without form visible in code, where what is
// not seen can do harm.
func (p *printer) showControl(r rune) {
	p.raw(`\LoreControl{`)
	p.raw(fmt.Sprintf("%02X", r))
	p.raw("}")
}

// reportCharacter reports a character that paper cannot show, once a page.
func (p *printer) reportCharacter(r rune) {
	if strings.ContainsRune(p.reported, r) {
		return
	}
	p.reported += string(r)
	what := "is left out"
	if p.code > 0 {
		what = "is shown by its number"
	}
	p.report(diag.LaTeXCharacter, p.at, "character U+%04X has no form on paper and %s", r, what)
}
