package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/xhtml"
)

// An info is what stands behind the fence of a code block: a language, words
// such as file=main.go, and attributes in braces. Its words are kept as they
// are; what they may be is not this reader's business.
type info struct {
	lang  attribute // start and end are those of its name
	words []attribute
	attrs []attribute
	open  int // where a quote begins that never ends, -1 for nowhere
}

// readInfo reads an info string that stands at a body offset.
func readInfo(s string, at int) info {
	in := info{open: -1}
	for i := 0; ; {
		i += blanks(s[i:])
		if i >= len(s) {
			return in
		}
		if attrs, n := readAttributes(s[i:]); n > 0 {
			in.attrs = append(in.attrs, moved(attrs, at+i)...)
			i += n
			continue
		}
		w, n := readWord(s[i:])
		if n < 0 {
			in.open = at + i + strings.IndexAny(s[i:], `"'`)
			w, n = attribute{name: w.name, value: s[i+w.start+1:], start: w.start, end: len(s) - i}, len(s)-i
		}
		w.at, w.start, w.end = at+i, w.start+at+i, w.end+at+i
		if i == 0 && w.value == "" && w.end-w.start == len(w.name) {
			in.lang = w
		} else {
			in.words = append(in.words, w)
		}
		i += n
	}
}

// readWord reads name, name=value or name="value". The length is -1 where a
// quote does not end.
func readWord(s string) (w attribute, length int) {
	n := strings.IndexAny(s, " \t=")
	if n < 0 {
		n = len(s)
	}
	w = attribute{name: s[:n], end: n}
	if n == len(s) || s[n] != '=' {
		return w, n
	}
	value, m := readValue(s[n+1:], "")
	w.value, w.start, w.end = value, n+1, n+1+m
	if m < 0 {
		return w, -1
	}
	return w, n + 1 + m
}

// preClasses gives the class of a pre by the language of a fence, where the
// two are not the same. A shell script is none of the sessions that the
// original's class shell is for.
var preClasses = map[string]string{"console": "shell", "shell-session": "shell", "shell": "sh"}

// fence feeds a fenced block: the file that it names, or the code in it.
func (c *converter) fence(n *ast.FencedCodeBlock) {
	at := c.fenceStart(n)
	in := info{open: -1}
	if n.Info != nil {
		in = readInfo(c.text[n.Info.Segment.Start:n.Info.Segment.Stop], n.Info.Segment.Start)
	}
	if in.open >= 0 {
		c.report(diag.WordValue, in.open, in.open+1, "the quote is never closed")
	}
	c.checkFence(n, at)
	blank := strings.TrimSpace(c.value(n.Lines())) == ""
	for _, w := range in.words {
		switch _, known := xhtml.Word(w.name); {
		case w.name == "file":
			c.listing(n, in, at)
			return
		case blank && !known && nearest.Nearest(w.name, []string{"file"}) != "":
			c.sink.Report(c.diagnostic(diag.WordUnknown, w.at, w.at+len(w.name), "no word %q", w.name).DidYouMean("file"))
			return
		}
	}
	c.pre(n, in, at)
}

// fenceStart returns where the fence begins. Behind a tab it is before the
// place that goldmark gives.
func (c *converter) fenceStart(n *ast.FencedCodeBlock) int {
	at := min(n.Pos(), len(c.text))
	for at > c.end && !strings.HasPrefix(c.tail(at), "```") && !strings.HasPrefix(c.tail(at), "~~~") && c.text[at-1] != '\n' {
		at--
	}
	return at
}

// listing feeds <a class="go-listing" href="main.go" data-lines="1-3">.
func (c *converter) listing(n *ast.FencedCodeBlock, in info, at int) {
	class := "listing"
	if in.lang.name != "" {
		class = in.lang.name + "-listing"
	}
	attrs := append(c.attrs[:0], c.attr("class", class, in.lang.start, in.lang.end))
	var caption attribute
	for _, w := range in.words {
		switch w.name {
		case "file":
			attrs = append(attrs, c.attr("href", w.value, w.start, w.end))
		case "caption":
			caption = w
		default:
			attrs = c.word(attrs, w)
		}
	}
	c.attrs = c.braces(attrs, in.attrs)
	c.open("a", at, at+3, c.attrs...)
	if caption.name != "" {
		c.a.Text(caption.value, c.cover(caption.start, caption.end))
	}
	c.a.End("a", c.cover(c.end, c.lineEnd(at)))
	if lines := n.Lines(); lines.Len() > 0 && strings.TrimSpace(c.value(lines)) != "" {
		first := lines.At(0)
		c.sink.Report(c.diagnostic(diag.ElementPlace, first.Start, c.lineEnd(first.Start), "a listing of a file has text of its own").
			WithHint("leave the block empty, or take file= away"))
		c.open("pre", first.Start, first.Start)
		c.code(lines)
		c.shut("pre")
	}
}

