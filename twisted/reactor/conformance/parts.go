package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
)

// conn is a protocol that notes what happens to it.
type conn struct {
	protocol.Base
	w        *world
	events   []string
	received string
	reason   *failure.Failure

	made func()
	data func([]byte)
	lost func()
}

func (c *conn) ConnectionMade() {
	c.events = append(c.events, "made")
	if c.made != nil {
		c.made()
	}
}

func (c *conn) DataReceived(data []byte) {
	if c.data != nil {
		c.data(data)
		return
	}
	c.received += string(data)
}

func (c *conn) ConnectionLost(reason *failure.Failure) {
	c.reason = reason
	c.events = append(c.events, "lost: "+kindOf(reason))
	if c.lost != nil {
		c.lost()
	}
}

func kindOf(reason error) string {
	for _, kind := range []error{protocol.ErrConnectionDone, protocol.ErrConnectionLost, protocol.ErrConnectionAborted,
		protocol.ErrTimeout, protocol.ErrUser} {
		if errors.Is(reason, kind) {
			return kind.Error()
		}
	}
	return reason.Error()
}

func (c *conn) isLost() bool { return c.reason != nil }

// write writes outside of a callback of the connection.
func (c *conn) write(text string) {
	if n, err := c.Transport.Write([]byte(text)); n != len(text) || err != nil {
		c.w.Errorf("Write returned %d, %v", n, err)
	}
}

// halfConn is one that hears of half-closed connections.
type halfConn struct{ conn }

func (c *halfConn) ReadConnectionLost()  { c.events = append(c.events, "read lost") }
func (c *halfConn) WriteConnectionLost() { c.events = append(c.events, "write lost") }

// closeWrite closes the direction to the peer.
func (c *conn) closeWrite() { c.Transport.(protocol.HalfCloseTransport).LoseWriteConnection() }

// factory is of servers and clients, and notes what happens to it.
type factory struct {
	events []string
	build  func(net.Addr) protocol.Protocol
	begun  func(protocol.Connector)
	failed func(protocol.Connector)
	lost   func(protocol.Connector)
	reason *failure.Failure
}

func (f *factory) note(s string) { f.events = append(f.events, s) }
func (f *factory) StartFactory() { f.note("start") }
func (f *factory) StopFactory()  { f.note("stop") }

func (f *factory) BuildProtocol(addr net.Addr) protocol.Protocol {
	if f.build == nil {
		return nil
	}
	return f.build(addr)
}

func (f *factory) StartedConnecting(c protocol.Connector) {
	f.note("connecting")
	if f.begun != nil {
		f.begun(c)
	}
}

func (f *factory) ClientConnectionFailed(c protocol.Connector, reason *failure.Failure) {
	f.reason = reason
	f.note("failed")
	if f.failed != nil {
		f.failed(c)
	}
}

func (f *factory) ClientConnectionLost(c protocol.Connector, reason *failure.Failure) {
	f.reason = reason
	f.note("lost")
	if f.lost != nil {
		f.lost(c)
	}
}

// each builds conns that setup has seen.
func (w *world) each(setup func(*conn)) func(net.Addr) protocol.Protocol {
	return func(net.Addr) protocol.Protocol {
		c := &conn{w: w}
		if setup != nil {
			setup(c)
		}
		return c
	}
}

// echo sends back what comes.
func (w *world) echo(c *conn) {
	c.data = func(data []byte) { _, _ = c.Transport.Write(data) }
}

const anywhere = "127.0.0.1:0"

// listen opens a port for the factory.
func (w *world) listen(f protocol.Factory) protocol.Port {
	w.Helper()
	p, err := w.loop.ListenTCP(anywhere, f)
	if err != nil {
		w.Fatal(err)
	}
	return p
}

// peer is a plain connection to the loop, from outside.
type peer struct {
	*net.TCPConn
	w *world
}

func (w *world) dial(p protocol.Port) *peer {
	w.Helper()
	c, err := net.DialTimeout("tcp", p.Addr().String(), patience)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(patience))
	return &peer{c.(*net.TCPConn), w}
}

// pair is a connection between a peer outside and a protocol.
func (w *world) pair() (*peer, *conn) {
	w.Helper()
	c := &conn{w: w}
	return w.join(c, func() bool { return len(c.events) > 0 }), c
}

// halfPair is a pair with a protocol that hears of half-closed connections.
func (w *world) halfPair() (*peer, *halfConn) {
	w.Helper()
	c := &halfConn{conn{w: w}}
	return w.join(c, func() bool { return len(c.events) > 0 }), c
}

func (w *world) join(c protocol.Protocol, made func() bool) *peer {
	w.Helper()
	p := w.listen(&factory{build: func(net.Addr) protocol.Protocol { return c }})
	out := w.dial(p)
	w.until("the connection", made)
	w.await(p.StopListening())
	return out
}

// write writes what the system takes without anybody reading.
func (p *peer) write(text string) {
	p.w.Helper()
	if _, err := io.WriteString(p, text); err != nil {
		p.w.Fatalf("the peer writes: %v", err)
	}
}

// read reads n bytes while the loop turns.
func (p *peer) read(n int) string {
	p.w.Helper()
	buf := make([]byte, n)
	p.w.aside(func() error {
		got, err := io.ReadFull(p, buf)
		if err != nil {
			return fmt.Errorf("reading %d bytes, of which %d came: %w", n, got, err)
		}
		return nil
	})
	return string(buf)
}

// readAll reads to the end while the loop turns.
func (p *peer) readAll() string {
	p.w.Helper()
	var buf bytes.Buffer
	p.w.aside(func() error {
		_, err := io.Copy(&buf, p)
		return err
	})
	return buf.String()
}

// reset ends the connection with a reset.
func (p *peer) reset() {
	_ = p.SetLinger(0)
	_ = p.Close()
}
