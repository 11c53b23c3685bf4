package xhtml

import (
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
)

// tag reads the tag at s.at, which ends at end as far as the tokenizer can
// tell, and feeds it.
func (s *scanner) tag(end int) {
	at := s.at
	i := at + 1
	closing := s.text[i] == '/'
	if closing {
		i++
	}
	start := i
	for i < len(s.text) && isName(s.text[i]) {
		i++
	}
	if !closing && s.codeLessThan(i) {
		s.lessThan(at, false)
		s.a.Text("<", span(at, at+1))
		s.next(at+1, end)
		return
	}
	name := s.lower(start, i)
	stop, ended, void := s.attributes(i, name, closing)
	if !ended && stop >= len(s.text) {
		if !s.quoted {
			s.a.report(diag.XMLSyntax, span(at, i), "the tag <%s never ends", s.text[at+1:i])
		}
		s.a.Text(s.decodeQuietly(s.text[at:]), span(at, len(s.text)))
		s.at = len(s.text)
		return
	}
	if !ended {
		s.a.sink.Report(s.a.diagnose(diag.XMLSyntax, span(at, i), `the tag %s has no ">"`, s.text[at:i]).
			WithNote(s.a.file, span(stop, stop+1), "the next one begins here"))
	}
	where := span(at, stop)
	switch {
	case closing:
		s.a.end(name, where)
	default:
		s.open(name, at, stop, void)
	}
	s.next(stop, end)
}

// codeLessThan reports whether the "<" of the name that ends at i is an
// operator of code: there is no ">" before the next "<", or there is in between
// what no tag holds.
func (s *scanner) codeLessThan(i int) bool {
	if s.a.openAt("pre") == 0 && s.a.openAt("code") == 0 {
		return false
	}
	n := strings.IndexAny(s.text[i:], "<>\"'")
	return n < 0 || s.text[i+n] == '<' || strings.ContainsAny(s.text[i:i+n], "&|;(){}[]+*%")
}

// open feeds a start tag, and the end tag of one that closes itself.
func (s *scanner) open(name string, at, stop int, void bool) {
	if !s.strict && !isVoid(name) && void && elements[name] != nil {
		void = name == "a" || name == "span" // HTML does not know <p/>; anchors are written so all the same
	}
	s.a.start(name, s.attrs, span(at, stop), void || !s.strict || !isVoid(name))
	if void && !isVoid(name) {
		s.a.end(name, span(stop, stop))
	}
	if e := elements[name]; e == nil || e.kind != kindRefused || e.void || void {
		s.z.NextIsNotRawText()
		return
	}
	// What is in a refused element is dropped. If its end tag is missing, the
	// rest of the page is not.
	if s.closes(name, stop) {
		if name != "script" && name != "style" { // whose text is no mark-up
			s.z.NextIsNotRawText()
		}
		return
	}
	s.z.NextIsNotRawText()
	if s.a.top().name == name {
		if s.strict {
			s.a.report(diag.XMLNesting, span(at, stop), "<%s> is never closed", name)
		}
		s.a.end(name, span(stop, stop))
		if !s.strict { // the end tag may stand in another part
			s.a.forced[name]++
		}
	}
}

// closes reports whether there is an end tag of that name behind offset at.
func (s *scanner) closes(name string, at int) bool {
	if slices.Contains(s.noEnd, name) {
		return false
	}
	if hasEndTag(s.text[at:], name) {
		return true
	}
	s.noEnd = append(s.noEnd, name)
	return false
}

func hasEndTag(text, name string) bool {
	for {
		i := strings.Index(text, "</")
		if i < 0 {
			return false
		}
		if text = text[i+2:]; len(text) >= len(name) && strings.EqualFold(text[:len(name)], name) {
			return true
		}
	}
}

