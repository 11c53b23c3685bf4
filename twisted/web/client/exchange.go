package client

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
)

// exchange is the protocol of one request and the answer to it. The answer's
// head is read in lines, and so are the sizes of chunks; a body is raw data.
type exchange struct {
	basic.LineReceiver

	request *request
	maxHead int
	// headRead is called when the status and the headers are known. The
	// writer that it returns gets the body.
	headRead func(*exchange) (body, error)

	version string
	status  int
	reason  string
	header  http.Header

	state     state
	headBytes int
	last      string // name of the header that may go on in the next line
	body      body
	remaining int64 // bytes of the body or chunk that are still to come
	err       error
	done      bool // the answer is complete
}

// body is where the bytes of a body go. What does not fit is an error.
type body interface{ Write([]byte) (int, error) }

// state is what the next line or the next bytes are.
type state int

const (
	inStatus state = iota
	inHeaders
	inBodyOfLength
	inBodyToEnd
	inChunkSize
	inChunk
	afterChunk
	inTrailers
)

var _ basic.RawProtocol = (*exchange)(nil)

func (x *exchange) ConnectionMade() {
	x.Delimiter, x.MaxLength = []byte("\n"), x.maxHead
	_, _ = x.Transport.Write(x.request.bytes())
}

func (x *exchange) LineReceived(line []byte) {
	x.headBytes += len(line) + 1
	if x.state == inChunkSize || x.state == afterChunk {
		x.headBytes = len(line) + 1
	}
	if x.headBytes > x.maxHead {
		x.LineLengthExceeded(nil)
		return
	}
	if err := x.line(strings.TrimSuffix(string(line), "\r")); err != nil {
		x.fail(err)
	}
}

func (x *exchange) LineLengthExceeded([]byte) {
	x.fail(fmt.Errorf("%w: its head has more than %d bytes", ErrTooLarge, x.maxHead))
}

// fail gives the exchange up.
func (x *exchange) fail(err error) {
	if x.err == nil && !x.done {
		x.err = err
		x.Transport.AbortConnection()
	}
}

// complete ends the exchange as it should.
func (x *exchange) complete() error {
	x.done = true
	if len(x.request.body) > 0 {
		x.Transport.AbortConnection() // the server need not have read all of it
	} else {
		x.Transport.LoseConnection()
	}
	return nil
}

// ConnectionLost completes a body that ends with the connection.
func (x *exchange) ConnectionLost(reason *failure.Failure) {
	switch orderly := errors.Is(reason, protocol.ErrConnectionDone); {
	case x.done || x.err != nil:
	case orderly && x.state == inBodyToEnd:
		x.done = true
	case orderly:
		x.err = ErrIncomplete
	default:
		x.err = fmt.Errorf("%w: %w", ErrIncomplete, reason)
	}
}

func (x *exchange) line(line string) error {
	switch x.state {
	case inStatus:
		return x.readStatus(line)
	case inHeaders:
		if line == "" {
			return x.beginBody()
		}
		return x.readHeader(line)
	case inChunkSize:
		return x.readChunkSize(line)
	case afterChunk:
		if line != "" {
			return fmt.Errorf("%w: %.40q after a chunk", ErrResponse, line)
		}
		x.state, x.headBytes = inChunkSize, 0
	case inTrailers:
		if line == "" {
			return x.complete()
		}
	}
	return nil
}

// readStatus reads the first line (RFC 9112, section 4).
func (x *exchange) readStatus(line string) error {
	version, rest, _ := strings.Cut(line, " ")
	number, reason, _ := strings.Cut(rest, " ")
	status, err := strconv.ParseUint(number, 10, 16)
	if !strings.HasPrefix(version, "HTTP/1.") || len(version) != 8 || len(number) != 3 || err != nil || status < 100 {
		return fmt.Errorf("%w: it begins with %.40q", ErrResponse, line)
	}
	x.version, x.status, x.reason, x.header, x.last = version, int(status), reason, http.Header{}, ""
	x.state = inHeaders
	return nil
}

