package threads

import (
	"context"
	"errors"
	"fmt"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

// Reactor is what this package needs of a reactor.
type Reactor interface {
	deferred.Door
	// CallInThread has f called by a worker of the reactor's pool.
	CallInThread(f func())
}

// ErrGoexit is the failure of work that has ended its goroutine.
var ErrGoexit = errors.New("threads: the function called runtime.Goexit")

// DeferToThread has f called by a worker of the reactor's pool, and returns a
// Deferred of its result, which fires on the reactor's goroutine. A panic is a
// failure. To cancel the Deferred is not to wait for f any more; f itself goes
// on.
//
// It may itself only be called on the reactor's goroutine. If the reactor stops
// before f has returned, the Deferred does not fire.
func DeferToThread[T any](r Reactor, f func() (T, error)) deferred.Of[T] {
	d, result := deferred.NewOf[T]()
	r.CallInThread(func() {
		var v T
		fail := failure.Bare(ErrGoexit)
		defer func() {
			if p := failure.FromPanic(recover()); p != nil {
				fail = p
			}
			r.CallFromThread(func() { fire(result, v, fail) })
		}()
		v, fail = call(f)
	})
	return d
}

func call[T any](f func() (T, error)) (T, *failure.Failure) {
	v, err := f()
	if err != nil {
		return v, failure.Returned(err, f)
	}
	return v, nil
}

func fire[T any](result deferred.Resolver[T], v T, f *failure.Failure) {
	if f != nil {
		result.Errback(f)
	} else {
		result.Callback(v)
	}
}

// CallMultipleInThread has the functions called by one worker of the reactor's
// pool, one after the other. One that panics keeps the rest from being called.
func CallMultipleInThread(r Reactor, fs ...func()) {
	r.CallInThread(func() {
		for _, f := range fs {
			f()
		}
	})
}

// BlockingCallFromThread has f called on the reactor's goroutine, waits until
// the Deferred that it returns has fired, and returns what it fired with. It is
// for goroutines other than the reactor's, which would wait for itself.
//
// When ctx is done, it returns an error that wraps the cause of that, and the
// Deferred is cancelled. That is also the way out if the reactor stops.
func BlockingCallFromThread[T any](ctx context.Context, door deferred.Door, f func() deferred.Of[T]) (T, error) {
	type result struct {
		value T
		err   error
	}
	results := make(chan result, 1)
	var d deferred.Of[T] // which is the reactor's
	door.CallFromThread(func() {
		d = deferred.From[T](deferred.Maybe(func() (any, error) { return f(), nil }))
		d.Handle(
			func(v T) { results <- result{value: v} },
			func(fail *failure.Failure) { results <- result{err: fail} })
	})
	select {
	case r := <-results:
		return r.value, r.err
	case <-ctx.Done():
		door.CallFromThread(func() { d.Cancel() }) // by which time there is one
		var none T
		return none, fmt.Errorf("waiting for the reactor: %w", context.Cause(ctx))
	}
}
