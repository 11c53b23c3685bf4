package threads_test

import (
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/threads"
)

// patience is how long a test waits for what should come at once.
const patience = 30 * time.Second

// wait waits for c, and fails the test if nothing comes.
func wait[T any](t *testing.T, c <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(patience):
		t.Fatalf("still waiting for %s after %v", what, patience)
	}
	return v
}

func newPool(t *testing.T, min, max int) *threads.Pool {
	p := threads.NewPool(min, max)
	t.Cleanup(p.Stop)
	return p
}

func submit(t *testing.T, p *threads.Pool, f func()) {
	t.Helper()
	if err := p.Submit(f); err != nil {
		t.Fatal(err)
	}
}

// eventually waits for the pool's numbers to be right.
func eventually(t *testing.T, p *threads.Pool, ok func(threads.Stats) bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(p.Stats()); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("the pool is at %+v", p.Stats())
		}
	}
}

func TestWorkIsDoneInItsOrder(t *testing.T) {
	p := newPool(t, 0, 1)
	var got []int
	for i := range 100 {
		submit(t, p, func() { got = append(got, i) })
	}
	if s := p.Stats(); s.Workers != 0 || s.Queued != 100 {
		t.Errorf("before Start the pool is at %+v", s)
	}
	p.Start()
	for i := range 100 {
		submit(t, p, func() { got = append(got, 100+i) })
	}
	p.Stop()
	if len(got) != 200 || !slices.IsSorted(got) {
		t.Errorf("done %v", got)
	}
}

func TestNoMoreThanMaxAtOnce(t *testing.T) {
	p := newPool(t, 0, 3)
	p.Start()
	var now, most atomic.Int32
	for range 200 {
		submit(t, p, func() {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			runtime.Gosched()
			now.Add(-1)
		})
	}
	p.Stop()
	if m := most.Load(); m > 3 || m < 1 {
		t.Errorf("%d at once", m)
	}
}

// Three that wait for each other can only be done by three workers.
func TestMaxAtOnceIsReached(t *testing.T) {
	p := newPool(t, 0, 3)
	p.Start()
	var meet sync.WaitGroup
	meet.Add(3)
	done := make(chan bool, 3)
	for range 3 {
		submit(t, p, func() { meet.Done(); meet.Wait(); done <- true })
	}
	for range 3 {
		wait(t, done, "three workers")
	}
}

func TestWorkersAreStartedLateAndLeaveEarly(t *testing.T) {
	p := newPool(t, 2, 5)
	p.Start()
	if s := p.Stats(); s.Workers != 0 {
		t.Errorf("with nothing to do there are %d workers", s.Workers)
	}
	hold := make(chan bool)
	for range 7 {
		submit(t, p, func() { <-hold })
	}
	eventually(t, p, func(s threads.Stats) bool { return s.Workers == 5 && s.Queued == 2 })
	close(hold)
	eventually(t, p, func(s threads.Stats) bool { return s.Workers == 2 && s.Idle == 2 && s.Queued == 0 })
	// An idle worker is used before another is hired.
	for range 20 {
		done := make(chan bool, 1)
		submit(t, p, func() { done <- true })
		wait(t, done, "an idle worker")
		eventually(t, p, func(s threads.Stats) bool { return s.Idle == 2 })
		if n := p.Stats().Workers; n != 2 {
			t.Fatalf("there are %d workers", n)
		}
	}
}

func TestAdjust(t *testing.T) {
	p := newPool(t, 0, 1)
	p.Start()
	hold := make(chan bool)
	for range 4 {
		submit(t, p, func() { <-hold })
	}
	eventually(t, p, func(s threads.Stats) bool { return s.Workers == 1 && s.Queued == 3 })
	p.Adjust(3, 4)
	eventually(t, p, func(s threads.Stats) bool { return s.Workers == 4 && s.Queued == 0 })
	for range 4 {
		hold <- true
	}
	eventually(t, p, func(s threads.Stats) bool { return s.Workers == 3 && s.Idle == 3 })
	p.Adjust(0, 1)
	eventually(t, p, func(s threads.Stats) bool { return s.Workers == 0 })
	p.Adjust(-1, -1)
	if s := p.Stats(); s.Min != 0 || s.Max != 1 {
		t.Errorf("the limits are %+v", s)
	}
}

