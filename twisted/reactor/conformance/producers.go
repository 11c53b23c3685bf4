package conformance

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lore-docs/lore/twisted/protocol"
)

var producerTests = []func(*world){pushes, pulls, pullsLater, waitsForProducers, refusesProducers, stopsProducers,
	isAProducer}

// push writes numbered lines until it is paused.
type push struct {
	c       *conn
	paused  bool
	stopped int
	events  []string
	line    int
	last    int
}

func (p *push) ResumeProducing() {
	p.events = append(p.events, "resume")
	p.paused = false
	p.produce()
}

func (p *push) PauseProducing() {
	p.events = append(p.events, "pause")
	p.paused = true
}

func (p *push) StopProducing() { p.stopped++ }

func (p *push) produce() {
	for !p.paused && p.line < p.last {
		p.line++
		p.c.write(fmt.Sprintf("line %0990d\n", p.line))
	}
	if p.line == p.last {
		p.line++
		p.c.Transport.UnregisterProducer()
	}
}

// pushes sends more than the system takes. The producer is paused and
// resumed in turns, and nothing is lost.
func pushes(w *world) {
	for _, inCallback := range []bool{false, true} {
		peer, c := w.pair()
		p := &push{c: c, last: 10_000} // 10 MB
		begin := func() {
			if err := c.Transport.RegisterProducer(p, true); err != nil {
				w.Fatal(err)
			}
			p.produce()
			c.Transport.LoseConnection()
		}
		if inCallback {
			c.data = func([]byte) { begin() }
			peer.write("x")
			w.until("the first pause", func() bool { return p.paused })
		} else {
			begin()
		}
		if p.line == p.last || !p.paused {
			w.Fatalf("not paused after %d lines", p.line)
		}
		got := peer.readAll()
		if n := strings.Count(got, "\n"); n != p.last || !strings.HasSuffix(got, fmt.Sprintf("%d\n", p.last)) {
			w.Fatalf("of %d lines %d came", p.last, n)
		}
		if !inOrder(got) {
			w.Fatal("the lines came in another order")
		}
		for i, e := range p.events {
			if want := []string{"pause", "resume"}[i%2]; e != want {
				w.Fatalf("events of the producer: %v", p.events)
			}
		}
		w.equal("events", c.events, []string{"made", "lost: connection closed"})
		w.equal("how often an unregistered producer was stopped", p.stopped, 0)
	}
}

func inOrder(lines string) bool {
	return slices.IsSorted(strings.Split(strings.TrimSpace(lines), "\n"))
}

// pull writes one piece each time it is asked.
type pull struct {
	c       *conn
	pieces  []string
	asked   int
	stopped int
	in      bool
}

func (p *pull) ResumeProducing() {
	if p.in {
		p.c.w.Error("asked within ResumeProducing")
	}
	p.in = true
	defer func() { p.in = false }()
	p.asked++
	p.c.write(p.pieces[0])
	if p.pieces = p.pieces[1:]; len(p.pieces) == 0 {
		p.c.Transport.UnregisterProducer()
	}
}

func (p *pull) StopProducing() { p.stopped++ }

func pulls(w *world) {
	peer, c := w.pair()
	large := strings.Repeat("x", 1<<20)
	p := &pull{c: c, pieces: []string{"1", "2", large, "3", large, "4"}}
	want := strings.Join(p.pieces, "")
	if err := c.Transport.RegisterProducer(p, false); err != nil {
		w.Fatal(err)
	}
	w.equal("asked at first", p.asked, 1)
	c.Transport.LoseConnection()
	if got := peer.readAll(); got != want {
		w.Fatalf("of %d bytes %d came", len(want), len(got))
	}
	w.equal("asked", p.asked, 6)
	w.equal("stopped", p.stopped, 0)
}

// late is a pull producer that has nothing at the moment.
type late struct{ asked int }

func (p *late) ResumeProducing() { p.asked++ }
func (p *late) StopProducing()   {}

// pullsLater has a producer that writes some time after it was asked, and is
// not asked again meanwhile.
func pullsLater(w *world) {
	peer, c := w.pair()
	p := &late{}
	if err := c.Transport.RegisterProducer(p, false); err != nil {
		w.Fatal(err)
	}
	for i := range 3 {
		w.turns(5)
		w.equal("asked", p.asked, i+1)
		c.write("x")
		w.until("the next time", func() bool { return p.asked > i+1 })
		peer.read(1)
	}
}

func waitsForProducers(w *world) {
	peer, c := w.pair()
	p := &push{c: c, last: 1 << 30}
	if err := c.Transport.RegisterProducer(p, true); err != nil {
		w.Fatal(err)
	}
	c.Transport.LoseConnection()
	w.turns(3)
	if c.isLost() {
		w.Fatal("LoseConnection did not wait for the producer")
	}
	c.write("while registered")
	c.Transport.UnregisterProducer()
	c.write("dropped")
	w.equal("what was sent", peer.readAll(), "while registered")
	w.equal("events", c.events, []string{"made", "lost: connection closed"})
}

func refusesProducers(w *world) {
	peer, c := w.pair()
	first, second := &push{c: c, last: 1 << 30}, &push{c: c}
	if err := c.Transport.RegisterProducer(first, true); err != nil {
		w.Fatal(err)
	}
	if err := c.Transport.RegisterProducer(second, true); !errors.Is(err, protocol.ErrProducerRegistered) {
		w.Errorf("a second producer: %v", err)
	}
	c.Transport.UnregisterProducer()
	if err := c.Transport.RegisterProducer(&late{}, true); err == nil {
		w.Error("a streaming producer that cannot be paused is taken")
	}
	if err := c.Transport.RegisterProducer(second, true); err != nil {
		w.Errorf("one after the other: %v", err)
	}
	_ = peer.Close()
	w.until("the end", c.isLost)
	w.equal("stopped", second.stopped, 1)
	if err := c.Transport.RegisterProducer(first, true); err != nil || first.stopped != 1 {
		w.Errorf("a producer for a lost connection: %v, stopped %d times", err, first.stopped)
	}
	c.Transport.UnregisterProducer()
}

func stopsProducers(w *world) {
	for _, streaming := range []bool{true, false} {
		peer, c := w.pair()
		p := &push{c: c, last: 1 << 30}
		if streaming {
			if err := c.Transport.RegisterProducer(p, true); err != nil {
				w.Fatal(err)
			}
			p.produce()
		} else if err := c.Transport.RegisterProducer(&idle{p}, false); err != nil {
			w.Fatal(err)
		}
		peer.reset()
		w.until("the end", c.isLost)
		w.equal("stopped", p.stopped, 1)
		w.equal("events", c.events, []string{"made", "lost: connection broken off"})
	}
}

// idle is a pull producer that never has anything.
type idle struct{ *push }

func (*idle) ResumeProducing() {}

// isAProducer has what one connection receives written to another, no faster
// than that is read.
func isAProducer(w *world) {
	from, source := w.pair()
	to, sink := w.pair()
	if err := sink.Transport.RegisterProducer(source.Transport, true); err != nil {
		w.Fatal(err)
	}
	source.data = func(data []byte) { _, _ = sink.Transport.Write(data) }
	source.lost = func() {
		sink.Transport.UnregisterProducer()
		sink.Transport.LoseConnection()
	}
	large := strings.Repeat("0123456789abcdef", 512<<10) // 8 MiB
	go func() {
		_, _ = from.Write([]byte(large))
		_ = from.Close()
	}()
	if got := to.readAll(); got != large {
		w.Fatalf("of %d bytes %d came", len(large), len(got))
	}
}
