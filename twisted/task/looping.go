package task

import (
	"errors"
	"fmt"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

// ErrAlreadyRunning is the failure of LoopingCall.Start if the loop is running.
var ErrAlreadyRunning = errors.New("task: the looping call is already running")

// LoopingCall calls a function again and again.
//
// The calls are due at whole multiples of the interval from the start, however
// long each takes. Beats that pass while one is under way, or while the loop
// is held up, are left out and not made up for.
type LoopingCall struct {
	scheduler Scheduler
	f         func() *deferred.Deferred
	pc        uintptr // of the function that NewLoopingCall was given

	interval time.Duration
	start    time.Time // what beats count from
	call     *DelayedCall
	running  bool
	done     *deferred.Deferred // what Start returned, until that fires
}

// NewLoopingCall returns a loop of f, which Start starts. If f returns an error
// or panics, or the Deferred that it returns fails, the loop ends. While such a
// Deferred has not fired, f is not called; a nil Deferred counts as one that
// has.
func NewLoopingCall[F func() | func() error | func() *deferred.Deferred](s Scheduler, f F) *LoopingCall {
	return &LoopingCall{scheduler: s, f: loopFunc(f), pc: funcPC(f)}
}

// loopFunc is f as a function that returns a Deferred of nil if all is well.
func loopFunc(f any) func() *deferred.Deferred {
	switch f := f.(type) {
	case func() error:
		return func() *deferred.Deferred {
			if err := f(); err != nil {
				return deferred.Failed(err)
			}
			return nil
		}
	case func() *deferred.Deferred:
		return f
	default:
		plain := f.(func())
		return func() *deferred.Deferred {
			plain()
			return nil
		}
	}
}

// Start begins to call the function every interval; at once, before Start
// returns, if now is true, or else after the first interval. An interval of 0
// means at every turn of the loop.
//
// The Deferred fires when the loop has ended: with the *LoopingCall if that was
// because of Stop, or with the failure of the function. To cancel it stops the
// loop. It fails with ErrAlreadyRunning if the loop has not ended since the
// last Start.
func (l *LoopingCall) Start(interval time.Duration, now bool) *deferred.Deferred {
	switch {
	case l.done != nil:
		return deferred.Failed(ErrAlreadyRunning)
	case interval < 0:
		return deferred.Failed(fmt.Errorf("task: looping call: negative interval %v", interval))
	}
	done := deferred.NewCancellable(func(*deferred.Deferred) { l.Stop() })
	l.done, l.running = done, true
	l.interval, l.start = interval, l.scheduler.Now()
	if now {
		l.tick()
	} else {
		l.schedule()
	}
	return done
}

// Running reports whether the function is to be called again.
func (l *LoopingCall) Running() bool { return l.running }

// Stop ends the loop. If the function is at work, which it may be by way of
// its Deferred, what Start returned fires when it is finished. Stop does
// nothing if the loop is not running.
func (l *LoopingCall) Stop() {
	l.running = false
	if l.call != nil {
		_ = l.call.Cancel() // it is pending: tick forgets it
		l.call = nil
		l.end(nil)
	}
}

// Reset has the interval count from now. It does nothing if the loop is not
// running; if the function is at work, the next call counts from now.
func (l *LoopingCall) Reset() {
	l.start = l.scheduler.Now()
	if l.call != nil {
		_ = l.call.Reset(l.interval)
	}
}

// tick calls the function, and goes on when it is finished.
func (l *LoopingCall) tick() {
	l.call = nil
	d, f := l.try()
	switch {
	case f != nil:
		l.end(f)
	case d == nil:
		l.next()
	default:
		d.AddCallbacks(func(any) (any, error) {
			l.next()
			return nil, nil
		}, func(f *failure.Failure) (any, error) {
			l.end(f)
			return nil, nil
		})
	}
}

// try calls the function, and catches its panic.
func (l *LoopingCall) try() (d *deferred.Deferred, f *failure.Failure) {
	defer func() { f = failure.FromPanic(recover()) }()
	return l.f(), nil
}

func (l *LoopingCall) next() {
	if l.running {
		l.schedule()
	} else {
		l.end(nil)
	}
}

// schedule arranges for the next beat that is not over.
func (l *LoopingCall) schedule() {
	var wait time.Duration
	if l.interval > 0 {
		since := max(l.scheduler.Now().Sub(l.start), 0)
		wait = l.interval - since%l.interval
	}
	l.call = l.scheduler.CallLater(wait, l.tick)
	l.call.pc = l.pc
}

// end fires what Start returned. By then the loop can be started again.
func (l *LoopingCall) end(f *failure.Failure) {
	done := l.done
	l.running, l.done = false, nil
	if f != nil {
		done.Errback(f)
	} else {
		done.Callback(l)
	}
}

// DeferLater calls f in d from now, and returns a Deferred of what it returns.
// To cancel the Deferred is to cancel the call.
func DeferLater[T any](s Scheduler, d time.Duration, f func() (T, error)) deferred.Of[T] {
	var call *DelayedCall
	later := deferred.NewCancellable(func(*deferred.Deferred) { _ = call.Cancel() })
	call = s.CallLater(d, func() { later.Callback(nil) })
	call.pc = funcPC(f)
	later.AddCallback(func(any) (any, error) { return f() })
	return deferred.From[T](later)
}
