package reactor

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// conn is a connection, and its protocol's transport. There may be very many,
// so it has no buffers of its own while it is idle.
type conn struct {
	loop     *Loop
	stream   poller.Stream
	protocol protocol.Protocol
	parent   parent
	producer protocol.Producer
	out      outbuf // what the peer has not taken yet
	doom     error  // why the connection is lost as soon as it is settled
	next     *conn  // in the loop's list
	prev     *conn

	session  uint32 // of the parent
	watching poller.Events
	flags
}

// parent is the port or connector that a connection is of.
type parent interface {
	// prefix names a session in the log.
	prefix(c *conn) string
	// lost is called after ConnectionLost of the protocol.
	lost(reason *failure.Failure)
}

// flags are the state of a connection.
type flags struct {
	isLost      bool
	isUnsettled bool // is in the loop's list
	isWriteOnly bool // a pipe to somebody

	readPaused  bool
	readClosed  bool // the peer sends no more
	closing     bool // LoseConnection was called
	aborting    bool // AbortConnection was called
	closesWrite bool // LoseWriteConnection was called
	writeClosed bool // nothing can be sent any more
	doomsWrite  bool // the doom is only of our direction

	streaming      bool // the producer is a PushProducer
	producerPaused bool // the streaming producer is
	producerAsked  bool // the pull producer was, and has not written yet
}

var _ protocol.HalfCloseTransport = (*conn)(nil)

func (l *Loop) newConn(s poller.Stream, p protocol.Protocol, of parent, session uint32) *conn {
	c := &conn{loop: l, stream: s, protocol: p, parent: of, session: session}
	read, write := s.Directions()
	c.readClosed, c.writeClosed, c.isWriteOnly = !read, !write, !read
	l.conns.add(c)
	return c
}

// begin joins the protocol to its transport.
func (c *conn) begin() {
	c.loop.corkFor(c)
	c.loop.dispatch(maker{c}, 0)
	c.loop.dispatch(c, 0) // which settles it
}

// maker is a connection that is being made.
type maker struct{ *conn }

// Ready makes the connection.
func (m maker) Ready(poller.Events) { m.protocol.MakeConnection(m.protocol, m.conn) }

// Ready is called when the stream is, or with no events to settle what was
// asked for by somebody else.
func (c *conn) Ready(ready poller.Events) {
	if c.isLost {
		return
	}
	c.loop.corkFor(c)
	if ready&poller.Readable != 0 {
		c.read()
	}
	if ready&poller.Writable != 0 && !c.isLost {
		c.writable()
	}
	if ready&poller.Hangup != 0 && !c.isLost {
		c.lose(fmt.Errorf("%w: nobody reads any more", protocol.ErrConnectionLost))
	}
	c.settle()
}

// read hands on what has come. It reads once: if there is more, others have
// their turn first.
func (c *conn) read() {
	n, err := c.stream.Read(c.loop.readBuf)
	switch {
	case n > 0:
		data := c.loop.readBuf[:n:n]
		c.protocol.DataReceived(data)
		if c.loop.options.debug {
			poison(data)
		}
	case err == io.EOF:
		c.endOfData()
	case err != nil && !errors.Is(err, poller.ErrWouldBlock):
		c.lose(fmt.Errorf("%w: %w", protocol.ErrConnectionLost, err))
	}
}

// endOfData is called when the peer sends no more.
func (c *conn) endOfData() {
	half, ok := c.protocol.(protocol.HalfCloser)
	if !ok {
		c.lose(protocol.ErrConnectionDone)
		return
	}
	c.readClosed = true
	half.ReadConnectionLost()
}

// settle does what follows from what the protocol and its producer asked for:
// it sends, closes, and watches for what matters now.
func (c *conn) settle() {
	c.uncork()
	for c.conclude() {
		c.uncork()
	}
	c.watch()
}

// conclude takes one step to the end of the connection, and says whether
// there may be another.
func (c *conn) conclude() (again bool) {
	switch {
	case c.isLost:
		return false
	case c.doom != nil && !c.doomsWrite:
		c.lose(c.doom)
	case c.readClosed && c.writeClosed:
		c.lose(cmp.Or(c.doom, protocol.ErrConnectionDone))
	case c.doom != nil && !c.writeClosed:
		c.writeBroken()
		return true
	case c.out.len() > 0 || c.producer != nil:
		return false
	case c.closing:
		c.lose(protocol.ErrConnectionDone)
	case c.closesWrite && !c.writeClosed:
		c.closeWrite()
		return true
	}
	return false
}

func (c *conn) closeWrite() {
	c.writeClosed = true
	if err := c.stream.CloseWrite(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		c.doom = fmt.Errorf("%w: %w", protocol.ErrConnectionLost, err)
		return
	}
	c.writeConnectionLost()
}

// writeBroken is called when the peer has stopped to read, and may write.
func (c *conn) writeBroken() {
	c.writeClosed = true
	c.stopProducer()
	c.writeConnectionLost()
}