// pre feeds <pre class="go">.
func (c *converter) pre(n *ast.FencedCodeBlock, in info, at int) {
	attrs := c.attrs[:0]
	if lang := in.lang; lang.name != "" {
		class, ok := preClasses[lang.name]
		if !ok {
			class = lang.name
		}
		attrs = append(attrs, c.attr("class", class, lang.start, lang.end))
	}
	for _, w := range in.words {
		switch w.name {
		case "caption":
			attrs = append(attrs, c.attr("title", w.value, w.start, w.end))
		default:
			attrs = c.word(attrs, w)
		}
	}
	c.attrs = c.braces(attrs, in.attrs)
	c.open("pre", at, at+3, c.attrs...)
	c.end = max(c.end, c.lineEnd(at))
	c.code(n.Lines())
	end, _ := c.closingFence(n, at)
	c.a.End("pre", c.cover(c.end, end))
}

// word adds an attribute for a word: the original's skipLines as it is, ours
// with the data- that marks them in XHTML.
func (c *converter) word(to []xhtml.Attr, w attribute) []xhtml.Attr {
	near, ok := xhtml.Word(w.name)
	if !ok {
		if near == "" {
			near = nearest.Nearest(w.name, []string{"file", "caption"})
		}
		c.sink.Report(c.diagnostic(diag.WordUnknown, w.at, w.at+len(w.name), "no word %q", w.name).DidYouMean(near))
		return to
	}
	name := w.name
	if name != "skipLines" {
		name = "data-" + name
	}
	return append(to, c.attr(name, w.value, w.start, w.end))
}

// code feeds the lines of a code block as they are.
func (c *converter) code(lines *text.Segments) {
	for i := 0; i < lines.Len(); i++ {
		s := lines.At(i)
		for s.Padding == 0 && i+1 < lines.Len() && lines.At(i+1).Padding == 0 && lines.At(i+1).Start == s.Stop {
			i++
			s.Stop = lines.At(i).Stop
		}
		line := c.text[s.Start:s.Stop]
		if s.Padding > 0 {
			line = strings.Repeat(" ", s.Padding) + line
		}
		c.a.Text(line, c.cover(s.Start, s.Stop))
	}
}

// value returns the text of lines.
func (c *converter) value(lines *text.Segments) string { return string(lines.Value(c.src)) }

// indented feeds a code block that is indented by four blanks.
func (c *converter) indented(n *ast.CodeBlock) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return
	}
	at := lines.At(0).Start
	c.open("pre", at, at)
	c.code(lines)
	c.shut("pre")
}

// closingFence returns the end of the fence that closes n, which begins at a
// body offset, or of the last line of a block that is never closed.
func (c *converter) closingFence(n *ast.FencedCodeBlock, at int) (end int, closed bool) {
	last := c.lineEnd(at)
	if lines := n.Lines(); lines.Len() > 0 {
		last = c.lineEnd(max(lines.At(lines.Len()-1).Stop-1, at))
	}
	if last >= len(c.text) {
		return last, false
	}
	next := c.lineEnd(last + 1)
	line := strings.TrimLeft(c.text[last+1:next], "> \t")
	fence := c.tail(at)
	if len(fence) < 3 || !strings.HasPrefix(line, fence[:3]) || strings.Trim(line, fence[:1]+" \t") != "" {
		return last, false
	}
	if pos := following(n); pos > last && pos <= next {
		return last, false // that fence opens another block
	}
	return next, true
}

// following returns the place of the block that follows n, or -1.
func following(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if next := n.NextSibling(); next != nil {
			return next.Pos()
		}
	}
	return -1
}
