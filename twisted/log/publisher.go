package log

import (
	"io"
	"log/slog"
	"os"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
)

// Publisher hands events to its observers. While it has none, it writes errors
// to standard error and drops all else.
type Publisher struct {
	mu        sync.Mutex                // of those who change observers
	observers atomic.Pointer[[]*wanted] // never changed in place
}

// wanted is an observer that was added: what makes two of the same differ.
type wanted struct {
	observe Observer
	removed atomic.Bool
}

// New returns a publisher without observers.
func New() *Publisher { return &Publisher{} }

var defaultPublisher atomic.Pointer[Publisher]

// Default is the publisher of the process, for what has no other.
func Default() *Publisher {
	defaultPublisher.CompareAndSwap(nil, New())
	return defaultPublisher.Load()
}

// SetDefault makes p the publisher that Default returns.
func SetDefault(p *Publisher) { defaultPublisher.Store(p) }

// AddObserver has o called for each event from now on, until remove is called
// or o panics. What is being published meanwhile may or may not reach it.
func (p *Publisher) AddObserver(o Observer) (remove func()) {
	w := &wanted{observe: o}
	p.change(func(all []*wanted) []*wanted { return append(all, w) })
	return func() { p.remove(w) }
}

// remove reports whether w was still there.
func (p *Publisher) remove(w *wanted) bool {
	if w.removed.Swap(true) {
		return false
	}
	p.change(func(all []*wanted) []*wanted {
		return slices.DeleteFunc(all, func(o *wanted) bool { return o == w })
	})
	return true
}

// change replaces the observers by what f makes of a copy of them.
func (p *Publisher) change(f func([]*wanted) []*wanted) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := f(slices.Clone(p.current()))
	p.observers.Store(&all)
}

func (p *Publisher) current() []*wanted {
	if all := p.observers.Load(); all != nil {
		return *all
	}
	return nil
}

// wants reports whether an event of that level would be written anywhere.
func (p *Publisher) wants(level slog.Level) bool {
	return level >= slog.LevelError || len(p.current()) > 0
}

// Publish hands an event to each observer, in the order in which they were
// added. An observer that panics is removed, the others are told of that, and
// still get the event.
func (p *Publisher) Publish(e Event) {
	if e.Time.IsZero() {
		e.Time = time.Now()
	}
	told := false
	for _, w := range p.current() {
		if w.removed.Load() {
			continue
		}
		f := w.tell(e)
		told = told || f == nil
		if f != nil && p.remove(w) {
			p.Publish(Event{Level: slog.LevelError, System: "log", Failure: f,
				Message: "The observer " + w.name() + " failed and gets no more events"})
		}
	}
	if !told {
		lastResort(os.Stderr, e)
	}
}

// tell returns what the observer panicked with.
func (w *wanted) tell(e Event) (f *failure.Failure) {
	defer func() { f = failure.FromPanic(recover()) }()
	w.observe(e)
	return nil
}

func (w *wanted) name() string {
	return runtime.FuncForPC(reflect.ValueOf(w.observe).Pointer()).Name()
}

// lastResort is where errors go for which there is no observer.
func lastResort(w io.Writer, e Event) {
	if e.IsError() {
		FileObserver(w)(e)
	}
}
