package deferred_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

var errBoom = errors.New("boom")

// steps notes which rungs of a ladder were taken, with what.
type steps []string

// cb is a callback that notes what it got and passes on a value.
func (s *steps) cb(name string, pass any) func(any) (any, error) {
	return func(v any) (any, error) {
		*s = append(*s, fmt.Sprintf("%s(%v)", name, v))
		return pass, nil
	}
}

// eb is an errback that notes what it got and passes on a value.
func (s *steps) eb(name string, pass any) func(*failure.Failure) (any, error) {
	return func(f *failure.Failure) (any, error) {
		*s = append(*s, fmt.Sprintf("%s(%v)", name, f))
		return pass, nil
	}
}

// bad is a callback that fails.
func (s *steps) bad(name string, err error) func(any) (any, error) {
	return func(v any) (any, error) {
		*s = append(*s, fmt.Sprintf("%s(%v)", name, v))
		return "dropped", err
	}
}

func (s *steps) check(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(*s, want) {
		t.Errorf("steps %q, want %q", *s, want)
	}
}

func TestEachCallbackGetsThePreviousResult(t *testing.T) {
	var s steps
	d := deferred.New()
	d.AddCallback(s.cb("a", 1)).AddCallback(s.cb("b", 2)).AddCallback(s.cb("c", 3))
	s.check(t)
	d.Callback(0)
	s.check(t, "a(0)", "b(1)", "c(2)")
	d.AddCallback(s.cb("d", 4)) // at once
	s.check(t, "a(0)", "b(1)", "c(2)", "d(3)")
}

func TestErrorGoesToTheErrbackSideAndBack(t *testing.T) {
	var s steps
	d := deferred.New()
	d.AddCallbacks(s.bad("a", errBoom), s.eb("never", 0))
	d.AddCallback(s.cb("skipped", 0))
	d.AddCallbacks(s.cb("never", 0), s.eb("b", 5))
	d.AddErrback(s.eb("skipped", 0))
	d.AddCallbacks(s.cb("c", 6), s.eb("never", 0))
	d.Callback(0)
	s.check(t, "a(0)", "b(boom)", "c(5)")
}

func TestAPairIsOneRung(t *testing.T) {
	var s steps
	// The errback beside a callback does not see its error.
	d := deferred.Succeeded(0).AddCallbacks(s.bad("a", errBoom), s.eb("beside", 0))
	d.AddErrback(s.eb("below", 0))
	s.check(t, "a(0)", "below(boom)")
}

func TestErrback(t *testing.T) {
	var s steps
	d := deferred.New().AddCallback(s.cb("skipped", 0))
	d.AddErrback(func(f *failure.Failure) (any, error) {
		s.eb("a", nil)(f)
		return nil, fmt.Errorf("again: %w", f)
	})
	d.AddErrback(s.eb("b", nil))
	d.Errback(errBoom)
	s.check(t, "a(boom)", "b(again: boom)")
}

func TestErrbackKeepsTheFailure(t *testing.T) {
	f := failure.New(errBoom)
	var got *failure.Failure
	keep := func(f *failure.Failure) (any, error) { got = f; return nil, nil }
	pass := func(v any) (any, error) { return v, nil } // a Failure returned as a value is one
	deferred.Failed(f).AddBoth(pass).AddErrback(keep)
	if got != f {
		t.Errorf("Failed and AddBoth: %v", got)
	}
	got = nil
	deferred.Succeeded(f).AddErrback(keep)
	if got != f {
		t.Errorf("Succeeded: %v", got)
	}
}

func TestAddBoth(t *testing.T) {
	var s steps
	deferred.Succeeded(1).AddBoth(s.cb("a", 2)).AddBoth(s.bad("b", errBoom)).AddBoth(s.cb("c", 3)).AddBoth(s.cb("d", 4))
	s.check(t, "a(1)", "b(2)", "c(boom)", "d(3)")
}

func TestNilFunctionsPassOn(t *testing.T) {
	var s steps
	deferred.Succeeded(1).AddCallbacks(nil, nil).AddBoth(nil).AddCallback(s.cb("a", 0))
	deferred.Failed(errBoom).AddCallbacks(nil, nil).AddBoth(nil).AddErrback(s.eb("b", 0))
	s.check(t, "a(1)", "b(boom)")
}

func mustPanic(t *testing.T, what string, f func()) (v any) {
	t.Helper()
	defer func() {
		v = recover()
		if v == nil {
			t.Errorf("%s did not panic", what)
		}
	}()
	f()
	return nil
}