// readHeader reads a line of the headers (RFC 9112, section 5).
func (x *exchange) readHeader(line string) error {
	if line[0] == ' ' || line[0] == '\t' { // goes on with the one before
		values := x.header[x.last]
		if len(values) == 0 {
			return fmt.Errorf("%w: a header without a name: %.40q", ErrResponse, line)
		}
		values[len(values)-1] += " " + strings.Trim(line, " \t")
		return nil
	}
	name, value, found := strings.Cut(line, ":")
	if !found || !isToken(name) {
		return fmt.Errorf("%w: a header without a name: %.40q", ErrResponse, line)
	}
	if strings.ContainsAny(value, "\r\x00") {
		return fmt.Errorf("%w: control characters in the header %s", ErrResponse, name)
	}
	x.last = http.CanonicalHeaderKey(name)
	x.header[x.last] = append(x.header[x.last], strings.Trim(value, " \t"))
	return nil
}

// beginBody finds out how long the body is (RFC 9112, section 6.3).
func (x *exchange) beginBody() error {
	if x.status < 200 {
		if x.status == http.StatusSwitchingProtocols {
			return fmt.Errorf("%w: another protocol, which was not asked for", ErrResponse)
		}
		x.state = inStatus // the answer is still to come
		return nil
	}
	length, state, err := x.framing()
	if err != nil {
		return err
	}
	x.state, x.remaining, x.headBytes = state, length, 0
	if x.body, err = x.headRead(x); err != nil {
		return err
	}
	switch {
	case x.Transport.Disconnecting():
		return nil
	case state == inBodyOfLength && length == 0:
		return x.complete()
	case state != inChunkSize:
		x.SetRawMode()
	}
	return nil
}

func (x *exchange) framing() (length int64, next state, err error) {
	codings := x.header["Transfer-Encoding"]
	switch {
	case x.request.method == http.MethodHead || x.status == http.StatusNoContent || x.status == http.StatusNotModified:
		return 0, inBodyOfLength, nil
	case len(codings) > 0 && x.version == "HTTP/1.0":
		return 0, 0, fmt.Errorf("%w: a transfer coding in HTTP/1.0", ErrResponse) // RFC 9112, section 6.1
	case len(codings) == 1 && strings.EqualFold(codings[0], "chunked"):
		return 0, inChunkSize, nil
	case len(codings) > 0:
		return 0, 0, fmt.Errorf("%w: transfer coding %.40q is not known", ErrResponse, strings.Join(codings, ", "))
	case len(x.header["Content-Length"]) == 0:
		return 0, inBodyToEnd, nil
	}
	lengths := strings.Split(strings.Join(x.header["Content-Length"], ","), ",")
	for i := range lengths {
		lengths[i] = strings.Trim(lengths[i], " \t")
	}
	if lengths = slices.Compact(lengths); len(lengths) > 1 {
		return 0, 0, fmt.Errorf("%w: two lengths: %.40q", ErrResponse, lengths)
	}
	n, err := strconv.ParseUint(lengths[0], 10, 63)
	if err != nil {
		return 0, 0, fmt.Errorf("%w: length %.40q", ErrResponse, lengths[0])
	}
	return int64(n), inBodyOfLength, nil
}

// readChunkSize reads the line before a chunk (RFC 9112, section 7.1).
func (x *exchange) readChunkSize(line string) error {
	digits, _, _ := strings.Cut(line, ";")
	n, err := strconv.ParseUint(strings.Trim(digits, " \t"), 16, 63)
	if err != nil {
		return fmt.Errorf("%w: chunk of size %.40q", ErrResponse, line)
	}
	x.remaining = int64(n)
	if n == 0 {
		x.state, x.headBytes = inTrailers, 0
		return nil
	}
	x.state = inChunk
	x.SetRawMode()
	return nil
}

func (x *exchange) RawDataReceived(data []byte) {
	n := len(data)
	if x.state != inBodyToEnd {
		n = int(min(int64(n), x.remaining))
		x.remaining -= int64(n)
	}
	if _, err := x.body.Write(data[:n]); err != nil {
		x.fail(err)
		return
	}
	switch {
	case x.remaining > 0 || x.state == inBodyToEnd:
	case x.state == inChunk:
		x.state = afterChunk
		x.SetLineMode(data[n:])
	default:
		_ = x.complete()
	}
}

// page is a body in memory, of at most max bytes unless that is negative.
type page struct {
	bytes.Buffer
	max int64
}

func (p *page) Write(data []byte) (int, error) {
	if p.max >= 0 && int64(p.Len()+len(data)) > p.max {
		return 0, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, p.max)
	}
	return p.Buffer.Write(data)
}

// beginning keeps the first bytes of a body.
type beginning struct{ bytes.Buffer }

func (b *beginning) Write(data []byte) (int, error) {
	_, _ = b.Buffer.Write(data[:min(len(data), maxErrorBody-b.Len())])
	return len(data), nil
}
