package listing

import (
	"errors"
	"strings"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A textLine is a line of text in a page, as it is shown.
type textLine struct {
	text string
	at   int // where in the listing's Text it begins
}

// inline makes the code of a listing whose text stands in the page. That one
// has no text at all is for its reader to report.
func (p *page) inline(l *tree.ListingSource) *Code {
	p.checkLang(l)
	lang := inlineLang(l)
	lines := textLines(l)
	text := joined(l.Text, lines)
	runs, err := p.loader.cfg.Highlighter.Lines(lang, text)
	if err != nil {
		p.reportColors(l, lines, err)
	}
	code := &Code{Kind: l.Kind, Lang: shownLang(lang), Text: text, Lines: make([]Line, len(lines))}
	for i := range lines {
		code.Lines[i] = Line{Number: i + 1, Runs: runs[i]}
	}
	if l.Kind == tree.Transcript || l.Kind == tree.CodeText {
		code.Text = commands(code.Lines, text)
	}
	typed(l, lines, code.Lines)
	p.dress(l, code)
	return code
}

// dress does what the words say of how code in the page looks.
func (p *page) dress(l *tree.ListingSource, code *Code) {
	w, _ := l.Word("numbers")
	code.Numbers = w.Value == "on" && l.Kind == tree.CodeText
	if w, ok := l.Word("highlight"); ok && w.Value != "" && l.Kind != tree.Transcript {
		for _, f := range mark(code.Lines, w.Value) {
			p.reportWord(w, f)
		}
	}
}

// inlineLang returns the canonical name of the language of text in a page.
func inlineLang(l *tree.ListingSource) string {
	switch {
	case l.Lang != "":
		return canonical(l.Lang)
	case l.Kind == tree.Transcript:
		return "console"
	case l.Kind == tree.Output || l.Kind == tree.CompileError:
		return "output"
	}
	return plainText
}

// textLines returns the lines of a listing without blank ones at both ends
// and without blanks at their ends. Code and transcripts lose the white space
// that all lines begin with; in output it was printed.
func textLines(l *tree.ListingSource) []textLine {
	var lines []textLine
	var d dedent
	at := 0
	for raw := range strings.Lines(l.Text) {
		text := strings.TrimRight(raw, blanks+"\r\n")
		if text != "" || len(lines) > 0 {
			lines = append(lines, textLine{text, at})
			d.line(text)
		}
		at += len(raw)
	}
	for len(lines) > 0 && lines[len(lines)-1].text == "" {
		lines = lines[:len(lines)-1]
	}
	if l.Kind == tree.CodeText || l.Kind == tree.Transcript {
		for i := range lines {
			n := min(len(d.common), len(lines[i].text))
			lines[i].text, lines[i].at = lines[i].text[n:], lines[i].at+n
		}
	}
	return lines
}

// joined returns the lines as one text, which is a slice of text where nothing
// was cut between them. Every line has its end.
func joined(text string, lines []textLine) string {
	if len(lines) == 0 {
		return ""
	}
	size := 0
	for _, l := range lines {
		size += len(l.text) + 1
	}
	if start := lines[0].at; start+size <= len(text) && text[start+size-1] == '\n' {
		last := lines[len(lines)-1]
		if last.at+len(last.text)+1 == start+size {
			return text[start : start+size]
		}
	}
	var b strings.Builder
	b.Grow(size)
	for _, l := range lines {
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	return b.String()
}

// reportColors reports what the highlighter could not make out of text in a page.
func (p *page) reportColors(l *tree.ListingSource, lines []textLine, err error) {
	span := l.Span
	var token *highlight.TokenError
	start := max(0, min(int(l.TextAt), len(p.doc.Source.Text)))
	asWritten := strings.HasPrefix(p.doc.Source.Text[start:], l.Text)
	if errors.As(err, &token) && asWritten && token.Line <= len(lines) {
		at := l.TextAt + int32(lines[token.Line-1].at+token.Column-1)
		span = source.Span{Start: at, End: at + int32(len(token.Text))}
	}
	p.reportAt(newFault(diag.ListingHighlight, "%s", highlightMessage(err)), span)
}

// commands returns what is typed at the prompts of a session, a line each, or
// all of its text when it has no prompt. It goes by the runs, so that every
// language of sessions has its own prompts, and other languages have none.
func commands(lines []Line, text string) string {
	var b strings.Builder
	prompted := false
	for _, line := range lines {
		if len(line.Runs) == 0 {
			continue
		}
		runs := line.Runs
		switch runs[0].Class {
		case highlight.Prompt:
			prompted = true
			runs = runs[1:]
		case highlight.Command: // goes on after a backslash
		default:
			continue
		}
		if len(runs) == 0 {
			continue
		}
		for _, r := range runs {
			b.WriteString(r.Text)
		}
		b.WriteByte('\n')
	}
	if !prompted {
		return text
	}
	return b.String()
}

// typed sets what the reader of a transcript types at a running program: what
// the page marks, and keys such as ^C.
func typed(l *tree.ListingSource, lines []textLine, shown []Line) {
	for i, line := range lines {
		if l.Kind == tree.Transcript && isKey(line.text) {
			shown[i].Runs = recolour(shown[i].Runs, 0, len(line.text))
		}
		for _, r := range l.Typed {
			from, to := int(r.Start)-line.at, int(r.End)-line.at
			shown[i].Runs = recolour(shown[i].Runs, max(from, 0), min(to, len(line.text)))
		}
	}
}

// isKey reports whether a line is a key with Control: ^C, ^D.
func isKey(s string) bool {
	return len(s) == 2 && s[0] == '^' && (s[1] >= '@' && s[1] <= '_')
}

// recolour returns line with what lies between two offsets set as typed.
func recolour(line highlight.Line, from, to int) highlight.Line {
	if from >= to {
		return line
	}
	end := 0
	var runs highlight.Line
	add := func(class highlight.Class, text string) {
		if n := len(runs); text != "" && n > 0 && runs[n-1].Class == class {
			runs[n-1].Text += text
		} else if text != "" {
			runs = append(runs, highlight.Run{Class: class, Text: text})
		}
	}
	for _, r := range line {
		a, b := min(max(from-end, 0), len(r.Text)), min(max(to-end, 0), len(r.Text))
		end += len(r.Text)
		add(r.Class, r.Text[:a])
		add(highlight.Command, r.Text[a:b])
		add(r.Class, r.Text[b:])
	}
	return runs
}
