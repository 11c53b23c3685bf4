package markdown

import (
	"net/url"
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/lore/xhtml"
)

// A value is what stands behind a key of front matter, YAML's or TOML's.
type value struct {
	kind   valueKind
	text   string // of a scalar, as written but for quotes and escapes
	list   []value
	fields []field
	span   source.Span
}

type valueKind uint8

const (
	scalar valueKind = iota
	null
	list
	mapping
)

var valueNames = [...]string{"text", "nothing", "a list", "a mapping"}

func (k valueKind) String() string { return valueNames[k] }

// A field is a key of a mapping and its value.
type field struct {
	key  string
	span source.Span // of the key
	value
}

// maxFrontMatter bounds the time that a YAML parser may take.
const maxFrontMatter = 16 << 10

// frontMatter is the head of a page in lines of --- (YAML) or +++ (TOML).
type frontMatter struct {
	fence string
	text  string
	start int // offset of text in the file
	end   int // offset in the file at which the page goes on
}

// cutFrontMatter finds the front matter of the page that begins at offset
// start of text. A page without any has end == start; fence is set then only
// if front matter begins and never ends.
//
// A line of hyphens is a rule, too. It opens front matter where the next line
// is not blank, since a rule is followed by a blank line.
func cutFrontMatter(text string, start int) frontMatter {
	m := frontMatter{start: start, end: start}
	line, rest := cutLine(text[start:])
	fence := strings.TrimRight(line, " \t")
	if fence != "---" && fence != "+++" {
		return m
	}
	if next, _ := cutLine(rest); fence == "---" && strings.TrimSpace(next) == "" {
		return m
	}
	m.start = len(text) - len(rest)
	for at := m.start; at < len(text); {
		line, rest := cutLine(text[at:])
		if end := strings.TrimRight(line, " \t"); end == fence || fence == "---" && end == "..." {
			m.fence, m.text, m.end = fence, text[m.start:at], len(text)-len(rest)
			return m
		}
		at = len(text) - len(rest)
	}
	if fence == "+++" || isKeyLine(text[m.start:]) {
		m.fence = fence
	}
	return m
}

// cutLine returns the first line of s without its end, and what follows.
func cutLine(s string) (line, rest string) {
	i := strings.IndexAny(s, "\r\n")
	if i < 0 {
		return s, ""
	}
	if strings.HasPrefix(s[i:], "\r\n") {
		return s[:i], s[i+2:]
	}
	return s[:i], s[i+1:]
}

// isKeyLine reports whether s begins with a key and a colon.
func isKeyLine(s string) bool {
	n := nameLength(strings.ReplaceAll(s[:min(len(s), 40)], ":", "\n"))
	return n > 0 && strings.HasPrefix(s[n:], ": ")
}

// readFrontMatter takes what the page says of itself over into its Meta.
func readFrontMatter(f *source.File, m frontMatter, a *xhtml.Assembler, sink diag.Sink) {
	r := headReader{file: f, sink: sink, a: a, meta: a.Builder().Meta()}
	switch {
	case m.fence == "":
	case m.end < m.start:
		r.report(fenceSpan(f, m), "front matter is opened by %q and never closed", m.fence)
	case len(m.text) > maxFrontMatter:
		r.report(fenceSpan(f, m), "front matter of %d bytes, longer than the limit of %d", len(m.text), maxFrontMatter)
	case m.fence == "---":
		r.fields(r.yaml(m))
	default:
		r.fields(r.toml(m))
	}
}

// fenceSpan returns the place of the line that opens m.
func fenceSpan(f *source.File, m frontMatter) source.Span {
	start := strings.LastIndex(f.Text[:m.start], m.fence)
	return source.Span{Start: int32(start), End: int32(start + len(m.fence))}
}

// A headReader turns front matter into the Meta of one page.
type headReader struct {
	file *source.File
	sink diag.Sink
	a    *xhtml.Assembler
	meta *tree.Meta
}

func (r *headReader) report(span source.Span, format string, args ...any) {
	r.sink.Report(diag.New(diag.FrontMatter, r.file, span, format, args...))
}

// keys are the keys of front matter.
var keys = []string{"title", "authors", "description", "aliases", "date", "version", "lang", "needs", "env", "files"}

