package run

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/source"
)

// An Edit replaces a part of a page.
type Edit struct {
	Page string // path in the module
	File *source.File
	Span source.Span
	Text string
}

// mostBlessed is how many lines of output a page can be made to show.
const mostBlessed = 2000

// bless notes what would make the page say what was printed. If that is going
// to be done, what follows is compared with the page as it will be.
func (x *execution) bless(st *step, got []string) {
	if len(got) > mostBlessed {
		return
	}
	captures := x.captures
	if !x.in.Accept {
		captures = captures.Clone()
	}
	for _, c := range match.Bless(st.texts(), got, st.o.Match, captures) {
		at := st.at
		if c.From < len(st.want) {
			at = st.want[c.From].at
		}
		if w, ok := at.source().Word("bless"); ok && w.Value == "no" {
			continue
		}
		x.edits = append(x.edits, st.edit(at, c))
	}
}

// edit is a change of wanted lines as one of the page's text. Whole lines of
// the source are replaced; their indent is kept.
func (st *step) edit(at place, c match.Change) Edit {
	f := at.page.Doc.Source
	line := func(n int) int { return f.Position(at.source().TextAt).Line + n - 1 }
	var from, to, like int // lines of the page
	switch {
	case c.From < c.To:
		from, to = line(st.want[c.From].No), line(st.want[c.To-1].No)+1
		like = from
	case c.From > 0:
		like = line(st.want[c.From-1].No)
		from, to = like+1, like+1
	default:
		like = line(st.End)
		from, to = like+1, like+1
	}
	indent := ""
	if text := f.Line(like); c.From < c.To && !strings.HasPrefix(st.want[c.From].Text, " ") || c.From == c.To {
		indent = text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	}
	var text strings.Builder
	typed := st.typedIn(c)
	for _, l := range c.Lines {
		text.WriteString(indent + mark(at, l, &typed) + "\n")
	}
	return Edit{Page: at.page.Name, File: f, Span: source.Span{Start: lineStart(f, from), End: lineStart(f, to)}, Text: text.String()}
}

// typedIn returns what is typed on the lines that a change replaces, in order.
func (st *step) typedIn(c match.Change) (typed []string) {
	for _, w := range st.want[c.From:c.To] {
		if w.Typed {
			typed = append(typed, w.Input)
		}
	}
	return typed
}

// mark writes a line as the page's format has it, with what is typed at its end
// marked as before. Markdown says that elsewhere.
func mark(at place, line string, typed *[]string) string {
	if len(*typed) == 0 || !isXHTML(at) || !strings.HasSuffix(line, (*typed)[0]) {
		return escape(at, line)
	}
	input := (*typed)[0]
	*typed = (*typed)[1:]
	return escape(at, strings.TrimSuffix(line, input)) + "<kbd>" + escape(at, input) + "</kbd>"
}

// isXHTML reports whether a block is written in XHTML: hidden steps are
// comments in either format.
func isXHTML(at place) bool {
	return strings.HasSuffix(at.page.Name, ".xhtml") && !at.source().Kind.Hidden()
}

// escape writes a line as the page's format has it.
func escape(at place, line string) string {
	if isXHTML(at) {
		return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(line)
	}
	return line
}

// lineStart returns the offset of a line, that of the end for one behind it.
func lineStart(f *source.File, line int) int32 {
	off := 0
	for range line - 1 {
		i := strings.IndexByte(f.Text[off:], '\n')
		if i < 0 {
			return int32(len(f.Text))
		}
		off += i + 1
	}
	return int32(off)
}

// ApplyEdits returns the text of a page with edits made. Of edits that overlap
// the first is made.
func ApplyEdits(text string, edits []Edit) string {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	var b strings.Builder
	at := int32(0)
	for _, e := range edits {
		if e.Span.Start < at {
			continue
		}
		b.WriteString(text[at:e.Span.Start] + e.Text)
		at = e.Span.End
	}
	return b.String() + text[at:]
}
