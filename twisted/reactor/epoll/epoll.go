//go:build linux

package epoll

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// batch is how many descriptors one wait can tell of. The others are told of
// by the next, and the kernel takes turns.
const batch = 256

// Poller waits with epoll.
type Poller struct {
	fd    int
	waker waker
	// interest has what each descriptor is waited for, by its number.
	interest []poller.Events
	events   [batch]unix.EpollEvent
}

// New returns a poller that waits for nothing.
func New() (poller.Poller, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	p := &Poller{fd: fd}
	if err := p.waker.open(fd); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return p, nil
}

// Add begins to wait for a descriptor.
func (p *Poller) Add(fd int, events poller.Events) error {
	err := p.control(unix.EPOLL_CTL_ADD, fd, events)
	if errors.Is(err, unix.EPERM) {
		return poller.ErrNotPollable
	}
	return err
}

// Modify changes what is waited for.
func (p *Poller) Modify(fd int, events poller.Events) error {
	return p.control(unix.EPOLL_CTL_MOD, fd, events)
}

// Remove ends the wait for a descriptor.
func (p *Poller) Remove(fd int) error { return p.control(unix.EPOLL_CTL_DEL, fd, 0) }

func (p *Poller) control(op, fd int, events poller.Events) error {
	e := unix.EpollEvent{Events: mask(events), Fd: int32(fd)}
	if err := unix.EpollCtl(p.fd, op, fd, &e); err != nil {
		return os.NewSyscallError("epoll_ctl", err)
	}
	for fd >= len(p.interest) {
		p.interest = append(p.interest, 0)
	}
	p.interest[fd] = events
	return nil
}

func mask(events poller.Events) (m uint32) {
	if events&poller.Readable != 0 {
		m |= unix.EPOLLIN
	}
	if events&poller.Writable != 0 {
		m |= unix.EPOLLOUT
	}
	return m
}

// Wait waits until something is ready.
func (p *Poller) Wait(d time.Duration, ready []poller.Ready) ([]poller.Ready, error) {
	n, err := p.wait(d)
	if err != nil {
		return ready, err
	}
	for _, e := range p.events[:n] {
		fd := int(e.Fd)
		if fd == p.waker.fd {
			p.waker.drain()
			continue
		}
		ready = append(ready, poller.Ready{FD: fd, Events: p.happened(e.Events, p.interest[fd])})
	}
	return ready, nil
}

// happened translates what the kernel tells of a descriptor. Errors and
// hangups are for whoever waits.
func (p *Poller) happened(m uint32, interest poller.Events) (events poller.Events) {
	if m&(unix.EPOLLERR|unix.EPOLLHUP) != 0 {
		return interest
	}
	if m&unix.EPOLLIN != 0 {
		events |= poller.Readable
	}
	if m&unix.EPOLLOUT != 0 {
		events |= poller.Writable
	}
	return events & interest
}

// Wake ends the wait.
func (p *Poller) Wake() { p.waker.wake() }

// Close closes the descriptors of epoll itself.
func (p *Poller) Close() error {
	return errors.Join(p.waker.close(), os.NewSyscallError("close", unix.Close(p.fd)))
}
