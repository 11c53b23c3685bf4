package xhtml

import (
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// What a word can be said of.
const (
	ofFile uint8 = 1 << iota
	ofText
	ofTranscript
	ofOutput
	ofError
)

// words are what an author can say of a listing or a transcript.
var words = []struct {
	name string
	of   uint8
}{
	{"lines", ofFile}, {"region", ofFile}, {"decl", ofFile}, {"diff", ofFile}, {"skipLines", ofFile},
	{"highlight", ofFile | ofText}, {"numbers", ofFile | ofText},
	{"check", ofFile | ofText | ofTranscript | ofOutput | ofError}, {"why", ofFile | ofText | ofTranscript | ofOutput | ofError},
	{"skip", ofFile | ofText | ofTranscript | ofOutput | ofError}, {"needs", ofFile | ofText | ofTranscript | ofOutput | ofError},
	{"dir", ofTranscript}, {"term", ofTranscript}, {"session", ofTranscript}, {"input", ofTranscript}, {"env", ofTranscript},
	{"os", ofTranscript}, {"timeout", ofTranscript | ofOutput}, {"exit", ofTranscript | ofOutput},
	{"vary", ofTranscript | ofOutput}, {"order", ofTranscript | ofOutput}, {"space", ofTranscript | ofOutput},
	{"of", ofOutput | ofError},
}

func wordOf(name string) (of uint8, ok bool) {
	for _, w := range words {
		if w.name == name {
			return w.of, true
		}
	}
	return 0, false
}

// Word reports whether name is a word that can be said of a listing or a
// transcript. If not, near is the word that was likely meant, or "".
func Word(name string) (near string, ok bool) {
	if isWord(name) {
		return "", true
	}
	return nearWord(name), false
}

func isWord(name string) bool {
	_, ok := wordOf(name)
	return ok
}

func nearWord(name string) string {
	var f nearest.Finder
	f.Reset(name)
	for _, w := range words {
		f.Offer(w.name)
	}
	return f.Best()
}

// word takes a data- attribute, or skipLines. Whether it fits the listing is
// checked when it is known what the listing is.
func (a *Assembler) word(e *element, k kind, at Attr, g *given) {
	name := strings.TrimPrefix(at.Name, "data-")
	switch {
	case !isWord(name):
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

// fitting returns the words that can be said of a listing of that kind, and
// reports the others.
func (a *Assembler) fitting(kind tree.ListingKind, what string, list []tree.Word) []tree.Word {
	of := map[tree.ListingKind]uint8{
		tree.CodeFile: ofFile, tree.CodeText: ofText, tree.Output: ofOutput, tree.CompileError: ofError,
	}[kind]
	if of == 0 {
		of = ofTranscript
	}
	kept := list[:0]
	for _, w := range list {
		if on, _ := wordOf(w.Name); on&of == 0 {
			a.report(diag.WordUnknown, w.Span, "%q means nothing for %s", w.Name, what)
			continue
		}
		kept = append(kept, w)
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
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
		if !isWord(w.Name) {
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
