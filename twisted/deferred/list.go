package deferred

import (
	"fmt"

	"github.com/lore-docs/lore/twisted/failure"
)

// Result is what came of one Deferred of several: a value, or a failure.
type Result[T any] struct {
	Value   T
	Failure *failure.Failure // nil if there is a value
}

// Indexed is the value of one Deferred of several.
type Indexed[T any] struct {
	Index int
	Value T
}

// FirstError is the failure of a list of which one has failed.
type FirstError struct {
	Index   int // of the one that failed
	Failure *failure.Failure
}

func (e *FirstError) Error() string { return fmt.Sprintf("number %d: %v", e.Index, e.Failure) }

// Unwrap is the failure of the one.
func (e *FirstError) Unwrap() error { return e.Failure }

// ListOption changes when a list fires, and what it leaves behind.
type ListOption func(*list)

// FireOnOneCallback lets the list fire with the first value, as an
// Indexed[any]. If all fail it fires with the results.
func FireOnOneCallback() ListOption { return func(l *list) { l.onValue = true } }

// FireOnOneErrback lets the list fail with a [*FirstError] at the first
// failure.
func FireOnOneErrback() ListOption { return func(l *list) { l.onFailure = true } }

// ConsumeErrors handles the failures of the Deferreds in the list. Otherwise
// they stay with these, to be handled there or to be logged. Either way the
// list has them among its results.
func ConsumeErrors() ListOption { return func(l *list) { l.consume = true } }

// List makes one Deferred of many: it fires with a []Result[any], in the
// order of ds, when all have fired. The results pass on to callbacks that are
// added to the Deferreds later. A list of none fires at once, unless with
// FireOnOneCallback: then never. Cancel cancels all that have not fired.
func List(ds []*Deferred, opts ...ListOption) *Deferred {
	l := &list{results: make([]Result[any], len(ds)), missing: len(ds)}
	for _, opt := range opts {
		opt(l)
	}
	l.d = NewCancellable(func(*Deferred) { cancelAll(ds) })
	if len(ds) == 0 && !l.onValue {
		l.d.Callback(l.results)
	}
	for i, d := range ds {
		d.AddBoth(func(v any) (any, error) { return l.take(i, v) })
	}
	return l.d
}

func cancelAll(ds []*Deferred) {
	for _, d := range ds {
		d.Cancel()
	}
}

// list collects results.
type list struct {
	d       *Deferred
	results []Result[any]
	missing int

	onValue, onFailure, consume bool
}

// take is the callback of number i.
func (l *list) take(i int, v any) (any, error) {
	f, failed := v.(*failure.Failure)
	if failed {
		l.results[i].Failure = f
	} else {
		l.results[i].Value = v
	}
	l.missing--
	if !l.d.Called() {
		l.fire(i, v, f)
	}
	if failed && l.consume {
		return nil, nil
	}
	return v, nil
}

// fire fires the list if it is time to, after number i.
func (l *list) fire(i int, v any, f *failure.Failure) {
	switch {
	case f == nil && l.onValue:
		l.d.Callback(Indexed[any]{Index: i, Value: v})
	case f != nil && l.onFailure:
		l.d.Errback(failure.New(&FirstError{Index: i, Failure: f}))
	case l.missing == 0:
		l.d.Callback(l.results)
	}
}

// Gather makes one result of many: what came of each, in the order of ds,
// when all have fired. Of the options FireOnOneErrback and ConsumeErrors make
// sense; see [All] and [First] for what they and FireOnOneCallback are mostly
// used for.
func Gather[T any](ds []Of[T], opts ...ListOption) Of[[]Result[T]] {
	opts = append(opts[:len(opts):len(opts)], func(l *list) { l.onValue = false })
	return Then(From[[]Result[any]](List(untyped(ds), opts...)), func(all []Result[any]) ([]Result[T], error) {
		results := make([]Result[T], len(all))
		for i, one := range all {
			v, err := as[T](one.Value)
			results[i] = Result[T]{Value: v, Failure: one.Failure}
			if err != nil {
				results[i].Failure = failure.New(err)
			}
		}
		return results, nil
	})
}

// All is the values of all, in the order of ds. At the first failure it fails
// with a [*FirstError], and later failures are dropped.
func All[T any](ds []Of[T]) Of[[]T] {
	return Then(Gather(ds, FireOnOneErrback(), ConsumeErrors()), func(all []Result[T]) ([]T, error) {
		values := make([]T, len(all))
		for i, one := range all {
			if one.Failure != nil { // a value of another type
				return nil, &FirstError{Index: i, Failure: one.Failure}
			}
			values[i] = one.Value
		}
		return values, nil
	})
}

// First is the first value there is. The others are cancelled. If all fail it
// fails with an [*AllFailedError]; so does the first of none. It is newer than
// Twisted 2.0.
func First[T any](ds []Of[T]) Of[Indexed[T]] {
	all := untyped(ds)
	if len(all) == 0 {
		return Fail[Indexed[T]](&AllFailedError{})
	}
	d := List(all, FireOnOneCallback(), ConsumeErrors()).AddCallback(func(v any) (any, error) {
		one, ok := v.(Indexed[any])
		if !ok {
			return nil, allFailed(v.([]Result[any]))
		}
		cancelAll(all)
		value, err := as[T](one.Value)
		return Indexed[T]{Index: one.Index, Value: value}, err
	})
	return From[Indexed[T]](d)
}

// AllFailedError is the failure of First when there was no value at all.
type AllFailedError struct{ Failures []*failure.Failure }

func (e *AllFailedError) Error() string {
	if len(e.Failures) == 0 {
		return "none of nothing succeeded"
	}
	return fmt.Sprintf("all %d failed, the last: %v", len(e.Failures), e.Failures[len(e.Failures)-1])
}

// Unwrap is every failure.
func (e *AllFailedError) Unwrap() []error {
	errs := make([]error, len(e.Failures))
	for i, f := range e.Failures {
		errs[i] = f
	}
	return errs
}

func allFailed(results []Result[any]) error {
	e := &AllFailedError{}
	for _, r := range results {
		e.Failures = append(e.Failures, r.Failure)
	}
	return e
}

func untyped[T any](ds []Of[T]) []*Deferred {
	all := make([]*Deferred, len(ds))
	for i, d := range ds {
		all[i] = d.d
	}
	return all
}
