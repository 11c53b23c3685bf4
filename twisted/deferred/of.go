package deferred

import (
	"fmt"
	"reflect"

	"github.com/lore-docs/lore/twisted/failure"
)

// Of is a Deferred whose value is a T: a typed face of the same chain. Copies
// share it. Where its methods and the functions on it add a rung to the
// ladder they return the face of what comes out of that rung; callbacks
// should be added to that one only.
//
// Make one with [NewOf], [Succeed], [Fail], or [From]; the zero Of is none.
type Of[T any] struct{ d *Deferred }

// Resolver fires the Deferred that it was made with.
type Resolver[T any] struct{ d *Deferred }

// NewOf makes an Of that has not fired, and what fires it.
func NewOf[T any]() (Of[T], Resolver[T]) {
	d := New()
	return Of[T]{d}, Resolver[T]{d}
}

// NewCancellableOf is NewOf with what Cancel has to do, see [NewCancellable].
func NewCancellableOf[T any](cancel func(r Resolver[T])) (Of[T], Resolver[T]) {
	d := NewCancellable(func(d *Deferred) { cancel(Resolver[T]{d}) })
	return Of[T]{d}, Resolver[T]{d}
}

// Callback fires the Deferred with v, see [Deferred.Callback].
func (r Resolver[T]) Callback(v T) { r.d.Callback(v) }

// Errback fires the Deferred with a failure, see [Deferred.Errback].
func (r Resolver[T]) Errback(err error) { r.d.Errback(err) }

// Called tells whether the Deferred has fired.
func (r Resolver[T]) Called() bool { return r.d.Called() }

// Succeed makes an Of that has fired with v.
func Succeed[T any](v T) Of[T] { return Of[T]{Succeeded(v)} }

// Fail makes an Of that has fired with err.
func Fail[T any](err error) Of[T] { return Of[T]{Failed(err)} }

// From is the typed face of d. If the value of d turns out not to be a T,
// whoever takes it gets a [*TypeError]; nil is the zero value of any T.
func From[T any](d *Deferred) Of[T] { return Of[T]{d} }

// TypeError is the failure of a typed face whose Deferred has another value.
type TypeError struct {
	Value any
	Want  reflect.Type
}

func (e *TypeError) Error() string {
	return fmt.Sprintf("the value of a Deferred is a %T, not a %v", e.Value, e.Want)
}

// as is v as a T.
func as[T any](v any) (T, error) {
	t, ok := v.(T)
	if !ok && v != nil {
		return t, &TypeError{Value: v, Want: reflect.TypeFor[T]()}
	}
	return t, nil
}

// Untyped is the Deferred itself.
func (d Of[T]) Untyped() *Deferred { return d.d }

// Called tells whether the Deferred has fired.
func (d Of[T]) Called() bool { return d.d.Called() }

// Cancel says that the result is no longer wanted, see [Deferred.Cancel].
func (d Of[T]) Cancel() { d.d.Cancel() }

// Then calls f with the value of d. What f returns is the result.
func Then[T, U any](d Of[T], f func(T) (U, error)) Of[U] {
	d.d.AddCallback(func(v any) (any, error) {
		t, err := as[T](v)
		if err != nil {
			return nil, err
		}
		u, err := f(t)
		if err != nil {
			return nil, failure.Returned(err, f)
		}
		return u, nil
	})
	return Of[U](d)
}

// Bind calls f with the value of d, and waits for what f returns: a ladder
// beside the ladder.
func Bind[T, U any](d Of[T], f func(T) Of[U]) Of[U] {
	d.d.AddCallback(func(v any) (any, error) {
		t, err := as[T](v)
		if err != nil {
			return nil, err
		}
		return f(t).d, nil
	})
	return Of[U](d)
}

// Recover calls f with the failure of d, if it fails. What f returns is the
// result; it may be the same failure.
func (d Of[T]) Recover(f func(*failure.Failure) (T, error)) Of[T] {
	d.d.AddErrback(func(failed *failure.Failure) (any, error) {
		v, err := f(failed)
		if err != nil {
			return nil, failure.Returned(err, f)
		}
		return v, nil
	})
	return d
}

// Rescue is Recover for an f whose own result may not be there yet: to try
// again, say.
func (d Of[T]) Rescue(f func(*failure.Failure) Of[T]) Of[T] {
	d.d.AddErrback(func(failed *failure.Failure) (any, error) { return f(failed).d, nil })
	return d
}

// Finally calls f, be there a value or a failure, and passes that on.
func (d Of[T]) Finally(f func()) Of[T] {
	d.d.AddBoth(func(v any) (any, error) {
		f()
		return v, nil
	})
	return d
}

// Handle ends the chain: it calls value or failed, which are one rung. With
// failed nil, failures are logged as unhandled.
func (d Of[T]) Handle(value func(T), failed func(*failure.Failure)) {
	var eb func(f *failure.Failure) (any, error)
	if failed != nil {
		eb = func(f *failure.Failure) (any, error) { failed(f); return nil, nil }
	}
	d.d.AddCallbacks(func(v any) (any, error) {
		t, err := as[T](v)
		switch {
		case err == nil:
			value(t)
		case eb != nil:
			return eb(failure.New(err))
		}
		return nil, err
	}, eb)
}
