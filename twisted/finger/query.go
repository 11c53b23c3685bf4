package finger

import (
	"errors"
	"fmt"
	"strings"
)

// Port is the port of the protocol.
const Port = 79

// ErrBadQuery is wrapped by the error of what is no query of RFC 1288.
var ErrBadQuery = errors.New("not a finger query")

// Query is what a client asks (RFC 1288, section 2.3).
type Query struct {
	// Verbose asks for more: "/W".
	Verbose bool
	// User is whom the query is about, or empty for all.
	User string
	// Hosts are those that the query shall be forwarded to, the last one
	// first: "user@inner@outer" has the hosts "inner" and "outer". Without
	// hosts the query is for the server that it was sent to.
	Hosts []string
}

// Parse reads a line without its CRLF. The error wraps ErrBadQuery.
//
// Where RFC 1288 has "/W" in front, it may also stand behind, and in either
// case of letters, as many clients and servers have it.
func Parse(line string) (Query, error) {
	var q Query
	words := strings.FieldsFunc(line, isSpace)
	words = q.takeVerbose(words)
	switch {
	case len(words) > 1:
		return Query{}, fmt.Errorf("%w: %q has more than one word", ErrBadQuery, line)
	case len(words) == 0:
		return q, nil
	}
	parts := strings.Split(words[0], "@")
	for _, part := range parts {
		if strings.ContainsFunc(part, isControl) {
			return Query{}, fmt.Errorf("%w: control characters in %q", ErrBadQuery, line)
		}
	}
	for _, host := range parts[1:] {
		if host == "" {
			return Query{}, fmt.Errorf("%w: an empty host in %q", ErrBadQuery, line)
		}
	}
	q.User = parts[0]
	if len(parts) > 1 {
		q.Hosts = parts[1:]
	}
	return q, nil
}

// takeVerbose removes a "/W" at either end.
func (q *Query) takeVerbose(words []string) []string {
	if n := len(words); n > 0 && strings.EqualFold(words[0], "/W") {
		q.Verbose, words = true, words[1:]
	} else if n > 0 && strings.EqualFold(words[n-1], "/W") {
		q.Verbose, words = true, words[:n-1]
	}
	return words
}

func isSpace(c rune) bool   { return c == ' ' || c == '\t' }
func isControl(c rune) bool { return c < ' ' || c == 0x7f }

// String is the query as it is sent, without the CRLF.
func (q Query) String() string {
	var s strings.Builder
	if q.Verbose {
		s.WriteString("/W")
		if q.User != "" || len(q.Hosts) > 0 {
			s.WriteByte(' ')
		}
	}
	s.WriteString(q.User)
	for _, host := range q.Hosts {
		s.WriteString("@" + host)
	}
	return s.String()
}

// check is an error if the query cannot be sent in a line.
func (q Query) check() error {
	again, err := Parse(q.String())
	if err != nil {
		return err
	}
	if again.String() != q.String() || again.User != q.User || len(again.Hosts) != len(q.Hosts) {
		return fmt.Errorf("%w: user %q, hosts %q", ErrBadQuery, q.User, q.Hosts)
	}
	return nil
}

// Forward is the query to send on, and the host to send it to: the last one.
// It panics if there are no hosts.
func (q Query) Forward() (host string, next Query) {
	last := len(q.Hosts) - 1
	return q.Hosts[last], Query{Verbose: q.Verbose, User: q.User, Hosts: q.Hosts[:last:last]}
}

// Printable is an answer without what could do harm to a terminal, as RFC
// 1288 demands of clients in section 3.3: control characters but tab and the
// ends of lines, which become "\n". Letters outside of ASCII stay if they are
// UTF-8.
func Printable(answer []byte) string {
	clean := func(c rune) rune {
		switch {
		case c == '\n' || c == '\t':
			return c
		case isControl(c) || 0x80 <= c && c < 0xa0:
			return -1
		}
		return c
	}
	text := strings.ReplaceAll(strings.ToValidUTF8(string(answer), "\uFFFD"), "\r\n", "\n")
	return strings.Map(clean, text)
}
