package xhtml

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// startPre opens preformatted text. Its class says what it shows; a token that
// is none of lore's own names a language.
func (a *Assembler) startPre(e *element, g given, span source.Span) {
	a.blockInInline(e.name, span)
	l, class := a.preClass(g)
	g.class = class
	f := frame{}
	if l.Kind != tree.CodeText || l.Lang != "" {
		f.flat = true
	}
	l.Words = g.words
	if g.attr.Title != "" {
		l.Caption = []tree.Inline{a.newText(g.attr.Title, g.title)}
		g.attr.Title = ""
	}
	flat := f.flat
	f = a.frame(e.name, kindPre, modeOnly, g, span)
	f.flat, f.code = flat, l
	a.push(f)
}

// preLanguages are the languages of the original, and ours.
var preLanguages = []string{"python", "python-interpreter", "elisp", "go", "shell", "console", "output", "goerror"}

func (a *Assembler) preClass(g given) (*tree.ListingSource, string) {
	l := &tree.ListingSource{Kind: tree.CodeText}
	found, class := false, ""
	for rest := g.class; rest != ""; {
		var t string
		if t, _, rest = nextToken(rest); t == "" {
			break
		}
		switch {
		case found || a.isLook(t):
			class = joinToken(class, t)
			continue
		case t == "shell" || t == "console":
			l.Kind = tree.Transcript
		case t == "output":
			l.Kind = tree.Output
		case t == "goerror":
			l.Kind = tree.CompileError
		default:
			l.Lang = languageOf(t)
		}
		found = true
	}
	return l, class
}

// isLook reports whether a class of pre says something other than its language.
func (a *Assembler) isLook(token string) bool {
	return isKnownClass[token] && !slices.Contains(preLanguages, token) || slices.Contains(a.classes, token)
}

func languageOf(token string) string {
	for _, prefix := range []string{"language-", "lang-"} {
		if lang, ok := strings.CutPrefix(token, prefix); ok && lang != "" {
			return lang
		}
	}
	return token
}

// closePre ends preformatted text.
func (a *Assembler) closePre(f *frame, span source.Span) {
	text := a.takeInlines(f.inl)
	base := tree.At(span).With(f.attr)
	l := f.code
	l.Span = span
	if !f.flat {
		if inner, ok := soleCode(text); ok {
			text = inner.Text
			if c := tree.Class(inner); c != "" {
				t, _, _ := nextToken(c)
				l.Lang = languageOf(t)
			}
		}
		if !isPlain(text) && len(l.Words) == 0 {
			a.closePreformatted(base, text)
			return
		}
	}
	code, typed := flatten(text)
	start := span.Start
	if len(text) > 0 {
		start = text[0].Span().Start
	}
	code, typed, l.TextAt = a.trimCode(code, typed, start, l.Kind != tree.CodeText || l.Lang != "")
	l.Text = code
	if l.Kind == tree.Transcript {
		l.Typed = typed
		a.transcriptInput(l)
	}
	if l.Text == "" {
		a.report(diag.ListingEmpty, f.span, "the listing shows nothing")
	}
	a.addListing(l, base)
}

// isPlain reports whether text has no mark-up but line breaks.
func isPlain(text []tree.Inline) bool {
	for _, n := range text {
		switch n.(type) {
		case *tree.Text, *tree.Break:
		default:
			return false
		}
	}
	return true
}

// soleCode returns the code element that is all there is in a pre.
func soleCode(text []tree.Inline) (*tree.Code, bool) {
	var code *tree.Code
	for _, n := range text {
		switch n := n.(type) {
		case *tree.Text:
			if !isBlank(n.Text) {
				return nil, false
			}
		case *tree.Code:
			if code != nil || !onlyText(n.Text) {
				return nil, false
			}
			code = n
		default:
			return nil, false
		}
	}
	return code, code != nil
}

// closePreformatted ends preformatted text that has mark-up of its own.
func (a *Assembler) closePreformatted(base tree.Base, text []tree.Inline) {
	if t, ok := text[0].(*tree.Text); ok {
		if t.Text = strings.TrimPrefix(t.Text, "\n"); t.Text == "" {
			text = text[1:]
		}
	}
	for n := len(text); n > 0; n-- {
		t, ok := text[n-1].(*tree.Text)
		if !ok {
			break
		}
		if t.Text = strings.TrimRight(t.Text, white); t.Text != "" {
			break
		}
		text = text[:n-1]
	}
	a.blk = append(a.blk, &tree.Preformatted{Base: base, Text: text})
}

// flatten returns the text of code and where in it the reader types.
func flatten(text []tree.Inline) (string, []tree.Range) {
	if len(text) == 1 {
		if t, ok := text[0].(*tree.Text); ok {
			return t.Text, nil
		}
	}
	var b strings.Builder
	var typed []tree.Range
	var walk func(text []tree.Inline, outer bool)
	walk = func(text []tree.Inline, outer bool) {
		for _, n := range text {
			start := int32(b.Len())
			switch n := n.(type) {
			case *tree.Text:
				b.WriteString(n.Text)
				continue
			case *tree.Break:
				b.WriteByte('\n')
				continue
			}
			p, ok := n.(*tree.Phrase)
			key := ok && outer && p.Kind == tree.Key
			walk(tree.Children(n), outer && !key)
			if key && int32(b.Len()) > start {
				typed = append(typed, tree.Range{Start: start, End: int32(b.Len())})
			}
		}
	}
	walk(text, true)
	return b.String(), typed
}

