package conformance

import (
	"context"
	"errors"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/reactor"
)

var lifeTests = []func(*world){
	runsUntilStop, stopsWithContext, stopsOnceOnly, stopsDuringStartup, stopsWhileStartupWaits, waitsInSystemEvents,
	removesTriggers, firesOwnEvents, crashes, iterates, survivesPanics, closesAtTheEnd,
}

func runsUntilStop(w *world) {
	var order []string
	note := func(s string) func() { return func() { order = append(order, s) } }
	w.loop.CallWhenRunning(note("first"))
	w.run(func() {
		note("second")()
		if !w.loop.Running() {
			w.Error("not Running in CallWhenRunning")
		}
		w.loop.CallWhenRunning(note("at once"))
		if err := w.loop.Run(context.Background()); !errors.Is(err, reactor.ErrAlreadyRunning) {
			w.Errorf("Run within Run: %v", err)
		}
		w.loop.CallLater(0, w.stop)
	})
	w.equal("order", order, []string{"first", "second", "at once"})
	if w.loop.Running() {
		w.Error("Running after Run")
	}
	again := false
	w.run(func() { again = true; w.stop() })
	if !again {
		w.Error("a second Run did nothing")
	}
}

func stopsWithContext(w *world) {
	ctx, cancel := context.WithCancel(context.Background())
	shutDown := false
	w.loop.AddSystemEventTrigger(reactor.During, "shutdown", func() *deferred.Deferred {
		shutDown = true
		return nil
	})
	w.loop.CallWhenRunning(func() { go cancel() })
	if err := w.loop.Run(ctx); err != nil || !shutDown {
		w.Fatalf("Run returned %v, shut down %v", err, shutDown)
	}
	// A context that is done beforehand lets the loop start, and stop.
	started := false
	w.loop.CallWhenRunning(func() { started = true })
	if err := w.loop.Run(ctx); err != nil {
		w.Fatal(err)
	}
	w.equal("started", started, true)
}

func stopsOnceOnly(w *world) {
	if err := w.loop.Stop(); !errors.Is(err, reactor.ErrNotRunning) {
		w.Errorf("Stop before Run: %v", err)
	}
	w.run(func() {
		w.stop()
		if w.loop.Running() {
			w.Error("Running after Stop")
		}
		if err := w.loop.Stop(); !errors.Is(err, reactor.ErrNotRunning) {
			w.Errorf("second Stop: %v", err)
		}
	})
}

// events notes the phases of an event as they come.
func (w *world) events(names ...string) *[]string {
	order := &[]string{}
	for _, name := range names {
		for p := reactor.Before; p <= reactor.After; p++ {
			w.loop.AddSystemEventTrigger(p, name, func() *deferred.Deferred {
				*order = append(*order, p.String()+" "+name)
				return nil
			})
		}
	}
	return order
}

func stopsDuringStartup(w *world) {
	w.loop.AddSystemEventTrigger(reactor.Before, "startup", func() *deferred.Deferred {
		w.stop()
		return nil
	})
	order := w.events("startup", "shutdown")
	w.run(nil)
	w.equal("order", *order, []string{"before startup", "during startup", "after startup",
		"before shutdown", "during shutdown", "after shutdown"})
}

func stopsWhileStartupWaits(w *world) {
	w.loop.AddSystemEventTrigger(reactor.Before, "startup", func() *deferred.Deferred {
		w.loop.CallLater(time.Millisecond, w.stop)
		return deferred.New() // never fires
	})
	order := w.events("shutdown")
	w.run(func() { w.Error("started all the same") })
	w.equal("order", *order, []string{"before shutdown", "during shutdown", "after shutdown"})
}

func waitsInSystemEvents(w *world) {
	var order []string
	add := func(p reactor.Phase, event, name string, f func() *deferred.Deferred) {
		w.loop.AddSystemEventTrigger(p, event, func() *deferred.Deferred {
			order = append(order, name)
			return f()
		})
	}
	waits := func(then func(*deferred.Deferred)) func() *deferred.Deferred {
		return func() *deferred.Deferred {
			d := deferred.New()
			w.loop.CallLater(time.Millisecond, func() {
				order = append(order, "waited")
				then(d)
			})
			return d
		}
	}
	ok := func(d *deferred.Deferred) { d.Callback(nil) }
	fails := func(d *deferred.Deferred) { d.Errback(errors.New("no goodbye")) }
	nothing := func() *deferred.Deferred { return nil }
	add(reactor.Before, "startup", "before startup", waits(ok))
	add(reactor.After, "shutdown", "after shutdown", nothing)
	add(reactor.During, "shutdown", "during shutdown", waits(ok))
	add(reactor.Before, "shutdown", "before shutdown", waits(fails))
	add(reactor.Before, "shutdown", "panics", func() *deferred.Deferred { panic("no Deferred") })
	add(reactor.Before, "shutdown", "before again", func() *deferred.Deferred { return deferred.Succeeded(nil) })
	w.run(func() {
		order = append(order, "running")
		w.stop()
	})
	w.equal("order", order, []string{"before startup", "waited", "running",
		"before shutdown", "panics", "before again", "waited", "during shutdown", "waited", "after shutdown"})
	w.wantErrors("no Deferred", "Trigger before shutdown failed: no goodbye")
}

