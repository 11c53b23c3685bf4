package latex

import (
	"strings"

	"github.com/lore-docs/lore/lore/tree"
)

// marks are the quotation marks of a language: outer pair, inner pair.
type marks [4]string

var english = marks{"“", "”", "‘", "’"}

// quoteMarks are the marks by language, as the Unicode CLDR has them.
var quoteMarks = map[string]marks{
	"de": {"„", "“", "‚", "‘"}, "de-ch": {"«", "»", "‹", "›"}, "fr": {"«\u00A0", "\u00A0»", "«\u00A0", "\u00A0»"},
	"fr-ch": {"«", "»", "‹", "›"}, "es": {"«", "»", "“", "”"}, "it": {"«", "»", "“", "”"}, "pt": {"“", "”", "‘", "’"},
	"pt-pt": {"«", "»", "“", "”"}, "nl": {"‘", "’", "“", "”"}, "pl": {"„", "”", "«", "»"}, "cs": {"„", "“", "‚", "‘"},
	"sk": {"„", "“", "‚", "‘"}, "hu": {"„", "”", "»", "«"}, "ru": {"«", "»", "„", "“"}, "uk": {"«", "»", "„", "“"},
	"el": {"«", "»", "“", "”"}, "sv": {"”", "”", "’", "’"}, "fi": {"”", "”", "’", "’"}, "da": {"“", "”", "‘", "’"},
	"nb": {"«", "»", "‘", "’"}, "no": {"«", "»", "‘", "’"}, "ja": {"「", "」", "『", "』"}, "zh": {"“", "”", "‘", "’"},
	"zh-tw": {"「", "」", "『", "』"}, "ro": {"„", "”", "«", "»"}, "bg": {"„", "“", "„", "“"}, "hr": {"„", "“", "‚", "‘"},
	"sl": {"„", "“", "‚", "‘"}, "tr": {"“", "”", "‘", "’"}, "he": {"”", "”", "’", "’"},
}

func marksOf(lang string) marks {
	lang = strings.ToLower(lang)
	for lang != "" {
		if m, ok := quoteMarks[lang]; ok {
			return m
		}
		i := strings.LastIndexByte(lang, '-')
		lang = lang[:max(i, 0)]
	}
	return english
}

// quotation appends somebody's words between the quotation marks of the
// language around them.
func (p *printer) quotation(n *tree.Phrase) {
	lang := p.lang()
	if a := n.Attr(); a != nil && a.Lang != "" {
		lang = a.Lang
	}
	m := marksOf(lang)
	inner := p.quotes % 2 * 2
	p.text(m[inner])
	p.quotes++
	p.inlines(n.Text)
	p.quotes--
	p.text(m[inner+1])
}