// With fewer workers than there is work, those that are too many leave the
// work to the rest.
func TestAdjustDownWithWorkLeft(t *testing.T) {
	p := newPool(t, 0, 4)
	p.Start()
	hold := make(chan bool)
	var done atomic.Int32
	for range 20 {
		submit(t, p, func() { <-hold; done.Add(1) })
	}
	eventually(t, p, func(s threads.Stats) bool { return s.Workers == 4 })
	p.Adjust(0, 1)
	close(hold)
	p.Stop()
	if n := done.Load(); n != 20 {
		t.Errorf("%d were done, want 20", n)
	}
}

func TestStop(t *testing.T) {
	p := threads.NewPool(1, 2)
	p.Start()
	var done atomic.Int32
	begun, hold := make(chan bool), make(chan bool)
	submit(t, p, func() { begun <- true; <-hold; done.Add(1) })
	wait(t, begun, "the first")
	for range 5 {
		submit(t, p, func() { done.Add(1) })
	}
	stopped := make(chan int32, 2)
	for range 2 {
		go func() { p.Stop(); stopped <- done.Load() }()
	}
	for p.Submit(func() {}) == nil { // until Stop has begun
		runtime.Gosched()
	}
	close(hold)
	for range 2 {
		if n := wait(t, stopped, "Stop"); n != 6 {
			t.Errorf("Stop returned when %d were done, want 6", n)
		}
	}
	if err := p.Submit(func() { t.Error("a stopped pool works") }); !errors.Is(err, threads.ErrStopped) {
		t.Errorf("Submit after Stop: %v", err)
	}
	if s := p.Stats(); s.Workers != 0 || s.Idle != 0 {
		t.Errorf("after Stop the pool is at %+v", s)
	}
	p.Start()
	again := make(chan bool, 1)
	submit(t, p, func() { again <- true })
	wait(t, again, "a pool that was started again")
	p.Stop()
}

func TestStopWithoutStart(t *testing.T) {
	p := threads.NewPool(1, 1)
	submit(t, p, func() { t.Error("a pool that was never started works") })
	p.Stop()
	if s := p.Stats(); s.Queued != 0 {
		t.Errorf("the pool is at %+v", s)
	}
}

func TestPanicIsLogged(t *testing.T) {
	publisher := log.New()
	events := make(chan log.Event, 1)
	publisher.AddObserver(func(e log.Event) { events <- e })
	p := newPool(t, 0, 1)
	p.SetLog(publisher.Logger("threads"))
	p.Start()
	submit(t, p, func() { panic(io.ErrClosedPipe) })
	e := wait(t, events, "the log")
	if e.System != "threads" || !errors.Is(e.Failure, io.ErrClosedPipe) {
		t.Errorf("the event is %+v", e)
	}
	done := make(chan bool, 1)
	submit(t, p, func() { done <- true })
	wait(t, done, "the worker after a panic")
}

// runtime.Goexit, which is what t.FailNow does, ends the worker; what is
// queued is done by another even if the pool is stopping by then.
func TestGoexit(t *testing.T) {
	p := threads.NewPool(1, 1)
	var done atomic.Int32
	for range 3 {
		submit(t, p, func() { defer done.Add(1); runtime.Goexit() })
	}
	p.Start()
	p.Stop()
	if n := done.Load(); n != 3 {
		t.Errorf("%d were done, want 3", n)
	}
}

func BenchmarkSubmit(b *testing.B) {
	p := threads.NewPool(1, 1)
	p.Start()
	defer p.Stop()
	done := make(chan bool)
	b.ReportAllocs()
	for b.Loop() {
		_ = p.Submit(func() { done <- true })
		<-done
	}
}
