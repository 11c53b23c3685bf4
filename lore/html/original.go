package html

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/templates"
)

// An original is a template of the original Lore, cut into the text between
// its slots. See Options.Template for what the slots mean.
type original struct {
	pieces []piece
	needs  []need
}

// A piece is either text, or a slot that each page fills.
type piece struct {
	slot slot
	text string // of slotText, and the address of slotURL
	skip int    // of slotIndex: pieces up to the end of the element
}

type slot uint8

const (
	slotText slot = iota
	slotHead      // the links to the authors, at the end of the head
	slotName      // the title as plain text
	slotTitle
	slotBody
	slotToc
	slotAuthors
	slotVersion
	slotMtime
	slotURL   // an address relative to the root
	slotIndex // the start of a link to the index
)

// parseOriginal reads a template and reports what makes it useless. Its result
// is nil then, and the page template stands in.
func parseOriginal(f *source.File, sink diag.Sink) *original {
	text := strings.TrimPrefix(f.Text, "\uFEFF")
	p := originalParser{file: f, sink: sink, offset: len(f.Text) - len(text), once: map[slot]bool{}}
	z := html.NewTokenizer(strings.NewReader(text))
	p.text("<!DOCTYPE html>\n")
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		start := p.offset
		p.offset += len(z.Raw())
		p.token(z, kind, start)
	}
	if wrong, ok := p.end(); !ok {
		sink.Report(wrong)
		return nil
	}
	return &original{p.pieces, p.needs}
}

type originalParser struct {
	file   *source.File
	sink   diag.Sink
	pieces []piece
	stack  []openElement
	offset int
	once   map[slot]bool // slots that count once and were met
	hidden int           // open elements whose content a page replaces
	needs  []need
	named  []namedClass // every class outside of what a page replaces
}

// A namedClass is a class of an element of the template.
type namedClass struct {
	name string
	span source.Span
}

// An openElement is an element of the template that has not ended.
type openElement struct {
	name  string
	slots []slot // to be filled before its end
	hides bool   // a page replaces its content
	index int    // the piece that begins a link to the index, else -1
	span  source.Span
}

func (p *originalParser) text(s string) {
	if p.hidden > 0 || s == "" {
		return
	}
	if n := len(p.pieces); n > 0 && p.pieces[n-1].slot == slotText {
		p.pieces[n-1].text += s
		return
	}
	p.pieces = append(p.pieces, piece{text: s})
}

func (p *originalParser) slot(s slot) { p.pieces = append(p.pieces, piece{slot: s}) }

func (p *originalParser) token(z *html.Tokenizer, kind html.TokenType, start int) {
	raw := string(z.Raw())
	span := source.Span{Start: int32(start), End: int32(start + len(raw))}
	switch kind {
	case html.StartTagToken, html.SelfClosingTagToken:
		t := z.Token()
		closed := kind == html.SelfClosingTagToken
		if closed {
			z.NextIsNotRawText()
		}
		p.start(t, span)
		if closed && !voids[t.Data] {
			p.close(t.Data)
		}
	case html.EndTagToken:
		name, _ := z.TagName()
		p.endTag(string(name), span)
	case html.CommentToken:
		if !strings.HasPrefix(raw, "<?") { // the XML declaration
			p.text(raw)
		}
	case html.TextToken:
		p.text(raw)
	}
}

var voids = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true,
}

