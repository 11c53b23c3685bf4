package markdown

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/lore-docs/lore/lore/source"
)

// A body is the Markdown of a page as goldmark is given it: without byte order
// mark and front matter, and with LF at the end of every line. Offsets in it
// are called body offsets; at and span turn them into places of the file.
type body struct {
	text  string // a part of the file's text, unless that needed mending
	src   []byte // the same bytes, for goldmark
	base  int32  // of the text in the file
	moved []move // where the two texts are not of one length, in order
}

// A move says that the body offsets from here on lie at another distance.
type move struct{ body, file int32 }

// newBody returns the Markdown of f from offset base on. Clean says that all of
// it is text; else U+FFFD replaces what is not.
func newBody(f *source.File, base int, clean bool) *body {
	b := &body{text: f.Text[base:], base: int32(base)}
	if !clean || strings.IndexByte(b.text, '\r') >= 0 {
		b.unify()
	}
	b.src = []byte(b.text)
	return b
}

// unify brings line ends to one form and replaces what text cannot hold.
func (b *body) unify() {
	var out strings.Builder
	out.Grow(len(b.text))
	done := 0
	for i := 0; i < len(b.text); {
		r, size := utf8.DecodeRuneInString(b.text[i:])
		put := ""
		switch {
		case r == '\r':
			put = "\n"
			if strings.HasPrefix(b.text[i+1:], "\n") {
				size = 2
			}
		case isBad(r, size):
			put = "\ufffd"
		default:
			i += size
			continue
		}
		out.WriteString(b.text[done:i])
		out.WriteString(put)
		i += size
		done = i
		if size != len(put) {
			b.moved = append(b.moved, move{int32(out.Len()), b.base + int32(i)})
		}
	}
	out.WriteString(b.text[done:])
	b.text = out.String()
}

// isBad reports whether text cannot hold r, which took size bytes.
func isBad(r rune, size int) bool {
	return r == utf8.RuneError && size <= 1 || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// at returns the offset in the file of a body offset.
func (b *body) at(off int) int32 {
	o := int32(max(0, min(off, len(b.text))))
	if len(b.moved) == 0 {
		return b.base + o
	}
	i := sort.Search(len(b.moved), func(i int) bool { return b.moved[i].body > o })
	if i == 0 {
		return b.base + o
	}
	m := b.moved[i-1]
	return m.file + o - m.body
}

// span returns the span of the file between two body offsets.
func (b *body) span(start, end int) source.Span {
	s := b.at(start)
	return source.Span{Start: s, End: max(s, b.at(end))}
}

// find returns the body offset at which part lies, if it is a slice of the
// bytes that goldmark was given and no copy.
func (b *body) find(part []byte) (int, bool) {
	off := cap(b.src) - cap(part)
	if len(part) == 0 || off < 0 || off+len(part) > len(b.src) || &b.src[off] != &part[0] {
		return 0, false
	}
	return off, true
}

// tail returns the text from a body offset on. goldmark's places of blocks
// behind a tab are a few bytes off, so off may lie outside.
func (b *body) tail(off int) string { return b.text[max(0, min(off, len(b.text))):] }

// lineEnd returns the body offset of the end of the line that off is in.
func (b *body) lineEnd(off int) int {
	rest := b.tail(off)
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		return len(b.text) - len(rest) + i
	}
	return len(b.text)
}
