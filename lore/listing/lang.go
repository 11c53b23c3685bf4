package listing

import (
	"errors"
	"path"
	"strings"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// plainText is what highlight calls text without colours.
const plainText = "text"

// lang returns the canonical name of the language of a code file: the author's
// word for it, what the file name tells, or what the first line does.
func (f *file) lang(word string) string {
	if word != "" {
		return canonical(word)
	}
	return f.named()
}

// ownLang returns the language that the file itself tells.
func (f *file) ownLang() string {
	if lang := highlight.ForFile(f.path); lang != "" {
		return lang
	}
	if f.numLines() > 0 {
		if lang := interpreterLang(f.line(1)); lang != "" {
			return lang
		}
	}
	return plainText
}

// canonical returns the one name of the language that word names, plainText
// for one that is not known.
func canonical(word string) string {
	if word == "go" {
		return word
	}
	if lang := highlight.Canonical(word); lang != "" {
		return lang
	}
	return plainText
}

// interpreterLang returns the language of a script by its first line, such as
// "#!/usr/bin/env python3", or "".
func interpreterLang(line string) string {
	rest, ok := strings.CutPrefix(line, "#!")
	if !ok {
		return ""
	}
	for _, word := range strings.Fields(rest) {
		name := path.Base(word)
		if name == "env" || strings.HasPrefix(word, "-") || strings.Contains(word, "=") {
			continue
		}
		if lang := highlight.Canonical(name); lang != "" {
			return lang
		}
		return highlight.Canonical(strings.TrimRight(name, "0123456789."))
	}
	return ""
}

// shownLang is the language as a Code has it.
func shownLang(lang string) string {
	if lang == plainText {
		return ""
	}
	return lang
}

// checkLang reports a language that the author named and nobody knows.
func (p *page) checkLang(l *tree.ListingSource) {
	if l.Lang == "" || l.Lang == "go" || highlight.Known(l.Lang) {
		return
	}
	f := newFault(diag.ListingHighlight, "unknown language %q", l.Lang)
	p.reportAt(f.didYouMean(nearest.Nearest(l.Lang, append(highlight.Languages(), pageLanguages...))), langSpan(p.doc.Source, l))
}

// pageLanguages are what pages know beside the languages of code.
var pageLanguages = []string{"shell", "console", "output", "goerror", "python-interpreter"}

// langSpan returns where the author names the language of a listing, or all of
// the listing where that cannot be told.
func langSpan(f *source.File, l *tree.ListingSource) source.Span {
	first, _, _ := strings.Cut(f.Slice(l.Span), "\n")
	if i := strings.Index(first, l.Lang); i >= 0 {
		start := l.Span.Start + int32(i)
		return source.Span{Start: start, End: start + int32(len(l.Lang))}
	}
	return l.Span
}

type colorKey struct{ path, lang string }

// colors is a file highlighted as a whole.
type colors struct {
	lines []highlight.Line // by line number, from 0
	fault *fault           // what the highlighter could not make out
}

func (l *Loader) color(key colorKey) *colors {
	f := l.files.get(key.path)
	lines, err := l.cfg.Highlighter.Lines(key.lang, f.text)
	if err == nil {
		return &colors{lines: lines}
	}
	bad := newFault(diag.ListingHighlight, "%s", highlightMessage(err)).at(f.src, f.span(1, 0, 0))
	var token *highlight.TokenError
	if errors.As(err, &token) && token.Line <= f.numLines() {
		bad.span = f.span(token.Line, token.Column-1, token.Column-1+len(token.Text))
	}
	return &colors{lines, &bad}
}

// highlightMessage says what the highlighter stumbled over, without the place.
func highlightMessage(err error) string {
	var token *highlight.TokenError
	switch {
	case !errors.As(err, &token):
		return "not highlighted: " + err.Error()
	case token.Reason != "":
		return "not " + token.Lang + ": " + token.Reason
	default:
		return "not " + token.Lang + ": " + quote(token.Text)
	}
}