func (c *conn) stopProducer() {
	if p := c.producer; p != nil {
		c.producer = nil
		c.loop.call(c, p.StopProducing)
	}
}

func (c *conn) writeConnectionLost() {
	if half, ok := c.protocol.(protocol.HalfCloser); ok {
		c.loop.corkFor(c)
		half.WriteConnectionLost()
	}
}

// watch has the stream watched for what matters.
func (c *conn) watch() {
	if c.isLost {
		return
	}
	wanted := c.wanted()
	if wanted == c.watching {
		return
	}
	c.watching = wanted
	if err := c.stream.Watch(c, wanted); err != nil {
		c.lose(fmt.Errorf("%w: %w", protocol.ErrConnectionLost, err))
	}
}

func (c *conn) wanted() (events poller.Events) {
	if !c.readClosed && !c.readPaused && !c.closing {
		events |= poller.Readable
	}
	if c.out.len() > 0 || c.producer != nil && !c.streaming && !c.producerAsked {
		events |= poller.Writable
	}
	if events == 0 && c.isWriteOnly {
		return poller.Hangup
	}
	return events
}

// unsettle has the connection settled in the next turn.
func (c *conn) unsettle() {
	if !c.isUnsettled && !c.isLost {
		c.isUnsettled = true
		c.loop.unsettled = append(c.loop.unsettled, c)
	}
}

// lose ends the connection.
func (c *conn) lose(reason error) {
	if c.isLost {
		return
	}
	c.isLost = true
	l := c.loop
	l.conns.remove(c)
	l.dropCork(c)
	c.out.drop()
	c.closeStream(reason)
	f := failure.Bare(reason)
	c.stopProducer()
	l.call(c, func() { c.protocol.ConnectionLost(f) })
	if c.parent != nil {
		c.parent.lost(f)
	}
}

func (c *conn) closeStream(reason error) {
	end := c.stream.Close
	if errors.Is(reason, protocol.ErrConnectionAborted) {
		end = c.stream.Abort
	}
	if err := end(); err != nil {
		c.loop.logger(c.logPrefix()).Err(err, "Closing a connection")
	}
}

// failed ends the connection of a protocol that has panicked.
func (c *conn) failed(f *failure.Failure) {
	c.lose(f)
}

// LoseConnection closes the connection when everything is sent.
func (c *conn) LoseConnection() {
	c.loop.check("LoseConnection")
	if !c.Disconnecting() {
		c.closing = true
		c.unsettle()
	}
}

// AbortConnection closes the connection at once.
func (c *conn) AbortConnection() {
	c.loop.check("AbortConnection")
	if c.isLost || c.aborting {
		return
	}
	c.aborting, c.doom, c.doomsWrite = true, protocol.ErrConnectionAborted, false
	c.loop.dropCork(c)
	c.out.drop()
	c.unsettle()
}

// LoseWriteConnection closes our direction when everything is sent.
func (c *conn) LoseWriteConnection() {
	c.loop.check("LoseWriteConnection")
	c.closesWrite = true
	c.unsettle()
}

// Disconnecting says whether the connection has ended or is to end.
func (c *conn) Disconnecting() bool { return c.closing || c.aborting || c.isLost }

// Peer is the address of the other end.
func (c *conn) Peer() net.Addr { return c.stream.RemoteAddr() }

// Host is the address of this end.
func (c *conn) Host() net.Addr { return c.stream.LocalAddr() }

// PauseProducing stops the data that is received.
func (c *conn) PauseProducing() {
	c.loop.check("PauseProducing")
	c.readPaused = true
	c.watchLater()
}

// ResumeProducing lets data be received again.
func (c *conn) ResumeProducing() {
	c.loop.check("ResumeProducing")
	c.readPaused = false
	c.watchLater()
}

// watchLater has the stream watched for what matters when the callback is
// over, or the next turn begins.
func (c *conn) watchLater() {
	if c.loop.cork.conn != c {
		c.unsettle()
	}
}

// StopProducing closes the connection.
func (c *conn) StopProducing() { c.LoseConnection() }

// Log is for what the protocol has to tell.
func (c *conn) Log() *log.Logger { return c.loop.log.With(c.logPrefix()) }

func (c *conn) logPrefix() string {
	if c.parent == nil {
		return prefixOf(c.protocol)
	}
	return c.parent.prefix(c)
}

func (c *conn) callbackName() string { return fmt.Sprintf("a method of %T", c.protocol) }

// connList is all the connections of a loop.
type connList struct{ first *conn }

func (l *connList) add(c *conn) {
	c.next = l.first
	if c.next != nil {
		c.next.prev = c
	}
	l.first = c
}

func (l *connList) remove(c *conn) {
	if c.next != nil {
		c.next.prev = c.prev
	}
	if c.prev != nil {
		c.prev.next = c.next
	} else {
		l.first = c.next
	}
	c.next, c.prev = nil, nil
}

// all are the connections, in the order in which they were made.
func (l *connList) all() (conns []*conn) {
	for c := l.first; c != nil; c = c.next {
		conns = append(conns, c)
	}
	slices.Reverse(conns)
	return conns
}
