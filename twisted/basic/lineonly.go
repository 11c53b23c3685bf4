package basic

import (
	"bytes"

	"github.com/lore-docs/lore/twisted/protocol"
)

// MaxLineLength is the longest line of a receiver whose MaxLength is 0.
const MaxLineLength = 16384

// LineProtocol is what a protocol with a [LineReceiver] or a
// [LineOnlyReceiver] in it is.
type LineProtocol interface {
	protocol.Protocol
	// LineReceived is called with each line, without its delimiter. The line
	// is valid until the method returns.
	LineReceived(line []byte)
	// LineLengthExceeded is called when a line is longer than MaxLength,
	// with the first MaxLength bytes of it; the rest of that line is
	// skipped. The receivers' own closes the connection.
	LineLengthExceeded(start []byte)
}

// LineOnlyReceiver cuts what arrives into lines. Embed it in a
// [LineProtocol]: a protocol that is not one panics in MakeConnection, with a
// [*MissingMethodError].
//
// The fields may be set before the connection is made, and while a line is
// being received. The zero LineOnlyReceiver is ready.
type LineOnlyReceiver struct {
	stream

	// Delimiter ends a line: "\r\n" if it is empty.
	Delimiter []byte
	// MaxLength is the longest line in bytes, without the delimiter:
	// MaxLineLength if it is 0.
	MaxLength int

	protocol LineProtocol
	skipping bool // the end of a line that was too long
}

// MakeConnection keeps the transport, and calls ConnectionMade of self.
func (r *LineOnlyReceiver) MakeConnection(self protocol.Protocol, t protocol.Transport) {
	r.protocol = need[LineProtocol](self, "LineReceived")
	r.stream.MakeConnection(self, t)
}

// DataReceived cuts the data and calls LineReceived. After LoseConnection it
// drops the data, and what is left of it.
func (r *LineOnlyReceiver) DataReceived(data []byte) { r.receive(data, r.step) }

// PauseProducing stops the lines, after the present one. What of the data is
// left is kept. Use it, not that of the transport.
func (r *LineOnlyReceiver) PauseProducing() { r.pause() }

// ResumeProducing goes on with what was left and then with what comes.
func (r *LineOnlyReceiver) ResumeProducing() { r.resume(r.step) }

// LineLengthExceeded closes the connection.
func (r *LineOnlyReceiver) LineLengthExceeded([]byte) { r.Transport.LoseConnection() }

// SendLine writes the line and the delimiter.
func (r *LineOnlyReceiver) SendLine(line []byte) { r.write(line, r.delimiter()) }

var crlf = []byte("\r\n")

func (r *LineOnlyReceiver) delimiter() []byte {
	if len(r.Delimiter) == 0 {
		return crlf
	}
	return r.Delimiter
}

func (r *LineOnlyReceiver) maxLength() int {
	if r.MaxLength == 0 {
		return MaxLineLength
	}
	return r.MaxLength
}

// step takes the next line.
func (r *LineOnlyReceiver) step(data []byte) []byte {
	delimiter := r.delimiter()
	line, rest, whole := r.cut(data, delimiter)
	switch limit := r.maxLength(); {
	case whole && r.skipping:
		r.skipping = false
	case whole && len(line) > limit:
		r.protocol.LineLengthExceeded(line[:limit:limit])
	case whole:
		r.protocol.LineReceived(line)
	case r.skipping:
		r.forget(len(delimiter) - 1)
	case len(r.part) >= limit+len(delimiter):
		r.tooLong(limit, len(delimiter)-1)
	}
	return rest
}

// cut takes a whole line off the data; or puts all of it, the beginning of a
// line, to the part that is there.
func (r *LineOnlyReceiver) cut(data, delimiter []byte) (line, rest []byte, whole bool) {
	if len(r.part) == 0 {
		if i := bytes.Index(data, delimiter); i >= 0 {
			return data[:i:i], data[i+len(delimiter):], true
		}
		r.part = append(r.part, data...)
		return nil, nil, false
	}
	// The delimiter begins in the part, or else lies in the data.
	before := len(r.part)
	overlap := min(len(delimiter)-1, len(data))
	tail := max(0, before-(len(delimiter)-1))
	r.part = append(r.part, data[:overlap]...)
	if i := bytes.Index(r.part[tail:], delimiter); i >= 0 {
		end := tail + i
		line, r.part = r.part[:end:end], r.part[:0]
		return line, data[end+len(delimiter)-before:], true
	}
	if i := bytes.Index(data, delimiter); i >= 0 {
		line = append(r.part[:before], data[:i]...)
		r.part = line[:0]
		return line, data[i+len(delimiter):], true
	}
	r.part = append(r.part[:before], data...)
	return nil, nil, false
}

// tooLong reports a line that goes on after the limit, and skips the rest,
// all but n bytes which may be the beginning of the delimiter.
func (r *LineOnlyReceiver) tooLong(limit, n int) {
	start := append([]byte(nil), r.part[:limit]...)
	r.skipping = true
	r.forget(n)
	r.protocol.LineLengthExceeded(start)
}

// forget drops all but the last n bytes of the part.
func (r *LineOnlyReceiver) forget(n int) {
	if drop := len(r.part) - n; drop > 0 {
		r.part = r.part[:copy(r.part, r.part[drop:])]
	}
}
