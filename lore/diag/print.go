package diag

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lore-docs/lore/lore/source"
)

// A Printer writes diagnostics for people: one line that editors can read, an
// excerpt of the source with a caret under what is wrong, and the hint.
//
//	doc/finger.md:42:12: error[api-unknown]: net.Listner is not in package net
//	   42 | We get a `net.Listner`, whose only job
//	      |           ^^^^^^^^^^^ did you mean net.Listener?
type Printer struct {
	Color bool // with the escape sequences of a terminal
}

// excerptWidth is the number of columns of source that an excerpt shows; what
// is longer is cut on both sides of the caret.
const excerptWidth = 96

// Print writes every diagnostic of l to w.
func (p Printer) Print(w io.Writer, l List) error {
	var b strings.Builder
	for _, d := range l {
		p.diagnostic(&b, d)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (p Printer) diagnostic(b *strings.Builder, d Diagnostic) {
	kind := p.paint(red, "error")
	if d.Severity == Warning {
		kind = p.paint(yellow, "warning")
	}
	fmt.Fprintf(b, "%s: %s[%s]: %s\n", p.paint(bold, printable(d.Position().String())), kind, d.Code, printable(d.Message))
	if !p.excerpt(b, d.File, d.Span, d.Hint) && d.Hint != "" {
		fmt.Fprintf(b, "      = %s\n", p.paint(cyan, printable(d.Hint)))
	}
	for line := range strings.Lines(d.Detail) {
		fmt.Fprintf(b, "      %s\n", strings.TrimRight(printable(strings.TrimSuffix(line, "\n")), " "))
	}
	for _, n := range d.Notes {
		fmt.Fprintf(b, "    %s: %s\n", printable(n.File.Position(n.Span.Start).String()), printable(n.Message))
		p.excerpt(b, n.File, n.Span, "")
	}
}

// excerpt writes the first line of span with a caret below it, and reports
// whether there was a line to write.
func (p Printer) excerpt(b *strings.Builder, f *source.File, span source.Span, hint string) bool {
	if f.Text == "" {
		return false
	}
	pos := f.Position(span.Start)
	before, marked, after := cut(f.Line(pos.Line), pos.Col-1, span.Len())
	fmt.Fprintf(b, "%5d | %s\n", pos.Line, before+marked+after)
	carets := strings.Repeat("^", max(1, width(marked)))
	fmt.Fprintf(b, "      | %s%s", strings.Repeat(" ", width(before)), p.paint(red, carets))
	if hint != "" {
		b.WriteString(" " + p.paint(cyan, printable(hint)))
	}
	b.WriteByte('\n')
	return true
}

// cut splits a line around n bytes at off, makes the parts printable, and takes
// off what does not fit the excerpt.
func cut(line string, off, n int) (before, marked, after string) {
	off = min(off, len(line))
	end := min(off+max(0, n), len(line))
	before, marked, after = printable(line[:off]), printable(line[off:end]), printable(line[end:])
	if width(before)+width(marked)+width(after) <= excerptWidth {
		return before, marked, after
	}
	marked = keepLeft(marked, excerptWidth*2/3)
	before = keepRight(before, (excerptWidth-width(marked))/2)
	return before, marked, keepLeft(after, excerptWidth-width(before)-width(marked))
}

func keepLeft(s string, columns int) string {
	used := 0
	for i, r := range s {
		if used += runeWidth(r); used > columns {
			return s[:i] + "…"
		}
	}
	return s
}

func keepRight(s string, columns int) string {
	used := 0
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if used += runeWidth(r); used > columns {
			return "…" + s[i:]
		}
		i -= size
	}
	return s
}

// printable makes s safe to show: tabs become blanks, and characters that
// would move the cursor, colour the terminal or turn the text around are shown
// as what they are.
func printable(s string) string {
	if strings.IndexFunc(s, unsafeRune) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\t':
			b.WriteString("    ")
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, "\\x%02x", s[i])
		case r < ' ':
			b.WriteRune('␀' + r)
		case unsafeRune(r):
			fmt.Fprintf(&b, "\\u%04x", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unsafeRune(r rune) bool {
	return r < ' ' || r == 0x7F || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r)
}

func width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// runeWidth is the number of terminal columns of r: close enough to put a
// caret under the right word.
func runeWidth(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r), r == 0x200D:
		return 0
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana),
		r >= 0xFF01 && r <= 0xFF60, r >= 0x1F300 && r <= 0x1FAFF:
		return 2
	}
	return 1
}

// The escape sequences of the colours in use.
const (
	bold   = "1"
	red    = "1;31"
	yellow = "1;33"
	cyan   = "36"
)

func (p Printer) paint(color, s string) string {
	if !p.Color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}
