// Package par runs loops on several goroutines with the outcome of a loop
// that runs in order: results by index, and the error of the lowest index.
package par

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Do calls f(0) to f(n-1), at most jobs of them at a time; jobs below 1 means
// GOMAXPROCS. The calls start in index order, and Do returns when all calls
// that started have ended.
//
// After an error, or when ctx is done, no further call starts. Do returns the
// error of the lowest index that failed. As all lower indices have run by
// then, that is the same error in every run, whatever jobs is. If no call
// failed but ctx kept one from starting, Do returns context.Cause(ctx).
//
// A panic in f is raised again in the caller as a [*Panic]; that of the lowest
// index, and before any error. A call that ends its goroutine with
// runtime.Goexit, as t.FailNow does, ends the goroutine of the caller.
func Do(ctx context.Context, jobs, n int, f func(i int) error) error {
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	l := loop{ctx: ctx, n: int64(n), f: f}
	var others sync.WaitGroup
	for range min(jobs, n) - 1 {
		others.Go(l.work)
	}
	// The caller works too. It waits in a defer, as its own call may Goexit.
	func() {
		defer others.Wait()
		l.work()
	}()
	return l.outcome()
}

// Map calls f like [Do] and returns the results in index order. The results
// are nil if there is an error.
func Map[T any](ctx context.Context, jobs, n int, f func(i int) (T, error)) ([]T, error) {
	results := make([]T, n)
	err := Do(ctx, jobs, n, func(i int) (err error) {
		results[i], err = f(i)
		return err
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

// A Panic is what a worker's panic becomes in the caller.
type Panic struct {
	Value any    // the argument of panic
	Stack []byte // the stack of the worker, as debug.Stack formats it
}

// Error returns the value and the stack of the worker, so that both are seen
// when the panic ends the program.
func (p *Panic) Error() string {
	return fmt.Sprintf("%v\n\nstack of the worker:\n%s", p.Value, p.Stack)
}

// Unwrap returns the value of the panic if it is an error.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

type loop struct {
	ctx  context.Context
	n    int64
	f    func(i int) error
	next atomic.Int64 // the index that is handed out next
	stop atomic.Bool

	mu       sync.Mutex
	skipped  bool // ctx kept an index from starting
	exited   bool // a call ended its goroutine
	failed   first[error]
	panicked first[*Panic]
}

// first keeps the value of the lowest index.
type first[T any] struct {
	set   bool
	index int64
	value T
}

func (f *first[T]) offer(index int64, value T) {
	if !f.set || index < f.index {
		*f = first[T]{true, index, value}
	}
}

// work takes indices until none is left. An index that is taken is run: that
// makes the lowest failure independent of timing.
func (l *loop) work() {
	done := l.ctx.Done()
	for !l.stop.Load() {
		select {
		case <-done:
			l.skip()
			return
		default:
		}
		i := l.next.Add(1) - 1
		if i >= l.n {
			return
		}
		l.call(i)
	}
}

// skip notes that ctx ended the loop, unless every index had been taken.
func (l *loop) skip() {
	if l.next.Load() < l.n {
		l.mu.Lock()
		l.skipped = true
		l.mu.Unlock()
	}
}

func (l *loop) call(i int64) {
	returned := false
	defer func() {
		if returned {
			return
		}
		l.stop.Store(true)
		value := recover() // never nil in a panic: panic(nil) gives a *runtime.PanicNilError
		l.mu.Lock()
		defer l.mu.Unlock()
		switch value := value.(type) {
		case nil:
			l.exited = true
		case *Panic: // from a loop inside this one: the inner stack tells more
			l.panicked.offer(i, value)
		default:
			l.panicked.offer(i, &Panic{value, debug.Stack()})
		}
	}()
	err := l.f(int(i))
	returned = true
	if err != nil {
		l.stop.Store(true)
		l.mu.Lock()
		l.failed.offer(i, err)
		l.mu.Unlock()
	}
}

func (l *loop) outcome() error {
	switch {
	case l.panicked.set:
		panic(l.panicked.value)
	case l.exited:
		runtime.Goexit()
	case l.failed.set:
		return l.failed.value
	case l.skipped:
		return context.Cause(l.ctx)
	}
	return nil
}
