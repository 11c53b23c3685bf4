package trial

import (
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

// A result is what a Deferred has fired with, if it has.
type result[T any] struct {
	fired   bool
	value   T
	failure *failure.Failure
}

// resultOf takes the result of d. If there is none yet, the callbacks that it
// adds pass on what comes, for the test may go on to wait for it.
func resultOf[T any](d deferred.Of[T]) *result[T] {
	r := &result[T]{}
	waiting := false
	d.Untyped().AddCallbacks(func(v any) (any, error) {
		if waiting {
			return v, nil
		}
		r.fired = true
		r.value, _ = v.(T)
		return nil, nil
	}, func(f *failure.Failure) (any, error) {
		if waiting {
			return nil, f
		}
		r.fired, r.failure = true, f
		return nil, nil
	})
	waiting = true
	return r
}

// SuccessResultOf returns the value of d, which must be there already: for
// tests that need no loop. Otherwise the test fails at once.
func SuccessResultOf[T any](t testing.TB, d deferred.Of[T]) T {
	t.Helper()
	r := resultOf(d)
	switch {
	case !r.fired:
		t.Fatal("trial: a Deferred has no result, which was to have succeeded")
	case r.failure != nil:
		t.Fatalf("trial: a Deferred has failed, which was to have succeeded:\n%s", r.failure.Traceback())
	}
	return r.value
}

// FailureResultOf returns the failure of d, which must be there already, and be
// one of the targets, in the sense of errors.Is, if there are any. Otherwise
// the test fails at once.
func FailureResultOf[T any](t testing.TB, d deferred.Of[T], targets ...error) *failure.Failure {
	t.Helper()
	r := resultOf(d)
	switch {
	case !r.fired:
		t.Fatal("trial: a Deferred has no result, which was to have failed")
	case r.failure == nil:
		t.Fatalf("trial: a Deferred has succeeded with %v, which was to have failed", r.value)
	case len(targets) > 0 && r.failure.Check(targets...) == nil:
		t.Fatalf("trial: a Deferred has failed in another way than with %v:\n%s", targets, r.failure.Traceback())
	}
	return r.failure
}

// NoResult fails the test at once if d has fired. The result is lost then;
// otherwise d is as it was.
func NoResult[T any](t testing.TB, d deferred.Of[T]) {
	t.Helper()
	r := resultOf(d)
	switch {
	case r.failure != nil:
		t.Fatalf("trial: a Deferred has failed, which was not to have fired yet:\n%s", r.failure.Traceback())
	case r.fired:
		t.Fatalf("trial: a Deferred has succeeded with %v, which was not to have fired yet", r.value)
	}
}
