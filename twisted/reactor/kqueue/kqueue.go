//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package kqueue

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// batch is how many events one wait can tell of.
const batch = 256

// Poller waits with kqueue.
type Poller struct {
	fd     int
	pipe   *poller.WakePipe
	asked  map[int]poller.Events
	events [batch]unix.Kevent_t
}

// New returns a poller that waits for nothing.
func New() (poller.Poller, error) {
	fd, err := unix.Kqueue()
	if err != nil {
		return nil, os.NewSyscallError("kqueue", err)
	}
	unix.CloseOnExec(fd)
	pipe, err := poller.NewWakePipe()
	if err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	p := &Poller{fd: fd, pipe: pipe, asked: make(map[int]poller.Events)}
	if err := p.Add(pipe.R, poller.Readable); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// Add begins to wait for a descriptor.
func (p *Poller) Add(fd int, events poller.Events) error {
	if p.asked[fd] != 0 {
		return fmt.Errorf("kqueue: descriptor %d: %w", fd, os.ErrExist)
	}
	return p.change(fd, events)
}

// Modify changes what is waited for.
func (p *Poller) Modify(fd int, events poller.Events) error {
	if p.asked[fd] == 0 {
		return fmt.Errorf("kqueue: descriptor %d: %w", fd, os.ErrNotExist)
	}
	return p.change(fd, events)
}

// Remove ends the wait for a descriptor.
func (p *Poller) Remove(fd int) error { return p.Modify(fd, 0) }

// change adds and deletes filters until they are those of the events.
func (p *Poller) change(fd int, events poller.Events) error {
	before := p.asked[fd]
	changes := changes(fd, before, events)
	if len(changes) > 0 {
		if _, err := unix.Kevent(p.fd, changes, nil, nil); err != nil {
			return os.NewSyscallError("kevent", err)
		}
	}
	if events == 0 {
		delete(p.asked, fd)
	} else {
		p.asked[fd] = events
	}
	return nil
}

func changes(fd int, before, after poller.Events) (list []unix.Kevent_t) {
	change := func(filter, flags int) {
		var k unix.Kevent_t
		unix.SetKevent(&k, fd, filter, flags)
		list = append(list, k)
	}
	turned := func(e poller.Events) (on, off bool) {
		return before&e == 0 && after&e != 0, before&e != 0 && after&e == 0
	}
	if on, off := turned(poller.Readable); on {
		change(unix.EVFILT_READ, unix.EV_ADD)
	} else if off {
		change(unix.EVFILT_READ, unix.EV_DELETE)
	}
	// Both of these are the filter for writing, so the one that goes goes
	// first.
	writable, notWritable := turned(poller.Writable)
	hangup, notHangup := turned(poller.Hangup)
	if notWritable || notHangup {
		change(unix.EVFILT_WRITE, unix.EV_DELETE)
	}
	if writable {
		change(unix.EVFILT_WRITE, unix.EV_ADD)
	}
	if hangup { // told of changes only, or it would always be ready
		change(unix.EVFILT_WRITE, unix.EV_ADD|unix.EV_CLEAR)
	}
	return list
}

// Wait waits until something is ready.
func (p *Poller) Wait(d time.Duration, ready []poller.Ready) ([]poller.Ready, error) {
	n, err := unix.Kevent(p.fd, nil, p.events[:], timeout(d))
	if err != nil {
		if errors.Is(err, unix.EINTR) {
			return ready, nil
		}
		return ready, os.NewSyscallError("kevent", err)
	}
	first := len(ready)
	for i := range p.events[:n] {
		ready = p.add(ready, first, &p.events[i])
	}
	return ready, nil
}

// add adds an event to what is ready since first, where each descriptor is to
// be once. The two filters of one come next to each other or not at all.
func (p *Poller) add(ready []poller.Ready, first int, k *unix.Kevent_t) []poller.Ready {
	fd := int(k.Ident)
	if fd == p.pipe.R {
		p.pipe.Drain()
		return ready
	}
	events := happened(k) & p.asked[fd]
	if events == 0 {
		return ready
	}
	for i := range ready[first:] {
		if r := &ready[first+i]; r.FD == fd {
			r.Events |= events
			return ready
		}
	}
	return append(ready, poller.Ready{FD: fd, Events: events})
}

func happened(k *unix.Kevent_t) poller.Events {
	switch {
	case int(k.Filter) == unix.EVFILT_READ:
		return poller.Readable
	case k.Flags&(unix.EV_EOF|unix.EV_ERROR) != 0:
		return poller.Writable | poller.Hangup
	}
	return poller.Writable
}

func timeout(d time.Duration) *unix.Timespec {
	if d < 0 {
		return nil
	}
	const longest = 24 * time.Hour // some systems refuse more than some days
	t := unix.NsecToTimespec(int64(min(d, longest)))
	return &t
}

// Wake ends the wait.
func (p *Poller) Wake() { p.pipe.Wake() }

// Close closes what kqueue itself has open.
func (p *Poller) Close() error {
	return errors.Join(p.pipe.Close(), os.NewSyscallError("close", unix.Close(p.fd)))
}
