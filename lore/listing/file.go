package listing

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// A file is a code file, read. Lines are counted from 1.
type file struct {
	path   string       // in the module
	src    *source.File // as on disk; nil when it could not be read
	text   string       // without byte order mark, line ends as LF
	starts []int32      // where in text each line begins, then where the last one ends
	marks  marks
	bad    *fault // why the file cannot be shown; the message follows the words `file "x"`
	decls  func() []decl
	named  func() string // the language by file name or first line
}

// readFile reads the file at path in the module. It always returns a file.
func (l *Loader) readFile(path string) *file {
	f := &file{path: path}
	data, bad := l.read(path)
	if bad != nil {
		f.bad = bad
		return f
	}
	f.src = source.New(l.cfg.Display(path), string(data))
	f.setText(f.src.Text)
	if at := badByte(f.text); at >= 0 {
		f.bad = f.notText(at)
		return f
	}
	f.marks = scanMarks(f)
	f.named = sync.OnceValue(f.ownLang)
	f.decls = sync.OnceValue(func() []decl { return goDecls(f) })
	return f
}

// read returns the bytes of a file that is fit to be shown as far as its kind
// and size tell.
func (l *Loader) read(path string) ([]byte, *fault) {
	info, err := fs.Stat(l.cfg.FS, path)
	if err != nil {
		return nil, l.unreadable(path, err)
	}
	if bad := l.unfit(info); bad != nil {
		return nil, bad
	}
	r, err := l.cfg.FS.Open(path)
	if err != nil {
		return nil, l.unreadable(path, err)
	}
	defer r.Close() // nothing was written
	var data bytes.Buffer
	data.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := data.ReadFrom(io.LimitReader(r, l.cfg.MaxSize+1)); err != nil {
		return nil, l.unreadable(path, err)
	}
	if int64(data.Len()) > l.cfg.MaxSize { // it grew, or it has no size of its own
		return nil, l.tooLarge(int64(data.Len()))
	}
	return data.Bytes(), nil
}

func (l *Loader) unfit(info fs.FileInfo) *fault {
	var f fault
	switch {
	case info.IsDir():
		f = newFault(diag.ListingMissing, "is a folder")
	case !info.Mode().IsRegular():
		f = newFault(diag.ListingText, "is a device or a pipe and no text")
	case info.Size() > l.cfg.MaxSize:
		return l.tooLarge(info.Size())
	default:
		return nil
	}
	return &f
}

func (l *Loader) tooLarge(size int64) *fault {
	f := newFault(diag.ListingText, "has %d bytes; a listing has %d at most", size, l.cfg.MaxSize)
	return &f
}

const notThere = "is not there"

// unreadable says why a file could not be opened or read.
func (l *Loader) unreadable(path string, err error) *fault {
	var f fault
	link, target, out := escape(l.cfg.FS, path)
	var perr *fs.PathError
	switch {
	case out:
		f = newFault(diag.ListingOutside, "leaves the module by the link %q to %q", link, target)
		if strings.HasPrefix(target, "/") {
			f.hint = "links within the module are relative"
		}
	case errors.Is(err, fs.ErrNotExist):
		f = newFault(diag.ListingMissing, notThere)
	case errors.As(err, &perr):
		f = newFault(diag.ListingMissing, "cannot be read: %v", perr.Err)
	default:
		f = newFault(diag.ListingMissing, "cannot be read: %v", err)
	}
	return &f
}

// badByte returns the offset of the first byte that no text has, or -1.
func badByte(text string) int {
	if n := strings.IndexByte(text, 0); n >= 0 {
		return n
	}
	if utf8.ValidString(text) {
		return -1
	}
	for i, r := range text {
		if r == utf8.RuneError {
			if _, width := utf8.DecodeRuneInString(text[i:]); width == 1 {
				return i
			}
		}
	}
	return -1
}

// notText says that the byte at the offset at of f's text cannot be in a text.
func (f *file) notText(at int) *fault {
	n := f.lineAt(at)
	column := at - int(f.starts[n-1])
	span := f.span(n, column, column+1)
	bad := newFault(diag.ListingText, "is no UTF-8 text").
		note(f.src, span, "byte 0x%02x", f.text[at])
	if f.text[at] == 0 {
		bad.message = "is no text: it holds a zero byte"
	}
	return &bad
}

const byteOrderMark = "\ufeff"

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// setText takes the text of the file on disk over and finds its lines.
func (f *file) setText(text string) {
	text = strings.TrimPrefix(text, byteOrderMark)
	if strings.Contains(text, "\r") {
		text = lineEnds.Replace(text)
	}
	f.text = text
	f.starts = make([]int32, 0, strings.Count(text, "\n")+2)
	for at := 0; at < len(text); {
		f.starts = append(f.starts, int32(at))
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			break
		}
		at += n + 1
	}
	f.starts = append(f.starts, int32(len(text)))
}

// numLines returns how many lines there are. A line end at the end begins no new one.
func (f *file) numLines() int { return len(f.starts) - 1 }

// raw returns line n with its line end.
func (f *file) raw(n int) string { return f.text[f.starts[n-1]:f.starts[n]] }

// line returns line n without its line end.
func (f *file) line(n int) string { return strings.TrimSuffix(f.raw(n), "\n") }

// blank reports whether line n shows nothing.
func (f *file) blank(n int) bool { return strings.Trim(f.raw(n), blanks+"\n") == "" }

// lineAt returns the line of the byte at an offset of text.
func (f *file) lineAt(offset int) int {
	n := sort.Search(len(f.starts), func(i int) bool { return int(f.starts[i]) > offset })
	return max(1, min(n, f.numLines()))
}

// span returns the place on disk of the bytes from from to to of line n.
func (f *file) span(n, from, to int) source.Span {
	start := sort.Search(len(f.src.Text), func(i int) bool { return f.src.Position(int32(i)).Line >= n })
	if n == 1 && strings.HasPrefix(f.src.Text, byteOrderMark) {
		start = len(byteOrderMark)
	}
	return source.Span{Start: int32(start + from), End: int32(start + to)}
}

// describe names the number of lines for people.
func (f *file) describe() string {
	switch n := f.numLines(); n {
	case 0:
		return "the file is empty"
	case 1:
		return "the file has one line"
	default:
		return fmt.Sprintf("the file has %d lines", n)
	}
}