func TestCalledTwice(t *testing.T) {
	for name, fire := range map[string]func(*deferred.Deferred){
		"Callback": func(d *deferred.Deferred) { d.Callback(1) },
		"Errback":  func(d *deferred.Deferred) { d.Errback(errBoom) },
	} {
		d := deferred.Succeeded(0)
		v := mustPanic(t, name, func() { fire(d) })
		e, ok := v.(*deferred.AlreadyCalledError)
		if !ok {
			t.Fatalf("%s: panic with %v", name, v)
		}
		if e.Created != nil || e.Fired != nil || e.Error() != "a Deferred was fired that had fired before" {
			t.Errorf("%s: %v without debugging", name, e)
		}
	}
}

func makeIt() *deferred.Deferred { return deferred.New() }
func fireIt(d *deferred.Deferred) {
	d.Callback(1)
}

func TestCalledTwiceWithDebug(t *testing.T) {
	defer deferred.SetDebug(deferred.SetDebug(true))
	d := makeIt()
	fireIt(d)
	e := mustPanic(t, "Callback", func() { d.Callback(2) }).(*deferred.AlreadyCalledError)
	if !strings.HasSuffix(e.Created[0].Function, ".makeIt") || !strings.HasSuffix(e.Fired[0].Function, ".fireIt") {
		t.Errorf("created %v\nfired %v", e.Created, e.Fired)
	}
	for _, want := range []string{"made at /", "fired at /", "deferred_test.makeIt", "deferred_test.fireIt"} {
		if !strings.Contains(e.Error(), want) {
			t.Errorf("text lacks %q: %v", want, e)
		}
	}
}

func TestCallbackIsNotGivenADeferred(t *testing.T) {
	mustPanic(t, "Callback of a Deferred", func() { deferred.New().Callback(deferred.New()) })
}

func TestPanicIsAFailure(t *testing.T) {
	var s steps
	d := deferred.Succeeded(0).AddCallback(func(any) (any, error) { panic("out of paper") })
	d.AddErrback(s.eb("a", 0))
	d.AddCallback(func(any) (any, error) { panic(io.EOF) })
	d.AddErrback(func(f *failure.Failure) (any, error) {
		f.Trap(fs.ErrNotExist) // panics: the failure goes on, unchanged
		return nil, nil
	})
	var got *failure.Failure
	d.AddErrback(func(f *failure.Failure) (any, error) { got = f; return nil, nil })
	s.check(t, "a(panic: out of paper)")
	if got.Err != io.EOF || !strings.Contains(got.Stack()[0].Function, "TestPanicIsAFailure") {
		t.Errorf("%+v", got)
	}
}

func failing(any) (any, error) { return nil, errBoom }

func TestTracebackNamesTheCallback(t *testing.T) {
	var got *failure.Failure
	deferred.Succeeded(0).AddCallback(failing).AddErrback(func(f *failure.Failure) (any, error) { got = f; return nil, nil })
	if !strings.HasSuffix(got.Stack()[0].Function, ".failing") {
		t.Errorf("%+v", got)
	}
	const machinery = "twisted/deferred.(*Deferred).run"
	if strings.Contains(got.Traceback(), machinery) || !strings.Contains(got.Detailed(), machinery) {
		t.Errorf("how deferred got there is for Detailed only: %s", got.Detailed())
	}
}

func TestReturnedDeferredIsWaitedFor(t *testing.T) {
	var s steps
	inner := deferred.New()
	outer := deferred.Succeeded(0)
	outer.AddCallback(s.cb("a", inner)).AddCallback(s.cb("b", 9))
	inner.AddCallback(s.cb("i", 5))
	s.check(t, "a(0)")
	inner.Callback(1)
	// i was added after outer began to wait, so outer has the result before it.
	s.check(t, "a(0)", "b(1)", "i(<nil>)")
}

func TestReturnedDeferredThatHasFired(t *testing.T) {
	var s steps
	inner := deferred.Succeeded(7)
	outer := deferred.Succeeded(0).AddCallback(s.cb("a", inner)).AddCallback(s.cb("b", 0))
	inner.AddCallback(s.cb("i", 0))
	s.check(t, "a(0)", "b(7)", "i(<nil>)")
	if !outer.Called() {
		t.Error("not called")
	}
}

func TestReturnedDeferredThatFails(t *testing.T) {
	var s steps
	inner := deferred.New()
	deferred.Succeeded(0).AddCallback(s.cb("a", inner)).AddCallbacks(s.cb("never", 0), s.eb("b", 0))
	inner.Errback(errBoom)
	deferred.Failed(errBoom).AddErrback(s.eb("c", inner)).AddCallback(s.cb("d", 0))
	s.check(t, "a(0)", "b(boom)", "c(boom)", "d(<nil>)")
}

