package deferred

import (
	"runtime"
	"sync"
	"sync/atomic"
	"weak"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
)

// FlushUnhandled collects garbage and logs, before it returns, the failures
// of all Deferreds that nobody can handle any more, since nothing refers to
// these Deferreds. Without it they are logged when the garbage collector gets
// to them, at some time and on some goroutine. It is meant for tests and for
// the end of a program.
//
// An unhandled failure goes to [log.Default], with the text "Unhandled error
// in Deferred:".
func FlushUnhandled() {
	runtime.GC()
	for _, w := range watches.orphans() {
		w.collected()
	}
	watches.wait()
}

// watch is what outlives a Deferred that has failed: when the Deferred is
// collected, the failure that is here was handled by nobody.
type watch struct {
	failure atomic.Pointer[failure.Failure]
	of      weak.Pointer[Deferred]
	trace   *trace
}

// watchFailure notes whether the result is a failure. Deferreds that never
// fail have no watch, and pay nothing.
func (d *Deferred) watchFailure() {
	if d.watch != nil {
		d.watch.failure.Store(d.failure)
	} else if d.failure != nil {
		d.watch = &watch{of: weak.Make(d), trace: d.trace}
		d.watch.failure.Store(d.failure)
		watches.add(d.watch)
		runtime.AddCleanup(d, (*watch).collected, d.watch)
	}
}

// collected logs the failure, unless that has been done.
func (w *watch) collected() {
	f := watches.remove(w)
	if f == nil {
		return
	}
	defer watches.logged()
	var attrs []any
	if t := w.trace; t != nil {
		attrs = append(attrs, "created", place(t.created), "fired", place(t.fired))
	}
	log.Default().Logger("-").Err(f, "Unhandled error in Deferred:", attrs...)
}

// watches are those of this process. It cannot be told from which loop a
// Deferred came, and only all of them together can be flushed.
var watches = newWatchList()

// watchList is used by loops, and by the goroutines of the garbage collector.
type watchList struct {
	mu      sync.Mutex
	idle    sync.Cond // logging is 0
	all     map[*watch]struct{}
	logging int // how many failures are being logged
}

func newWatchList() *watchList {
	l := &watchList{all: map[*watch]struct{}{}}
	l.idle.L = &l.mu
	return l
}

func (l *watchList) add(w *watch) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all[w] = struct{}{}
}

// remove returns the failure that is to be logged, if any; then logged has to
// be called.
func (l *watchList) remove(w *watch) *failure.Failure {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.all, w)
	f := w.failure.Swap(nil)
	if f != nil {
		l.logging++
	}
	return f
}

func (l *watchList) logged() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.logging--
	if l.logging == 0 {
		l.idle.Broadcast()
	}
}

func (l *watchList) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.logging > 0 {
		l.idle.Wait()
	}
}

// orphans are the watches whose Deferreds are gone.
func (l *watchList) orphans() []*watch {
	l.mu.Lock()
	defer l.mu.Unlock()
	var gone []*watch
	for w := range l.all {
		if w.of.Value() == nil {
			gone = append(gone, w)
		}
	}
	return gone
}
