package xhtml

import (
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// comment takes a comment. One that begins with lore: tells lore something.
func (a *Assembler) comment(text string, span source.Span) {
	body := strings.TrimLeft(text, white)
	if !strings.HasPrefix(body, "lore:") || a.top().mode == modeSkip {
		return
	}
	// Offsets in the comment are offsets in the file: comments are not decoded,
	// and what text cannot hold is replaced where it is kept.
	at := span.Start + int32(len("<!--")+len(text)-len(body)+len("lore:"))
	body = body[len("lore:"):]
	lead := len(body) - len(strings.TrimLeft(body, " \t"))
	body, at = body[lead:], at+int32(lead)
	n := strings.IndexAny(body, white)
	if n < 0 {
		n = len(body)
	}
	name, rest := a.mend(body[:n]), body[n:]
	where := source.Span{Start: at, End: at + int32(n)}
	at += int32(n)
	switch name {
	case "ignore":
		a.commentIgnore(rest, at, where)
	case "toc":
		a.toc = where
	case "input":
		a.commentInput(rest, at, where)
	case "setup":
		a.commentSteps(tree.Setup, rest, at, span)
	case "teardown":
		a.commentSteps(tree.Teardown, rest, at, span)
	default:
		d := a.diagnose(diag.CommentUnknown, where, "no comment lore:%s", name)
		if near := nearest.Nearest(name, []string{"ignore", "toc", "input", "setup", "teardown"}); near != "" {
			d = d.DidYouMean("lore:" + near)
		}
		a.sink.Report(d)
	}
}

// commentIgnore turns diagnostics off for the next element.
func (a *Assembler) commentIgnore(rest string, at int32, where source.Span) {
	ig := tree.Ignore{At: where}
	eachWord(rest, at, func(word string, span source.Span) {
		code := a.mend(strings.Trim(word, ","))
		if code == "" {
			return
		}
		ig.Codes, ig.At.End = append(ig.Codes, code), span.End // codes are looked up with the site
	})
	a.ignore = append(a.ignore, ig)
}

func eachWord(s string, at int32, f func(string, source.Span)) {
	for s != "" {
		word, off, rest := nextToken(s)
		if word == "" {
			return
		}
		start := at + int32(off)
		f(word, source.Span{Start: start, End: start + int32(len(word))})
		at, s = start+int32(len(word)), rest
	}
}

// commentInput keeps the lines that are typed in the next transcript.
func (a *Assembler) commentInput(rest string, at int32, where source.Span) {
	n := len(a.typed)
	for line := range strings.Lines(rest) {
		text := strings.Trim(line, white)
		if text != "" {
			start := at + int32(strings.Index(line, text))
			a.typed = append(a.typed, typedLine{a.mend(text), source.Span{Start: start, End: start + int32(len(text))}})
		}
		at += int32(len(line))
	}
	if a.inputs = where; len(a.typed) == n {
		a.sink.Report(a.diagnose(diag.CommentUnknown, where, "lore:input has no lines").
			WithHint("write what the reader types, a line each"))
	}
}

// commentSteps takes hidden steps of a session: words on the first line, a
// transcript on the others.
func (a *Assembler) commentSteps(kind tree.ListingKind, rest string, at int32, span source.Span) {
	first, body, _ := strings.Cut(rest, "\n")
	l := tree.ListingSource{Kind: kind, Span: span}
	start := at + int32(len(first)) + 1
	if strings.HasPrefix(strings.TrimLeft(first, white), "$") {
		body, start = rest, at
	} else {
		l.Words = a.parseWords(first, at)
	}
	body = a.mend(strings.ReplaceAll(body, "\r\n", "\n"))
	if isBlank(body) {
		a.sink.Report(a.diagnose(diag.CommentUnknown, span, "lore:%s has no commands", kind).
			WithHint(`write them on the lines below, each behind "$ "`))
		return
	}
	l.Text, _, l.TextAt = a.trimCode(body, nil, start, true)
	a.build.Listing(l)
}

// leftOver reports comments that wait for something that did not come.
func (a *Assembler) leftOver() {
	for _, ig := range a.ignore {
		a.report(diag.CommentUnknown, ig.At, "lore:ignore has no element behind it")
	}
	if a.toc.End > 0 {
		a.report(diag.CommentUnknown, a.toc, "lore:toc has no list behind it")
	}
	if len(a.typed) > 0 {
		a.report(diag.CommentUnknown, a.inputs, "lore:input has no transcript behind it")
	}
}
