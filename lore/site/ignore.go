package site

import (
	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// Filter returns l without the diagnostics that the author of d turned off for
// the part of the page that they are about. It may reuse l.
func Filter(d *tree.Document, l diag.List) diag.List {
	if len(d.Ignores) == 0 {
		return l
	}
	kept := l[:0]
	for _, x := range l {
		if x.File != d.Source || !ignored(d, x.Code, x.Span) {
			kept = append(kept, x)
		}
	}
	return kept
}

// Filter is Filter for all pages of s at once.
func (s *Site) Filter(l diag.List) diag.List {
	docs := map[*source.File]*tree.Document{}
	for _, p := range s.Pages {
		if len(p.Doc.Ignores) > 0 {
			docs[p.Doc.Source] = p.Doc
		}
	}
	if len(docs) == 0 {
		return l
	}
	kept := l[:0]
	for _, x := range l {
		if d := docs[x.File]; d == nil || !ignored(d, x.Code, x.Span) {
			kept = append(kept, x)
		}
	}
	return kept
}

// ignored reports whether the author turned code off at span. What is said of
// the comment that does so cannot be.
func ignored(d *tree.Document, code diag.Code, span source.Span) bool {
	if code == diag.CommentUnknown {
		return false
	}
	for i := range d.Ignores {
		ig := &d.Ignores[i]
		if !ig.Span.Contains(span) {
			continue
		}
		if len(ig.Codes) == 0 {
			return true
		}
		for _, c := range ig.Codes {
			if c == string(code) {
				return true
			}
		}
	}
	return false
}

// checkIgnores reports codes that there are none of.
func checkIgnores(d *tree.Document, sink diag.Sink) {
	for _, ig := range d.Ignores {
		for _, c := range ig.Codes {
			if _, known := diag.Lookup(diag.Code(c)); !known {
				sink.Report(diag.New(diag.CommentUnknown, d.Source, wordSpan(d.Source, ig.At, c), "no diagnostic has the code %q", c).
					DidYouMean(nearest.Nearest(c, codeNames())))
			}
		}
	}
}

func codeNames() []string {
	infos := diag.Codes()
	names := make([]string, len(infos))
	for i, info := range infos {
		names[i] = string(info.Code)
	}
	return names
}

// wordSpan returns where word stands in the part of f at span, or span.
func wordSpan(f *source.File, span source.Span, word string) source.Span {
	if at := find(source.New("", f.Slice(span)), word); at.Len() > 0 {
		return source.Span{Start: span.Start + at.Start, End: span.Start + at.End}
	}
	return span
}
