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
	woken  bool
	signal chan struct{} // holds one if there may be news
	timer  *time.Timer
	large  sync.Pool // of *largeBuffer
	spare  []*handle // for the next ready; the loop's own
}

// A handle is what streams and listeners have in common. The mutex of its
// network guards all of it.
type handle struct {
	net     *network
	watcher poller.Watcher
	watched poller.Events
	state   poller.Events // what it is ready for
	queued  bool          // it is in ready, or in the batch
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
	h.net.ready = append(h.net.ready, h)
	h.net.tell()
}

// Watch is as [poller.Handle] says.
func (h *handle) Watch(w poller.Watcher, events poller.Events) error {
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	h.watcher, h.watched = w, events
	h.enqueue()
	return nil
}

// Wait is as [poller.Network] says.
func (n *network) Wait(d time.Duration, dispatch func(w poller.Watcher, ready poller.Events) (stop bool)) error {
	batch, news := n.collect()
	if !news && d != 0 {
		n.block(d)
		batch, _ = n.collect()
	}
	for i, h := range batch {
		w, events := h.turn()
		if events == 0 {
			continue
		}
		stop := dispatch(w, events)
		h.after()
		if stop {
			n.putBack(batch[i+1:])
			break
		}
	}
	clear(batch)
	n.spare = batch[:0]
	return nil
}

// collect takes what is ready. It reports whether there is something, or a
// reason not to wait for it.
func (n *network) collect() (batch []*handle, news bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	batch = n.ready
	n.ready, n.spare = n.spare, nil
	news = n.woken || len(batch) > 0
	n.woken = false
	return batch, news
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

// turn returns whom to tell of what, if it is still so.
func (h *handle) turn() (poller.Watcher, poller.Events) {
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	events := h.state & h.watched
	if h.closed || events == 0 {
		h.queued = false
		return nil, 0
	}
	return h.watcher, events
}

// after lets a handle be told of again, if it was not dealt with.
func (h *handle) after() {
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	h.queued = false
	h.enqueue()
}

// putBack lets the rest of a batch be told of by the next Wait, before what
// has become ready since.
func (n *network) putBack(rest []*handle) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ready = append(append([]*handle(nil), rest...), n.ready...)
	n.tell()
}

// Close releases the timer. There are no handles any more; goroutines that
// still send what Write took end by themselves.
func (n *network) Close() error {
	if n.timer != nil {
		n.timer.Stop()
	}
	return nil
}