// start writes the start tag of an element and finds out what it is for.
func (p *originalParser) start(t html.Token, span source.Span) {
	e := openElement{name: t.Data, index: -1, span: span}
	tokens := strings.Fields(attrOf(t, "class"))
	if p.hidden == 0 {
		for _, name := range tokens {
			p.named = append(p.named, namedClass{name, within(p.file, span, name)})
		}
	}
	has := func(class string) bool { return p.hidden == 0 && slices.Contains(tokens, class) }
	if has("index-link") && !voids[t.Data] {
		e.index = len(p.pieces)
		p.slot(slotIndex)
		p.stack = append(p.stack, e)
		return
	}
	if has("body") && p.first(slotBody) {
		e.hides = true
		e.slots = append(e.slots, slotBody)
		for i := range t.Attr {
			if t.Attr[i].Key == "class" {
				tokens[slices.Index(tokens, "body")] = "content"
				t.Attr[i].Val = strings.Join(tokens, " ")
			}
		}
	} else if has("toc") && p.first(slotToc) {
		e.hides = true
		e.slots = append(e.slots, slotToc)
	}
	if t.Data == "title" && p.hidden == 0 && p.first(slotName) {
		e.slots = append(e.slots, slotName)
	} else if has("title") && p.first(slotTitle) {
		e.slots = append(e.slots, slotTitle)
	}
	for _, s := range [...]struct {
		class string
		slot  slot
	}{{"authors", slotAuthors}, {"version", slotVersion}, {"mtime", slotMtime}} {
		if has(s.class) {
			e.slots = append(e.slots, s.slot)
		}
	}
	if t.Data == "head" {
		e.slots = append(e.slots, slotHead)
	}
	p.tag(t, span)
	if t.Data == "head" {
		p.text(`<meta charset="utf-8">`)
	}
	if voids[t.Data] {
		return
	}
	if e.hides {
		p.hidden++
	}
	p.stack = append(p.stack, e)
}

// first reports whether a slot that counts once is met for the first time.
func (p *originalParser) first(s slot) bool {
	if p.once[s] {
		return false
	}
	p.once[s] = true
	return true
}

