package conformance

import (
	"net"
	"runtime"
	"testing"

	"github.com/lore-docs/lore/twisted/protocol"
)

var loadTests = []func(*world){leaksNothing}

// leaksNothing opens and closes 10,000 connections, as many at once as the
// system allows, and has every other one say something. All of it happens on
// one loop, which has both ends.
func leaksNothing(w *world) {
	total := many
	if testing.Short() {
		total = many / 10
	}
	atOnce := min(total, roomForFiles()/2, w.atOnce)
	files, goroutines := openFiles(), runtime.NumGoroutine()
	for done := 0; done < total; {
		n := min(atOnce, total-done)
		w.openMany(n, done)
		done += n
	}
	w.equal("what is open", len(w.loop.Open()), 0)
	w.equal("timed calls", len(w.loop.DelayedCalls()), 0)
	w.until("goroutines to end", func() bool { return runtime.NumGoroutine() <= goroutines+10 })
	w.until("files to be closed", func() bool { return openFiles() <= files+5 })
}

func (w *world) openMany(n, first int) {
	serverEnds, clientEnds, failed := 0, 0, 0
	server := &factory{build: w.each(func(c *conn) {
		w.echo(c)
		c.lost = func() { serverEnds++ }
	})}
	p, err := w.loop.ListenTCP(anywhere, server, protocol.Backlog(n))
	if err != nil {
		w.Fatal(err)
	}
	made := 0
	var clients []*conn
	f := &factory{}
	f.build = func(net.Addr) protocol.Protocol {
		c := &conn{w: w}
		c.made = func() { made++ }
		c.lost = func() { clientEnds++ }
		clients = append(clients, c)
		return c
	}
	f.failed = func(protocol.Connector) { failed++ }
	// So many at a time, or the port drops some, which then try again after
	// a second.
	const wave = 100
	for left := n; left > 0; left -= wave {
		before := made
		for range min(wave, left) {
			w.loop.ConnectTCP(p.Addr().String(), f, protocol.Timeout(patience))
		}
		w.until("the connections", func() bool { return made+failed >= before+min(wave, left) })
	}
	w.equal("attempts that failed", failed, 0)
	for i, c := range clients {
		if i%2 == 0 {
			c.write("hello")
		}
	}
	w.until("the echoes", func() bool {
		for i, c := range clients {
			if i%2 == 0 && c.received != "hello" {
				return false
			}
		}
		return true
	})
	for i, c := range clients {
		if (i+first)%3 == 0 {
			c.Transport.LoseConnection()
		} else {
			c.Transport.AbortConnection() // which leaves nothing to the system
		}
	}
	w.until("the ends", func() bool { return clientEnds == n && serverEnds == n })
	w.await(p.StopListening())
}
