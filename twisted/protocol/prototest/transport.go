package prototest

import (
	"bytes"
	"net"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
)

// Transport is a protocol.HalfCloseTransport in memory. It keeps what is
// written, and does to its protocol what a reactor would do: data comes in a
// buffer that is overwritten afterwards, none comes while the protocol has
// paused it or after it has asked to close the connection, and ConnectionLost
// comes once.
type Transport struct {
	// PeerAddr and HostAddr are what Peer and Host return: if nil, two
	// addresses of 127.0.0.1.
	PeerAddr, HostAddr net.Addr

	protocol    protocol.Protocol
	written     bytes.Buffer
	waiting     []byte // for the protocol to resume
	producer    protocol.Producer
	streaming   bool
	paused      bool
	closing     bool
	aborted     bool
	writeClosed bool
	writeTold   bool // the peer knows that writeClosed
	lost        bool
}

var _ protocol.HalfCloseTransport = (*Transport)(nil)

// Connect makes a connection between p and a new Transport.
func Connect(p protocol.Protocol) *Transport {
	t := &Transport{}
	t.Connect(p)
	return t
}

// Connect makes a connection between p and t, which must be new.
func (t *Transport) Connect(p protocol.Protocol) {
	t.protocol = p
	p.MakeConnection(p, t)
}

// Deliver gives the pieces to the protocol, one after the other.
func (t *Transport) Deliver(pieces ...[]byte) {
	for _, data := range pieces {
		t.waiting = append(t.waiting, data...)
		t.deliverWaiting()
	}
}

func (t *Transport) deliverWaiting() {
	if len(t.waiting) == 0 || t.paused || t.Disconnecting() {
		return
	}
	data := t.waiting
	t.waiting = nil
	t.protocol.DataReceived(data[:len(data):len(data)])
	for i := range data {
		data[i] = 0xDB // it was the reactor's
	}
}

// CloseByPeer is the orderly end of what the peer sends. A HalfCloser hears
// of it; for any other protocol the connection is lost.
func (t *Transport) CloseByPeer() {
	if half, ok := t.protocol.(protocol.HalfCloser); ok && !t.lost {
		half.ReadConnectionLost()
		return
	}
	t.Lose(protocol.ErrConnectionDone)
}

// Lose ends the connection for the reason, unless it has ended before.
func (t *Transport) Lose(reason error) {
	if t.lost {
		return
	}
	t.lost = true
	if t.producer != nil {
		t.producer.StopProducing()
	}
	t.protocol.ConnectionLost(failure.Bare(reason))
}

// Written is what was written since the last call.
func (t *Transport) Written() string {
	s := t.written.String()
	t.written.Reset()
	return s
}

// Write keeps a copy of the data.
func (t *Transport) Write(data []byte) (int, error) {
	if (!t.Disconnecting() || t.producer != nil) && !t.writeClosed && !t.aborted && !t.lost {
		t.written.Write(data)
	}
	return len(data), nil
}

// WriteSequence writes the pieces as one.
func (t *Transport) WriteSequence(data [][]byte) {
	for _, piece := range data {
		_, _ = t.Write(piece)
	}
}

// LoseConnection asks for the end: see Disconnecting.
func (t *Transport) LoseConnection() { t.closing = true }

// AbortConnection asks for the end, and drops what is written and not yet
// looked at.
func (t *Transport) AbortConnection() {
	t.aborted = true
	t.written.Reset()
}

// LoseWriteConnection asks for the end of our direction: see WriteClosed.
func (t *Transport) LoseWriteConnection() { t.writeClosed = true }

// Disconnecting says whether the connection is lost, or the protocol has
// asked for that.
func (t *Transport) Disconnecting() bool { return t.closing || t.aborted || t.lost }

// Aborted says whether AbortConnection was called.
func (t *Transport) Aborted() bool { return t.aborted }

// WriteClosed says whether LoseWriteConnection was called.
func (t *Transport) WriteClosed() bool { return t.writeClosed }

// Paused says whether the protocol has paused its data.
func (t *Transport) Paused() bool { return t.paused }

// Producer is the registered producer, if there is one.
func (t *Transport) Producer() (p protocol.Producer, streaming bool) {
	return t.producer, t.streaming
}

// Peer is PeerAddr.
func (t *Transport) Peer() net.Addr { return addrOr(t.PeerAddr, 54321) }

// Host is HostAddr.
func (t *Transport) Host() net.Addr { return addrOr(t.HostAddr, 12345) }

func addrOr(a net.Addr, port int) net.Addr {
	if a != nil {
		return a
	}
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}
}

// RegisterProducer keeps the producer, which the test may ask for data.
func (t *Transport) RegisterProducer(p protocol.Producer, streaming bool) error {
	if t.producer != nil {
		return protocol.ErrProducerRegistered
	}
	if t.lost {
		p.StopProducing()
		return nil
	}
	t.producer, t.streaming = p, streaming
	return nil
}

// UnregisterProducer forgets the producer.
func (t *Transport) UnregisterProducer() { t.producer = nil }

// PauseProducing keeps further data until ResumeProducing.
func (t *Transport) PauseProducing() { t.paused = true }

// ResumeProducing delivers what came while the protocol was paused.
func (t *Transport) ResumeProducing() {
	t.paused = false
	t.deliverWaiting()
}

// StopProducing closes the connection.
func (t *Transport) StopProducing() { t.LoseConnection() }
