//go:build unix

package fdnet

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// Network makes handles of descriptors and waits for them with a poller.
type Network struct {
	poller poller.Poller
	slots  []*slot // by descriptor
	ready  []poller.Ready
	always []*slot // those that the poller cannot wait for
	round  uint32  // how many waits there were
}

// slot is a descriptor that is waited for.
type slot struct {
	watcher poller.Watcher
	net     *Network
	fd      int32
	since   uint32        // the round in which the wait began
	events  poller.Events // 0: it is not waited for
	files   bool          // the poller cannot wait for it: it is always ready
	foreign bool          // it is not the network's
}

// New returns a network on a poller, which is the network's from then on.
func New(p poller.Poller) *Network { return &Network{poller: p} }

// Wait waits for handles.
func (n *Network) Wait(d time.Duration, dispatch func(poller.Watcher, poller.Events) bool) error {
	if len(n.always) > 0 {
		d = 0
	}
	ready, err := n.poller.Wait(d, n.ready[:0])
	n.ready = nil // a wait within this one needs its own
	defer func() { n.ready = ready }()
	if err != nil {
		return err
	}
	n.round++
	round := n.round
	for _, r := range ready {
		if n.tell(r, round, dispatch) {
			return nil
		}
	}
	for _, s := range slices.Clone(n.always) {
		if n.tell(poller.Ready{FD: int(s.fd), Events: s.events}, round, dispatch) {
			return nil
		}
	}
	return nil
}

// tell calls dispatch if the descriptor is still the one that was ready: one
// that was closed and opened anew since has a slot of this round.
func (n *Network) tell(r poller.Ready, round uint32, dispatch func(poller.Watcher, poller.Events) bool) (stop bool) {
	if r.FD >= len(n.slots) {
		return false
	}
	s := n.slots[r.FD]
	if s == nil || int32(round-s.since) <= 0 {
		return false
	}
	events := r.Events & s.events
	return events != 0 && dispatch(s.watcher, events)
}

// Wake ends the wait.
func (n *Network) Wake() { n.poller.Wake() }

// Close closes the poller.
func (n *Network) Close() error { return n.poller.Close() }

// WatchFD has w told of events of a descriptor that is somebody else's, until
// it is called with events 0.
func (n *Network) WatchFD(fd int, w poller.Watcher, events poller.Events) error {
	s := n.at(fd)
	switch {
	case s == nil && events == 0:
		return nil
	case s == nil:
		s = &slot{net: n, fd: int32(fd), foreign: true}
	case !s.foreign:
		return fmt.Errorf("descriptor %d is the loop's own: %w", fd, os.ErrExist)
	}
	return s.watch(w, events)
}

func (n *Network) at(fd int) *slot {
	if fd < 0 || fd >= len(n.slots) {
		return nil
	}
	return n.slots[fd]
}

// watch tells the poller what to wait for.
func (s *slot) watch(w poller.Watcher, events poller.Events) error {
	s.watcher = w
	if events == s.events {
		return nil
	}
	before := s.events
	s.events = events
	switch {
	case events == 0:
		return s.remove()
	case before == 0:
		return s.add()
	case s.files:
		return nil
	}
	return s.net.poller.Modify(int(s.fd), events)
}

// limited is a poller for small descriptors only.
type limited interface{ Limit() int }

// fits returns an error if the poller could not wait for a new descriptor.
func (n *Network) fits(fd int) error {
	if l, ok := n.poller.(limited); ok && fd >= l.Limit() {
		return fmt.Errorf("%w: descriptor %d, and the poller takes those below %d only",
			poller.ErrTooManyFiles, fd, l.Limit())
	}
	return nil
}

func (s *slot) add() error {
	n := s.net
	err := n.poller.Add(int(s.fd), s.events)
	if errors.Is(err, poller.ErrNotPollable) {
		s.files, err = true, nil
		n.always = append(n.always, s)
	}
	if err != nil {
		s.events = 0
		return err
	}
	for len(n.slots) <= int(s.fd) {
		n.slots = append(n.slots, nil)
	}
	n.slots[s.fd], s.since = s, n.round
	return nil
}

func (s *slot) remove() error {
	n := s.net
	n.slots[s.fd] = nil
	if s.files {
		s.files = false
		n.always = slices.DeleteFunc(n.always, func(other *slot) bool { return other == s })
		return nil
	}
	err := n.poller.Remove(int(s.fd))
	if s.foreign && (errors.Is(err, unix.EBADF) || errors.Is(err, os.ErrNotExist)) {
		return nil // its owner has closed it before
	}
	return err
}
