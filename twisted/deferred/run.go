package deferred

import "github.com/lore-docs/lore/twisted/failure"

// run takes the steps of d, and of the Deferreds that go on because of it.
//
// One Deferred leads to the next without a call of run inside another, so
// that a chain of a million needs no deeper stack than one.
func (d *Deferred) run() {
	if !d.ready() {
		if !d.running {
			d.watchFailure()
		}
		return
	}
	var room [8]*Deferred
	stack := append(room[:0], d)
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		top.running = false
		then := top.advance()
		if !top.running && !top.goesOn() {
			stack = stack[:len(stack)-1]
			top.rest()
		}
		if then != nil {
			stack = append(stack, then)
		}
	}
}

// ready tells whether there is a result and nothing that keeps it from the
// next step.
func (d *Deferred) ready() bool {
	return d.called && !d.running && d.goesOn()
}

func (d *Deferred) goesOn() bool {
	return d.next < len(d.steps) && d.pauses == 0 && d.waitsFor == nil
}

// advance takes steps until none is left, or one must wait, or one has
// another Deferred to go on with, which it returns.
func (d *Deferred) advance() (then *Deferred) {
	for d.goesOn() {
		s := d.take()
		switch s.kind {
		case stepChain:
			then = d.chain(s.other)
		case stepResume:
			then = d.resume(s.other)
		default:
			d.running = true
			d.call(&s)
			d.running = false
		}
		if then != nil {
			return then
		}
	}
	return nil
}

// take removes the next step.
func (d *Deferred) take() step {
	s := d.steps[d.next]
	d.steps[d.next] = step{} // lets go of what it refers to
	d.next++
	if d.next == len(d.steps) {
		d.steps, d.next = d.steps[:0], 0
	}
	return s
}

// rest is called when the steps are not taken any further for now.
func (d *Deferred) rest() {
	if d.next == len(d.steps) && cap(d.steps) > maxRoom {
		d.steps = d.first[:0]
	}
	d.watchFailure()
}

// maxRoom is how many steps' worth of memory a Deferred keeps that may never
// be given another.
const maxRoom = 64

// call is the step of a pair of functions.
func (d *Deferred) call(s *step) {
	v, f, called := s.call(d.result, d.failure)
	if !called {
		return
	}
	d.result, d.failure = v, f
	if v == nil {
		return
	}
	if inner, ok := asDeferred(v); ok {
		d.result = nil
		d.await(inner)
	}
}

// call calls the function that is for the result.
func (s *step) call(result any, failed *failure.Failure) (v any, f *failure.Failure, called bool) {
	defer func() {
		if p := recover(); p != nil {
			v, f, called = nil, failure.FromPanic(p), true
		}
	}()
	var err error
	switch {
	case failed == nil && s.callback != nil:
		v, err = s.callback(result)
	case failed != nil && s.kind == stepBoth && s.callback != nil:
		v, err = s.callback(failed)
	case failed != nil && s.errback != nil:
		v, err = s.errback(failed)
	default:
		return nil, nil, false
	}
	if err == nil {
		if f, ok := v.(*failure.Failure); !ok || f == nil {
			return v, nil, true
		}
		err = v.(*failure.Failure)
	}
	return nil, s.returned(err, failed != nil), true
}

// returned is the failure of what the step's function has returned.
func (s *step) returned(err error, failed bool) *failure.Failure {
	if failed && s.kind == stepPair {
		return failure.Returned(err, s.errback)
	}
	return failure.Returned(err, s.callback)
}

// await makes the result of inner that of d.
func (d *Deferred) await(inner *Deferred) {
	switch {
	case inner == nil: // a nil pointer in the interface
	case inner.waitsAtLastFor(d):
		d.failure = failure.New(ErrCycle)
	case inner.called && !inner.running && inner.pauses == 0 && inner.waitsFor == nil:
		d.result, d.failure = inner.give()
		inner.watchFailure()
	default:
		d.waitsFor = inner
		inner.add(step{kind: stepResume, other: d})
	}
}

// waitsAtLastFor tells whether d is other, or waits for it by way of others.
// In a long chain it gives up: that would make building one of a million slow.
func (d *Deferred) waitsAtLastFor(other *Deferred) bool {
	for range 100 {
		if d == nil || d == other {
			return d == other
		}
		d = d.waitsFor
	}
	return false
}

// awaited is what d waits for at last, d itself if for nothing. Of Deferreds
// that wait for each other it is any.
func (d *Deferred) awaited() *Deferred {
	for slow := d; d.waitsFor != nil; slow = slow.waitsFor {
		if d = d.waitsFor; d.waitsFor == nil || d == slow {
			return d
		}
		d = d.waitsFor
	}
	return d
}

// resume hands the result to outer, which waits for d.
func (d *Deferred) resume(outer *Deferred) (then *Deferred) {
	outer.waitsFor = nil
	outer.result, outer.failure = d.give()
	if outer.ready() {
		return outer
	}
	outer.watchFailure()
	return nil
}

// chain fires other with the result.
func (d *Deferred) chain(other *Deferred) (then *Deferred) {
	v, f := d.give()
	if other.called {
		if !other.suppress {
			d.failure = failure.New(other.alreadyCalled())
		}
		other.suppress = false
		return nil
	}
	other.fire(v, f)
	if other.ready() {
		d.running = true // until other is through, as if it called other back
		return other
	}
	other.watchFailure()
	return nil
}

// give takes the result away.
func (d *Deferred) give() (any, *failure.Failure) {
	v, f := d.result, d.failure
	d.result, d.failure = nil, nil
	return v, f
}

// typed is a typed face of a Deferred.
type typed interface{ Untyped() *Deferred }

// asDeferred is the Deferred that v is, or is a typed face of.
func asDeferred(v any) (*Deferred, bool) {
	switch v := v.(type) {
	case *Deferred:
		return v, true
	case typed:
		return v.Untyped(), true
	}
	return nil, false
}
