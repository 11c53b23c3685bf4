package protocol

import (
	"net"

	"github.com/lore-docs/lore/twisted/failure"
)

// Protocol is one end of a connection. All methods are called on the loop's
// goroutine.
type Protocol interface {
	// MakeConnection joins the protocol to its transport and calls
	// ConnectionMade. The protocol is handed itself, so that a type which is
	// embedded in it (Base, a line receiver) can call the methods of the
	// whole: self is always the value whose method this is.
	MakeConnection(self Protocol, t Transport)

	// ConnectionMade is called once, when data can be written.
	ConnectionMade()

	// DataReceived is called with what arrived. The bytes belong to the
	// reactor and are valid only until it returns. A message of the peer can
	// arrive in any number of pieces, down to one byte each.
	DataReceived(data []byte)

	// ConnectionLost is called once, after which the reactor forgets the
	// protocol. The reason wraps ErrConnectionDone if the connection was
	// closed in an orderly way, by either side.
	ConnectionLost(reason *failure.Failure)
}

// HalfCloser is a Protocol that wants to know when one direction of its
// connection closes. For any other protocol the end of the peer's data is the
// end of the connection.
type HalfCloser interface {
	Protocol
	// ReadConnectionLost is called when the peer will send no more.
	ReadConnectionLost()
	// WriteConnectionLost is called when nothing more can be written, after
	// LoseWriteConnection or because the peer does not read any more.
	WriteConnectionLost()
}

// Base is a Protocol that does nothing with what happens to it. Embed it, and
// write the methods that matter.
type Base struct {
	// Transport is where to write. It is nil until the connection is made.
	Transport Transport

	self Protocol
}

// MakeConnection keeps the transport, and calls ConnectionMade of self.
func (b *Base) MakeConnection(self Protocol, t Transport) {
	b.self, b.Transport = self, t
	self.ConnectionMade()
}

// Self is the protocol that Base is embedded in, nil before the connection
// is made.
func (b *Base) Self() Protocol { return b.self }

// ConnectionMade does nothing.
func (b *Base) ConnectionMade() {}

// DataReceived drops the data.
func (b *Base) DataReceived([]byte) {}

// ConnectionLost does nothing.
func (b *Base) ConnectionLost(*failure.Failure) {}

// Factory makes the protocols of a port's connections, and keeps what
// outlives each of them. The reactor calls its methods on the loop's
// goroutine, and counts who uses it: StartFactory comes with the first port
// or connector, StopFactory when the last is gone. Factories are compared
// with ==, so make them pointers.
type Factory interface {
	StartFactory()
	StopFactory()
	// BuildProtocol makes the protocol for a connection with the peer. If it
	// returns nil the connection is closed.
	BuildProtocol(peer net.Addr) Protocol
}

// ClientFactory makes the protocol of an outgoing connection, and hears how
// the connection fares.
type ClientFactory interface {
	Factory
	// StartedConnecting is called when the attempt has begun. It may call
	// StopConnecting.
	StartedConnecting(c Connector)
	// ClientConnectionFailed is called when there was no connection. It may
	// call Connect to try again.
	ClientConnectionFailed(c Connector, reason *failure.Failure)
	// ClientConnectionLost is called after ConnectionLost of the protocol. It
	// may call Connect to connect again.
	ClientConnectionLost(c Connector, reason *failure.Failure)
}
