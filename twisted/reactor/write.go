package reactor

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// fullSize is from how many bytes on, which the peer does not take, a
// producer is paused.
const fullSize = 64 << 10

// cork holds back what a protocol writes in a callback until that is over, so
// that many small pieces are sent as one. One will do for all connections,
// since callbacks come one at a time.
type cork struct {
	conn *conn // whose callback it is
	data []byte
}

// corkFor begins a callback of c.
func (l *Loop) corkFor(c *conn) {
	if l.cork.conn == c {
		return
	}
	l.uncork()
	l.cork.conn = c
}

// uncork sends what another connection has written in a callback that is
// interrupted by one of another.
func (l *Loop) uncork() {
	if c := l.cork.conn; c != nil {
		c.uncork()
	}
}

// dropCork forgets what c has written.
func (l *Loop) dropCork(c *conn) {
	if l.cork.conn == c {
		l.cork.conn, l.cork.data = nil, l.cork.data[:0]
	}
}

// uncork sends what the callback has written.
func (c *conn) uncork() {
	k := &c.loop.cork
	if k.conn != c {
		return
	}
	k.conn = nil
	if len(k.data) > 0 {
		data := k.data
		k.data = nil // a producer may be paused, and who knows what that does
		c.send(data)
		k.data = data[:0]
	}
}

// Write sends a copy of data.
func (c *conn) Write(data []byte) (int, error) {
	c.loop.check("Write")
	if len(data) == 0 || c.isDeaf() {
		return len(data), nil
	}
	c.producerAsked = false
	if c.loop.cork.conn == c {
		c.hold(data)
	} else {
		c.send(data)
		c.afterSend()
	}
	return len(data), nil
}

// WriteSequence sends the pieces as one.
func (c *conn) WriteSequence(data [][]byte) {
	c.loop.check("WriteSequence")
	if c.loop.cork.conn == c {
		for _, piece := range data {
			_, _ = c.Write(piece)
		}
		return
	}
	c.loop.corkFor(c)
	for _, piece := range data {
		_, _ = c.Write(piece)
	}
	c.uncork()
	c.afterSend()
}

// isDeaf says whether what is written is dropped. While there is a producer
// LoseConnection waits for it, and so for what it writes.
func (c *conn) isDeaf() bool {
	return c.isLost || c.aborting || c.writeClosed || c.doom != nil ||
		(c.closing || c.closesWrite) && c.producer == nil
}

// hold adds to what the callback has written.
func (c *conn) hold(data []byte) {
	k := &c.loop.cork
	if k.data == nil {
		k.data = make([]byte, 0, corkSize)
	}
	if len(k.data)+len(data) > corkSize {
		c.uncork()
		c.loop.corkFor(c)
	}
	if len(data) >= corkSize {
		c.send(data)
	} else {
		k.data = append(k.data, data...)
	}
}

// send writes at once what the stream takes, unless there is older data, and
// keeps the rest.
func (c *conn) send(data []byte) {
	if c.out.len() == 0 {
		data = data[c.write(data):]
	}
	if len(data) > 0 {
		c.out.add(data)
	}
	c.pauseIfFull()
}

func (c *conn) pauseIfFull() {
	if c.producer != nil && c.streaming && !c.producerPaused && c.out.len() >= fullSize {
		c.producerPaused = true
		c.producer.(protocol.PushProducer).PauseProducing()
	}
}

// afterSend follows a send outside of a callback of the connection.
func (c *conn) afterSend() {
	if c.doom != nil || c.producer != nil {
		c.unsettle()
	} else {
		c.watch()
	}
}

// write returns how much the stream takes at once.
func (c *conn) write(data []byte) (written int) {
	for written < len(data) {
		n, err := c.stream.Write(data[written:])
		written += n
		if errors.Is(err, poller.ErrWouldBlock) {
			return written
		}
		if err != nil {
			c.writeFailed(err)
			return len(data) // nobody will take the rest
		}
	}
	return written
}

// writeFailed is called when the peer does not read any more. One that hears
// of half-closed connections may go on reading.
func (c *conn) writeFailed(err error) {
	_, half := c.protocol.(protocol.HalfCloser)
	c.doom = fmt.Errorf("%w: %w", protocol.ErrConnectionLost, err)
	c.doomsWrite = half && !c.readClosed && errors.Is(err, syscall.EPIPE)
	c.out.drop()
}

// writable sends what is kept, and when that is gone asks for more.
func (c *conn) writable() {
	if c.out.len() > 0 {
		c.out.sent(c.write(c.out.bytes()))
	}
	if c.out.len() > 0 || c.producer == nil || c.doom != nil {
		return
	}
	switch {
	case !c.streaming && !c.producerAsked:
		c.producerAsked = true
		c.producer.ResumeProducing()
	case c.streaming && c.producerPaused:
		c.producerPaused = false
		c.producer.ResumeProducing()
	}
}

// RegisterProducer lets p be asked for data.
func (c *conn) RegisterProducer(p protocol.Producer, streaming bool) error {
	c.loop.check("RegisterProducer")
	if c.producer != nil {
		return protocol.ErrProducerRegistered
	}
	if _, push := p.(protocol.PushProducer); streaming && !push {
		return fmt.Errorf("reactor: a streaming producer must be a PushProducer, which %T is not", p)
	}
	if c.isLost || c.writeClosed {
		p.StopProducing()
		return nil
	}
	c.producer, c.streaming = p, streaming
	c.producerPaused, c.producerAsked = false, !streaming
	if streaming {
		c.pauseIfFull()
	} else {
		p.ResumeProducing()
	}
	c.unsettle()
	return nil
}

// UnregisterProducer says that the producer will write no more.
func (c *conn) UnregisterProducer() {
	c.loop.check("UnregisterProducer")
	c.producer = nil
	c.unsettle()
}

// outbuf is data that waits for the peer.
type outbuf struct {
	data []byte
	off  int // what is before has been sent
}

func (b *outbuf) len() int      { return len(b.data) - b.off }
func (b *outbuf) bytes() []byte { return b.data[b.off:] }

func (b *outbuf) add(data []byte) {
	if b.off > 0 && b.off >= len(b.data)/2 {
		b.data = b.data[:copy(b.data, b.data[b.off:])]
		b.off = 0
	}
	b.data = append(b.data, data...)
}

func (b *outbuf) sent(n int) {
	if b.off += n; b.off >= len(b.data) {
		b.drop()
	}
}

// drop forgets the data, and its memory with it: most connections wait for
// their peer rarely.
func (b *outbuf) drop() { *b = outbuf{} }