// trimCode brings code into shape: no line end after the start tag, one at the
// end of the text, and, where indent is said to be of no meaning, no blank
// lines at the beginning and no indentation that all lines have. It returns
// where the text begins in the source, whose text begins at start.
func (a *Assembler) trimCode(code string, typed []tree.Range, start int32, dedent bool) (string, []tree.Range, int32) {
	lines := 0
	cut := 0
	if strings.HasPrefix(code, "\n") {
		cut, lines = 1, 1
	}
	for dedent {
		end := strings.IndexByte(code[cut:], '\n')
		if end < 0 || !isBlank(code[cut:cut+end]) {
			break
		}
		cut += end + 1
		lines++
	}
	end := len(strings.TrimRight(code[cut:], white)) + cut
	if end == cut {
		return "", nil, start
	}
	text := code[cut:end]
	if end < len(code) && code[end] == '\n' {
		text = code[cut : end+1]
	} else {
		text += "\n"
	}
	margin := 0
	if dedent {
		margin = commonIndent(text)
	}
	if margin > 0 {
		text, typed = unindent(text, margin, cut, typed)
	} else {
		typed = moved(typed, cut, len(text))
	}
	return text, typed, a.textStart(start, lines, margin)
}

// commonIndent returns the number of bytes of white space that all lines with
// something on them begin with.
func commonIndent(text string) int {
	indent := ""
	first := true
	for line := range strings.Lines(text) {
		if isBlank(line) {
			continue
		}
		lead := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if first {
			indent, first = lead, false
		}
		n := 0
		for n < len(indent) && n < len(lead) && indent[n] == lead[n] {
			n++
		}
		if indent = indent[:n]; n == 0 {
			return 0
		}
	}
	return len(indent)
}

// unindent takes margin bytes off each line and moves the ranges, which are
// offsets in a text of which the first cut bytes are gone.
func unindent(text string, margin, cut int, typed []tree.Range) (string, []tree.Range) {
	var b strings.Builder
	b.Grow(len(text))
	var out []tree.Range
	at := cut
	for line := range strings.Lines(text) {
		n := min(margin, len(strings.TrimRight(line, "\n")))
		for _, r := range typed {
			from, to := max(int(r.Start), at+n), min(int(r.End), at+len(strings.TrimRight(line, "\n")))
			if from < to {
				shift := b.Len() - at - n
				out = append(out, tree.Range{Start: int32(from + shift), End: int32(to + shift)})
			}
		}
		b.WriteString(line[n:])
		at += len(line)
	}
	return b.String(), out
}

func moved(typed []tree.Range, cut, length int) []tree.Range {
	var out []tree.Range
	for _, r := range typed {
		from, to := max(int(r.Start)-cut, 0), min(int(r.End)-cut, length)
		if from < to {
			out = append(out, tree.Range{Start: int32(from), End: int32(to)})
		}
	}
	return out
}

// textStart returns the offset in the source behind so many lines and so many
// bytes of indentation from start on.
func (a *Assembler) textStart(start int32, lines, margin int) int32 {
	src := a.file.Text
	at := int(start)
	for ; lines > 0; lines-- {
		n := strings.IndexAny(src[at:], "\r\n")
		if n < 0 {
			return start
		}
		if at += n + 1; src[at-1] == '\r' && at < len(src) && src[at] == '\n' {
			at++
		}
	}
	for ; margin > 0 && at < len(src) && (src[at] == ' ' || src[at] == '\t'); margin-- {
		at++
	}
	return int32(at)
}

// typedLine is a line that a reader types, as a comment or word says.
type typedLine struct {
	text string
	span source.Span
}

// transcriptInput marks what lore:input and the word input say is typed.
func (a *Assembler) transcriptInput(l *tree.ListingSource) {
	lines := a.typed
	a.typed = nil
	kept := l.Words[:0]
	for _, w := range l.Words {
		if w.Name == "input" {
			lines = append(lines, typedLine{w.Value, w.Span})
		} else {
			kept = append(kept, w)
		}
	}
	if l.Words = kept; len(kept) == 0 {
		l.Words = nil
	}
	from := 0
	for _, line := range lines {
		r, ok := findTyped(l.Text, from, line.text)
		if !ok {
			a.report(diag.WordValue, line.span, "the transcript has no line that ends in %q", line.text)
			continue
		}
		l.Typed = append(l.Typed, r)
		from = int(r.End)
	}
	slices.SortFunc(l.Typed, func(x, y tree.Range) int { return cmp.Compare(x.Start, y.Start) })
	end := int32(0)
	l.Typed = slices.DeleteFunc(l.Typed, func(r tree.Range) bool {
		if r.Start < end { // marked twice
			return true
		}
		end = r.End
		return false
	})
}

// findTyped returns the place of what is typed in the first line from offset
// from on that is the text, or else that ends in it, as behind a prompt. What
// stands behind a shell's prompt is a command, not input.
func findTyped(text string, from int, typed string) (tree.Range, bool) {
	var found tree.Range
	ok := false
	at := 0
	for line := range strings.Lines(text) {
		begin := at
		at += len(line)
		line = strings.TrimRight(line, " \t\n")
		if typed == "" || begin < from || !strings.HasSuffix(line, typed) || strings.HasPrefix(line, "$ ") {
			continue
		}
		start := begin + len(line) - len(typed)
		r := tree.Range{Start: int32(start), End: int32(start + len(typed))}
		if start == begin {
			return r, true
		}
		if !ok && isPrompt(line[:len(line)-len(typed)]) {
			found, ok = r, true
		}
	}
	return found, ok
}

// isPrompt reports whether a program may have written s before it waits.
func isPrompt(s string) bool {
	last := s[len(s)-1]
	return last == ' ' || last == '>' || last == ':' || last == '?' || last == '%' || last == '#'
}
