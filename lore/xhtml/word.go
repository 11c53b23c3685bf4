package xhtml

import (
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// Word reports whether name is a word that can be said of a listing or a
// transcript. If not, near is the word that was likely meant, or "".
func Word(name string) (near string, ok bool) {
	if tree.IsWord(name) {
		return "", true
	}
	return nearWord(name), false
}

func nearWord(name string) string { return nearest.Nearest(name, tree.Words()) }

// word takes a data- attribute, or skipLines. Whether it fits the listing is for
// package listing to say.
func (a *Assembler) word(e *element, k kind, at Attr, g *given) {
	name := strings.TrimPrefix(at.Name, "data-")
	switch {
	case !tree.IsWord(name):
		d := a.diagnose(diag.WordUnknown, a.nameSpan(at), "no word %q", at.Name)
		if near := nearWord(name); near != "" {
			d = d.DidYouMean("data-" + near)
		}
		a.sink.Report(d)
	case k == kindListing || e.kind == kindPre:
		g.words = append(g.words, tree.Word{Name: name, Value: at.Value, Span: at.Span})
	default:
		a.sink.Report(a.diagnose(diag.WordUnknown, a.nameSpan(at), "%s means nothing on <%s>", at.Name, e.name).
			WithHint(`class="go-listing" makes a listing, <pre class="shell"> a transcript`))
	}
}

// parseWords reads words as Markdown spells them, key=value with blanks
// between and quotes where a value has blanks, from line, which begins at off
// in the file.
func (a *Assembler) parseWords(line string, off int32) []tree.Word {
	var list []tree.Word
	for i := 0; i < len(line); {
		if isBlank(line[i : i+1]) {
			i++
			continue
		}
		start := i
		for i < len(line) && line[i] != '=' && !isBlank(line[i:i+1]) {
			i++
		}
		w := tree.Word{Name: a.mend(line[start:i]), Span: source.Span{Start: off + int32(start), End: off + int32(i)}}
		if i < len(line) && line[i] == '=' {
			value, next := wordValue(line, i+1)
			w.Value = a.mend(value)
			w.Span = source.Span{Start: off + int32(i+1), End: off + int32(next)}
			i = next
		}
		if !tree.IsWord(w.Name) {
			a.sink.Report(a.diagnose(diag.WordUnknown, w.Span, "no word %q", w.Name).DidYouMean(nearWord(w.Name)))
			continue
		}
		list = append(list, w)
	}
	return list
}

// wordValue reads the value that begins at i and returns where it ends.
func wordValue(line string, i int) (value string, next int) {
	if i < len(line) && (line[i] == '"' || line[i] == '\'') {
		if n := strings.IndexByte(line[i+1:], line[i]); n >= 0 {
			return line[i+1 : i+1+n], i + n + 2
		}
	}
	end := i
	for end < len(line) && !isBlank(line[end:end+1]) {
		end++
	}
	return line[i:end], end
}
