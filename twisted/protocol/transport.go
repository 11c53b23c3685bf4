package protocol

import (
	"net"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/task"
)

// Transport is a protocol's way to its peer. Its methods are called on the
// loop's goroutine and never block.
type Transport interface {
	// Write sends a copy of data, now or as soon as the peer takes it. It
	// always returns len(data) and nil: what can no longer be delivered is
	// dropped, and ConnectionLost tells.
	Write(data []byte) (int, error)
	// WriteSequence writes the pieces as one.
	WriteSequence(data [][]byte)
	// LoseConnection closes the connection once everything written has been
	// sent and a registered producer has unregistered. No data is received
	// any more, and what is written while there is no producer is dropped.
	LoseConnection()
	// AbortConnection closes the connection at once, and drops what was not
	// sent. It is newer than Twisted 2.0.
	AbortConnection()
	// Disconnecting says that LoseConnection or AbortConnection was called or
	// the connection is lost: a protocol that cuts its data into messages
	// stops there, whatever data is left.
	Disconnecting() bool
	// Peer and Host are the addresses of the other end and of this one.
	Peer() net.Addr
	Host() net.Addr

	// RegisterProducer lets p be asked for data as fast as the peer takes
	// it. A streaming producer is a PushProducer: it is paused when the
	// buffer is full. Any other is asked with ResumeProducing whenever the
	// buffer is empty. There is one at a time: ErrProducerRegistered.
	RegisterProducer(p Producer, streaming bool) error
	// UnregisterProducer says that the producer will write no more.
	UnregisterProducer()

	// A transport is a PushProducer itself: of the data that it receives.
	PushProducer
}

// HalfCloseTransport is a Transport, such as TCP, whose directions close
// apart.
type HalfCloseTransport interface {
	Transport
	// LoseWriteConnection closes our direction once everything is sent.
	LoseWriteConnection()
}

// Producer makes data when its consumer asks.
type Producer interface {
	// ResumeProducing asks for data: one piece of a pull producer, more
	// until PauseProducing of a push producer.
	ResumeProducing()
	// StopProducing says that nobody will take any more.
	StopProducing()
}

// PushProducer makes data until it is paused.
type PushProducer interface {
	Producer
	PauseProducing()
}

// Port is something that listens.
type Port interface {
	// Addr is the address listened on, with the port number that the system
	// chose if it was asked to.
	Addr() net.Addr
	// StartListening listens again after StopListening.
	StartListening() error
	// StopListening closes the port. The Deferred fires with nil once it is
	// closed; connections already made live on.
	StopListening() *deferred.Deferred
}

// Connector is one outgoing connection, over its attempts.
type Connector interface {
	// Connect begins to connect; an error if it is not disconnected.
	Connect() error
	// Disconnect stops whatever there is: an attempt or a connection.
	Disconnect()
	// StopConnecting gives up the attempt, or returns ErrNotConnecting.
	// ClientConnectionFailed follows with ErrUser.
	StopConnecting() error
	// State is one of Disconnected, Connecting and Connected.
	State() ConnectorState
	// Destination is the address that was asked for, as it was written.
	Destination() string
	// Scheduler is the time of the connector's reactor.
	Scheduler() task.Scheduler
}

// ConnectorState is what a Connector is at.
type ConnectorState int

// The states of a Connector.
const (
	Disconnected ConnectorState = iota
	Connecting
	Connected
)

// ListenOption changes how a port listens.
type ListenOption func(*ListenOptions)

// ListenOptions are what a reactor makes of ListenOption values; it starts
// with DefaultListenOptions.
type ListenOptions struct {
	Backlog int // how many connections may wait to be accepted
}

// DefaultListenOptions have a backlog of 50.
func DefaultListenOptions() ListenOptions { return ListenOptions{Backlog: 50} }

// Backlog lets n connections wait to be accepted.
func Backlog(n int) ListenOption { return func(o *ListenOptions) { o.Backlog = n } }

// ConnectOption changes how a connector connects.
type ConnectOption func(*ConnectOptions)

// ConnectOptions are what a reactor makes of ConnectOption values; it starts
// with DefaultConnectOptions.
type ConnectOptions struct {
	Timeout   time.Duration // of one attempt, looking up the name included
	LocalAddr string        // the address to connect from, if not empty
}

// DefaultConnectOptions have a timeout of 30 seconds.
func DefaultConnectOptions() ConnectOptions { return ConnectOptions{Timeout: 30 * time.Second} }

// Timeout gives up an attempt after d: ErrTimeout.
func Timeout(d time.Duration) ConnectOption { return func(o *ConnectOptions) { o.Timeout = d } }

// BindAddress connects from a local address, "host:port".
func BindAddress(address string) ConnectOption {
	return func(o *ConnectOptions) { o.LocalAddr = address }
}
