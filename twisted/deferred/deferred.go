package deferred

import (
	"errors"

	"github.com/lore-docs/lore/twisted/failure"
)

// Deferred is a result that may not be there yet, and the chain of callbacks
// through which it goes. It belongs to one goroutine, that of a loop: none of
// its methods may be called from another, [Deferred.Await] excepted.
type Deferred struct {
	result  any
	failure *failure.Failure // if not nil, the result is this

	steps []step // of the chain
	next  int    // the first that is still to be taken
	first [1]step

	waitsFor  *Deferred // a callback has returned it
	canceller func(*Deferred)
	watch     *watch
	trace     *trace

	pauses   int32
	called   bool
	running  bool // a callback runs
	suppress bool // the next call is not too many: it comes after Cancel
}

// step is a rung of the ladder. Which fields are used depends on its kind.
type step struct {
	callback func(any) (any, error)
	errback  func(*failure.Failure) (any, error)
	other    *Deferred
	kind     kind
}

type kind uint8

const (
	stepPair   kind = iota // callback for a value, errback for a failure
	stepBoth               // callback for either
	stepChain              // fire other
	stepResume             // go on with other, which waits for this
)

// ErrCycle is the failure of a Deferred whose callback has returned that same
// Deferred, or one that waits for it, so that it would wait for itself.
var ErrCycle = errors.New("a Deferred was to wait for itself")

// New makes a Deferred that has not fired.
func New() *Deferred {
	d := &Deferred{}
	d.steps = d.first[:0]
	if debugging() {
		d.trace = &trace{created: here()}
	}
	return d
}

// NewCancellable makes a Deferred that has not fired, with what
// [Deferred.Cancel] has to do: to end the work whose result the Deferred is.
// The function may fire the Deferred; if it does not, Cancel does.
func NewCancellable(cancel func(d *Deferred)) *Deferred {
	d := New()
	d.canceller = cancel
	return d
}

// Succeeded makes a Deferred that has fired with v, as Callback would.
func Succeeded(v any) *Deferred {
	d := New()
	d.Callback(v)
	return d
}

// Failed makes a Deferred that has fired with err, as Errback would.
func Failed(err error) *Deferred {
	d := New()
	d.Errback(err)
	return d
}

// Maybe calls f and makes a Deferred of what comes of it, as if f were a
// callback: an error or a panic is a failure, and a Deferred is waited for.
func Maybe(f func() (any, error)) *Deferred {
	return Succeeded(nil).AddCallback(func(any) (any, error) { return f() })
}

// Callback fires the Deferred with a value: the first callback is called
// with it, now, and so on down the chain. A v that is a [*failure.Failure] is
// taken as Errback would take it.
//
// It panics if the Deferred has fired before, with an [*AlreadyCalledError],
// and if v is itself a Deferred: what v will be can be handed on with
// [Deferred.Chain].
func (d *Deferred) Callback(v any) {
	switch v := v.(type) {
	case *failure.Failure:
		d.Errback(v)
		return
	case *Deferred, typed:
		panic("deferred: Callback was given a Deferred")
	}
	d.start(v, nil)
}

// Errback fires the Deferred with a failure: the first errback is called
// with it, now, and so on down the chain. An err that is not a
// [*failure.Failure] is made one with the present stack. It panics if the
// Deferred has fired before, with an [*AlreadyCalledError].
func (d *Deferred) Errback(err error) {
	if d.tooLate() {
		return
	}
	d.start(nil, failure.New(err))
}

// start gives the Deferred its first result.
func (d *Deferred) start(v any, f *failure.Failure) {
	if d.tooLate() {
		return
	}
	d.fire(v, f)
	d.run()
}

// tooLate panics if the Deferred has fired, and tells whether a call is to be
// overlooked, since nobody waits for it after Cancel.
func (d *Deferred) tooLate() bool {
	if !d.called {
		return false
	}
	if !d.suppress {
		panic(d.alreadyCalled())
	}
	d.suppress = false
	return true
}

