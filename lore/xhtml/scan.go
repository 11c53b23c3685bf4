package xhtml

import (
	"io"
	"strings"

	"golang.org/x/net/html"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// A scanner cuts a part of a file into tags, text and comments for an
// Assembler. Where tokens begin and end is the html tokenizer's finding; what
// is in a tag is read here, from the source, since the places of attributes
// count and XML is stricter.
type scanner struct {
	a      *Assembler
	text   string // of the file up to the end of the part
	at     int    // where the next token begins
	strict bool   // XML, and not HTML
	z      *html.Tokenizer
	buf    []byte
	attrs  []Attr
	waste  int               // bytes that were tokenized in vain
	near   map[string]string // entities that unknown names were likely meant to be
	quoted bool              // the tag lacks a closing quote, which is reported
	noEnd  []string          // refused elements that have no more end tags
	typed  bool              // a document type was there
	pi     int               // where the next "?>" is, or behind at when that is not known
}

func scan(a *Assembler, part source.Span) {
	end := min(int(part.End), len(a.file.Text)) // other formats count a line end that a file's last line lacks
	s := &scanner{a: a, text: a.file.Text[:end], at: int(part.Start), strict: a.strict, pi: -1}
	if s.at == 0 && strings.HasPrefix(s.text, bom) {
		s.at = len(bom)
	}
	s.run()
}

// run feeds the assembler to the end of the part.
func (s *scanner) run() {
	s.tokenize()
	for s.at < len(s.text) {
		kind := s.z.Next()
		end := s.at + len(s.z.Raw())
		switch kind {
		case html.TextToken:
			s.plain(end)
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			s.tag(end)
		case html.CommentToken:
			s.declaration(end)
		case html.DoctypeToken:
			s.doctype(end)
		case html.ErrorToken: // the end, in the middle of something
			if end = len(s.text); isLetterAt(s.text, s.at+1) || strings.HasPrefix(s.text[s.at:], "</") && isLetterAt(s.text, s.at+2) {
				s.tag(end)
			} else {
				s.plain(end)
			}
		}
	}
}

func isLetterAt(s string, i int) bool {
	return i < len(s) && 'a' <= s[i]|0x20 && s[i]|0x20 <= 'z'
}

// tokenize begins again at s.at.
func (s *scanner) tokenize() {
	s.z = html.NewTokenizer(&reader{s.text[s.at:]})
	s.z.AllowCDATA(true)
}

// reader is a strings.Reader without what is not needed.
type reader struct{ rest string }

func (r *reader) Read(p []byte) (int, error) {
	if r.rest == "" {
		return 0, io.EOF
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// next goes on at offset at, where the tokenizer, whose token ended at end,
// may not be. Going back costs time, so there is a limit to how often broken
// mark-up is mended; what follows is taken as text.
func (s *scanner) next(at, end int) {
	s.at = at
	if at == end || at >= len(s.text) {
		return
	}
	s.waste += 4096 + max(0, end-at)
	if s.waste > 1<<22+32*len(s.text) {
		s.a.report(diag.XMLSyntax, span(at, at), "too much broken mark-up; what follows is taken as text")
		s.a.Text(s.decodeQuietly(s.text[at:]), span(at, len(s.text)))
		s.at = len(s.text)
		return
	}
	s.tokenize()
}

// plain takes text, or a CDATA section.
func (s *scanner) plain(end int) {
	raw := s.text[s.at:end]
	at := s.at
	s.at = end
	if s.a.top().mode == modeSkip {
		return
	}
	if rest, ok := strings.CutPrefix(raw, "<![CDATA["); ok {
		if rest, ok = strings.CutSuffix(rest, "]]>"); !ok {
			s.a.report(diag.XMLSyntax, span(at, at+len("<![CDATA[")), "the CDATA section never ends")
		}
		if strings.Contains(rest, "\r") {
			rest = strings.ReplaceAll(strings.ReplaceAll(rest, "\r\n", "\n"), "\r", "\n")
		}
		s.a.Text(s.mend(rest), span(at, end))
		return
	}
	s.a.Text(s.decode(raw, at, false), span(at, end))
}

// declaration takes a comment, a processing instruction, or what looks like
// one.
func (s *scanner) declaration(end int) {
	raw := s.text[s.at:end]
	switch {
	case strings.HasPrefix(raw, "<!--"):
		s.comment(raw, end)
	case strings.HasPrefix(raw, "<?"):
		s.instruction(end)
	case strings.HasPrefix(raw, "</"):
		s.a.report(diag.XMLSyntax, span(s.at, s.at+2), `"</" without the name of an element`)
		if text := strings.Trim(raw, "</>"); !isBlank(text) {
			s.a.Text(s.decodeQuietly(raw), span(s.at, end))
		}
		s.next(end, end)
	case strings.HasPrefix(raw, "<![CDATA["):
		s.plain(end)
	default:
		s.a.report(diag.XMLSyntax, span(s.at, min(end, s.at+2)), `"<!" begins nothing that lore knows`)
		s.next(end, end)
	}
}

func (s *scanner) comment(raw string, end int) {
	at, token := s.at, end
	body := strings.TrimPrefix(raw, "<!--")
	if body == ">" || body == "->" {
		// HTML takes "<!-->" for a whole comment; in XML it has only begun.
		if i := strings.Index(s.text[at+4:], "-->"); i >= 0 {
			end = at + 4 + i + len("-->")
			body = s.text[at+4 : end]
		}
	}
	switch inner, ok := strings.CutSuffix(body, "-->"); {
	case ok:
		if i := strings.Index(inner, "--"); i >= 0 && s.strict {
			s.a.sink.Report(s.a.diagnose(diag.XMLSyntax, span(at+4+i, at+4+i+2), `"--" in a comment`).WithHint(`write "- -"`))
		} else if strings.HasSuffix(inner, "-") && s.strict {
			s.a.report(diag.XMLSyntax, span(end-4, end), `a comment ends in "--->"`)
		}
		s.a.Comment(inner, span(at, end))
		s.next(end, token)
	case strings.HasSuffix(body, "--!>"):
		s.a.sink.Report(s.a.diagnose(diag.XMLSyntax, span(end-4, end), `a comment ends in "--!>"`).WithHint(`write "-->"`))
		s.a.Comment(strings.TrimSuffix(body, "--!>"), span(at, end))
		s.next(end, token)
	default:
		// Most likely the end is misspelt, or missing on the line; the page goes
		// on behind that.
		d := s.a.diagnose(diag.XMLSyntax, span(at, at+4), "the comment never ends")
		stop := end
		if i := commentEnd(body); i >= 0 {
			stop = at + 4 + i
			d = d.WithNote(s.a.file, span(stop-1, stop), `it is taken to end here`)
		}
		s.a.sink.Report(d.WithHint(`write "-->"`))
		s.next(stop, token)
	}
}

// commentEnd returns the offset behind what was likely meant to be the end of
// a comment: a misspelt "-->", or the end of its first line.
func commentEnd(body string) int {
	if i := strings.Index(body, "->"); i >= 0 {
		return i + 2
	}
	return strings.IndexByte(body, '\n')
}

// instruction takes a processing instruction, which says nothing to lore. The
// tokenizer ends it at any ">", XML does at "?>".
func (s *scanner) instruction(end int) {
	at := s.at
	if s.pi < at+2 {
		s.pi = len(s.text)
		if i := strings.Index(s.text[at+2:], "?>"); i >= 0 {
			s.pi = at + 2 + i
		}
	}
	if strings.HasPrefix(s.text[at:], "<?xml") && isSpaceAt(s.text, at+5) && at > len(bom) {
		s.a.report(diag.XMLSyntax, span(at, at+5), "an XML declaration can only be the first thing in a file")
	}
	if s.pi == len(s.text) {
		s.a.report(diag.XMLSyntax, span(at, at+2), `"<?" without "?>"`)
		s.next(end, end)
		return
	}
	s.next(s.pi+2, end)
}

func isSpaceAt(s string, i int) bool { return i < len(s) && isSpace(s[i]) }

// doctype takes the document type declaration.
func (s *scanner) doctype(end int) {
	at := s.at
	stop := end
	if s.typed {
		s.a.report(diag.XMLSyntax, span(at, end), "a second document type")
		s.next(end, end)
		return
	}
	s.typed = true
	if i := strings.IndexByte(s.text[at:end], '['); i >= 0 {
		if j := strings.Index(s.text[at+i:], "]"); j >= 0 {
			if k := strings.IndexByte(s.text[at+i+j:], '>'); k >= 0 {
				stop = at + i + j + k + 1
			}
		}
		s.a.report(diag.XMLDoctype, span(at+i, at+i+1), "lore does not read declarations within the document type")
	}
	if s.strict {
		s.checkDoctype(s.text[at:stop], at)
	}
	s.next(stop, end)
}

// checkDoctype reports a document type that lore does not know. XHTML strict
// and transitional, HTML 5 and any older HTML are taken quietly.
func (s *scanner) checkDoctype(decl string, at int) {
	const word = len("<!DOCTYPE")
	if decl[2:word] != "DOCTYPE" {
		s.a.sink.Report(s.a.diagnose(diag.XMLCase, span(at+2, at+word), "%q is in the wrong case", decl[2:word]).WithHint("write DOCTYPE"))
	}
	lower := strings.ToLower(decl)
	root := strings.TrimLeft(lower[word:], white)
	known := strings.HasPrefix(root, "html") && !strings.Contains(lower, "frameset") &&
		(!strings.Contains(root, "dtd") || strings.Contains(lower, "xhtml") && (strings.Contains(lower, "strict") ||
			strings.Contains(lower, "transitional") || strings.Contains(lower, "xhtml11") || strings.Contains(lower, "xhtml 1.1")) &&
			!strings.Contains(lower, "mathml"))
	if !known {
		s.a.sink.Report(s.a.diagnose(diag.XMLDoctype, span(at, at+len(decl)), "a document type that lore does not know").
			WithHint("use XHTML 1.0 Strict or Transitional, or leave it out"))
	}
}
