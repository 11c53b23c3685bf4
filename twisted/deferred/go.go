package deferred

import (
	"errors"
	"iter"

	"github.com/lore-docs/lore/twisted/failure"
)

// Waiter is what a function that [Go] runs waits with.
type Waiter struct {
	door    Door
	back    func()                  // ends what borrow began
	yield   func(struct{}) bool     // hands over to the loop
	next    func() (struct{}, bool) // hands over to the function
	finish  func()                  // gives the function's result
	waits   *Deferred               // for this
	running bool                    // the function has the turn
}

// Lender is a [Door] that keeps track of which goroutine is the loop's, as
// one does that looks for calls from wrong ones. Lend is called on a
// goroutine to which the loop has handed over, and what it returns when that
// hands back.
type Lender interface {
	Door
	Lend() (giveBack func())
}

// Go runs sequential code that waits for Deferreds: f, on a goroutine of its
// own, in strict hand-over with the loop. While f runs the loop does not, and
// while f waits the loop goes on; so f may do whatever a callback may, and
// needs no locks. It begins at once, and Go returns when f waits for the
// first time or is done. Like a callback, f must not block otherwise.
//
// The result of f is that of the Deferred; a panic is a failure. Cancel
// cancels the Deferred that f waits for. If f goes on nevertheless, what it
// returns is dropped, except that an error is logged.
//
// Go must be called on the loop's goroutine. The door is that of the loop. A
// function that waits for what never comes is never ended.
func Go[T any](door Door, f func(w *Waiter) (T, error)) Of[T] {
	w := &Waiter{door: door}
	d, r := NewCancellableOf(func(Resolver[T]) { w.cancel() })
	var value T
	var failed *failure.Failure
	w.next, _ = iter.Pull(func(yield func(struct{}) bool) {
		w.yield = yield
		w.borrow()
		value, failed = protect(w, f)
		w.giveBack()
	})
	w.finish = func() {
		switch {
		case !r.Called() && failed == nil:
			r.Callback(value)
		case !r.Called():
			r.Errback(failed)
		case failed != nil && failed.Check(ErrCancelled) == nil:
			Failed(failed) // somebody should know
		}
	}
	w.step()
	return d
}

// protect calls f, and makes failures of errors and panics.
func protect[T any](w *Waiter, f func(w *Waiter) (T, error)) (v T, failed *failure.Failure) {
	defer func() {
		if p := recover(); p != nil {
			failed = failure.FromPanic(p)
		}
	}()
	v, err := f(w)
	if err != nil {
		return v, failure.Returned(err, f)
	}
	return v, nil
}

// step hands over to the function, until it waits or is done.
func (w *Waiter) step() {
	w.running = true
	_, more := w.next()
	w.running = false
	if !more {
		w.finish()
	}
}

func (w *Waiter) cancel() {
	if d := w.waits; d != nil {
		d.Cancel()
	}
}

// handOver lets the loop go on until step is called.
func (w *Waiter) handOver() {
	w.giveBack()
	w.yield(struct{}{})
	w.borrow()
}

// borrow tells the door that the loop has handed over to this goroutine.
func (w *Waiter) borrow() {
	if l, ok := w.door.(Lender); ok {
		w.back = l.Lend()
	}
}

// giveBack tells the door that the loop has its turn again.
func (w *Waiter) giveBack() {
	if w.back != nil {
		w.back()
	}
}

// ErrNotRunning is the panic of [Wait] outside of the function whose Waiter
// it is given.
var ErrNotRunning = errors.New("deferred: Wait was called outside of the function that was to wait")

// Wait returns the result of d when it is there, and lets the loop go on
// until then. It must be called by the function that was given w, on the same
// goroutine. An error is a [*failure.Failure].
//
// Wait takes the result: callbacks that are added to d later get nil.
func Wait[T any](w *Waiter, d Of[T]) (T, error) {
	v, f := w.wait(d.d)
	if f != nil {
		var none T
		return none, f
	}
	return as[T](v)
}

func (w *Waiter) wait(d *Deferred) (value any, failed *failure.Failure) {
	if !w.running {
		panic(ErrNotRunning)
	}
	var fired, waiting bool
	d.AddBoth(func(v any) (any, error) {
		value, fired = v, true
		if waiting {
			w.step()
		}
		return nil, nil
	})
	if !fired {
		waiting, w.waits = true, d
		w.handOver()
		w.waits = nil
	}
	if f, ok := value.(*failure.Failure); ok {
		return nil, f
	}
	return value, nil
}
