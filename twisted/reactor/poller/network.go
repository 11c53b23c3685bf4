package poller

import (
	"errors"
	"net"
	"os"
	"time"
)

// ErrWouldBlock is returned for what cannot be done yet. The handle's watcher
// is told when it can, if it is Watch'ed for that.
var ErrWouldBlock = errors.New("would block")

// ErrTooManyFiles is wrapped by the error of an Accept that failed for want
// of descriptors or memory, and can succeed later.
var ErrTooManyFiles = errors.New("too many open files")

// A Network makes the handles of one loop and waits for them. All methods but
// Wake are called on the loop's goroutine, and so are those of what it makes.
// None but Wait ever blocks.
type Network interface {
	// Wait waits until a handle is ready for what it is watched for, Wake is
	// called, or d is over: without end if d is negative, not at all if it is
	// 0. It calls dispatch for each that is ready, which calls
	// watcher.Ready. Handles may be made, watched otherwise and closed
	// meanwhile: nothing is told of a handle that is closed, or of events
	// that are no longer watched for. It is level-triggered: what is not
	// dealt with is told again. dispatch returns true to end the round
	// early.
	Wait(d time.Duration, dispatch func(w Watcher, ready Events) (stop bool)) error
	// Wake ends the present Wait, or else the next. Any goroutine may call
	// it, even after Close.
	Wake()
	// Close releases what the network itself holds. All handles have been
	// closed before.
	Close() error

	// Listen begins to listen on an address of network "tcp" or "unix".
	Listen(network, address string, backlog int) (Listener, error)
	// Dial begins to connect to an address: a *net.TCPAddr with an IP
	// address, or a *net.UnixAddr. A local address that is not nil is
	// connected from. The stream is Writable when the attempt has ended,
	// one way or the other; then Connected tells which.
	Dial(remote, local net.Addr) (Stream, error)
	// Open makes a stream of a pipe, a terminal or a socket. The file is
	// the network's, even if there is an error, and is closed by it.
	Open(f *os.File) (Stream, error)
}

// A Watcher is told what a handle is ready for.
type Watcher interface{ Ready(events Events) }

// A Handle is something to wait for.
type Handle interface {
	// Watch has w told of events from now on, until the next Watch or Close.
	// With events 0, w is told nothing.
	Watch(w Watcher, events Events) error
	// Close closes the handle. It is called once.
	Close() error
}

// A Listener accepts connections.
type Listener interface {
	Handle
	// Accept returns a connection that has come, or ErrWouldBlock.
	Accept() (Stream, error)
	// Addr is the address listened on.
	Addr() net.Addr
}

// A Stream is one end of a connection.
type Stream interface {
	Handle
	// Read returns what there is, up to len(p); at the end 0 and io.EOF; and
	// ErrWouldBlock if there is nothing yet.
	Read(p []byte) (int, error)
	// Write takes as much of p as it can at once, at least a byte, or
	// returns ErrWouldBlock.
	Write(p []byte) (int, error)
	// Directions says whether the stream can be read and written: a pipe
	// has one direction only.
	Directions() (read, write bool)
	// Connected says how an attempt to connect has ended.
	Connected() error
	// CloseWrite closes the direction to the peer once what Write has taken
	// is sent. It is an error that wraps errors.ErrUnsupported if the
	// directions cannot be closed apart.
	CloseWrite() error
	// Abort closes the stream as Close does, and drops what was not sent. A
	// peer over TCP gets a reset. It is called instead of Close.
	Abort() error
	// LocalAddr and RemoteAddr are the addresses of the two ends. They are
	// valid after Close if they were asked for before.
	LocalAddr() net.Addr
	RemoteAddr() net.Addr
}
