package basic

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/lore-docs/lore/twisted/protocol"
)

// MaxStringLength is the longest string of a receiver whose MaxLength is 0.
const MaxStringLength = 99999

// What a peer can do wrong that sends strings. Test for them with errors.Is.
var (
	// ErrTooLong: a string is longer than MaxLength, or than its prefix can
	// say.
	ErrTooLong = errors.New("string is too long")
	// ErrNotNetstring: the bytes are no netstring.
	ErrNotNetstring = errors.New("not a netstring")
)

// StringProtocol is what a protocol with a receiver of strings in it is.
type StringProtocol interface {
	protocol.Protocol
	// StringReceived is called with each string, which is valid until the
	// method returns.
	StringReceived(s []byte)
	// StringRefused is called when the peer has sent what is no string, or
	// too long a one: the error wraps ErrTooLong or ErrNotNetstring. Nothing
	// that comes later can be understood, and it is dropped. The receivers'
	// own closes the connection.
	StringRefused(err error)
}

// stringReceiver is what receivers of strings have in common.
type stringReceiver struct {
	stream

	// MaxLength is the longest string in bytes: MaxStringLength if it is 0.
	MaxLength int

	protocol StringProtocol
	refused  bool
}

// MakeConnection keeps the transport, and calls ConnectionMade of self. It
// panics with a [*MissingMethodError] if self is no StringProtocol.
func (r *stringReceiver) MakeConnection(self protocol.Protocol, t protocol.Transport) {
	r.protocol = need[StringProtocol](self, "StringReceived")
	r.stream.MakeConnection(self, t)
}

// PauseProducing stops the strings, after the present one. What of the data
// is left is kept. Use it, not that of the transport.
func (r *stringReceiver) PauseProducing() { r.pause() }

// StringRefused closes the connection.
func (r *stringReceiver) StringRefused(error) { r.Transport.LoseConnection() }

func (r *stringReceiver) maxLength() int {
	if r.MaxLength == 0 {
		return MaxStringLength
	}
	return r.MaxLength
}

func (r *stringReceiver) refuse(err error) {
	r.refused, r.part = true, nil
	r.protocol.StringRefused(err)
}

func (r *stringReceiver) refuseLength(n uint64) {
	r.refuse(fmt.Errorf("%w: %d bytes, of %d allowed", ErrTooLong, n, r.maxLength()))
}

// NetstringReceiver receives netstrings, as in "5:hello,": the length in
// decimal digits without needless zeros, a colon, the bytes, a comma. See
// https://cr.yp.to/proto/netstrings.txt. Embed it in a [StringProtocol].
//
// The zero NetstringReceiver is ready.
type NetstringReceiver struct {
	stringReceiver

	length  int  // of the string, and 1 for its comma; 0 while it is read
	digits  int  // how many digits of it were there
	waiting bool // for the comma and what is before it
}

// DataReceived cuts the data and calls StringReceived.
func (r *NetstringReceiver) DataReceived(data []byte) { r.receive(data, r.step) }

// ResumeProducing goes on with what was left and then with what comes.
func (r *NetstringReceiver) ResumeProducing() { r.resume(r.step) }

// SendString writes s as a netstring, of any length.
func (r *NetstringReceiver) SendString(s []byte) {
	message := make([]byte, 0, len(s)+22)
	message = append(strconv.AppendInt(message, int64(len(s)), 10), ':')
	message = append(append(message, s...), ',')
	_, _ = r.Transport.Write(message)
}

func (r *NetstringReceiver) step(data []byte) []byte {
	if r.refused {
		return nil
	}
	if !r.waiting {
		data = r.readLength(data)
	}
	if !r.waiting || len(data) == 0 {
		return data
	}
	s, rest := r.take(r.length, data)
	if s == nil {
		return nil
	}
	last := len(s) - 1
	r.length, r.digits, r.waiting = 0, 0, false
	if s[last] != ',' {
		r.refuse(fmt.Errorf("%w: %q where a comma should be", ErrNotNetstring, s[last]))
		return nil
	}
	r.protocol.StringReceived(s[:last:last])
	return rest
}

// readLength reads digits and the colon. It returns data after the colon,
// with waiting set, or nothing.
func (r *NetstringReceiver) readLength(data []byte) []byte {
	for i, c := range data {
		switch {
		case c == ':' && r.digits > 0:
			r.length++
			r.waiting = true
			return data[i+1:]
		case c < '0' || c > '9':
			r.refuse(fmt.Errorf("%w: %q in its length", ErrNotNetstring, c))
			return nil
		case r.digits == 1 && r.length == 0:
			r.refuse(fmt.Errorf("%w: a length with a zero in front", ErrNotNetstring))
			return nil
		}
		r.length = r.length*10 + int(c-'0')
		r.digits++
		if r.length > r.maxLength() {
			r.refuseLength(uint64(r.length))
			return nil
		}
	}
	return nil
}
