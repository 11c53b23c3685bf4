package xhtml

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// clean reports whether text is UTF-8 and holds only characters that XML has.
func clean(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < 0x20 && !isSpace(text[i]) {
			return false
		}
	}
	return utf8.ValidString(text) && !strings.Contains(text, "\uFFFE") && !strings.Contains(text, "\uFFFF")
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func badRune(r rune, size int) bool {
	return r == utf8.RuneError && size <= 1 || r < 0x20 && !isSpace(byte(r)) || r == 0xFFFE || r == 0xFFFF
}

// replaceBad returns s with U+FFFD in place of what text cannot hold.
func replaceBad(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if badRune(r, size) {
			r = utf8.RuneError
		}
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

// CheckText reports bytes of f that are no UTF-8 and characters that text
// cannot hold, each sort once, at its first place and with its count. The
// readers put U+FFFD in their place. It returns whether there were none.
func CheckText(f *source.File, sink diag.Sink) bool {
	text := f.Text
	if clean(text) {
		return true
	}
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		sink.Report(diag.New(diag.Encoding, f, source.Span{End: 2}, "the file is UTF-16").WithHint("save it as UTF-8"))
		return false
	}
	var bytes, chars badText
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size <= 1:
			bytes.add(i, 1)
		case badRune(r, size):
			chars.add(i, size)
		}
		i += size
	}
	if bytes.count > 0 {
		d := diag.New(diag.Encoding, f, bytes.first, "byte 0x%02X at offset %d is not UTF-8%s",
			text[bytes.first.Start], bytes.first.Start, bytes.more())
		if enc := declaredEncoding(text); enc != "" && !isUTF8(enc) {
			d = d.WithHint("the file says it is %s; save it as UTF-8", enc)
		} else {
			d = d.WithHint("save the file as UTF-8")
		}
		sink.Report(d)
	}
	if chars.count > 0 {
		r, _ := utf8.DecodeRuneInString(text[chars.first.Start:])
		sink.Report(diag.New(diag.Encoding, f, chars.first, "the control character U+%04X at offset %d%s",
			r, chars.first.Start, chars.more()))
	}
	return false
}

type badText struct {
	first source.Span
	count int
}

func (b *badText) add(i, n int) {
	if b.count == 0 {
		b.first = source.Span{Start: int32(i), End: int32(i + n)}
	}
	b.count++
}

func (b *badText) more() string {
	if b.count == 1 {
		return ""
	}
	return ", and " + strconv.Itoa(b.count-1) + " more"
}

func isUTF8(enc string) bool {
	return strings.EqualFold(enc, "utf-8") || strings.EqualFold(enc, "us-ascii")
}

// declaredEncoding returns what the XML declaration says the encoding is.
func declaredEncoding(text string) string {
	text = strings.TrimPrefix(text, bom)
	if !strings.HasPrefix(text, "<?xml") {
		return ""
	}
	decl, _, _ := strings.Cut(text, "?>")
	_, rest, ok := strings.Cut(decl, "encoding")
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, white+"=")
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	enc, _, _ := strings.Cut(rest[1:], rest[:1])
	return enc
}

const bom = "\uFEFF"

// The bytes that text, or the value of an attribute, does not hold as they are.
var special = func() (t [256]bool) {
	for _, c := range "&<\r>" {
		t[c] = true
	}
	return t
}()

var specialInValue = func() (t [256]bool) {
	for _, c := range "&<\r\n\t" {
		t[c] = true
	}
	return t
}()

func firstSpecial(s string, t *[256]bool) int {
	for i := 0; i < len(s); i++ {
		if t[s[i]] {
			return i
		}
	}
	return -1
}

// decode returns raw, which begins at off in the file, with entities replaced
// and line ends as LF. Value says that it is the value of an attribute, where
// line ends and tabs are blanks.
func (s *scanner) decode(raw string, off int, value bool) string {
	t := &special
	if value {
		t = &specialInValue
	}
	i := firstSpecial(raw, t)
	if i < 0 {
		return s.mend(raw)
	}
	buf := s.buf[:0]
	done := 0 // raw[:done] is in buf
	for i < len(raw) {
		switch c := raw[i]; {
		case !t[c]:
			i++
			continue
		case c == '&':
			text, n := s.entity(raw[i:], off+i)
			buf = append(append(buf, raw[done:i]...), text...)
			i += n
			done = i
			continue
		case c == '\r':
			buf = append(append(buf, raw[done:i]...), lineEnd(value))
			if i++; i < len(raw) && raw[i] == '\n' {
				i++
			}
			done = i
			continue
		case c == '<':
			s.lessThan(off+i, value)
		case c == '>':
			if s.strict && strings.HasSuffix(raw[:i], "]]") {
				s.a.sink.Report(s.a.diagnose(diag.XMLSyntax, span(off+i-2, off+i+1), `"]]>" in text`).WithHint("write ]]&gt;"))
			}
		default: // a line end or tab in a value
			buf = append(append(buf, raw[done:i]...), ' ')
			done = i + 1
		}
		i++
	}
	s.buf = buf
	if done == 0 {
		return s.mend(raw)
	}
	buf = append(buf, raw[done:]...)
	s.buf = buf
	return s.mend(string(buf))
}

