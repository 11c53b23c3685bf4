package conformance

import (
	"fmt"
	"strings"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/reactor"
)

var debugTests = []func(*world){catchesWrongGoroutines, debugsGo, poisonsData, watches}

func catchesWrongGoroutines(w *world) {
	w.with(reactor.WithDebug())
	_, c := w.pair()
	calls := map[string]func(){
		"CallLater": func() { w.loop.CallLater(0, func() {}) },
		"Stop":      func() { _ = w.loop.Stop() },
		"Write":     func() { c.write("x") },
		"ListenTCP": func() { _, _ = w.loop.ListenTCP(anywhere, &factory{}) },
	}
	said := make(chan string)
	w.run(func() {
		go func() {
			for name, call := range calls {
				said <- name + ": " + panicOf(call)
			}
			close(said)
			w.loop.CallFromThread(w.stop)
		}()
		go func() {
			for text := range said {
				name, message, _ := strings.Cut(text, ": ")
				if !strings.Contains(message, "goroutine") || name != "ListenTCP" && !strings.Contains(message, name) {
					w.Errorf("%s on another goroutine: %q", name, message)
				}
			}
		}()
	})
	if message := panicOf(func() { w.loop.CallLater(0, func() {}) }); message != "" {
		w.Errorf("after Run: %s", message)
	}
}

func panicOf(f func()) (message string) {
	defer func() {
		if v := recover(); v != nil {
			message = fmt.Sprint(v)
		}
	}()
	f()
	return ""
}

// debugsGo is about a goroutine that has the loop's place for a while.
func debugsGo(w *world) {
	w.with(reactor.WithDebug())
	goesBetween(w)
	w.run(func() {
		deferred.Go(w.loop, func(*deferred.Waiter) (any, error) {
			w.loop.CallLater(0, w.stop)
			return nil, nil
		})
	})
}

func poisonsData(w *world) {
	w.with(reactor.WithDebug())
	peer, c := w.pair()
	var kept []byte
	c.data = func(data []byte) { kept = data }
	peer.write("abc")
	w.until("data", func() bool { return kept != nil })
	w.equal("what was kept", kept, []byte{0xDB, 0xDB, 0xDB}[:len(kept)])
}

// watches has callbacks of several kinds that take too long. Each is named by
// what the author has written.
func watches(w *world) {
	w.with(reactor.WithWatchdog(5 * time.Millisecond))
	_, c := w.pair()
	c.lost = func() { w.slow("a method of *conformance.conn") }
	w.loop.CallWhenRunning(func() {
		w.loop.CallFromThread(w.slowCall)
		w.loop.CallLater(0, w.slowTimedCall)
	})
	w.loop.AddSystemEventTrigger(reactor.After, "shutdown", w.slowTrigger)
	w.run(nil)
	for _, name := range []string{"slowCall", "slowTimedCall", "slowTrigger", "a method of *conformance.conn"} {
		for _, parts := range [][]string{
			{"A callback holds up the loop: ", name, "\n", "debug.go:"}, {"A callback held up the loop: ", name},
		} {
			if !w.wasLogged(parts...) {
				w.Errorf("not in the log: %q, but\n%s", parts, strings.Join(w.messages(), "\n"))
			}
		}
	}
}

func (w *world) slowCall() { w.slow("slowCall") }

func (w *world) slowTimedCall() {
	w.slow("slowTimedCall")
	w.stop()
}

func (w *world) slowTrigger() *deferred.Deferred {
	w.slow("slowTrigger")
	return nil
}

// slow returns when the watchdog has noticed the callback of that name.
func (w *world) slow(name string) {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if w.wasLogged("holds up the loop", name) {
			return
		}
	}
}
