// Package source holds the text that authors wrote: files, byte ranges in them,
// and the line and column that a byte offset prints as.
package source

import (
	"fmt"
	"sort"
	"strings"
	"sync"
)

// MaxSize is the largest file, in bytes, that lore reads: offsets are int32.
const MaxSize = 1<<31 - 1

// A File is one source text. It never changes after New and may be read by
// any number of goroutines; the line table is built when it is first needed.
type File struct {
	Name string // slash separated, as it is printed in diagnostics
	Text string // the bytes as they are on disk, byte order mark and CRs included

	once   sync.Once
	starts []int32 // offset of the first byte of every line
}

// New returns the file called name with the given text.
func New(name, text string) *File {
	return &File{Name: name, Text: text}
}

// A Span is a range of bytes in a File, half open. The zero Span is the very
// beginning of the file.
type Span struct{ Start, End int32 }

// Len returns the number of bytes in s.
func (s Span) Len() int { return int(s.End - s.Start) }

// Contains reports whether t lies within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Join returns the smallest span that covers both s and t.
func (s Span) Join(t Span) Span {
	return Span{min(s.Start, t.Start), max(s.End, t.End)}
}

// A Position is a place in a file as people write it: line and column count
// from 1, and the column counts bytes. A line ends at LF, CRLF or a lone CR. A
// byte order mark is no part of the first line, as it is none in an editor.
type Position struct {
	File      string
	Line, Col int
}

// String returns file:line:col.
func (p Position) String() string {
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Position returns the line and column of the byte at off. Offsets outside the
// file are moved to its nearest end.
func (f *File) Position(off int32) Position {
	f.once.Do(f.index)
	off = max(f.starts[0], min(off, int32(len(f.Text))))
	line := sort.Search(len(f.starts), func(i int) bool { return f.starts[i] > off })
	return Position{f.Name, line, int(off-f.starts[line-1]) + 1}
}

// Line returns the text of line n, counted from 1, without its line end. It is
// empty for a line that is not there.
func (f *File) Line(n int) string {
	f.once.Do(f.index)
	if n < 1 || n > len(f.starts) {
		return ""
	}
	text := f.Text[f.starts[n-1]:]
	if n < len(f.starts) {
		text = f.Text[f.starts[n-1]:f.starts[n]]
	}
	return strings.TrimRight(text, "\r\n")
}

// Lines returns the number of lines, at least 1. A line end at the end of the
// file begins one more, empty, line, as it does in an editor.
func (f *File) Lines() int {
	f.once.Do(f.index)
	return len(f.starts)
}

// Slice returns the text of s, clipped to the file.
func (f *File) Slice(s Span) string {
	n := int32(len(f.Text))
	start := max(0, min(s.Start, n))
	return f.Text[start:max(start, min(s.End, n))]
}

func (f *File) index() {
	f.starts = make([]int32, 1, 2+strings.Count(f.Text, "\n"))
	if strings.HasPrefix(f.Text, "\uFEFF") {
		f.starts[0] = int32(len("\uFEFF"))
	}
	for i := 0; i < len(f.Text); i++ {
		switch f.Text[i] {
		case '\r':
			if i+1 < len(f.Text) && f.Text[i+1] == '\n' {
				i++
			}
			fallthrough
		case '\n':
			f.starts = append(f.starts, int32(i+1))
		}
	}
}
