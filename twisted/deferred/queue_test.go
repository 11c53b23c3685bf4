package deferred_test

import (
	"errors"
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
)

func put(t *testing.T, q *deferred.Queue[int], values ...int) {
	t.Helper()
	for _, v := range values {
		if err := q.Put(v); err != nil {
			t.Errorf("Put(%d): %v", v, err)
		}
	}
}

func TestQueue(t *testing.T) {
	q := deferred.NewQueue[int](-1, -1)
	put(t, q, 1, 2)
	want(t, q.Get(), "1")
	want(t, q.Get(), "2")
	a, b := q.Get(), q.Get()
	if q.Waiting() != 2 || q.Len() != 0 {
		t.Errorf("%d wait for %d", q.Waiting(), q.Len())
	}
	put(t, q, 3, 4, 5)
	want(t, a, "3")
	want(t, b, "4")
	if q.Len() != 1 {
		t.Errorf("%d left", q.Len())
	}
}

func TestQueueBounds(t *testing.T) {
	q := deferred.NewQueue[int](1, 1)
	put(t, q, 1)
	if err := q.Put(2); !errors.Is(err, deferred.ErrQueueOverflow) {
		t.Errorf("%v", err)
	}
	want(t, q.Get(), "1")
	d := q.Get()
	want(t, q.Get(), "failed: too many wait for a value of the queue")
	put(t, q, 3)
	want(t, d, "3")
}

func TestQueueCancel(t *testing.T) {
	q := deferred.NewQueue[int](-1, -1)
	a, b, c := q.Get(), q.Get(), q.Get()
	b.Cancel()
	put(t, q, 1, 2, 3)
	want(t, a, "1")
	want(t, b, "failed: the result is no longer wanted")
	want(t, c, "2")
	want(t, q.Get(), "3")
}

func TestLongQueue(t *testing.T) {
	q := deferred.NewQueue[int](-1, -1)
	in, out := 0, 0
	for range 100_000 {
		put(t, q, in, in+1)
		in += 2
		if got := result(t, q.Get()); in < 1000 && got == "waiting" {
			t.Fatal(got)
		}
		out++
	}
	for ; out < in; out++ {
		var got int
		q.Get().Handle(func(v int) { got = v }, nil)
		if got != out {
			t.Fatalf("got %d, want %d", got, out)
		}
	}
}

func TestSemaphore(t *testing.T) {
	var s steps
	sem := deferred.NewSemaphore(2)
	for _, name := range []string{"a", "b", "c", "d"} {
		sem.Acquire().AddCallback(s.cb(name, nil))
	}
	s.check(t, "a(<nil>)", "b(<nil>)")
	sem.Release()
	s.check(t, "a(<nil>)", "b(<nil>)", "c(<nil>)")
	sem.Release()
	sem.Release()
	if sem.Free() != 1 {
		t.Errorf("%d free", sem.Free())
	}
	sem.Release()
	mustPanic(t, "Release", sem.Release)
	mustPanic(t, "NewSemaphore", func() { deferred.NewSemaphore(0) })
}

func TestSemaphoreCancel(t *testing.T) {
	var s steps
	sem := deferred.NewSemaphore(1)
	sem.Acquire()
	b := sem.Acquire().AddErrback(s.eb("b", nil))
	sem.Acquire().AddCallback(s.cb("c", nil))
	b.Cancel()
	sem.Release()
	s.check(t, "b(the result is no longer wanted)", "c(<nil>)")
}

func TestLock(t *testing.T) {
	l := deferred.NewLock()
	l.Acquire()
	second := l.Acquire()
	if !l.Locked() || second.Called() {
		t.Error("let in two")
	}
	l.Release()
	if !l.Locked() || !second.Called() {
		t.Error("did not let in the second")
	}
	l.Release()
	if l.Locked() {
		t.Error("still locked")
	}
	mustPanic(t, "Release", l.Release)
}

func TestRun(t *testing.T) {
	l := deferred.NewLock()
	d, r := deferred.NewOf[int]()
	a := deferred.Run(l, func() deferred.Of[int] { return d })
	b := deferred.Run(l, func() deferred.Of[int] { return deferred.Fail[int](errBoom) })
	c := deferred.Run(l, func() deferred.Of[int] { panic("out of paper") })
	e := deferred.Run(l, func() deferred.Of[int] { return deferred.Succeed(5) })
	if b.Called() {
		t.Error("let in two")
	}
	r.Callback(1)
	want(t, a, "1")
	want(t, b, "failed: boom")
	want(t, c, "failed: panic: out of paper")
	want(t, e, "5")
	if l.Locked() {
		t.Error("still locked")
	}
}

func TestRunMany(t *testing.T) {
	// Each lets in the next, which is done at once: not one in the other.
	l := deferred.NewLock()
	l.Acquire()
	atDepth(t, 40, func(check func(any) (any, error)) {
		n := 0
		for i := range 200_000 {
			deferred.Run(l, func() deferred.Of[int] {
				if n++; i%1000 == 999 {
					_, _ = check(nil)
				}
				return deferred.Succeed(i)
			})
		}
		l.Release()
		if n != 200_000 {
			t.Errorf("%d ran", n)
		}
	})
}
