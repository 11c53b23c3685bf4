package conformance

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/reactor"
)

// Run tests the kind of reactor that the options choose.
func Run(t *testing.T, opts ...reactor.Option) { RunWithin(t, many, opts...) }

// many is how many connections with both ends on one loop a kind should be
// able to have.
const many = 10_000

// RunWithin is Run for a kind that is to have no more than some connections
// with both ends at once. There are still as many in all.
func RunWithin(t *testing.T, connections int, opts ...reactor.Option) {
	for _, test := range tests() {
		name := runtime.FuncForPC(reflect.ValueOf(test).Pointer()).Name()
		name = name[strings.LastIndexByte(name, '.')+1:]
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, opts)
			w.atOnce = connections
			test(w)
		})
	}
}

// tests are all there are, in the order of what they need to work.
func tests() []func(*world) {
	var all []func(*world)
	for _, part := range [][]func(*world){lifeTests, timeTests, threadTests, debugTests, serverTests, endTests,
		producerTests, clientTests, unixTests, systemTests, loadTests} {
		all = append(all, part...)
	}
	return all
}

// world is a loop and what is logged about it.
type world struct {
	*testing.T
	loop   *reactor.Loop
	opts   []reactor.Option
	atOnce int // how many connections there may be

	mu     sync.Mutex
	logged []log.Event
}

func newWorld(t *testing.T, opts []reactor.Option) *world {
	w := &world{T: t}
	p := log.New()
	p.AddObserver(w.observe)
	w.opts = append([]reactor.Option{reactor.WithLog(p), reactor.WithSignals(false)}, opts...)
	t.Cleanup(w.noErrors) // last
	w.loop = w.newLoop()
	return w
}

// newLoop makes a loop that is closed when the test is over.
func (w *world) newLoop(opts ...reactor.Option) *reactor.Loop {
	w.Helper()
	l, err := reactor.New(append(w.opts[:len(w.opts):len(w.opts)], opts...)...)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		if err := l.Close(); err != nil {
			w.Errorf("closing the loop: %v", err)
		}
	})
	return l
}

// with makes the loop anew with more options.
func (w *world) with(opts ...reactor.Option) { w.loop = w.newLoop(opts...) }

func (w *world) observe(e log.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.logged = append(w.logged, e)
}

// messages returns what was logged so far, as system and text.
func (w *world) messages() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []string
	for _, e := range w.logged {
		text := "[" + e.System + "] " + e.Message
		if e.Failure != nil {
			text += ": " + e.Failure.Error()
		}
		list = append(list, text)
	}
	return list
}

// wasLogged reports whether a message has all the parts.
func (w *world) wasLogged(parts ...string) bool {
	for _, m := range w.messages() {
		found := true
		for _, part := range parts {
			found = found && strings.Contains(m, part)
		}
		if found {
			return true
		}
	}
	return false
}

// takeErrors returns the texts of the errors that were logged since.
func (w *world) takeErrors() (texts []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var rest []log.Event
	for _, e := range w.logged {
		if e.IsError() {
			texts = append(texts, fmt.Sprintf("[%s] %s: %v", e.System, e.Message, e.Failure))
		} else {
			rest = append(rest, e)
		}
	}
	w.logged = rest
	return texts
}

// noErrors fails the test if it has left errors in the log.
func (w *world) noErrors() {
	for _, text := range w.takeErrors() {
		w.Errorf("logged: %s", text)
	}
}

// wantErrors fails the test unless the errors in the log have these parts, in
// this order.
func (w *world) wantErrors(parts ...string) {
	w.Helper()
	got := w.takeErrors()
	ok := len(got) == len(parts)
	for i := range parts {
		ok = ok && strings.Contains(got[i], parts[i])
	}
	if !ok {
		w.Fatalf("errors in the log:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(parts, "\n"))
	}
}

// patience is how long anything may take before it is held to be stuck.
const patience = 60 * time.Second

// until turns the loop until the condition holds.
func (w *world) until(what string, holds func() bool) {
	w.Helper()
	end := time.Now().Add(patience)
	for !holds() {
		if time.Now().After(end) {
			w.Fatalf("waited in vain: %s\nopen: %v\nlog: %q", what, w.loop.Open(), w.messages())
		}
		if err := w.loop.Iterate(5 * time.Millisecond); err != nil {
			w.Fatalf("Iterate: %v", err)
		}
	}
}

// turns turns the loop some times, in which nothing else should happen.
func (w *world) turns(n int) {
	w.Helper()
	for range n {
		if err := w.loop.Iterate(time.Millisecond); err != nil {
			w.Fatalf("Iterate: %v", err)
		}
	}
}

// await turns the loop until the Deferred has fired.
func (w *world) await(d *deferred.Deferred) (value any) {
	w.Helper()
	done := false
	d.AddBoth(func(v any) (any, error) {
		value, done = v, true
		return nil, nil
	})
	w.until("a Deferred", func() bool { return done })
	if f, ok := value.(*failure.Failure); ok {
		w.Fatalf("a Deferred failed: %v", f)
	}
	return value
}

// run runs the loop, which must be stopped by what f does.
func (w *world) run(f func()) {
	w.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if f != nil {
		w.loop.CallWhenRunning(f)
	}
	if err := w.loop.Run(ctx); err != nil {
		w.Fatalf("Run: %v", err)
	}
	if ctx.Err() != nil {
		w.Fatalf("Run was not stopped\nlog: %q", w.messages())
	}
}

// stop stops the loop, which must be running.
func (w *world) stop() {
	w.Helper()
	if err := w.loop.Stop(); err != nil {
		w.Errorf("Stop: %v", err)
	}
}

// aside calls f on a goroutine of its own, and turns the loop until it has
// returned. It is for peers that wait.
func (w *world) aside(f func() error) {
	w.Helper()
	done := make(chan error, 1)
	go func(l *reactor.Loop) {
		done <- f()
		l.CallFromThread(func() {}) // so that it looks
	}(w.loop)
	var err error
	w.until("the peer", func() bool {
		select {
		case err = <-done:
			return true
		default:
			return false
		}
	})
	if err != nil {
		w.Fatalf("the peer: %v", err)
	}
}

// equal fails the test unless the two are.
func (w *world) equal(what string, got, want any) {
	w.Helper()
	if !reflect.DeepEqual(got, want) {
		w.Fatalf("%s:\n got %v\nwant %v", what, got, want)
	}
}