func (r *headReader) fields(fields []field) {
	for _, f := range fields {
		switch f.key {
		case "title":
			r.title(f)
		case "authors":
			for _, v := range r.list(f, f.value) {
				r.author(f.key, v)
			}
		case "description":
			r.text(f, &r.meta.Description)
		case "aliases":
			for _, v := range r.list(f, f.value) {
				if r.wants(scalar, f.key, v) {
					r.meta.Aliases = append(r.meta.Aliases, v.text)
				}
			}
		case "date":
			r.text(f, &r.meta.Date)
		case "version":
			r.text(f, &r.meta.Version)
		case "lang":
			r.text(f, &r.meta.Lang)
		case "needs", "env", "files":
			r.words(f)
		default:
			r.unknown(f, "front matter has no key", keys)
		}
	}
}

// words takes what is said of all sessions of the page. Variables may be
// written as a mapping, too.
func (r *headReader) words(f field) {
	for _, v := range r.list(f, f.value) {
		switch {
		case f.key == "env" && v.kind == mapping:
			for _, f := range v.fields {
				if value := ""; r.wants(scalar, f.key, f.value) {
					r.text(f, &value)
					r.meta.Words = append(r.meta.Words, tree.Word{Name: "env", Value: f.key + "=" + value, Span: f.value.span})
				}
			}
		case r.wants(scalar, f.key, v):
			r.meta.Words = append(r.meta.Words, tree.Word{Name: f.key, Value: strings.TrimSpace(v.text), Span: v.span})
		}
	}
}

// title feeds the title as that of the head: a level 1 heading outdoes it.
func (r *headReader) title(f field) {
	title := ""
	r.text(f, &title)
	if title == "" {
		return
	}
	end := source.Span{Start: f.value.span.End, End: f.value.span.End}
	r.a.Start("title", nil, f.span)
	r.a.Text(title, f.value.span)
	r.a.End("title", end)
}

// unknown warns of a key that means nothing. It is no error, since pages come
// from other tools with keys of their own.
func (r *headReader) unknown(f field, message string, known []string) {
	d := diag.New(diag.FrontMatter, r.file, f.span, "%s %q", message, f.key)
	d.Severity = diag.Warning
	r.sink.Report(d.DidYouMean(nearest.Nearest(f.key, known)))
}

// text stores a scalar on one line.
func (r *headReader) text(f field, to *string) {
	if r.wants(scalar, f.key, f.value) {
		*to = strings.Join(strings.Fields(f.value.text), " ")
	}
}

func (r *headReader) wants(kind valueKind, key string, v value) bool {
	if v.kind == kind {
		return true
	}
	if v.kind != null {
		r.report(v.span, "%s is %s; expected %s", key, v.kind, kind)
	}
	return false
}

// list returns the values of a list. A single value is a list of one.
func (r *headReader) list(f field, v value) []value {
	switch v.kind {
	case list:
		return v.list
	case null:
		return nil
	default:
		return []value{v}
	}
}

func (r *headReader) author(key string, v value) {
	a := tree.Author{}
	switch v.kind {
	case scalar:
		a = parseAuthor(v.text)
	case mapping:
		a = r.authorFields(v)
	default:
		r.report(v.span, "%s has %s; expected text or a mapping", key, v.kind)
		return
	}
	if a.Name == "" {
		r.report(v.span, "an author has no name")
		return
	}
	if _, err := url.Parse(a.URL); err != nil {
		r.report(v.span, "address %q of %q cannot be read", a.URL, a.Name)
		a.URL = ""
	}
	r.meta.Authors = append(r.meta.Authors, a)
}

func (r *headReader) authorFields(v value) (a tree.Author) {
	for _, f := range v.fields {
		switch f.key {
		case "name":
			r.text(f, &a.Name)
		case "url":
			r.text(f, &a.URL)
			a.URL = address(a.URL)
		default:
			r.unknown(f, "an author has no key", []string{"name", "url"})
		}
	}
	return a
}

// parseAuthor splits "Name <address>".
func parseAuthor(s string) tree.Author {
	s = strings.TrimSpace(s)
	name, rest, ok := strings.Cut(s, "<")
	addr, closed := strings.CutSuffix(rest, ">")
	if !ok || !closed {
		return tree.Author{Name: s}
	}
	return tree.Author{Name: strings.TrimSpace(name), URL: address(addr)}
}

// address makes a link of a mail address.
func address(s string) string {
	s = strings.TrimSpace(s)
	if strings.Contains(s, "@") && !strings.Contains(s, ":") {
		return "mailto:" + s
	}
	return s
}