func TestReturnedDeferredThatIsPaused(t *testing.T) {
	var s steps
	inner := deferred.New()
	inner.Pause()
	inner.Callback(1)
	deferred.Succeeded(0).AddCallback(s.cb("a", inner)).AddCallback(s.cb("b", 0))
	s.check(t, "a(0)")
	inner.Unpause()
	s.check(t, "a(0)", "b(1)")
}

func TestReturnedNilAndItself(t *testing.T) {
	var s steps
	var none *deferred.Deferred
	deferred.Succeeded(0).AddCallback(s.cb("a", none)).AddCallback(s.cb("b", 0))
	s.check(t, "a(0)", "b(<nil>)")

	d := deferred.New()
	var got *failure.Failure
	d.AddCallback(func(any) (any, error) { return d, nil }).AddErrback(func(f *failure.Failure) (any, error) { got = f; return nil, nil })
	d.Callback(0)
	if !errors.Is(got, deferred.ErrCycle) {
		t.Errorf("got %v", got)
	}
}

// ring has n Deferreds wait each for the next, and the last for the first.
func ring(n int) []*deferred.Deferred {
	ds := make([]*deferred.Deferred, n)
	for i := range ds {
		ds[i] = deferred.New()
		ds[i].AddCallback(func(any) (any, error) { return ds[(i+1)%n], nil })
	}
	for _, d := range ds {
		d.Callback(nil)
	}
	return ds
}

func TestDeferredsThatWaitForEachOther(t *testing.T) {
	var got *failure.Failure
	ring(5)[0].AddErrback(func(f *failure.Failure) (any, error) { got = f; return nil, nil })
	if !errors.Is(got, deferred.ErrCycle) {
		t.Errorf("got %v", got)
	}
	for _, n := range []int{1000, 1001} { // too long to be found
		ring(n)[0].Cancel() // which ends
	}
}

func TestReturnedDeferredCanRunItsCaller(t *testing.T) {
	// inner is in the midst of its steps when outer begins to wait for it.
	var s steps
	inner := deferred.New()
	outer := deferred.New().AddCallback(s.cb("a", inner)).AddCallback(s.cb("b", 0))
	inner.AddCallback(func(v any) (any, error) {
		outer.Callback(v)
		return 2, nil
	}).AddCallback(s.cb("i", 3))
	inner.Callback(1)
	s.check(t, "a(1)", "i(2)", "b(3)")
}

func TestPauseNests(t *testing.T) {
	var s steps
	d := deferred.New().AddCallback(s.cb("a", 1))
	d.Pause()
	d.Pause()
	d.Callback(0)
	d.AddCallback(s.cb("b", 2))
	d.Unpause()
	s.check(t)
	d.Unpause()
	s.check(t, "a(0)", "b(1)")
	mustPanic(t, "Unpause", d.Unpause)
}

func TestUnpauseDoesNotEndAWait(t *testing.T) {
	var s steps
	inner := deferred.New()
	d := deferred.Succeeded(0).AddCallback(s.cb("a", inner)).AddCallback(s.cb("b", 0))
	d.Pause()
	d.Unpause()
	mustPanic(t, "Unpause", d.Unpause)
	s.check(t, "a(0)")
	d.Pause()
	inner.Callback(1)
	s.check(t, "a(0)")
	d.Unpause()
	s.check(t, "a(0)", "b(1)")
}

func TestPauseInACallback(t *testing.T) {
	var s steps
	d := deferred.New()
	d.AddCallback(func(any) (any, error) { d.Pause(); return 1, nil }).AddCallback(s.cb("a", 0))
	d.Callback(0)
	s.check(t)
	d.Unpause()
	s.check(t, "a(1)")
}

func TestChain(t *testing.T) {
	var s steps
	other := deferred.New().AddCallbacks(s.cb("o", 2), s.eb("never", 0))
	d := deferred.New().AddCallback(s.cb("a", 1)).Chain(other).AddCallback(s.cb("b", 0))
	d.Callback(0)
	s.check(t, "a(0)", "o(1)", "b(<nil>)")

	s = nil
	other = deferred.New().AddErrback(s.eb("o", 2))
	deferred.Failed(errBoom).Chain(other).AddCallback(s.cb("b", 0))
	s.check(t, "o(boom)", "b(<nil>)")

	s = nil
	deferred.Succeeded(0).Chain(deferred.Succeeded(1)).AddErrback(s.eb("b", 0))
	s.check(t, "b(a Deferred was fired that had fired before)")

	s = nil
	other = deferred.New().AddCallback(s.cb("o", 2))
	other.Pause()
	deferred.Succeeded(0).Chain(other).AddCallback(s.cb("b", 0))
	other.Unpause()
	s.check(t, "b(<nil>)", "o(0)")
}

