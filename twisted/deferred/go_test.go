package deferred_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

func TestGo(t *testing.T) {
	var s steps
	a, ra := deferred.NewOf[int]()
	b, rb := deferred.NewOf[string]()
	d := deferred.Go(here{}, func(w *deferred.Waiter) (string, error) {
		s.cb("begin", 0)(nil)
		n, err := deferred.Wait(w, a)
		s.cb("a", 0)(n)
		if err != nil {
			return "", err
		}
		text, err := deferred.Wait(w, b)
		s.cb("b", 0)(text)
		_, failed := deferred.Wait(w, deferred.Fail[int](errBoom))
		s.cb("c", 0)(failed)
		return "done", err
	})
	s.check(t, "begin(<nil>)")
	ra.Callback(1)
	s.check(t, "begin(<nil>)", "a(1)")
	rb.Callback("x")
	s.check(t, "begin(<nil>)", "a(1)", "b(x)", "c(boom)")
	want(t, d, "done")
}

func TestGoFails(t *testing.T) {
	fail := func(*deferred.Waiter) (int, error) { return 3, errBoom }
	var got *failure.Failure
	deferred.Go(here{}, fail).Handle(nil, func(f *failure.Failure) { got = f })
	if got.Err != errBoom || !strings.Contains(got.Stack()[0].Function, "TestGoFails") {
		t.Errorf("%+v", got)
	}
	var never deferred.Of[int]
	d, r := deferred.NewOf[int]()
	never = deferred.Go(here{}, func(w *deferred.Waiter) (int, error) {
		_, err := deferred.Wait(w, d)
		panic(err)
	})
	r.Errback(io.EOF)
	want(t, never, "failed: EOF")
}

func TestGoHandsOverStrictly(t *testing.T) {
	// Two functions and the loop share a variable without a lock: the race
	// detector and the sum both tell if two ever run at once.
	l := startLoop(t)
	sum := 0
	var done []deferred.Of[int]
	q := deferred.NewQueue[int](-1, -1)
	l.do(func() {
		for range 4 {
			done = append(done, deferred.Go(l, func(w *deferred.Waiter) (int, error) {
				for {
					n, err := deferred.Wait(w, q.Get())
					if n == 0 || err != nil {
						return sum, err
					}
					sum += n
					runtime.Gosched()
				}
			}))
		}
	})
	for range 100 {
		l.do(func() { _ = q.Put(1); sum++ })
	}
	for range 4 {
		l.do(func() { _ = q.Put(0) })
	}
	for _, d := range done {
		if n, err := d.Await(patience(t), l); n != 200 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
}

func TestGoManyWaits(t *testing.T) {
	// Neither Deferreds that have fired nor such as fire later make the
	// stack grow.
	q := deferred.NewQueue[int](-1, -1)
	deepest := 0
	d := deferred.Go(here{}, func(w *deferred.Waiter) (int, error) {
		sum := 0
		for range 2000 {
			n, err := deferred.Wait(w, q.Get())
			if err != nil {
				return 0, err
			}
			sum += n
			deepest = max(deepest, runtime.Callers(0, make([]uintptr, 1000)))
		}
		return sum, nil
	})
	for range 2000 {
		if err := q.Put(1); err != nil {
			t.Fatal(err)
		}
	}
	want(t, d, "2000")
	if deepest > 60 {
		t.Errorf("%d lines of stack", deepest)
	}
}

func TestGoInsideGo(t *testing.T) {
	d, r := deferred.NewOf[int]()
	outer := deferred.Go(here{}, func(w *deferred.Waiter) (int, error) {
		n, err := deferred.Wait(w, deferred.Go(here{}, func(w *deferred.Waiter) (int, error) {
			return deferred.Wait(w, d)
		}))
		return 2 * n, err
	})
	r.Callback(4)
	want(t, outer, "8")
}

func TestGoCancel(t *testing.T) {
	n := observe(t)
	wait := func(finish func(error) (int, error)) deferred.Of[int] {
		return deferred.Go(here{}, func(w *deferred.Waiter) (int, error) {
			d, _ := deferred.NewOf[int]()
			_, err := deferred.Wait(w, d)
			return finish(err)
		})
	}
	d := wait(func(err error) (int, error) { return 0, err })
	d.Cancel()
	want(t, d, "failed: the result is no longer wanted")

	d = wait(func(error) (int, error) { return 5, nil })
	d.Cancel()
	want(t, d, "5")
	n.want(t)
}

func TestGoThatGoesOnAfterCancel(t *testing.T) {
	n := observe(t)
	second, r := deferred.NewOf[int]()
	ended := 0
	goesOn := func(err error) deferred.Of[int] {
		return deferred.Go(here{}, func(w *deferred.Waiter) (int, error) {
			first, _ := deferred.NewOf[int]()
			_, _ = deferred.Wait(w, first)
			v, _ := deferred.Wait(w, second)
			ended++
			return v, err
		})
	}
	for _, err := range []error{nil, errBoom} {
		d := goesOn(err)
		d.Cancel()
		want(t, d, "failed: the result is no longer wanted")
		r.Callback(1)
		second, r = deferred.NewOf[int]()
	}
	if ended != 2 {
		t.Errorf("%d functions ended", ended)
	}
	n.want(t, errBoom)
}

func TestWaitOutside(t *testing.T) {
	var kept *deferred.Waiter
	d, r := deferred.NewOf[int]()
	waits := deferred.Go(here{}, func(w *deferred.Waiter) (int, error) {
		kept = w
		return deferred.Wait(w, d)
	})
	for range 2 {
		if v := mustPanic(t, "Wait", func() { _, _ = deferred.Wait(kept, deferred.Succeed(1)) }); v != deferred.ErrNotRunning {
			t.Errorf("panic with %v", v)
		}
		if !r.Called() {
			r.Callback(1)
		}
	}
	want(t, waits, "1")
}

func TestWaitForAnotherType(t *testing.T) {
	d := deferred.Go(here{}, func(w *deferred.Waiter) (int, error) {
		return deferred.Wait(w, deferred.From[int](deferred.Succeeded("x")))
	})
	want(t, d, "failed: the value of a Deferred is a string, not a int")
}

// lender is a Door that counts to whom the loop was lent.
type lender struct {
	here
	lent, back atomic.Int32
}

func (l *lender) Lend() func() {
	l.lent.Add(1)
	return func() { l.back.Add(1) }
}

func TestGoTellsTheDoor(t *testing.T) {
	l := &lender{}
	d, r := deferred.NewOf[int]()
	counts := func(lent, back int32) {
		t.Helper()
		if l.lent.Load() != lent || l.back.Load() != back {
			t.Errorf("lent %d times, given back %d times, want %d and %d", l.lent.Load(), l.back.Load(), lent, back)
		}
	}
	deferred.Go(l, func(w *deferred.Waiter) (int, error) {
		counts(1, 0)
		_, err := deferred.Wait(w, d)
		counts(2, 1)
		return 0, err
	})
	counts(1, 1)
	r.Callback(1)
	counts(2, 2)
	var f *failure.Failure
	deferred.Go(l, func(*deferred.Waiter) (int, error) { panic(1) }).Handle(nil, func(failed *failure.Failure) { f = failed })
	counts(3, 3)
	var p *failure.PanicError
	if !errors.As(f, &p) {
		t.Errorf("%v", f)
	}
}
