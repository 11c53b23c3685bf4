package portable

import (
	"sync"
	"time"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// New returns a network of its own.
func New() (poller.Network, error) {
	return &network{
		signal: make(chan struct{}, 1),
		large:  sync.Pool{New: func() any { return new(largeBuffer) }},
	}, nil
}

// A network keeps what is ready. Its mutex guards that, and whatever the
// goroutines of its handles share with the loop.
type network struct {
	mu     sync.Mutex
	ready  []*handle // each once; it may have changed its mind since
	head   int       // the first of ready that is still to be told of
	woken  bool
	signal chan struct{} // holds one if there may be news
	timer  *time.Timer
	large  sync.Pool // of *largeBuffer
}

// A handle is what streams and listeners have in common. The mutex of its
// network guards all of it.
type handle struct {
	net     *network
	watcher poller.Watcher
	watched poller.Events
	state   poller.Events // what it is ready for
	queued  bool          // it is in ready
	closed  bool
}

// Wake is as [poller.Network] says.
func (n *network) Wake() {
	n.mu.Lock()
	n.woken = true
	n.mu.Unlock()
	n.tell()
}

func (n *network) tell() {
	select {
	case n.signal <- struct{}{}:
	default: // it has been told
	}
}

// set says what a handle is ready for now besides. The mutex is held.
func (h *handle) set(events poller.Events) {
	h.state |= events
	h.enqueue()
}

// unset says what a handle is not ready for any more. The mutex is held.
func (h *handle) unset(events poller.Events) { h.state &^= events }

// enqueue puts the handle where Wait finds it, if there is something to tell.
// The mutex is held.
func (h *handle) enqueue() {
	if h.queued || h.closed || h.state&h.watched == 0 {
		return
	}
	h.queued = true
	h.net.push(h)
	h.net.tell()
}

// push adds a handle to ready, whose front it moves up when half of it is
// used. The mutex is held.
func (n *network) push(h *handle) {
	if n.head > len(n.ready)/2 {
		rest := copy(n.ready, n.ready[n.head:])
		clear(n.ready[rest:])
		n.ready, n.head = n.ready[:rest], 0
	}
	n.ready = append(n.ready, h)
}

// Watch is as [poller.Handle] says.
func (h *handle) Watch(w poller.Watcher, events poller.Events) error {
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	h.watcher, h.watched = w, events
	h.enqueue()
	return nil
}

// Wait is as [poller.Network] says. It tells of as many handles as were ready
// when it began; those that still are, or have become so, have to wait for the
// next. A Wait within a dispatch goes on where this one is.
func (n *network) Wait(d time.Duration, dispatch func(w poller.Watcher, ready poller.Events) (stop bool)) error {
	left, woken := n.news()
	if left == 0 && !woken && d != 0 {
		n.block(d)
		left, _ = n.news()
	}
	for ; left > 0; left-- {
		h, w, events := n.pop()
		if h == nil {
			break
		}
		stop := dispatch(w, events)
		h.again()
		if stop {
			break
		}
	}
	return nil
}

// news returns how many handles are ready, and whether Wake was called since.
func (n *network) news() (ready int, woken bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	woken = n.woken
	n.woken = false
	return len(n.ready) - n.head, woken
}

// pop takes the next handle that there is something to tell of, and whom to
// tell what.
func (n *network) pop() (*handle, poller.Watcher, poller.Events) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for n.head < len(n.ready) {
		h := n.ready[n.head]
		n.ready[n.head] = nil
		n.head++
		h.queued = false
		if events := h.state & h.watched; events != 0 && !h.closed {
			return h, h.watcher, events
		}
	}
	return nil, nil, 0
}

// again lets a handle be told of again, if it was not dealt with.
func (h *handle) again() {
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	h.enqueue()
}

// block waits until there is news, or d is over.
func (n *network) block(d time.Duration) {
	if d < 0 {
		<-n.signal
		return
	}
	if n.timer == nil {
		n.timer = time.NewTimer(d)
	} else {
		n.timer.Reset(d)
	}
	select {
	case <-n.signal:
		n.timer.Stop()
	case <-n.timer.C:
	}
}

// Close releases the timer. There are no handles any more; goroutines that
// still send what Write took end by themselves.
func (n *network) Close() error {
	if n.timer != nil {
		n.timer.Stop()
	}
	return nil
}
