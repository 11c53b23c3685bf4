//go:build unix

package poller

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// WakePipe is a pipe to oneself, by which a Poller can be woken that has no
// better means: it waits for R to be readable, and calls Drain when it is.
type WakePipe struct {
	R, w   int
	mu     sync.Mutex // so that nobody writes to a number that is closed
	closed bool
}

// NewWakePipe opens a pipe.
func NewWakePipe() (*WakePipe, error) {
	var fds [2]int
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := unix.Pipe(fds[:]); err != nil {
		return nil, os.NewSyscallError("pipe", err)
	}
	p := &WakePipe{R: fds[0], w: fds[1]}
	for _, fd := range fds {
		unix.CloseOnExec(fd)
		if err := unix.SetNonblock(fd, true); err != nil {
			return nil, errors.Join(fmt.Errorf("making a pipe that does not block: %w", err), p.Close())
		}
	}
	return p, nil
}

// Wake makes R readable. Any goroutine may call it, even after Close.
func (p *WakePipe) Wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		_, _ = unix.Write(p.w, []byte{1}) // it fails only if it is full, and so readable
	}
}

// Drain makes R not readable.
func (p *WakePipe) Drain() {
	var buf [64]byte
	for {
		if n, err := unix.Read(p.R, buf[:]); n < len(buf) || err != nil {
			return
		}
	}
}

// Close closes the pipe.
func (p *WakePipe) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	return errors.Join(os.NewSyscallError("close", unix.Close(p.R)), os.NewSyscallError("close", unix.Close(p.w)))
}
