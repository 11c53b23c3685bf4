package reactor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor/poller"
	"github.com/lore-docs/lore/twisted/task"
	"github.com/lore-docs/lore/twisted/threads"
)

// Loop is a reactor. Make one with New.
type Loop struct {
	options options
	log     *log.Logger
	network poller.Network // nil while closed
	timers  *task.Queue
	pool    *threads.Pool
	door    door

	dispatcher func(poller.Watcher, poller.Events) bool // dispatch

	state     state
	stopAsked bool // Stop was called
	crashed   bool // Run is to return
	runs      int  // how many calls of Run there were
	events    map[string]*systemEvent
	triggers  uint64 // how many there ever were

	soon      []func() // to be called in the next turn
	unsettled []*conn  // to be settled in the next turn
	depth     int      // of turns within turns
	readBuf   []byte   // what every connection reads into
	cork      cork

	conns      connList
	ports      ordered[*port]
	connectors ordered[*connector] // that are connecting
	factories  map[protocol.Factory]int

	descriptors map[int]*descriptor // that are somebody else's

	owner owner
	watch *watchdog // nil without
}

// state is what a loop is at.
type state int

const (
	idle     state = iota
	starting       // the event "startup" is under way
	running
	stopping // the event "shutdown" is under way
)

const (
	readSize = 64 << 10
	corkSize = 64 << 10
)

// New makes a loop that does not run. A loop that is never run, or ended by
// Crash, should be closed.
func New(opts ...Option) (*Loop, error) {
	l := &Loop{
		options:    defaultOptions(),
		events:     make(map[string]*systemEvent),
		ports:      newOrdered[*port](),
		connectors: newOrdered[*connector](),
		factories:  make(map[protocol.Factory]int),

		descriptors: make(map[int]*descriptor),
	}
	for _, opt := range opts {
		opt(&l.options)
	}
	l.log = l.options.log.Logger("-")
	l.timers = task.NewQueue(l.options.now)
	l.timers.SetDebug(l.options.debug)
	l.pool = threads.NewPool(0, 10)
	l.pool.SetLog(l.log)
	l.dispatcher = l.dispatch
	l.owner.on = l.options.debug
	if d := l.options.watchdog; d > 0 {
		l.watch = newWatchdog(d, l.log)
	}
	return l, l.open()
}

// open opens the network if it is closed.
func (l *Loop) open() error {
	if l.network != nil {
		return nil
	}
	n, err := l.options.network()
	if err != nil {
		return fmt.Errorf("opening a reactor: %w", err)
	}
	if l.readBuf == nil {
		l.readBuf = make([]byte, readSize)
	}
	l.network = n
	l.door.open(n)
	return nil
}

// Log is where the loop writes.
func (l *Loop) Log() *log.Logger { return l.log }

// Running says whether the loop has started and Stop was not called.
func (l *Loop) Running() bool { return l.state == running && !l.stopAsked }

// Run runs the loop until Stop is called or ctx is done.
func (l *Loop) Run(ctx context.Context) error {
	if l.state != idle {
		return ErrAlreadyRunning
	}
	if err := l.open(); err != nil {
		return err
	}
	l.state, l.stopAsked, l.crashed = starting, false, false
	l.runs++
	defer l.owner.take()()
	defer l.ended()
	defer l.watch.start()()
	defer l.handleSignals()()
	post := l.poster()
	defer context.AfterFunc(ctx, func() { post(func() { _ = l.Stop() }) })()
	l.pool.Start()
	l.startUp()
	for !l.crashed {
		if err := l.turn(forever); err != nil {
			return fmt.Errorf("waiting for events: %w", err)
		}
	}
	return nil
}

// poster returns a CallFromThread that does nothing once this run is over:
// what ends one must not end the next.
func (l *Loop) poster() (post func(f func())) {
	run := l.runs
	return func(f func()) {
		l.CallFromThread(func() {
			if l.runs == run {
				f()
			}
		})
	}
}

// ended is called when Run returns, for whatever reason.
func (l *Loop) ended() { l.state, l.stopAsked = idle, false }

// Stop begins the event "shutdown", at the end of which Run returns.
func (l *Loop) Stop() error {
	l.check("Stop")
	if l.state != starting && l.state != running || l.stopAsked {
		return ErrNotRunning
	}
	l.stopAsked = true
	l.later(func() {})
	return nil
}

