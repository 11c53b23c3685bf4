package basic

import "fmt"

// prefixed receives strings that have their length in front, in size bytes,
// the most significant first.
type prefixed struct {
	stringReceiver

	length int // of the string, if known
	known  bool
	prefix [4]byte // of a string that is being written
}

// step takes the prefix or the string of the next message.
func (r *prefixed) step(size int, data []byte) []byte {
	if r.refused {
		return nil
	}
	if !r.known {
		prefix, rest := r.take(size, data)
		if prefix == nil {
			return nil
		}
		n := number(prefix)
		if n > uint64(r.maxLength()) {
			r.refuseLength(n)
			return nil
		}
		r.length, r.known, data = int(n), true, rest
	}
	if len(data) == 0 && r.length > 0 {
		return nil
	}
	s, rest := r.take(r.length, data)
	if s == nil && r.length > 0 {
		return nil
	}
	r.known = false
	r.protocol.StringReceived(s)
	return rest
}

func number(prefix []byte) (n uint64) {
	for _, c := range prefix {
		n = n<<8 | uint64(c)
	}
	return n
}

func (r *prefixed) send(size int, s []byte) error {
	if uint64(len(s)) >= 1<<(8*size) {
		return fmt.Errorf("%w: %d bytes, for a prefix of %d", ErrTooLong, len(s), size)
	}
	for i, n := size-1, len(s); i >= 0; i, n = i-1, n>>8 {
		r.prefix[i] = byte(n)
	}
	r.write(r.prefix[:size], s)
	return nil
}

// Int8StringReceiver receives strings with their length in one byte in front.
// Embed it in a [StringProtocol]. The zero Int8StringReceiver is ready.
type Int8StringReceiver struct{ prefixed }

// DataReceived cuts the data and calls StringReceived.
func (r *Int8StringReceiver) DataReceived(data []byte) { r.receive(data, r.step) }

// ResumeProducing goes on with what was left and then with what comes.
func (r *Int8StringReceiver) ResumeProducing() { r.resume(r.step) }

// SendString writes s with its length, or returns an error that wraps
// ErrTooLong if it has more than 255 bytes.
func (r *Int8StringReceiver) SendString(s []byte) error { return r.send(1, s) }

func (r *Int8StringReceiver) step(data []byte) []byte { return r.prefixed.step(1, data) }

// Int16StringReceiver receives strings with their length in two bytes in
// front, the most significant first. Embed it in a [StringProtocol]. The zero
// Int16StringReceiver is ready.
type Int16StringReceiver struct{ prefixed }

// DataReceived cuts the data and calls StringReceived.
func (r *Int16StringReceiver) DataReceived(data []byte) { r.receive(data, r.step) }

// ResumeProducing goes on with what was left and then with what comes.
func (r *Int16StringReceiver) ResumeProducing() { r.resume(r.step) }

// SendString writes s with its length, or returns an error that wraps
// ErrTooLong if it has more than 65535 bytes.
func (r *Int16StringReceiver) SendString(s []byte) error { return r.send(2, s) }

func (r *Int16StringReceiver) step(data []byte) []byte { return r.prefixed.step(2, data) }

// Int32StringReceiver receives strings with their length in four bytes in
// front, the most significant first. Embed it in a [StringProtocol]. The zero
// Int32StringReceiver is ready.
type Int32StringReceiver struct{ prefixed }

// DataReceived cuts the data and calls StringReceived.
func (r *Int32StringReceiver) DataReceived(data []byte) { r.receive(data, r.step) }

// ResumeProducing goes on with what was left and then with what comes.
func (r *Int32StringReceiver) ResumeProducing() { r.resume(r.step) }

// SendString writes s with its length, or returns an error that wraps
// ErrTooLong if it has 4 GiB or more.
func (r *Int32StringReceiver) SendString(s []byte) error { return r.send(4, s) }

func (r *Int32StringReceiver) step(data []byte) []byte { return r.prefixed.step(4, data) }
