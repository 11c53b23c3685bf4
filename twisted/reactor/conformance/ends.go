package conformance

import (
	"errors"
	"io"
	"strings"
	"time"

	"github.com/lore-docs/lore/twisted/protocol"
)

var endTests = []func(*world){losesConnections, flushesForSlowReaders, losesNothingAfter, abortsConnections, isReset,
	isResetWhileFull, endsWithThePeer, closesHalves, keepsReadingAfterClosingWrite, breaksHalf}

func losesConnections(w *world) {
	peer, c := w.pair()
	c.data = func([]byte) {
		c.write("goodbye")
		c.Transport.LoseConnection()
		c.write("dropped")
		c.Transport.LoseConnection()
		if c.isLost() {
			w.Error("lost within LoseConnection")
		}
		if !c.Transport.Disconnecting() {
			w.Error("not Disconnecting after LoseConnection")
		}
	}
	peer.write("x")
	w.equal("what was sent", peer.readAll(), "goodbye")
	w.equal("events", c.events, []string{"made", "lost: connection closed"})
	c.write("too late")
	c.Transport.LoseConnection()
	c.Transport.AbortConnection()
	c.Transport.PauseProducing()
	c.Transport.ResumeProducing()
	w.turns(2)
	w.equal("events later", len(c.events), 2)

	// The same outside of a callback.
	peer, c = w.pair()
	c.write("bye")
	c.Transport.LoseConnection()
	if c.isLost() {
		w.Error("lost within LoseConnection")
	}
	w.equal("what was sent", peer.readAll(), "bye")
	w.equal("events", c.events, []string{"made", "lost: connection closed"})

	// And when the connection has only just been made.
	f := &factory{build: w.each(func(c *conn) {
		c.made = func() {
			c.write("not now")
			c.Transport.LoseConnection()
		}
	})}
	w.equal("what was sent", w.dial(w.listen(f)).readAll(), "not now")
}

// flushesForSlowReaders loses a connection whose peer has not read yet.
func flushesForSlowReaders(w *world) {
	peer, c := w.pair()
	large := strings.Repeat("0123456789abcdef", 512<<10) // 8 MiB
	c.write(large)
	c.Transport.LoseConnection()
	w.turns(5)
	if c.isLost() {
		w.Fatal("lost before all was sent")
	}
	if got := peer.readAll(); got != large {
		w.Fatalf("of %d bytes %d came", len(large), len(got))
	}
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "lost: connection closed"})
}

// losesNothingAfter is about what comes when the connection is to be closed.
func losesNothingAfter(w *world) {
	peer, c := w.pair()
	c.write(strings.Repeat("x", 8<<20))
	c.Transport.LoseConnection()
	peer.write("dropped")
	w.turns(5)
	w.equal("received after LoseConnection", c.received, "")
	c.Transport.AbortConnection()
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "lost: connection aborted here"})
}

func abortsConnections(w *world) {
	peer, c := w.pair()
	c.data = func([]byte) {
		c.write("dropped")
		c.Transport.AbortConnection()
		if c.isLost() {
			w.Error("lost within AbortConnection")
		}
		c.Transport.LoseConnection()
	}
	peer.write("x")
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "lost: connection aborted here"})
	n, err := peer.Read(make([]byte, 1))
	if n != 0 || err == nil || errors.Is(err, io.EOF) {
		w.Errorf("the peer of an aborted connection reads %d, %v: want a reset", n, err)
	}
}

func isReset(w *world) {
	peer, c := w.pair()
	peer.reset()
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "lost: connection broken off"})
	if reason := c.reason.Error(); reason == protocol.ErrConnectionLost.Error() {
		w.Errorf("the reason does not say what the system said: %s", reason)
	}
}

func isResetWhileFull(w *world) {
	peer, c := w.pair()
	c.Transport.PauseProducing()
	c.write(strings.Repeat("x", 8<<20))
	w.turns(2)
	peer.reset()
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "lost: connection broken off"})
}

// endsWithThePeer has the peer close its direction only. To a protocol that
// does not ask, that is the end.
func endsWithThePeer(w *world) {
	peer, c := w.pair()
	peer.write("last words")
	if err := peer.CloseWrite(); err != nil {
		w.Fatal(err)
	}
	w.until("the end", c.isLost)
	w.equal("received", c.received, "last words")
	w.equal("events", c.events, []string{"made", "lost: connection closed"})
	w.equal("what the peer reads", peer.readAll(), "")
}

func closesHalves(w *world) {
	peer, c := w.halfPair()
	if err := peer.CloseWrite(); err != nil {
		w.Fatal(err)
	}
	w.until("the end of the data", func() bool { return len(c.events) == 2 })
	w.turns(5)
	w.equal("events", c.events, []string{"made", "read lost"})
	c.write("still ")
	w.turns(2)
	c.write("there")
	c.closeWrite()
	c.write("dropped")
	w.equal("what the peer reads", peer.readAll(), "still there")
	w.equal("events", c.events, []string{"made", "read lost", "write lost", "lost: connection closed"})
}

func keepsReadingAfterClosingWrite(w *world) {
	peer, c := w.halfPair()
	large := strings.Repeat("x", 4<<20)
	c.write(large)
	c.closeWrite()
	c.closeWrite()
	if got := peer.readAll(); got != large {
		w.Fatalf("of %d bytes %d came", len(large), len(got))
	}
	w.until("the closing", func() bool { return len(c.events) == 2 })
	peer.write("reply")
	w.until("data", func() bool { return c.received == "reply" })
	c.write("dropped")
	w.turns(2)
	_ = peer.Close()
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "write lost", "read lost", "lost: connection closed"})

	// LoseConnection closes what is left.
	_, c = w.halfPair()
	c.closeWrite()
	w.until("the closing", func() bool { return len(c.events) == 2 })
	c.Transport.LoseConnection()
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "write lost", "lost: connection closed"})
}

// breaksHalf writes to a peer that is gone. Whatever order things become
// known in, the connection is lost once.
func breaksHalf(w *world) {
	peer, c := w.halfPair()
	c.Transport.PauseProducing()
	peer.reset()
	end := time.Now().Add(patience)
	for !c.isLost() && time.Now().Before(end) {
		c.write("is anybody there?")
		w.turns(1)
		c.Transport.ResumeProducing()
	}
	lost := 0
	for _, e := range c.events {
		if strings.HasPrefix(e, "lost: ") {
			lost++
		}
	}
	w.equal("losses", lost, 1)
	w.equal("the reason", kindOf(c.reason), protocol.ErrConnectionLost.Error())
}
