package reactor

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/task"
)

// What a loop refuses to do.
var (
	// ErrAlreadyRunning is returned by Run while the loop runs.
	ErrAlreadyRunning = errors.New("reactor: the loop is already running")
	// ErrNotRunning is returned by Stop when there is nothing to stop.
	ErrNotRunning = errors.New("reactor: the loop is not running")
	// ErrNoTrigger is returned by RemoveSystemEventTrigger for a trigger
	// that has been removed or whose event has come.
	ErrNoTrigger = errors.New("reactor: there is no such trigger any more")
)

// Core is the life of a loop.
type Core interface {
	// Run runs the loop until Stop is called or ctx is done. It returns nil
	// then, and after Crash, and an error if the loop cannot go on. It may
	// be called again afterwards.
	Run(ctx context.Context) error
	// Stop ends Run in an orderly way: the system event "shutdown" is fired,
	// and when that is over Run returns. It returns ErrNotRunning if the
	// loop does not run, or is already stopping.
	Stop() error
	// Crash ends Run after the callback that calls it, without an event and
	// with all connections as they are.
	Crash()
	// Iterate is one turn of a loop that does not run, or within a callback
	// of one that does: it makes the calls that are due and waits up to d
	// for something to happen.
	Iterate(d time.Duration) error
	// CallWhenRunning calls f when the loop has started: at once if it has.
	CallWhenRunning(f func())
	// Running says whether the loop has started and Stop was not called.
	Running() bool

	// AddSystemEventTrigger has f called in a phase of a system event. The
	// events of the loop itself are "startup" and "shutdown". A Deferred
	// that f returns is waited for before the next phase begins; f may
	// return nil.
	AddSystemEventTrigger(phase Phase, event string, f func() *deferred.Deferred) Trigger
	// RemoveSystemEventTrigger undoes AddSystemEventTrigger, or returns
	// ErrNoTrigger.
	RemoveSystemEventTrigger(t Trigger) error
	// FireSystemEvent calls the triggers of an event, and forgets them.
	FireSystemEvent(event string)
}

// Time is a loop's clock, and the calls that are to come.
type Time interface {
	task.Scheduler
	// DelayedCalls are the calls that are to come, in their order.
	DelayedCalls() []*task.DelayedCall
}

// Threads is how a loop and other goroutines work together.
type Threads interface {
	// CallFromThread has f called by the loop, soon. It may be called on any
	// goroutine, and does not wait. The functions are called in the order in
	// which they came, before the timed calls of a turn. What comes when the
	// loop does not run waits for the next Run.
	CallFromThread(f func())
	// CallInThread has f called on a goroutine of the loop's pool. It may be
	// called on any goroutine, and does not wait.
	CallInThread(f func())
	// SuggestThreadPoolSize has at most n goroutines in the pool; 10 unless
	// told.
	SuggestThreadPoolSize(n int)
}

// TCP listens and connects over TCP.
type TCP interface {
	// ListenTCP listens on an address such as "127.0.0.1:79" or ":79",
	// where port 0 leaves the choice to the system. The error is a
	// [*protocol.CannotListenError].
	ListenTCP(address string, f protocol.Factory, opts ...protocol.ListenOption) (protocol.Port, error)
	// ConnectTCP begins to connect to an address such as "example.org:79".
	// The factory is told how it goes.
	ConnectTCP(address string, f protocol.ClientFactory, opts ...protocol.ConnectOption) protocol.Connector
}

// UNIX listens and connects over sockets in the file system.
type UNIX interface {
	// ListenUNIX listens on a path, which must not exist, and is removed
	// when the port is closed.
	ListenUNIX(path string, f protocol.Factory, opts ...protocol.ListenOption) (protocol.Port, error)
	// ConnectUNIX begins to connect to the socket at a path.
	ConnectUNIX(path string, f protocol.ClientFactory, opts ...protocol.ConnectOption) protocol.Connector
}

// Streams are connections that were made elsewhere.
type Streams interface {
	// OpenStream joins a protocol to a pipe, a terminal, a pseudo-terminal
	// or a connected socket. The file is the loop's from then on, even if
	// there is an error, and is closed with the transport.
	OpenStream(f *os.File, p protocol.Protocol) (protocol.Transport, error)
}

// Reactor is all that every loop can do.
type Reactor interface {
	Core
	Time
	Threads
	TCP
	UNIX
	Streams
	// Log is where the loop writes.
	Log() *log.Logger
}

var _ Reactor = (*Loop)(nil)
