package conformance

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/threads"
)

var threadTests = []func(*world){callsFromThreads, callsFromThreadsFirst, wakesUp, defersToThreads, waitsForThreads,
	limitsThreads, goesBetween}

func callsFromThreads(w *world) {
	const goroutines, each = 8, 1000
	next := make([]int, goroutines)
	left := goroutines * each
	w.run(func() {
		for g := range goroutines {
			go func() {
				for i := range each {
					w.loop.CallFromThread(func() {
						if next[g] != i {
							w.Errorf("goroutine %d: call %d came as number %d", g, i, next[g])
						}
						next[g]++
						if left--; left == 0 {
							w.stop()
						}
					})
				}
			}()
		}
	})
}

func callsFromThreadsFirst(w *world) {
	var order []string
	w.loop.CallLater(0, func() { order = append(order, "timed") })
	w.loop.CallFromThread(func() {
		order = append(order, "from a thread")
		w.loop.CallFromThread(func() { order = append(order, "next turn") })
	})
	w.until("all", func() bool { return len(order) == 3 })
	w.equal("order", order, []string{"from a thread", "timed", "next turn"})
}

// wakesUp has a loop wait that has nothing to wait for.
func wakesUp(w *world) {
	w.run(func() {
		go func() {
			time.Sleep(20 * time.Millisecond) // most likely it sleeps by then; if not, nothing is proved
			w.loop.CallFromThread(w.stop)
		}()
	})
}

func defersToThreads(w *world) {
	var values []any
	note := func(v any) (any, error) { values = append(values, v); return nil, nil }
	boom := errors.New("boom")
	threads.DeferToThread(w.loop, func() (int, error) { return 42, nil }).Untyped().AddCallback(note)
	threads.DeferToThread(w.loop, func() (int, error) { return 0, boom }).Untyped().
		AddErrback(func(f *failure.Failure) (any, error) { return note(f.Check(boom)) })
	w.until("both results", func() bool { return len(values) == 2 })
	if values[0] == boom {
		values[0], values[1] = values[1], values[0]
	}
	w.equal("values", values, []any{42, boom})
}

// waitsForThreads stops the loop while a thread needs it.
func waitsForThreads(w *world) {
	var done atomic.Bool
	begun := make(chan struct{})
	w.run(func() {
		w.loop.CallInThread(func() {
			close(begun)
			time.Sleep(20 * time.Millisecond)
			_, err := threads.BlockingCallFromThread(context.Background(), w.loop, func() deferred.Of[int] {
				return deferred.Succeed(1)
			})
			if err != nil {
				w.Errorf("from a thread at the end: %v", err)
			}
			done.Store(true)
		})
		<-begun
		w.stop()
	})
	w.equal("the thread has ended", done.Load(), true)
	w.loop.CallInThread(func() { w.Error("a stopped pool works") })
	w.wantErrors("CallInThread after the loop has stopped")
}

func limitsThreads(w *world) {
	w.loop.SuggestThreadPoolSize(3)
	var now, most, done atomic.Int32
	var mu sync.Mutex
	for range 20 {
		w.loop.CallInThread(func() {
			n := now.Add(1)
			mu.Lock()
			most.Store(max(most.Load(), n))
			mu.Unlock()
			time.Sleep(time.Millisecond)
			now.Add(-1)
			done.Add(1)
		})
	}
	w.until("all threads", func() bool { return done.Load() == 20 })
	if n := most.Load(); n > 3 {
		w.Errorf("%d threads at once", n)
	}
}

// goesBetween runs sequential code that waits for the loop.
func goesBetween(w *world) {
	d := deferred.Go(w.loop, func(wait *deferred.Waiter) (int, error) {
		sum := 0
		for i := range 3 {
			d, r := deferred.NewOf[int]()
			w.loop.CallLater(time.Millisecond, func() { r.Callback(i) })
			n, err := deferred.Wait(wait, d)
			if err != nil {
				return 0, err
			}
			sum += n
		}
		return sum, nil
	})
	w.equal("sum", w.await(d.Untyped()), any(3))
}