func attrOf(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// tag writes a start tag. A meta that gives another character set is left out.
func (p *originalParser) tag(t html.Token, span source.Span) {
	if p.hidden > 0 {
		return
	}
	if t.Data == "meta" && (attrOf(t, "charset") != "" || strings.EqualFold(attrOf(t, "http-equiv"), "content-type")) {
		return
	}
	p.text("<" + t.Data)
	for _, a := range t.Attr {
		p.text(" " + string(appendAttr(nil, a.Key)) + `="`)
		if (a.Key == "href" || a.Key == "src") && isRelative(a.Val) {
			p.pieces = append(p.pieces, piece{slot: slotURL, text: a.Val})
			p.need(a, span)
		} else {
			p.text(string(appendAttr(nil, a.Val)))
		}
		p.text(`"`)
	}
	p.text(">")
}

// isRelative reports whether an address counts from the root of the site.
func isRelative(url string) bool {
	if url == "" || strings.ContainsRune("/#?", rune(url[0])) {
		return false
	}
	colon, rest := strings.IndexByte(url, ':'), strings.IndexAny(url, "/?#")
	return colon < 0 || rest >= 0 && rest < colon
}

// endTag ends the innermost open element of that name and those within it. An
// end tag that ends nothing is reported and left out.
func (p *originalParser) endTag(name string, span source.Span) {
	for i := len(p.stack) - 1; i >= 0; i-- {
		if p.stack[i].name != name {
			continue
		}
		for len(p.stack) > i+1 {
			p.closeOpen()
		}
		p.close(name)
		return
	}
	if !voids[name] {
		p.sink.Report(diag.New(diag.Template, p.file, span, "</%s> ends nothing", name))
	}
}

// close ends the innermost element, which has the name.
func (p *originalParser) close(name string) {
	e := p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
	if e.hides {
		p.hidden--
	}
	for _, s := range e.slots {
		if p.hidden == 0 {
			p.slot(s)
		}
	}
	if e.index >= 0 {
		p.text("</a>")
		p.pieces[e.index].skip = len(p.pieces) - e.index
		p.pieces = append(p.pieces, piece{}) // what follows does not belong to the link
		return
	}
	p.text("</" + name + ">")
}

// end ends what is open and says whether the whole can be used, and why not.
func (p *originalParser) end() (wrong diag.Diagnostic, ok bool) {
	for len(p.stack) > 0 {
		p.closeOpen()
	}
	near := p.nearSlots()
	if p.once[slotBody] {
		return diag.Diagnostic{}, true
	}
	d := diag.New(diag.Template, p.file, source.Span{}, "template has no element of class body")
	if near != nil {
		d = diag.New(diag.Template, p.file, near.span, "template has no element of class body").DidYouMean("body")
	}
	return d, false
}

// closeOpen ends the innermost element, whose end tag is missing.
func (p *originalParser) closeOpen() {
	e := p.stack[len(p.stack)-1]
	p.sink.Report(diag.New(diag.Template, p.file, e.span, "<%s> is never closed", e.name))
	p.close(e.name)
}

// slotClasses are the classes that make an element a slot. Words as short as
// toc are near to too many others.
var slotClasses = []string{"title", "body", "authors", "version", "mtime", "index-link"}

// nearSlots warns of classes that are likely slips for a slot that the template
// lacks. It returns the one that body was likely meant by, or nil.
func (p *originalParser) nearSlots() (body *namedClass) {
	has := func(name string) bool {
		return slices.ContainsFunc(p.named, func(c namedClass) bool { return c.name == name })
	}
	for i := range p.named {
		c := &p.named[i]
		switch near := nearest.Nearest(c.name, slotClasses); {
		case near == "" || has(near):
		case near == "body":
			body = c
		default:
			d := diag.New(diag.Template, p.file, c.span, "class %q is no slot", c.name).DidYouMean(near)
			d.Severity = diag.Warning
			p.sink.Report(d)
		}
	}
	return body
}

// within returns where word stands in the part of f at span, or span.
func within(f *source.File, span source.Span, word string) source.Span {
	if i := strings.Index(f.Slice(span), word); i >= 0 && word != "" {
		return source.Span{Start: span.Start + int32(i), End: span.Start + int32(i+len(word))}
	}
	return span
}

// page fills the template for one page.
func (o *original) page(f *furniture, body []byte) []byte {
	meta := &f.v.Page.Doc.Meta
	b := make([]byte, 0, len(body)+4096)
	for i := 0; i < len(o.pieces); i++ {
		switch s := &o.pieces[i]; s.slot {
		case slotText:
			b = append(b, s.text...)
		case slotHead:
			for _, a := range meta.Authors {
				if url := safe(a.URL); url != "" {
					b = appendHref(append(b, `<link rel="author"`...), url)
					b = append(appendAttr(append(b, ` title="`...), a.Name), "\">\n"...)
				}
			}
		case slotName:
			b = appendText(appendChapter(b, f.v.Page.Number), f.v.Page.Title)
		case slotTitle:
			b = append(appendChapter(b, f.v.Page.Number), f.heading()...)
		case slotBody:
			b = append(b, body...)
		case slotToc:
			b = append(b, contents(f.v.Page, "ol", 1)...)
		case slotAuthors:
			b = append(authors(append(b, "<span>"...), meta.Authors, ", and "), "</span>"...)
		case slotVersion:
			b = appendText(b, f.version())
		case slotMtime:
			b = appendText(b, f.changed())
		case slotURL:
			b = appendAttr(b, f.templateURL(s.text))
		case slotIndex:
			if f.c.index == nil {
				i += s.skip - 1
				continue
			}
			b = append(appendHref(append(b, "<a"...), string(pageURL(f.v.Page, f.c.index))), '>')
		}
	}
	return b
}

// appendChapter appends the number of a chapter as it stands before its title.
func appendChapter(b []byte, number string) []byte {
	if number == "" {
		return b
	}
	return append(appendText(b, number), ". "...)
}

// templateURL returns an address of the template as the page uses it.
func (f *furniture) templateURL(url string) string {
	switch url {
	case templates.StyleFile:
		return fileURL(f.v.Page, f.c.assets.style)
	case templates.ScriptFile:
		return fileURL(f.v.Page, f.c.assets.script)
	}
	return strings.Repeat("../", strings.Count(f.v.Page.Path, "/")) + url
}