func TestAddedDuringTheRunGoesToTheEnd(t *testing.T) {
	var s steps
	d := deferred.New()
	d.AddCallback(func(any) (any, error) {
		d.AddCallback(s.cb("late", 0))
		s.cb("a", 0)(0)
		return 1, nil
	}).AddCallback(s.cb("b", 2))
	d.Callback(0)
	s.check(t, "a(0)", "b(1)", "late(2)")
}

func TestMaybe(t *testing.T) {
	var s steps
	inner := deferred.New()
	deferred.Maybe(func() (any, error) { return 1, nil }).AddCallback(s.cb("value", 0))
	deferred.Maybe(func() (any, error) { return 1, errBoom }).AddErrback(s.eb("error", 0))
	deferred.Maybe(func() (any, error) { panic(errBoom) }).AddErrback(s.eb("panic", 0))
	deferred.Maybe(func() (any, error) { return inner, nil }).AddCallback(s.cb("deferred", 0))
	inner.Callback(2)
	s.check(t, "value(1)", "error(boom)", "panic(boom)", "deferred(2)")
}

func TestZeroDeferred(t *testing.T) {
	var s steps
	var d deferred.Deferred
	d.AddCallback(s.cb("a", 1)).AddCallback(s.cb("b", 2))
	d.Callback(0)
	s.check(t, "a(0)", "b(1)")
}

func TestAMillionCallbacks(t *testing.T) {
	n := 0
	count := func(v any) (any, error) { n++; return v, nil }
	d := deferred.New()
	for range million {
		d.AddCallback(count)
	}
	d.Callback(0)
	// Each adds the next, two at a time are waiting.
	var again func(v any) (any, error)
	again = func(v any) (any, error) {
		if n++; n < 3*million {
			d.AddCallback(again)
		}
		return v, nil
	}
	d = deferred.New()
	d.AddCallback(again).AddCallback(again)
	d.Callback(0)
	if n < 3*million {
		t.Errorf("%d", n)
	}
}

// atDepth has f call check in the midst of a long chain, and fails should the
// chain recurse: the limit of a goroutine's stack is so high that a
// million calls fit in it.
func atDepth(t *testing.T, limit int, f func(check func(any) (any, error))) {
	deepest := 0
	f(func(v any) (any, error) {
		deepest = max(deepest, runtime.Callers(0, make([]uintptr, 1000)))
		return v, nil
	})
	if deepest == 0 || deepest > limit {
		t.Errorf("%d calls deep", deepest)
	}
}

func TestAMillionDeferredsThatWait(t *testing.T) {
	atDepth(t, 20, func(check func(any) (any, error)) {
		first := deferred.New()
		last := first
		for i := range million {
			inner := last
			last = deferred.Succeeded(0).AddCallback(func(any) (any, error) { return inner, nil })
			if i%1000 == 0 {
				last.AddCallback(check)
			}
		}
		last.AddCallback(check)
		got := any(nil)
		last.AddCallback(func(v any) (any, error) { got = v; return nil, nil })
		first.Callback("through")
		if got != "through" {
			t.Errorf("got %v", got)
		}
	})
}

func TestAMillionDeferredsThatChain(t *testing.T) {
	atDepth(t, 20, func(check func(any) (any, error)) {
		first := deferred.New()
		last := first
		for range million {
			other := deferred.New()
			last.Chain(other)
			last.AddCallback(nil) // so that each is come back to
			last = other
		}
		last.AddCallback(check)
		got := any(nil)
		last.AddCallback(func(v any) (any, error) { got = v; return nil, nil })
		first.Callback("through")
		if got != "through" {
			t.Errorf("got %v", got)
		}
	})
}

func TestCancelALongChain(t *testing.T) {
	cancelled := false
	last := deferred.NewCancellable(func(*deferred.Deferred) { cancelled = true })
	for range million {
		inner := last
		last = deferred.Succeeded(0).AddCallback(func(any) (any, error) { return inner, nil })
	}
	var s steps
	last.AddErrback(s.eb("a", 0))
	last.Cancel()
	s.check(t, "a(the result is no longer wanted)")
	if !cancelled {
		t.Error("the innermost was not cancelled")
	}
}