func (d *Deferred) fire(v any, f *failure.Failure) {
	d.called, d.canceller = true, nil
	d.result, d.failure = v, f
	if d.trace != nil {
		d.trace.fired = here()
	}
}

// Called tells whether the Deferred has fired. Its callbacks may be waiting
// for another Deferred all the same.
func (d *Deferred) Called() bool { return d.called }

// AddCallbacks adds a rung to the ladder: cb is called if what came before
// ended with a value, eb if it ended with a failure, and what it returns goes
// to the next rung. A nil function passes on what it would be given. If the
// Deferred has fired the function is called at once.
//
// An error that is returned, and a panic, is a failure for the next rung. A
// Deferred that is returned, or an [Of], is waited for: the next rung gets its
// result, of which nil remains for callbacks that are added to it later.
//
// Callbacks that are added while a callback of d runs are called after it
// has returned.
func (d *Deferred) AddCallbacks(cb func(any) (any, error), eb func(*failure.Failure) (any, error)) *Deferred {
	return d.add(step{kind: stepPair, callback: cb, errback: eb})
}

// AddCallback is AddCallbacks without an errback.
func (d *Deferred) AddCallback(cb func(any) (any, error)) *Deferred {
	return d.add(step{kind: stepPair, callback: cb})
}

// AddErrback is AddCallbacks without a callback.
func (d *Deferred) AddErrback(eb func(*failure.Failure) (any, error)) *Deferred {
	return d.add(step{kind: stepPair, errback: eb})
}

// AddBoth is AddCallbacks with one function for either case, which is given
// the value or the [*failure.Failure].
func (d *Deferred) AddBoth(f func(any) (any, error)) *Deferred {
	return d.add(step{kind: stepBoth, callback: f})
}

// Chain fires other with the result of what was added to d so far. Callbacks
// added to d later get nil. It is a failure of d if other has fired by then.
func (d *Deferred) Chain(other *Deferred) *Deferred {
	return d.add(step{kind: stepChain, other: other})
}

func (d *Deferred) add(s step) *Deferred {
	switch {
	case d.steps == nil: // a zero Deferred
		d.steps = d.first[:0]
	case len(d.steps) == 1 && cap(d.steps) == 1 && d.next == 0:
		d.steps = append(make([]step, 0, 4), d.steps...) // a few are common
	case d.next > len(d.steps)/2 && len(d.steps) == cap(d.steps):
		d.steps, d.next = append(d.steps[:0], d.steps[d.next:]...), 0
	}
	d.steps = append(d.steps, s)
	d.run()
	return d
}

// Pause stops the chain, after the callback that runs now, until Unpause has
// been called as often.
func (d *Deferred) Pause() { d.pauses++ }

// Unpause undoes one Pause. If it was the last the chain goes on at once. It
// panics if there was none.
func (d *Deferred) Unpause() {
	if d.pauses == 0 {
		panic("deferred: Unpause without Pause")
	}
	d.pauses--
	d.run()
}

// Cancel says that the result is no longer wanted. A Deferred that waits for
// another one cancels that. One that has not fired calls the function it was
// made with, if any, and fails with [ErrCancelled] unless that has fired it;
// if there is no such function, the one call of Callback or Errback that may
// still come is overlooked. A Deferred that has its result is left alone.
//
// It is newer than Twisted 2.0.
func (d *Deferred) Cancel() {
	d = d.awaited()
	if d.called {
		return
	}
	if cancel := d.canceller; cancel != nil {
		d.canceller = nil
		cancel(d)
	} else {
		d.suppress = true
	}
	if !d.called {
		d.fire(nil, failure.New(ErrCancelled))
		d.run()
	}
}

// ErrCancelled is the failure of a Deferred after [Deferred.Cancel].
var ErrCancelled = errors.New("the result is no longer wanted")
