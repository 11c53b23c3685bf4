package templates

import (
	"fmt"
	"strings"

	"github.com/lore-docs/lore/highlight"
)

// A Token is a colour of the page under its name in the style sheet.
type Token struct {
	Name        string
	Light, Dark highlight.Color
}

// Tokens returns the colours of the page in both themes. Those of code and of
// the grounds of its lines are highlight's.
func Tokens() []Token {
	return []Token{
		{"page", "#fdfdfc", "#14171c"},
		{"panel", "#f4f5f2", "#1b1f26"},
		{"raised", "#ffffff", "#1f242c"},
		{"line", "#dcded8", "#2e343e"},
		{"line2", "#c3c7be", "#434b58"},
		{"ink", "#1b1f27", "#e3e6eb"},
		{"ink2", "#4b525e", "#b3bac5"},
		{"ink3", "#626a77", "#939ba8"},
		{"woad", "#2747a3", "#9db7ff"},
		{"rubric", "#b3301b", "#ff8d72"},
		{"ok", "#1c6b45", "#7fd3a2"},
		{"ochre", "#7d5200", "#e8bd62"},
		{"note", "#eef2fb", "#1b2436"},
		{"caution", "#fdf3dc", "#2f2714"},
	}
}

// TerminalGround is what transcripts stand on, in the light and the dark theme.
// The colours on it are those of the dark theme in both.
func TerminalGround() (light, dark highlight.Color) { return "#1b1f27", "#0e1014" }

// Style returns a style sheet: the colours of both themes, the font faces, the
// sheet itself and what the theme adds, without comments and needless blanks.
func Style(palette highlight.Palette, faces, sheet, extra string) string {
	var b strings.Builder
	b.WriteString(faces)
	_, terminal := TerminalGround()
	// Dark blocks are for screens only: paper is light.
	fmt.Fprintf(&b, ":root{color-scheme:light dark;%s}\n", variables(palette, false))
	dark := variables(palette, true)
	fmt.Fprintf(&b, "@media screen{:root[data-theme=dark],.lore-term{color-scheme:dark;%s}}\n", dark)
	fmt.Fprintf(&b, "@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){%s}}\n", dark)
	b.WriteString(":root[data-theme=light]{color-scheme:light}\n")
	b.WriteString(palette.Rules(".lore-code"))
	b.WriteString(sheet)
	ground := fmt.Sprintf(".lore-term{background:%s;--code-panel:%s;border-color:#2e343e}", terminal, terminal)
	fmt.Fprintf(&b, "@media screen{%s}\n", strings.Replace(ground, ".lore-term", ":root[data-theme=dark] .lore-term", 1))
	fmt.Fprintf(&b, "@media screen and (prefers-color-scheme:dark){%s}\n",
		strings.Replace(ground, ".lore-term", ":root:not([data-theme=light]) .lore-term", 1))
	b.WriteString(extra)
	return minify(b.String())
}

func variables(palette highlight.Palette, dark bool) string {
	var b strings.Builder
	for _, t := range Tokens() {
		color := t.Light
		if dark {
			color = t.Dark
		}
		fmt.Fprintf(&b, "--%s:%s;", t.Name, color)
	}
	b.WriteString(palette.Vars(dark))
	return b.String()
}

// minify drops comments and the blanks that CSS does not need. It looks into
// no value: strings and everything within parentheses but runs of blanks stay.
func minify(css string) string {
	m := minifier{in: css}
	m.out.Grow(len(css))
	for m.i < len(css) {
		m.step()
	}
	return m.out.String()
}

type minifier struct {
	in    string
	i     int
	out   strings.Builder
	last  byte // the last byte written
	blank bool // blanks were skipped and not yet written
}

func (m *minifier) step() {
	c := m.in[m.i]
	switch {
	case strings.HasPrefix(m.in[m.i:], "/*"):
		m.comment()
	case c == '"' || c == '\'':
		m.text(c)
	case c == ' ' || c == '\n' || c == '\t' || c == '\r':
		m.blank = true
		m.i++
	default:
		m.put(c)
		m.i++
	}
}

func (m *minifier) comment() {
	end := strings.Index(m.in[m.i+2:], "*/")
	if end < 0 {
		m.i = len(m.in)
		return
	}
	m.i += end + 4
	m.blank = true
}

// text copies a string with its quotes.
func (m *minifier) text(quote byte) {
	m.put(quote)
	for m.i++; m.i < len(m.in); m.i++ {
		c := m.in[m.i]
		m.out.WriteByte(c)
		switch {
		case c == '\\' && m.i+1 < len(m.in):
			m.i++
			m.out.WriteByte(m.in[m.i])
		case c == quote:
			m.i++
			return
		}
	}
}

// put writes c, after one blank if there were some and they matter here. Before
// a colon a blank may part selectors; behind it, it never does.
func (m *minifier) put(c byte) {
	if m.blank && !strings.ContainsRune("{};,:", rune(m.last)) && !strings.ContainsRune("{};,", rune(c)) && m.last != 0 {
		m.out.WriteByte(' ')
	}
	m.blank = false
	m.out.WriteByte(c)
	m.last = c
}