// decodeQuietly decodes text that was reported already.
func (s *scanner) decodeQuietly(raw string) string {
	return s.mend(strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\r", "\n"))
}

func isName(c byte) bool {
	return isAlnum(c) || c >= 0x80 || c == '-' || c == '_' || c == ':' || c == '.'
}

// lower returns the name at [start, end), in lower case. Upper case is
// reported once for each name.
func (s *scanner) lower(start, end int) string {
	name := s.text[start:end]
	for i := 0; i < len(name); i++ {
		if 'A' <= name[i] && name[i] <= 'Z' {
			return s.upper(name, start)
		}
	}
	return s.mend(name)
}

func (s *scanner) upper(name string, at int) string {
	lower := strings.ToLower(name)
	if i := strings.LastIndexByte(name, '-') + 1; strings.HasSuffix(name[i:], "skipLines") {
		return name
	}
	if s.strict && s.a.once("case "+name) {
		s.a.sink.Report(s.a.diagnose(diag.XMLCase, span(at, at+len(name)), "%q is in upper case", name).WithHint("write %s", lower))
	}
	return s.mend(lower)
}

// attributes reads the attributes from i on into s.attrs. It returns the
// offset behind the tag, whether the tag has an end there, and whether it
// closes itself.
func (s *scanner) attributes(i int, element string, closing bool) (stop int, ended, void bool) {
	s.attrs, s.quoted = s.attrs[:0], false
	for i < len(s.text) {
		gap := i
		for i < len(s.text) && isWhite(s.text[i]) {
			i++
		}
		if i == len(s.text) {
			break
		}
		switch c := s.text[i]; {
		case c == '>':
			return i + 1, true, false
		case c == '<':
			return i, false, false
		case c == '/':
			if strings.HasPrefix(s.text[i:], "/>") {
				if closing && s.strict {
					s.a.report(diag.XMLSyntax, span(i, i+1), `"/" in an end tag`)
				}
				return i + 2, true, true
			}
			s.a.report(diag.XMLSyntax, span(i, i+1), `"/" within a tag`)
			i++
		case !isName(c):
			from := i
			for i < len(s.text) && !isName(s.text[i]) && !strings.ContainsRune("<>/ \t\r\n\f", rune(s.text[i])) {
				i++
			}
			s.a.report(diag.XMLSyntax, span(from, i), "%q within a tag", s.text[from:i])
		default:
			if gap == i && s.strict {
				s.a.report(diag.XMLSyntax, span(i, i+1), "no blank before the attribute")
			}
			var ok bool
			if i, ok = s.attribute(i, element); !ok {
				return i, i <= len(s.text) && i > 0 && s.text[i-1] == '>', false
			}
			if closing {
				s.a.report(diag.XMLSyntax, span(gap, i), "an attribute in an end tag")
			}
		}
	}
	return len(s.text), false, false
}

func isWhite(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// attribute reads the attribute at i and returns the offset behind it. It is
// not ok if the closing quote of the value is missing; the tag then ends at
// the offset.
func (s *scanner) attribute(i int, element string) (next int, ok bool) {
	start := i
	for i < len(s.text) && isName(s.text[i]) {
		i++
	}
	at := Attr{Name: s.lower(start, i), Span: span(start, i)}
	j := i
	for j < len(s.text) && isWhite(s.text[j]) {
		j++
	}
	ok = true
	if j == len(s.text) || s.text[j] != '=' {
		if s.strict {
			s.a.sink.Report(s.a.diagnose(diag.XMLSyntax, at.Span, "the attribute %q has no value", at.Name).
				WithHint(`write %s="%s"`, at.Name, at.Name))
		}
	} else {
		for j++; j < len(s.text) && isWhite(s.text[j]); j++ {
		}
		i, ok = s.value(j, element, &at)
	}
	for _, other := range s.attrs {
		if other.Name == at.Name {
			s.a.sink.Report(s.a.diagnose(diag.XMLSyntax, s.a.nameSpan(at), "the attribute %q is there twice", at.Name).
				WithNote(s.a.file, s.a.nameSpan(other), "it is here, too"))
			return i, ok
		}
	}
	s.attrs = append(s.attrs, at)
	return i, ok
}

// value reads the value at i, behind the equals sign.
func (s *scanner) value(i int, element string, at *Attr) (next int, ok bool) {
	if i == len(s.text) {
		return i, true
	}
	q := s.text[i]
	if q != '"' && q != '\'' {
		return s.unquoted(i, element, at), true
	}
	start := i + 1
	n := strings.IndexByte(s.text[start:], q)
	if end := start + n; n >= 0 && !s.runaway(start, end) {
		at.Value, at.Span = s.decode(s.text[start:end], start, true), span(start, end)
		return end + 1, true
	}
	// The closing quote is missing. The value ends where the tag likely does.
	end := len(s.text)
	if k := strings.IndexAny(s.text[start:], "<>"); k >= 0 {
		end = start + k
	}
	s.quoted = true
	s.a.report(diag.XMLSyntax, span(i, i+1), "the value of %q has no closing quote", at.Name)
	at.Value, at.Span = s.decode(s.text[start:end], start, true), span(start, end)
	if end < len(s.text) && s.text[end] == '>' {
		return end + 1, false
	}
	return end, false
}

// runaway reports whether the quote at end is likely the opening quote of
// another value, as the closing quote of this one is missing.
func (s *scanner) runaway(start, end int) bool {
	if strings.IndexByte(s.text[start:end], '<') < 0 || end+1 >= len(s.text) {
		return false
	}
	c := s.text[end+1]
	return !isWhite(c) && c != '>' && c != '/'
}

// unquoted reads a value without quotes. A slash before the end of the tag
// belongs to the address of a link, which has words, and else to the tag.
func (s *scanner) unquoted(i int, element string, at *Attr) int {
	start := i
	slash := element == "a" && at.Name == "href"
	for i < len(s.text) && !isWhite(s.text[i]) && s.text[i] != '>' && s.text[i] != '<' && (slash || !strings.HasPrefix(s.text[i:], "/>")) {
		i++
	}
	at.Value, at.Span = s.decode(s.text[start:i], start, true), span(start, i)
	if s.strict {
		s.a.sink.Report(s.a.diagnose(diag.XMLSyntax, at.Span, "the value of %q is not in quotes", at.Name).
			WithHint(`write %s="%s"`, at.Name, at.Value))
	}
	return i
}
