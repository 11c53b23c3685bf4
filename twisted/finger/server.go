package finger

import (
	"fmt"
	"io"
	"strings"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/protocol"
)

// MaxQuery is the longest query that a server reads, in bytes.
const MaxQuery = 1024

// Handler is what a protocol with a [Server] in it is. Each connection has
// one query, which calls one of the methods. Each of them must, now or later,
// write an answer and close the connection, as [Server.Answer] does.
type Handler interface {
	protocol.Protocol
	// GetUser is asked about a user of this host.
	GetUser(q Query)
	// GetDomain is asked who is here.
	GetDomain(q Query)
	// ForwardQuery is asked to ask another host.
	ForwardQuery(q Query)
	// RefuseQuery is told of a line that is no query.
	RefuseQuery(err error)
}

// Server is the protocol of a finger server. Embed it, and write the methods
// of [Handler] that matter: the Server's own say that there is no such user
// or that the service is denied.
//
// A query may end in CRLF, as it should, or in LF.
type Server struct {
	basic.LineOnlyReceiver

	handler Handler
	asked   bool // there was a line, and there is no second one
}

// MakeConnection keeps the transport, and calls ConnectionMade of self. It
// panics with a [*basic.MissingMethodError] if self is no Handler.
func (s *Server) MakeConnection(self protocol.Protocol, t protocol.Transport) {
	handler, ok := self.(Handler)
	if !ok {
		panic(&basic.MissingMethodError{Protocol: self, Method: "GetUser"})
	}
	s.handler = handler
	s.Delimiter, s.MaxLength = []byte("\n"), MaxQuery
	s.LineOnlyReceiver.MakeConnection(self, t)
}

// LineReceived reads the query.
func (s *Server) LineReceived(line []byte) {
	if s.asked {
		return
	}
	s.asked = true
	q, err := Parse(strings.TrimSuffix(string(line), "\r"))
	switch {
	case err != nil:
		s.handler.RefuseQuery(err)
	case len(q.Hosts) > 0:
		s.handler.ForwardQuery(q)
	case q.User != "":
		s.handler.GetUser(q)
	default:
		s.handler.GetDomain(q)
	}
}

// LineLengthExceeded refuses the query.
func (s *Server) LineLengthExceeded([]byte) {
	if !s.asked {
		s.asked = true
		s.handler.RefuseQuery(fmt.Errorf("%w: more than %d bytes", ErrBadQuery, MaxQuery))
	}
}

// ReadConnectionLost closes the connection of a client that closed its
// direction and asked nothing. One that has asked gets its answer.
func (s *Server) ReadConnectionLost() {
	if !s.asked {
		s.Transport.LoseConnection()
	}
}

// WriteConnectionLost closes the connection of a client that does not read.
func (s *Server) WriteConnectionLost() { s.Transport.LoseConnection() }

// GetUser answers that there is no such user.
func (s *Server) GetUser(Query) { s.Answer("No such user") }

// GetDomain refuses to list the users.
func (s *Server) GetDomain(Query) { s.Answer("Finger online list denied") }

// ForwardQuery refuses to forward the query.
func (s *Server) ForwardQuery(Query) { s.Answer("Finger forwarding service denied") }

// RefuseQuery says that the query was not understood.
func (s *Server) RefuseQuery(error) { s.Answer("Query not understood") }

// Answer writes the text, with lines that end in CRLF (RFC 1288, section
// 2.2), and closes the connection.
func (s *Server) Answer(text string) {
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n") + "\n"
	_, _ = io.WriteString(s.Transport, strings.ReplaceAll(text, "\n", "\r\n"))
	s.Transport.LoseConnection()
}
