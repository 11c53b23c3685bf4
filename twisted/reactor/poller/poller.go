package poller

import (
	"errors"
	"time"
)

// Events are what can happen to a descriptor or handle.
type Events uint8

const (
	// Readable: a read, or an accept, will not block. The end of the data
	// and an error count.
	Readable Events = 1 << iota
	// Writable: a write will not block, or an attempt to connect has ended.
	// An error counts.
	Writable
	// Hangup is asked for where neither is wanted, to learn of the end: that
	// nobody reads the pipe any more. It is never asked for with another.
	Hangup
)

// A Poller waits for file descriptors, level-triggered: what is ready and not
// dealt with is told again by the next Wait. All methods but Wake are called
// by one goroutine, and Wake by any.
type Poller interface {
	// Add begins to wait for events, which are not 0, of a descriptor that
	// is not waited for. An error that wraps ErrNotPollable says that the
	// descriptor is always ready, as files are.
	Add(fd int, events Events) error
	// Modify changes what is waited for. The events are not 0.
	Modify(fd int, events Events) error
	// Remove ends the wait. It is called before the descriptor is closed.
	Remove(fd int) error
	// Wait waits until descriptors are ready, Wake is called, or d is over.
	// It waits without end if d is negative and not at all if it is 0. It
	// appends what is ready to ready, each descriptor once: errors and
	// hangups as whichever events are waited for. A signal may end the wait
	// early.
	Wait(d time.Duration, ready []Ready) ([]Ready, error)
	// Wake ends the present Wait, or else the next. After Close it does
	// nothing.
	Wake()
	// Close releases the poller's own descriptors.
	Close() error
}

// Ready is a descriptor that something has happened to.
type Ready struct {
	FD     int
	Events Events
}

// ErrNotPollable is what Add returns for a descriptor that is always ready.
var ErrNotPollable = errors.New("always ready")