func removesTriggers(w *world) {
	trigger := w.loop.AddSystemEventTrigger(reactor.Before, "shutdown", func() *deferred.Deferred {
		w.Error("a removed trigger was called")
		return nil
	})
	if err := w.loop.RemoveSystemEventTrigger(trigger); err != nil {
		w.Fatal(err)
	}
	if err := w.loop.RemoveSystemEventTrigger(trigger); !errors.Is(err, reactor.ErrNoTrigger) {
		w.Errorf("removed twice: %v", err)
	}
	if err := w.loop.RemoveSystemEventTrigger(reactor.Trigger{}); !errors.Is(err, reactor.ErrNoTrigger) {
		w.Errorf("one that never was: %v", err)
	}
	w.run(w.stop)
}

func firesOwnEvents(w *world) {
	order := w.events("persist")
	w.loop.FireSystemEvent("persist")
	w.equal("order", *order, []string{"before persist", "during persist", "after persist"})
	w.loop.FireSystemEvent("persist")
	w.equal("how many the second time", len(*order), 3)
	w.loop.FireSystemEvent("unheard of")
}

func crashes(w *world) {
	peer, conn := w.pair()
	order := w.events("shutdown")
	w.run(func() {
		w.loop.CallFromThread(func() {
			w.loop.CallFromThread(func() { *order = append(*order, "next run") })
			w.loop.Crash()
		})
	})
	w.equal("events of a crash", *order, []string{})
	w.run(func() {
		w.loop.CallLater(0, w.loop.Crash)
		w.loop.CallLater(0, func() { *order = append(*order, "timed") })
	})
	w.equal("calls before the crash", *order, []string{"next run"})
	conn.write("still here")
	w.run(func() {
		w.loop.CallLater(0, w.loop.Crash)
	})
	w.equal("what is read after a crash", peer.read(len("still here")), "still here")
	w.equal("calls that a crash put off", *order, []string{"next run", "timed"})
}

// iterates turns the loop within a callback, whose data stays what it is.
func iterates(w *world) {
	outer, c := w.pair()
	inner, other := w.pair()
	called := 0
	w.loop.CallLater(0, func() { called++ })
	c.data = func(data []byte) {
		inner.write("inner")
		for other.received == "" {
			if err := w.loop.Iterate(time.Millisecond); err != nil {
				w.Fatal(err)
			}
		}
		c.received = other.received + "+" + string(data)
	}
	outer.write("outer")
	w.until("both", func() bool { return c.received != "" })
	w.equal("received", c.received, "inner+outer")
	w.equal("timed calls", called, 1)
	if err := w.loop.Iterate(-1); err != nil { // which must not wait without end
		w.Fatal(err)
	}
}

func survivesPanics(w *world) {
	w.loop.AddSystemEventTrigger(reactor.During, "startup", func() *deferred.Deferred { panic("in a trigger") })
	w.run(func() {
		w.loop.CallLater(0, func() { panic("in a timed call") })
		w.loop.CallLater(0, func() {
			w.loop.CallFromThread(func() { panic(errors.New("in a call from a thread")) })
			w.loop.CallFromThread(func() { w.loop.CallLater(0, w.stop) })
		})
		panic("in CallWhenRunning")
	})
	w.wantErrors("in a trigger", "in CallWhenRunning", "in a timed call", "in a call from a thread")
}

// closesAtTheEnd stops a loop with much open. It is closed in the order in
// which it was opened, ports first.
func closesAtTheEnd(w *world) {
	f := &factory{}
	w.listen(f)
	var order []string
	for _, name := range []string{"a", "b", "c"} {
		_, c := w.pair()
		c.lost = func() { order = append(order, name+" "+c.events[1]) }
	}
	for _, name := range []string{"d", "e", "f"} {
		p := &stopping{stopped: func() { order = append(order, name+" stopped") }}
		w.listen(p)
	}
	w.run(w.stop)
	w.equal("order", order, []string{"d stopped", "e stopped", "f stopped",
		"a lost: connection broken off", "b lost: connection broken off", "c lost: connection broken off"})
	w.equal("the factory", f.events, []string{"start", "stop"})
	w.equal("what is open", len(w.loop.Open()), 0)
	if err := w.loop.Close(); err != nil {
		w.Errorf("Close after Run: %v", err)
	}
}

// stopping is a factory that tells when it stops.
type stopping struct {
	factory
	stopped func()
}

func (s *stopping) StopFactory() { s.stopped() }
