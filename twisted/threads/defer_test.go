package threads_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/threads"
)

// A loop is as much of a reactor as this package needs: the goroutine of the
// test, which makes the calls that come in from others.
type loop struct {
	t     *testing.T
	calls chan func()
	pool  *threads.Pool
}

func newLoop(t *testing.T) *loop {
	p := newPool(t, 0, 4)
	p.Start()
	return &loop{t, make(chan func(), 100), p}
}

func (l *loop) CallFromThread(f func()) { l.calls <- f }

func (l *loop) CallInThread(f func()) {
	if err := l.pool.Submit(f); err != nil {
		l.t.Error(err)
	}
}

// until makes calls until done is true.
func (l *loop) until(done *bool) {
	l.t.Helper()
	for !*done {
		wait(l.t, l.calls, "a call from a thread")()
	}
}

// result makes calls until d fires.
func result[T any](l *loop, d deferred.Of[T]) (value T, fail *failure.Failure) {
	l.t.Helper()
	done := false
	d.Handle(
		func(v T) { value, done = v, true },
		func(f *failure.Failure) { fail, done = f, true })
	l.until(&done)
	return value, fail
}

func TestDeferToThread(t *testing.T) {
	l := newLoop(t)
	d := threads.DeferToThread(l, func() (int, error) { return 7, nil })
	if d.Called() {
		t.Error("the Deferred fired on another goroutine")
	}
	if v, f := result(l, d); v != 7 || f != nil {
		t.Errorf("the result is %v, %v", v, f)
	}
}

func TestDeferToThreadFails(t *testing.T) {
	l := newLoop(t)
	for name, c := range map[string]struct {
		f    func() (int, error)
		want error
		// inTrace is what the traceback tells.
		inTrace string
	}{
		"error":  {func() (int, error) { return 7, io.ErrClosedPipe }, io.ErrClosedPipe, "TestDeferToThreadFails.func"},
		"panic":  {panicky, io.ErrNoProgress, "threads_test.panicky"},
		"Goexit": {func() (int, error) { runtime.Goexit(); return 7, nil }, threads.ErrGoexit, ""},
	} {
		_, f := result(l, threads.DeferToThread(l, c.f))
		if !errors.Is(f, c.want) || !strings.Contains(f.Traceback(), c.inTrace) {
			t.Errorf("%s: the failure is %v, %s", name, f, f.Traceback())
		}
	}
}

func panicky() (int, error) { panic(io.ErrNoProgress) }

func TestDeferToThreadOfAnInterface(t *testing.T) {
	l := newLoop(t)
	if v, f := result(l, threads.DeferToThread(l, func() (error, error) { return nil, nil })); v != nil || f != nil {
		t.Errorf("the result is %v, %v", v, f)
	}
}

func TestDeferToThreadCancel(t *testing.T) {
	l := newLoop(t)
	hold, done := make(chan bool), make(chan bool, 1)
	d := threads.DeferToThread(l, func() (int, error) { <-hold; done <- true; return 7, nil })
	d.Cancel()
	if _, f := result(l, d); !errors.Is(f, deferred.ErrCancelled) {
		t.Errorf("the failure is %v", f)
	}
	close(hold)
	wait(t, done, "the thread")
	wait(t, l.calls, "its result")() // which nobody minds
}

func TestCallMultipleInThread(t *testing.T) {
	l := newLoop(t)
	var got []int
	done := make(chan bool, 1)
	threads.CallMultipleInThread(l,
		func() { got = append(got, 1) },
		func() { got = append(got, 2) },
		func() { done <- true })
	wait(t, done, "the last")
	if len(got) != 2 || got[0] != 1 {
		t.Errorf("called %v", got)
	}
}

// outside runs f on a goroutine while the loop goes on, and returns what f
// returns.
func outside[T any](l *loop, f func() T) (v T) {
	l.t.Helper()
	done := false
	go func() {
		got := f()
		l.CallFromThread(func() { v, done = got, true })
	}()
	l.until(&done)
	return v
}

func TestBlockingCallFromThread(t *testing.T) {
	l := newLoop(t)
	ctx := context.Background()
	type outcome struct {
		v   int
		err error
	}
	call := func(f func() deferred.Of[int]) outcome {
		return outside(l, func() outcome {
			v, err := threads.BlockingCallFromThread(ctx, l, f)
			return outcome{v, err}
		})
	}
	if got := call(func() deferred.Of[int] { return deferred.Succeed(7) }); got != (outcome{7, nil}) {
		t.Errorf("succeeded: %v", got)
	}
	if got := call(func() deferred.Of[int] { return deferred.Fail[int](io.EOF) }); !errors.Is(got.err, io.EOF) {
		t.Errorf("failed: %v", got)
	}
	if got := call(func() deferred.Of[int] { panic(io.EOF) }); !errors.Is(got.err, io.EOF) {
		t.Errorf("panicked: %v", got)
	}
	later := func() deferred.Of[int] {
		d, result := deferred.NewOf[int]()
		l.CallFromThread(func() { result.Callback(8) })
		return d
	}
	if got := call(later); got != (outcome{8, nil}) {
		t.Errorf("later: %v", got)
	}
}

func TestBlockingCallFromThreadGivesUp(t *testing.T) {
	l := newLoop(t)
	cause := errors.New("no longer needed")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancelled := false
	returned := make(chan error, 1)
	go func() {
		_, err := threads.BlockingCallFromThread(ctx, l, func() deferred.Of[int] {
			d, _ := deferred.NewCancellableOf(func(deferred.Resolver[int]) { cancelled = true })
			cancel(cause)
			return d
		})
		returned <- err
	}()
	l.until(&cancelled)
	if err := wait(t, returned, "the call"); !errors.Is(err, cause) {
		t.Errorf("the error is %v", err)
	}
}

// With a reactor that does nothing any more, the context is the way out.
func TestBlockingCallFromThreadWithoutALoop(t *testing.T) {
	l := newLoop(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := threads.BlockingCallFromThread(ctx, l, func() deferred.Of[int] { return deferred.Succeed(7) })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
