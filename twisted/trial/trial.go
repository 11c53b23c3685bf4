package trial

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/task"
)

// Loop is a reactor for one test. Like any, it belongs to one goroutine, that
// of the test.
type Loop struct {
	*reactor.Loop
	t       testing.TB
	now     time.Time // what the loop's time is, if it is not the real one
	real    bool
	timeout time.Duration
	log     *errorLog
}

// Option changes what New makes.
type Option func(*config)

type config struct {
	real    bool
	timeout time.Duration
	reactor []reactor.Option
}

// WithRealTime has the loop go by the time that everybody else goes by.
func WithRealTime() Option { return func(c *config) { c.real = true } }

// WithTimeout has a wait fail after d, which is 30 seconds otherwise, or when
// the test itself is near its deadline.
func WithTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// WithReactor hands options to reactor.New, such as which kind of loop it is to
// be.
func WithReactor(opts ...reactor.Option) Option {
	return func(c *config) { c.reactor = append(c.reactor, opts...) }
}

// start is what time it is for a loop whose time stands still.
var start = time.Date(2005, time.March, 27, 12, 0, 0, 0, time.UTC)

// New makes a loop for the test t, with debugging on unless t is a benchmark,
// and sees to it that it is checked and closed when the test is over. What the
// test itself has put into t.Cleanup after New is done before that.
func New(t testing.TB, opts ...Option) *Loop {
	t.Helper()
	c := config{timeout: 30 * time.Second}
	for _, opt := range opts {
		opt(&c)
	}
	l := &Loop{t: t, now: start, real: c.real, timeout: c.timeout, log: newErrorLog(t)}
	r, err := reactor.New(slices.Concat(l.reactorOptions(), c.reactor)...)
	if err != nil {
		t.Fatal(err)
	}
	l.Loop = r
	l.ThreadPool().Start()
	t.Cleanup(l.finish)
	return l
}

func (l *Loop) reactorOptions() []reactor.Option {
	opts := []reactor.Option{reactor.WithLog(l.log.publisher), reactor.WithSignals(false)}
	if !l.real {
		opts = append(opts, reactor.WithClock(func() time.Time { return l.now }))
	}
	if _, isBenchmark := l.t.(*testing.B); !isBenchmark {
		opts = append(opts, reactor.WithDebug())
	}
	return opts
}

// endlessTurns is how many turns one Advance may take. Only calls that schedule
// each other without a delay get there.
const endlessTurns = 10_000

// Advance sets the loop's time forward by d, at once, and lets the loop go on
// until no call is due. A loop whose time jumps is like one that was held up:
// see [task.Clock.Advance]. It fails the test if the loop goes by the real
// time, or if calls schedule each other without a delay for ever.
func (l *Loop) Advance(d time.Duration) {
	l.t.Helper()
	if l.real {
		l.t.Fatal("trial: Advance of a loop with real time")
	}
	l.now = l.now.Add(d)
	for range endlessTurns {
		l.turn(0)
		if calls := l.DelayedCalls(); len(calls) == 0 || calls[0].Time().After(l.now) {
			return
		}
	}
	l.t.Fatalf("trial: Advance finds no end: after %d turns there is still a %v", endlessTurns, l.DelayedCalls()[0])
}

// Pump advances by each of the times in turn.
func (l *Loop) Pump(ds ...time.Duration) {
	l.t.Helper()
	for _, d := range ds {
		l.Advance(d)
	}
}

// turn is a turn of the loop that waits for at most d.
func (l *Loop) turn(d time.Duration) {
	l.t.Helper()
	if err := l.Iterate(d); err != nil {
		l.t.Fatalf("trial: %v", err)
	}
}

// glance is for how long a turn may wait. What a test waits for wakes the loop,
// but for a condition that another goroutine makes true.
const glance = 10 * time.Millisecond

// Until lets the loop go on until done returns true, which is asked before each
// turn. If that takes too long the test fails at once, saying that it waited
// for what.
func (l *Loop) Until(what string, done func() bool) {
	l.t.Helper()
	for end := l.deadline(); !done(); l.turn(glance) {
		if time.Now().After(end) {
			l.t.Fatalf("trial: still waiting for %s.\n%s", what, l.situation())
		}
	}
}

// deadline is when to give up. It leaves a moment to tell of it.
func (l *Loop) deadline() time.Time {
	end := time.Now().Add(l.timeout)
	if t, ok := l.t.(interface{ Deadline() (time.Time, bool) }); ok {
		if last, ok := t.Deadline(); ok && last.Add(-time.Second).Before(end) {
			return last.Add(-time.Second)
		}
	}
	return end
}

// situation says what the loop is waiting for, one thing a line.
func (l *Loop) situation() string {
	var b strings.Builder
	for _, c := range l.DelayedCalls() {
		b.WriteString("\t" + c.String() + "\n")
	}
	for _, o := range l.Open() {
		b.WriteString("\t" + o + "\n")
	}
	switch {
	case b.Len() == 0:
		return "The loop waits for nothing."
	case len(l.DelayedCalls()) > 0 && !l.real:
		return "The loop, whose time stands still without Advance, waits for:\n" + b.String()
	}
	return "The loop waits for:\n" + b.String()
}

// Wait lets the loop go on until d fires, and returns what it fired with; an
// error is a *failure.Failure. If that takes too long, the test fails at once.
// Callbacks that are added to d later are given nil.
func (l *Loop) Wait(d *deferred.Deferred) (any, error) {
	l.t.Helper()
	return Wait(l, deferred.From[any](d))
}

// Wait lets the loop go on until d fires, like the method of that name.
func Wait[T any](l *Loop, d deferred.Of[T]) (T, error) {
	l.t.Helper()
	var value T
	var err error
	fired := false
	d.Handle(
		func(v T) { value, fired = v, true },
		func(f *failure.Failure) { err, fired = f, true })
	l.Until("the Deferred", func() bool { return fired })
	return value, err
}

// FlushErrors takes the errors that were logged and are one of the targets, in
// the sense of errors.Is, or all of them if there is no target. Those that are
// left when the test ends are why it fails.
func (l *Loop) FlushErrors(targets ...error) []*failure.Failure {
	deferred.FlushUnhandled()
	return l.log.flush(func(f *failure.Failure) bool {
		return len(targets) == 0 || f.Check(targets...) != nil
	})
}

var _ reactor.Reactor = (*Loop)(nil)
var _ task.Scheduler = (*Loop)(nil)
var _ log.Observer = (*errorLog)(nil).observe
