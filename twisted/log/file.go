package log

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// TimeLayout is how a FileObserver writes the time, unless told otherwise.
const TimeLayout = "2006/01/02 15:04 MST"

// FileOption changes what a FileObserver writes.
type FileOption func(*fileObserver)

// WithTimeLayout writes times in another layout, one of package time.
func WithTimeLayout(layout string) FileOption {
	return func(o *fileObserver) { o.layout = layout }
}

// WithLevel leaves out events below level. Without it those below slog.LevelInfo
// are left out.
func WithLevel(level slog.Leveler) FileOption {
	return func(o *fileObserver) { o.level = level }
}

// WithLocation writes times as they are in another place than here.
func WithLocation(loc *time.Location) FileOption {
	return func(o *fileObserver) { o.location = loc }
}

// FileObserver returns an observer that writes each event to w with one call
// of Write, as
//
//	2005/03/27 12:00 UTC [system] text key=value
//
// A system that is not known is "-". A level other than Info is appended to it,
// as in [finger#warn], unless there is a failure, whose traceback follows the
// text. Lines after the first are indented by a tab, and control characters
// are escaped, so that what a peer sends cannot look like an event of its own.
//
// When w fails, the event is lost, and the next that can be written is preceded
// by a line that says how many were. An error of w with a full count is written
// to w as a line of its own.
func FileObserver(w io.Writer, opts ...FileOption) Observer {
	o := &fileObserver{w: w, layout: TimeLayout, level: slog.LevelInfo, location: time.Local}
	for _, opt := range opts {
		opt(o)
	}
	return o.observe
}

type fileObserver struct {
	w        io.Writer
	layout   string
	level    slog.Leveler
	location *time.Location

	mu   sync.Mutex
	buf  []byte
	lost int   // events, since one was last written
	err  error // why the first of them was
}

func (o *fileObserver) observe(e Event) {
	if e.Level < o.level.Level() && e.Failure == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.buf = o.buf[:0]
	if o.lost > 0 {
		o.line(Event{Time: e.Time, System: "log", Level: slog.LevelError,
			Message: fmt.Sprintf("%d events were lost: %v", o.lost, o.err)})
	}
	o.line(e)
	n, err := o.w.Write(o.buf)
	switch {
	case n < len(o.buf):
		o.lost++
		o.err = cmp.Or(o.err, err)
	case err != nil: // as of a file that could not be put aside
		o.buf = o.buf[:0]
		o.line(Event{Time: e.Time, System: "log", Level: slog.LevelError, Message: err.Error()})
		_, _ = o.w.Write(o.buf)
		fallthrough
	default:
		o.lost, o.err = 0, nil
	}
}

// line appends an event to the buffer.
func (o *fileObserver) line(e Event) {
	o.buf = e.Time.In(o.location).AppendFormat(o.buf, o.layout)
	o.buf = append(o.buf, " ["...)
	o.buf = appendClean(o.buf, systemName(e), " ")
	o.buf = append(o.buf, "] "...)
	o.buf = appendClean(o.buf, e.Text(), "\n\t")
	o.buf = append(o.buf, '\n')
}

func systemName(e Event) string {
	name := e.System
	if name == "" {
		name = "-"
	}
	if e.Level != slog.LevelInfo && e.Failure == nil {
		name += "#" + strings.ToLower(e.Level.String())
	}
	return name
}

// Text is the event as a text for people: its message, its attributes as
// key=value, and the traceback of its failure. It has several lines if one of
// these has, and no line feed at its end.
func (e Event) Text() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for _, a := range e.Attrs {
		writeAttr(&b, "", a)
	}
	if e.Failure != nil {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.TrimRight(e.Failure.Traceback(), "\n"))
	}
	return b.String()
}

func writeAttr(b *strings.Builder, prefix string, a slog.Attr) {
	v := a.Value.Resolve()
	if a.Equal(slog.Attr{}) {
		return
	}
	if v.Kind() == slog.KindGroup {
		if a.Key != "" {
			prefix += a.Key + "."
		}
		for _, inner := range v.Group() {
			writeAttr(b, prefix, inner)
		}
		return
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(prefix + a.Key + "=" + quoteIfNeeded(valueText(v)))
}

// valueText is the value as text. Of an error that is its message: a Failure
// would show its whole traceback.
func valueText(v slog.Value) string {
	if err, ok := v.Any().(error); ok {
		return err.Error()
	}
	return v.String()
}

// quoteIfNeeded quotes a value that could not be told from what follows it.
func quoteIfNeeded(s string) string {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '"' || r == '=' || !unicode.IsPrint(r)
	}) {
		return fmt.Sprintf("%q", s)
	}
	return s
}

// appendClean appends s with newline for each line feed, and escapes for
// control characters and for bytes that are not UTF-8.
func appendClean(b []byte, s, newline string) []byte {
	clean := 0 // from here to i, s can be appended as it is
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if isClean(r, size) {
			i += size
			continue
		}
		b = append(b, s[clean:i]...)
		if r == '\n' {
			b = append(b, newline...)
		} else {
			b = appendEscaped(b, s[i:i+size])
		}
		i += size
		clean = i
	}
	return append(b, s[clean:]...)
}

// isClean reports whether a rune of size bytes can be shown as it is. Those that
// turn the direction of a line, or end it, could make one look like another.
func isClean(r rune, size int) bool {
	switch {
	case r < 0x7f:
		return r >= ' ' || r == '\t'
	case r == utf8.RuneError:
		return size > 1
	case r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return false
	}
	return r > 0x9f
}

func appendEscaped(b []byte, s string) []byte {
	for _, c := range []byte(s) {
		b = fmt.Appendf(b, `\x%02x`, c)
	}
	return b
}
