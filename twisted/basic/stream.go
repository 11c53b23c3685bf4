package basic

import (
	"fmt"

	"github.com/lore-docs/lore/twisted/protocol"
)

// stream is the part of a receiver that does not know what a message is. It
// feeds bytes to a step, which takes one message, for as long as there is
// somebody to receive it.
type stream struct {
	protocol.Base

	part   []byte    // the beginning of a message; the step's
	rest   []byte    // what came while paused or busy; ours
	extra  []byte    // what the protocol handed back; to be read next
	pieces [2][]byte // of a message that is being written
	busy   bool      // a step is being done
	paused bool
}

// keep is how large a buffer may be that is kept between two messages.
const keep = 256

// receive does step until data and everything that came meanwhile is used.
// The step takes some of the data, at least one byte, and returns the rest.
func (s *stream) receive(data []byte, step func([]byte) []byte) {
	if s.busy || s.paused {
		s.rest = append(s.rest, data...)
		return
	}
	s.busy = true
	s.run(data, false, step)
	s.busy = false
}

// run is receive. It owns the data if nobody else writes to it later.
func (s *stream) run(data []byte, owned bool, step func([]byte) []byte) {
	var given []byte
	for {
		data, owned = s.next(data, given, owned)
		if len(data) == 0 || s.paused || s.closing() {
			break
		}
		given = data
		data = step(given)
	}
	switch {
	case s.closing():
		s.part, s.rest = nil, nil
	case len(data) == 0:
	case len(s.rest) == 0 && owned:
		s.rest = data
	default:
		s.rest = append(append([]byte(nil), data...), s.rest...)
	}
	if len(s.part) == 0 && cap(s.part) > keep {
		s.part = nil
	}
}

// next is the data that comes next: what was handed back, the data, and when
// that is used, what came meanwhile. What was handed back is ours if it is the
// end of what was given and that was.
func (s *stream) next(data, given []byte, owned bool) ([]byte, bool) {
	if extra := s.extra; extra != nil {
		s.extra = nil
		if len(data) == 0 {
			return extra, owned && isEnd(extra, given)
		}
		return append(append([]byte(nil), extra...), data...), true
	}
	if len(data) == 0 && !s.paused {
		data, s.rest = s.rest, nil
		return data, true
	}
	return data, owned
}

// isEnd tells whether part is the last bytes of data, the same ones in memory.
func isEnd(part, data []byte) bool {
	return len(part) > 0 && len(part) <= len(data) && &part[len(part)-1] == &data[len(data)-1]
}

// handBack lets extra be read next.
func (s *stream) handBack(extra []byte) {
	switch {
	case len(extra) == 0:
	case !s.busy:
		s.rest = append(append([]byte(nil), extra...), s.rest...)
	case s.extra == nil:
		s.extra = extra
	default:
		s.extra = append(append([]byte(nil), extra...), s.extra...)
	}
}

// again goes on with what is left from before.
func (s *stream) again(step func([]byte) []byte) {
	if s.busy || s.paused {
		return
	}
	s.busy = true
	s.run(nil, true, step)
	s.busy = false
}

func (s *stream) closing() bool { return s.Transport != nil && s.Transport.Disconnecting() }

// pause stops the messages, and the peer as soon as it has filled the
// buffers on the way.
func (s *stream) pause() {
	s.paused = true
	if s.Transport != nil {
		s.Transport.PauseProducing()
	}
}

// resume does what was left, and lets the peer go on if that has not paused
// the protocol again.
func (s *stream) resume(step func([]byte) []byte) {
	s.paused = false
	s.again(step)
	if !s.paused && s.Transport != nil && !s.closing() {
		s.Transport.ResumeProducing()
	}
}

// StopProducing closes the connection.
func (s *stream) StopProducing() { s.Transport.LoseConnection() }

// write sends two pieces as one, without making a slice of them each time.
func (s *stream) write(first, second []byte) {
	s.pieces = [2][]byte{first, second}
	s.Transport.WriteSequence(s.pieces[:])
	s.pieces = [2][]byte{}
}

// take returns the first n bytes of the message whose beginning is in part,
// and what is left of the data; or nil, with all of the data taken, when that
// is too short. The message is valid until part is written to.
func (s *stream) take(n int, data []byte) (message, rest []byte) {
	if len(s.part) == 0 {
		if len(data) >= n {
			return data[:n:n], data[n:]
		}
		s.part = append(s.part, data...)
		return nil, nil
	}
	missing := min(n-len(s.part), len(data))
	s.part = append(s.part, data[:missing]...)
	if len(s.part) < n {
		return nil, nil
	}
	message, s.part = s.part, s.part[:0]
	return message, data[missing:]
}

// MissingMethodError is what MakeConnection panics with when a protocol
// embeds a receiver and lacks the method that its messages are given to.
type MissingMethodError struct {
	Protocol protocol.Protocol
	Method   string
}

func (e *MissingMethodError) Error() string {
	return fmt.Sprintf("%T has no method %s", e.Protocol, e.Method)
}

// need is self as the interface T, whose method is named.
func need[T any](self protocol.Protocol, method string) T {
	p, ok := any(self).(T)
	if !ok {
		panic(&MissingMethodError{self, method})
	}
	return p
}
