package par_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lore-docs/lore/internal/par"
)

func TestMapKeepsOrder(t *testing.T) {
	for _, jobs := range []int{-1, 0, 1, 2, 7, 1000} {
		for _, n := range []int{0, 1, 2, 100} {
			got, err := par.Map(t.Context(), jobs, n, func(i int) (int, error) {
				if i%3 == 0 {
					runtime.Gosched()
				}
				return i * i, nil
			})
			if err != nil || len(got) != n {
				t.Fatalf("jobs %d, n %d: %d results, error %v", jobs, n, len(got), err)
			}
			for i, v := range got {
				if v != i*i {
					t.Fatalf("jobs %d, n %d: result %d is %d", jobs, n, i, v)
				}
			}
		}
	}
}

func TestJobsBoundsCallsAtATime(t *testing.T) {
	var running, most atomic.Int64
	err := par.Do(t.Context(), 3, 60, func(int) error {
		now := running.Add(1)
		defer running.Add(-1)
		for {
			seen := most.Load()
			if now <= seen || most.CompareAndSwap(seen, now) {
				break
			}
		}
		time.Sleep(time.Millisecond)
		return nil
	})
	if err != nil || most.Load() != 3 {
		t.Errorf("%d calls at a time, want 3; error %v", most.Load(), err)
	}
}

// The lowest failing index wins even when a higher one fails earlier.
func TestFirstErrorByIndex(t *testing.T) {
	for _, jobs := range []int{1, 2, 4, 16} {
		for round := range 50 {
			var calls atomic.Int64
			got, err := par.Map(t.Context(), jobs, 1000, func(i int) (int, error) {
				calls.Add(1)
				if i == 5 {
					time.Sleep(time.Duration(round%3) * 100 * time.Microsecond)
				}
				if i >= 5 {
					return 0, fmt.Errorf("item %d", i)
				}
				return i, nil
			})
			if err == nil || err.Error() != "item 5" || got != nil {
				t.Fatalf("jobs %d: got %v, %v; want the error of item 5", jobs, got, err)
			}
			if calls.Load() > 500 {
				t.Errorf("jobs %d: %d calls after an error at 5", jobs, calls.Load())
			}
		}
	}
}

func TestCancelledBeforeStart(t *testing.T) {
	cause := errors.New("the reader left")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	err := par.Do(ctx, 2, 10, func(i int) error {
		t.Errorf("item %d ran", i)
		return nil
	})
	if !errors.Is(err, cause) {
		t.Errorf("error %v, want %v", err, cause)
	}
	if err := par.Do(ctx, 2, 0, nil); err != nil {
		t.Errorf("nothing to do: error %v", err)
	}
}

func TestCancelStopsTheLoop(t *testing.T) {
	for _, jobs := range []int{1, 2} {
		ctx, cancel := context.WithCancel(t.Context())
		var calls atomic.Int64
		err := par.Do(ctx, jobs, 1000, func(i int) error {
			calls.Add(1)
			if i == 10 {
				cancel()
			}
			if i > 10 {
				<-ctx.Done()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("jobs %d: error %v", jobs, err)
		}
		if n := calls.Load(); n < 11 || n > 12 {
			t.Errorf("jobs %d: %d calls", jobs, n)
		}
	}
}

func TestCancelDuringLastCall(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := par.Do(ctx, 2, 10, func(i int) error {
		if i == 9 {
			cancel()
		}
		return nil
	})
	if err != nil {
		t.Errorf("error %v though all calls ran", err)
	}
}

func TestPanicReachesCaller(t *testing.T) {
	for _, jobs := range []int{1, 2} {
		p := recovered(func() {
			_ = par.Do(t.Context(), jobs, 10, func(i int) error {
				panicHere(i)
				return nil
			})
		})
		if p == nil || p.Value != 0 || !strings.Contains(string(p.Stack), "panicHere") {
			t.Errorf("jobs %d: panic %v, want that of item 0", jobs, p)
		}
	}
}

func TestErrorDoesNotHidePanic(t *testing.T) {
	started := make(chan bool)
	p := recovered(func() {
		_ = par.Do(t.Context(), 2, 100, func(i int) error {
			switch i {
			case 2:
				<-started
				return errors.New("item 2")
			case 3:
				close(started)
				panicHere(fmt.Errorf("read: %w", fs.ErrNotExist))
			}
			return nil
		})
	})
	if !errors.Is(p, fs.ErrNotExist) || !strings.Contains(p.Error(), "panicHere") {
		t.Errorf("panic %v", p)
	}
}

func TestNestedPanicKeepsInnerStack(t *testing.T) {
	p := recovered(func() {
		_ = par.Do(t.Context(), 2, 4, func(int) error {
			return par.Do(t.Context(), 2, 4, func(i int) error {
				if i == 0 {
					panicHere("inner")
				}
				return nil
			})
		})
	})
	if p == nil || p.Value != "inner" || strings.Count(p.Error(), "stack of the worker") != 1 {
		t.Errorf("panic %v", p)
	}
}

func TestGoexitEndsCaller(t *testing.T) {
	for _, jobs := range []int{1, 2} {
		after := make(chan bool, 1)
		go func() {
			defer close(after)
			_ = par.Do(context.Background(), jobs, 10, func(i int) error {
				if i == 1 {
					runtime.Goexit()
				}
				return nil
			})
			after <- true
		}()
		if <-after {
			t.Errorf("jobs %d: Do returned", jobs)
		}
	}
}

//go:noinline
func panicHere(value any) { panic(value) }

func recovered(f func()) (p *par.Panic) {
	defer func() {
		if value := recover(); value != nil {
			p = value.(*par.Panic)
		}
	}()
	f()
	return nil
}

// BenchmarkDo measures the overhead of one call: the work is next to nothing.
func BenchmarkDo(b *testing.B) {
	for _, jobs := range []int{1, 2} {
		b.Run(fmt.Sprintf("jobs=%d", jobs), func(b *testing.B) {
			b.ReportAllocs()
			var sum atomic.Int64
			const n = 1000
			for b.Loop() {
				_ = par.Do(b.Context(), jobs, n, func(i int) error {
					if i == n {
						sum.Add(1)
					}
					return nil
				})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/item")
		})
	}
}
