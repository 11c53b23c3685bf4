//go:build unix

package selectpoll

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// Limit is the first descriptor that select cannot wait for.
const Limit = unix.FD_SETSIZE

// ErrLimit is wrapped by the error of Add for a descriptor that is too large.
var ErrLimit = fmt.Errorf("select can wait for descriptors below %d only", Limit)

// Poller waits with select.
type Poller struct {
	pipe    *poller.WakePipe
	asked   [Limit]poller.Events
	read    unix.FdSet
	write   unix.FdSet
	highest int
}

// New returns a poller that waits for nothing.
func New() (poller.Poller, error) {
	pipe, err := poller.NewWakePipe()
	if err != nil {
		return nil, err
	}
	p := &Poller{pipe: pipe}
	if err := p.Add(pipe.R, poller.Readable); err != nil {
		return nil, errors.Join(err, pipe.Close())
	}
	return p, nil
}

// Limit is the first descriptor that cannot be waited for.
func (p *Poller) Limit() int { return Limit }

// Add begins to wait for a descriptor.
func (p *Poller) Add(fd int, events poller.Events) error {
	switch {
	case fd < 0 || fd >= Limit:
		return fmt.Errorf("descriptor %d: %w", fd, ErrLimit)
	case p.asked[fd] != 0:
		return fmt.Errorf("select: descriptor %d: %w", fd, os.ErrExist)
	}
	p.highest = max(p.highest, fd)
	p.set(fd, events)
	return nil
}

// Modify changes what is waited for.
func (p *Poller) Modify(fd int, events poller.Events) error {
	if fd < 0 || fd >= Limit || p.asked[fd] == 0 {
		return fmt.Errorf("select: descriptor %d: %w", fd, os.ErrNotExist)
	}
	p.set(fd, events)
	return nil
}

// Remove ends the wait for a descriptor.
func (p *Poller) Remove(fd int) error {
	if err := p.Modify(fd, 0); err != nil {
		return err
	}
	for p.highest > 0 && p.asked[p.highest] == 0 {
		p.highest--
	}
	return nil
}

// set notes what is asked. To select, a pipe that nobody reads any more is
// readable.
func (p *Poller) set(fd int, events poller.Events) {
	p.asked[fd] = events
	p.read.Clear(fd)
	p.write.Clear(fd)
	if events&(poller.Readable|poller.Hangup) != 0 {
		p.read.Set(fd)
	}
	if events&poller.Writable != 0 {
		p.write.Set(fd)
	}
}

// Wait waits until something is ready.
func (p *Poller) Wait(d time.Duration, ready []poller.Ready) ([]poller.Ready, error) {
	read, write := p.read, p.write
	n, err := unix.Select(p.highest+1, &read, &write, nil, timeout(d))
	switch {
	case errors.Is(err, unix.EINTR):
		return ready, nil
	case errors.Is(err, unix.EBADF):
		return p.closed(ready), nil
	case err != nil:
		return ready, os.NewSyscallError("select", err)
	}
	for fd := 0; fd <= p.highest && n > 0; fd++ {
		events := p.happened(fd, &read, &write)
		if events == 0 {
			continue
		}
		n--
		if events == poller.Readable|poller.Writable {
			n-- // select counts it twice
		}
		if fd == p.pipe.R {
			p.pipe.Drain()
			continue
		}
		ready = append(ready, poller.Ready{FD: fd, Events: events})
	}
	return ready, nil
}

// closed adds the descriptors that are closed and still waited for, since
// their owners have to learn of that: select does not say which they are, and
// does not wait for any.
func (p *Poller) closed(ready []poller.Ready) []poller.Ready {
	for fd, events := range p.asked[:p.highest+1] {
		if events == 0 {
			continue
		}
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); errors.Is(err, unix.EBADF) {
			ready = append(ready, poller.Ready{FD: fd, Events: events})
		}
	}
	return ready
}

func (p *Poller) happened(fd int, read, write *unix.FdSet) (events poller.Events) {
	if read.IsSet(fd) {
		events |= p.asked[fd] & (poller.Readable | poller.Hangup)
	}
	if write.IsSet(fd) {
		events |= poller.Writable
	}
	return events
}

// timeout is nil for a wait without end. It is rounded up, so that no wait
// ends before its time.
func timeout(d time.Duration) *unix.Timeval {
	if d < 0 {
		return nil
	}
	const longest = 24 * time.Hour // some systems refuse more than some days
	t := unix.NsecToTimeval(int64((min(d, longest) + time.Microsecond - 1) / time.Microsecond * time.Microsecond))
	return &t
}

// Wake ends the wait.
func (p *Poller) Wake() { p.pipe.Wake() }

// Close closes the poller's pipe.
func (p *Poller) Close() error { return p.pipe.Close() }
