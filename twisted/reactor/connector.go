package reactor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor/poller"
	"github.com/lore-docs/lore/twisted/task"
)

// connector is one outgoing connection, over its attempts.
type connector struct {
	loop        *Loop
	network     string
	destination string
	options     protocol.ConnectOptions
	factory     protocol.ClientFactory
	state       protocol.ConnectorState
	counted     bool     // the factory counts us
	attempt     *attempt // nil unless connecting
	conn        *conn    // nil unless connected
}

var _ protocol.Connector = (*connector)(nil)

// attempt is one try to connect.
type attempt struct {
	connector *connector
	stream    poller.Stream // nil while there is none
	timeout   *task.DelayedCall
	retry     *task.DelayedCall
	cancel    context.CancelFunc // ends the lookup of the name
	local     net.Addr
	remotes   []net.Addr // still to be tried
	last      error      // why the address before did not do
	over      bool
}

// ConnectTCP begins to connect to an address such as "example.org:79".
func (l *Loop) ConnectTCP(address string, f protocol.ClientFactory, opts ...protocol.ConnectOption) protocol.Connector {
	return l.connect("tcp", address, f, opts)
}

// ConnectUNIX begins to connect to the socket at a path.
func (l *Loop) ConnectUNIX(path string, f protocol.ClientFactory, opts ...protocol.ConnectOption) protocol.Connector {
	return l.connect("unix", path, f, opts)
}

func (l *Loop) connect(network, destination string, f protocol.ClientFactory, opts []protocol.ConnectOption) protocol.Connector {
	c := &connector{loop: l, network: network, destination: destination, factory: f,
		options: protocol.DefaultConnectOptions()}
	for _, opt := range opts {
		opt(&c.options)
	}
	_ = c.Connect() // which fails only if it is not disconnected
	return c
}

// Connect begins to connect.
func (c *connector) Connect() error {
	l := c.loop
	l.check("Connect")
	if c.state != protocol.Disconnected {
		return protocol.ErrNotDisconnected
	}
	c.state = protocol.Connecting
	if !c.counted {
		c.counted = true
		l.startFactory(c.factory)
	}
	a := &attempt{connector: c}
	c.attempt = a
	l.connectors.add(c)
	if d := c.options.Timeout; d > 0 {
		a.timeout = l.timers.CallLater(d, func() { a.fail(protocol.ErrTimeout) })
	}
	a.start()
	l.call(object{c.factory}, func() { c.factory.StartedConnecting(c) })
	return nil
}

// Disconnect stops whatever there is.
func (c *connector) Disconnect() {
	switch c.state {
	case protocol.Connecting:
		_ = c.StopConnecting()
	case protocol.Connected:
		if c.conn != nil {
			c.conn.LoseConnection()
		}
	}
}

// StopConnecting gives up the attempt.
func (c *connector) StopConnecting() error {
	c.loop.check("StopConnecting")
	if c.state != protocol.Connecting {
		return protocol.ErrNotConnecting
	}
	c.attempt.end()
	c.failedWith(failure.Bare(protocol.ErrUser))
	return nil
}

// State is what the connector is at.
func (c *connector) State() protocol.ConnectorState { return c.state }

// Destination is the address as it was written.
func (c *connector) Destination() string { return c.destination }

// Scheduler is the loop's time.
func (c *connector) Scheduler() task.Scheduler { return c.loop }

// failedWith is called when there is no connection.
func (c *connector) failedWith(reason *failure.Failure) {
	c.over(func() { c.factory.ClientConnectionFailed(c, reason) })
}

// lost is called when there is no connection any more.
func (c *connector) lost(reason *failure.Failure) {
	c.conn = nil
	c.over(func() { c.factory.ClientConnectionLost(c, reason) })
}

// over tells the factory of the end, and counts it out unless it has begun
// anew.
func (c *connector) over(tell func()) {
	c.state, c.attempt = protocol.Disconnected, nil
	c.loop.connectors.remove(c)
	c.loop.call(object{c.factory}, tell)
	if c.state == protocol.Disconnected && c.counted {
		c.counted = false
		c.loop.stopFactory(c.factory)
	}
}

func (c *connector) prefix(of *conn) string { return prefixOf(of.protocol) + ",client" }

// connected makes the protocol of a stream.
func (c *connector) connected(s poller.Stream) {
	c.state, c.attempt = protocol.Connected, nil
	c.loop.connectors.remove(c)
	var p protocol.Protocol
	failed := c.loop.call(object{c.factory}, func() { p = c.factory.BuildProtocol(s.RemoteAddr()) })
	if failed == nil && p == nil {
		failed = failure.Bare(protocol.ErrConnectionDone)
	}
	if failed != nil {
		_ = s.Close()
		c.lost(failed)
		return
	}
	c.conn = c.loop.newConn(s, p, c, 0)
	c.conn.begin()
}

// start looks up the name if there is one, and then tries the addresses.
func (a *attempt) start() {
	l, c := a.connector.loop, a.connector
	if err := l.open(); err != nil {
		l.later(func() { a.fail(err) })
		return
	}
	if c.network == "unix" {
		a.remotes = []net.Addr{&net.UnixAddr{Name: c.destination, Net: "unix"}}
		l.later(a.next)
		return
	}
	a.lookUp()
}

// next tries the next address.
func (a *attempt) next() {
	if a.over {
		return
	}
	if len(a.remotes) == 0 {
		a.fail(a.last)
		return
	}
	s, err := a.connector.loop.network.Dial(a.remotes[0], a.local)
	if errors.Is(err, poller.ErrWouldBlock) { // too many wait at a UNIX socket
		a.retry = a.connector.loop.timers.CallLater(retryFull, a.next)
		return
	}
	a.remotes = a.remotes[1:]
	if err == nil {
		a.stream = s
		err = s.Watch(a, poller.Writable)
	}
	if err != nil {
		a.refused(err)
	}
}

// retryFull is when to try again if nothing tells when there is room.
const retryFull = 10 * time.Millisecond

// refused goes on with the next address.
func (a *attempt) refused(err error) {
	if a.stream != nil {
		_ = a.stream.Close()
		a.stream = nil
	}
	a.last = err
	a.next()
}

// Ready is called when the attempt has ended.
func (a *attempt) Ready(poller.Events) {
	s := a.stream
	if a.over || s == nil {
		return
	}
	switch err := s.Connected(); {
	case errors.Is(err, poller.ErrWouldBlock):
	case err != nil:
		a.refused(err)
	default:
		a.stream = nil
		a.end()
		a.connector.connected(s)
	}
}

// fail ends the attempt without a connection.
func (a *attempt) fail(err error) {
	if a.over {
		return
	}
	a.end()
	a.connector.failedWith(failure.Bare(&protocol.ConnectError{Address: a.connector.destination, Err: err}))
}

// end closes what is open, and cancels what is to come.
func (a *attempt) end() {
	a.over = true
	if a.cancel != nil {
		a.cancel()
	}
	for _, call := range []*task.DelayedCall{a.timeout, a.retry} {
		if call != nil && call.Active() {
			_ = call.Cancel()
		}
	}
	if a.stream != nil {
		_ = a.stream.Close()
		a.stream = nil
	}
}

func (a *attempt) logPrefix() string       { return prefixOf(a.connector.factory) + ",client" }
func (a *attempt) callbackName() string    { return fmt.Sprintf("a method of %T", a.connector.factory) }
func (a *attempt) failed(*failure.Failure) {}