func lineEnd(value bool) byte {
	if value {
		return ' '
	}
	return '\n'
}

func (s *scanner) mend(text string) string { return s.a.mend(text) }

// mend returns text with U+FFFD in place of what text cannot hold.
func (a *Assembler) mend(text string) string {
	if a.dirty && !clean(text) {
		return replaceBad(text)
	}
	return text
}

func (s *scanner) lessThan(at int, value bool) {
	if !s.strict {
		return
	}
	what := "in text"
	if value {
		what = "in the value of an attribute"
	}
	s.a.sink.Report(s.a.diagnose(diag.XMLSyntax, span(at, at+1), `a bare "<" %s`, what).WithHint("write &lt;"))
}

// entity returns what the reference at the beginning of raw stands for and its
// length. One that stands for nothing is text.
func (s *scanner) entity(raw string, off int) (string, int) {
	n := 1
	for n < len(raw) && n < 40 && (isAlnum(raw[n]) || raw[n] == '#') {
		n++
	}
	name := raw[1:n]
	if n == len(raw) || raw[n] != ';' || name == "" {
		s.bareAmpersand(name, off)
		return "&", 1
	}
	n++
	switch name {
	case "amp":
		return "&", n
	case "lt":
		return "<", n
	case "gt":
		return ">", n
	case "quot":
		return `"`, n
	}
	if name[0] == '#' {
		if text, ok := charRef(name[1:]); ok {
			return text, n
		}
		s.a.report(diag.XMLEntity, span(off, off+n), "%s is no character", raw[:n])
		return raw[:n], n
	}
	if text := named(name); text != "" {
		return text, n
	}
	d := s.a.diagnose(diag.XMLEntity, span(off, off+n), "no entity %s", raw[:n])
	if near := s.nearEntity(name); near != "" {
		d = d.DidYouMean("&" + near + ";")
	}
	s.a.sink.Report(d)
	return raw[:n], n
}

// nearEntity is nearEntity for each name once, and for so many names: they cost
// a thousand look-ups each.
func (s *scanner) nearEntity(name string) string {
	near, known := s.near[name]
	if !known && len(s.near) < 100 {
		if s.near == nil {
			s.near = map[string]string{}
		}
		near = nearEntity(name)
		s.near[name] = near
	}
	return near
}

func (s *scanner) bareAmpersand(name string, off int) {
	if !s.strict {
		return
	}
	d := s.a.diagnose(diag.XMLSyntax, span(off, off+1), `a bare "&"`)
	if name != "" && named(name) != "" {
		d = d.WithHint("write &amp;, or &%s; for %s", name, named(name))
	} else {
		d = d.WithHint("write &amp;")
	}
	s.a.sink.Report(d)
}

// charRef returns the character of a numeric reference without its marks.
func charRef(digits string) (string, bool) {
	base := 10
	if rest, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = rest, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	r := rune(n)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(r) || badRune(r, 2) {
		return "", false
	}
	return string(r), true
}

// named returns the text of HTML's entity of that name, "" if there is none.
func named(name string) string {
	if name == "semi" {
		return ";"
	}
	ref := "&" + name + ";"
	text := html.UnescapeString(ref)
	if text == ref || strings.HasSuffix(text, ";") {
		return ""
	}
	return text
}

// nearEntity returns an entity's name that is one slip away from name.
func nearEntity(name string) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	if len(name) > 12 {
		return ""
	}
	var f nearest.Finder
	f.Reset(name)
	try := func(word string) {
		if len(word) > 1 && named(word) != "" {
			f.Offer(word)
		}
	}
	try(strings.ToLower(name))
	for i := range name {
		try(name[:i] + name[i+1:])
		if i > 0 {
			try(name[:i-1] + name[i:i+1] + name[i-1:i] + name[i+1:])
		}
		for _, c := range letters {
			try(name[:i] + string(c) + name[i+1:])
			try(name[:i] + string(c) + name[i:])
		}
	}
	for _, c := range letters {
		try(name + string(c))
	}
	return f.Best()
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func span(start, end int) source.Span { return source.Span{Start: int32(start), End: int32(end)} }
