package reactor

import (
	"sync"

	"github.com/lore-docs/lore/twisted/reactor/poller"
	"github.com/lore-docs/lore/twisted/threads"
)

// door is how other goroutines come in.
type door struct {
	mu      sync.Mutex
	calls   []func()
	network poller.Network // to wake, nil while closed
	spare   []func()       // the loop's, to be used again
}

func (d *door) open(n poller.Network) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.network = n
}

func (d *door) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.network = nil
}

// push adds a call. The first that waits wakes the loop, for all.
func (d *door) push(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = append(d.calls, f)
	if len(d.calls) == 1 && d.network != nil {
		d.network.Wake()
	}
}

// take returns the calls that have come, until put.
func (d *door) take() []func() {
	d.mu.Lock()
	defer d.mu.Unlock()
	calls := d.calls
	d.calls, d.spare = d.spare, nil
	return calls
}

func (d *door) put(calls []func()) {
	const most = 1024
	if cap(calls) > most {
		return
	}
	clear(calls)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.spare = calls[:0]
}

// CallFromThread has f called by the loop, soon.
func (l *Loop) CallFromThread(f func()) { l.door.push(f) }

func (l *Loop) runIncoming() {
	calls := l.door.take()
	if len(calls) == 0 {
		l.door.put(calls)
		return
	}
	for i, f := range calls {
		if l.crashed { // the rest is for the next Run
			l.door.putBack(calls[i:])
			return
		}
		l.call(nil, f)
	}
	l.door.put(calls)
}

// putBack puts calls before those that have come meanwhile.
func (d *door) putBack(calls []func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = append(calls[:len(calls):len(calls)], d.calls...)
}

// CallInThread has f called on a goroutine of the pool.
func (l *Loop) CallInThread(f func()) {
	if err := l.pool.Submit(f); err != nil {
		l.log.Err(err, "CallInThread after the loop has stopped")
	}
}

// SuggestThreadPoolSize has at most n goroutines in the pool.
func (l *Loop) SuggestThreadPoolSize(n int) { l.pool.Adjust(0, n) }

// ThreadPool is the loop's pool.
func (l *Loop) ThreadPool() *threads.Pool { return l.pool }