// Crash ends Run after the present callback.
func (l *Loop) Crash() {
	l.check("Crash")
	l.crashed = true
}

// Iterate is one turn of the loop.
func (l *Loop) Iterate(d time.Duration) error {
	l.check("Iterate")
	if err := l.open(); err != nil {
		return err
	}
	if l.state == idle {
		defer l.owner.take()()
		l.crashed = false
		l.pool.Start()
	}
	return l.turn(max(d, 0))
}

const forever time.Duration = -1

// turn makes the calls that are due, and waits up to limit for handles, which
// it calls in their turn.
func (l *Loop) turn(limit time.Duration) error {
	if l.depth++; l.depth > 1 {
		defer l.within()()
	}
	defer func() { l.depth-- }()
	l.runIncoming()
	l.runSoon()
	if l.timers.Len() > 0 && !l.crashed {
		l.timers.RunDue(l.runTimed)
	}
	l.settleAll()
	if l.stopAsked && (l.state == starting || l.state == running) {
		l.shutDown()
	}
	if l.crashed {
		return nil
	}
	return l.network.Wait(l.patience(limit), l.dispatcher)
}

// within keeps a turn that is within a callback from overwriting the data
// that the callback was given.
func (l *Loop) within() (restore func()) {
	l.uncork()
	outer := l.readBuf
	l.readBuf = make([]byte, readSize)
	return func() { l.readBuf = outer }
}

// patience is how long the loop can wait.
func (l *Loop) patience(limit time.Duration) time.Duration {
	if len(l.soon) > 0 || len(l.unsettled) > 0 {
		return 0
	}
	if l.timers.Len() == 0 {
		return limit
	}
	next, _ := l.timers.Next()
	d := max(next.Sub(l.options.now()), 0)
	if limit >= 0 {
		d = min(d, limit)
	}
	return d
}

// later has f called in the next turn. It is for the loop's own.
func (l *Loop) later(f func()) { l.soon = append(l.soon, f) }

func (l *Loop) runSoon() {
	fs := l.soon
	l.soon = nil
	for i, f := range fs {
		if l.crashed { // the rest is for the next Run
			l.soon = append(fs[i:], l.soon...)
			return
		}
		l.call(nil, f)
	}
}

func (l *Loop) settleAll() {
	conns := l.unsettled
	l.unsettled = nil
	for _, c := range conns {
		c.isUnsettled = false
		l.dispatch(c, 0)
	}
}

// Close disconnects everything and closes what the loop has open, if it does
// not run. Run does so itself at the end, unless by Crash.
func (l *Loop) Close() error {
	if l.state != idle {
		return ErrAlreadyRunning
	}
	if l.network == nil {
		return nil
	}
	l.disconnectAll()
	return errors.Join(l.waitForPool(), l.close())
}

// waitForPool lets the loop turn until no thread needs it any more.
func (l *Loop) waitForPool() error {
	l.crashed = false
	stopped := l.stopPool()
	stopped.AddCallback(func(any) (any, error) {
		l.crashed = true // the turn that has come to this must not wait
		return nil, nil
	})
	for !l.crashed {
		if err := l.turn(forever); err != nil {
			return err
		}
	}
	return nil
}

func (l *Loop) close() error {
	if l.network == nil {
		return nil
	}
	l.disconnectAll()
	l.settleAll()
	l.disconnectAll()
	l.door.close()
	n := l.network
	l.network = nil
	return n.Close()
}

// Now is what time it is.
func (l *Loop) Now() time.Time { return l.options.now() }

// CallLater calls f once, in d from now: see [task.Scheduler].
func (l *Loop) CallLater(d time.Duration, f func()) *task.DelayedCall {
	l.check("CallLater")
	return l.timers.CallLater(d, f)
}

// DelayedCalls are the calls that are to come, in their order.
func (l *Loop) DelayedCalls() []*task.DelayedCall {
	l.check("DelayedCalls")
	return l.timers.Calls()
}

// Lend is for [deferred.Go], which lets other goroutines take the place of
// the loop's.
func (l *Loop) Lend() (giveBack func()) { return l.owner.take() }

var _ deferred.Lender = (*Loop)(nil)
