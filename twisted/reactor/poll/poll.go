//go:build unix

package poll

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// Poller waits with poll.
type Poller struct {
	pipe  *poller.WakePipe
	fds   []unix.PollFd // the first is the pipe's
	index map[int]int   // of each descriptor in fds
	asked []poller.Events
}

// New returns a poller that waits for nothing.
func New() (poller.Poller, error) {
	pipe, err := poller.NewWakePipe()
	if err != nil {
		return nil, err
	}
	p := &Poller{pipe: pipe, index: make(map[int]int)}
	return p, p.Add(pipe.R, poller.Readable)
}

// Add begins to wait for a descriptor.
func (p *Poller) Add(fd int, events poller.Events) error {
	if _, ok := p.index[fd]; ok {
		return fmt.Errorf("poll: descriptor %d: %w", fd, os.ErrExist)
	}
	p.index[fd] = len(p.fds)
	p.fds = append(p.fds, unix.PollFd{Fd: int32(fd), Events: mask(events)})
	p.asked = append(p.asked, events)
	return nil
}

// Modify changes what is waited for.
func (p *Poller) Modify(fd int, events poller.Events) error {
	i, ok := p.index[fd]
	if !ok {
		return notThere(fd)
	}
	p.fds[i].Events, p.asked[i] = mask(events), events
	return nil
}

// Remove ends the wait for a descriptor.
func (p *Poller) Remove(fd int) error {
	i, ok := p.index[fd]
	if !ok {
		return notThere(fd)
	}
	last := len(p.fds) - 1
	p.fds[i], p.asked[i] = p.fds[last], p.asked[last]
	p.index[int(p.fds[i].Fd)] = i
	p.fds, p.asked = p.fds[:last], p.asked[:last]
	delete(p.index, fd)
	return nil
}

func notThere(fd int) error { return fmt.Errorf("poll: descriptor %d: %w", fd, os.ErrNotExist) }

func mask(events poller.Events) (m int16) {
	if events&poller.Readable != 0 {
		m |= unix.POLLIN
	}
	if events&poller.Writable != 0 {
		m |= unix.POLLOUT
	}
	return m
}

// Wait waits until something is ready.
func (p *Poller) Wait(d time.Duration, ready []poller.Ready) ([]poller.Ready, error) {
	n, err := unix.Poll(p.fds, poller.Milliseconds(d))
	if err != nil {
		if errors.Is(err, unix.EINTR) {
			return ready, nil
		}
		return ready, os.NewSyscallError("poll", err)
	}
	for i := 0; i < len(p.fds) && n > 0; i++ {
		happened := p.fds[i].Revents
		if happened == 0 {
			continue
		}
		n--
		if int(p.fds[i].Fd) == p.pipe.R {
			p.pipe.Drain()
			continue
		}
		ready = append(ready, poller.Ready{FD: int(p.fds[i].Fd), Events: translate(happened, p.asked[i])})
	}
	return ready, nil
}

// translate says what happened. Errors and hangups are for whoever waits.
func translate(m int16, asked poller.Events) (events poller.Events) {
	if m&(unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) != 0 {
		return asked
	}
	if m&unix.POLLIN != 0 {
		events |= poller.Readable
	}
	if m&unix.POLLOUT != 0 {
		events |= poller.Writable
	}
	return events & asked
}

// Wake ends the wait.
func (p *Poller) Wake() { p.pipe.Wake() }

// Close closes the poller's pipe.
func (p *Poller) Close() error { return p.pipe.Close() }
