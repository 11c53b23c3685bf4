package conformance

import (
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/task"
)

var timeTests = []func(*world){keepsTime, callsInTheNextTurn, changesCalls, clockJumps, listsDelayedCalls, loops}

func keepsTime(w *world) {
	start := time.Now()
	var order []int
	for i, ms := range []int{30, 10, 20, 10, 0, 30} {
		w.loop.CallLater(time.Duration(ms)*time.Millisecond, func() {
			if early := time.Duration(ms)*time.Millisecond - time.Since(start); early > 0 {
				w.Errorf("call %d came %v early", i, early)
			}
			order = append(order, i)
			if len(order) == 6 {
				w.stop()
			}
		})
	}
	w.run(nil)
	w.equal("order", order, []int{4, 1, 3, 2, 0, 5})
}

func callsInTheNextTurn(w *world) {
	turn := 0
	var turns []int
	w.loop.CallLater(0, func() {
		turns = append(turns, turn)
		w.loop.CallLater(0, func() { turns = append(turns, turn) })
		w.loop.CallLater(-time.Hour, func() { turns = append(turns, turn) })
	})
	for ; turn < 2; turn++ {
		w.turns(1)
	}
	w.equal("turns", turns, []int{0, 1, 1})
}

func changesCalls(w *world) {
	var order []string
	note := func(s string) func() { return func() { order = append(order, s) } }
	cancelled := w.loop.CallLater(0, note("cancelled"))
	if err := cancelled.Cancel(); err != nil {
		w.Fatal(err)
	}
	if err := cancelled.Cancel(); !errors.Is(err, task.ErrAlreadyCancelled) {
		w.Errorf("cancelled twice: %v", err)
	}
	sooner := w.loop.CallLater(time.Hour, note("sooner"))
	later := w.loop.CallLater(0, note("later"))
	if err := errors.Join(sooner.Reset(0), later.Delay(20*time.Millisecond)); err != nil {
		w.Fatal(err)
	}
	w.until("both calls", func() bool { return len(order) == 2 })
	w.equal("order", order, []string{"sooner", "later"})
	if err := sooner.Reset(0); !errors.Is(err, task.ErrAlreadyCalled) || sooner.Active() {
		w.Errorf("reset after the call: %v, active %v", err, sooner.Active())
	}
}

// clockJumps has a clock that jumps: forward, what is due is called, in order;
// back, what is to come waits, and the loop serves all else meanwhile without
// running in circles.
func clockJumps(w *world) {
	var now, looks atomic.Int64
	start := time.Date(2005, 3, 1, 12, 0, 0, 0, time.UTC)
	w.with(reactor.WithClock(func() time.Time {
		looks.Add(1)
		return start.Add(time.Duration(now.Load()))
	}))
	var order []int
	for i, d := range []time.Duration{time.Hour, time.Minute, time.Second} {
		w.loop.CallLater(d, func() { order = append(order, i) })
	}
	now.Store(int64(2 * time.Hour))
	w.turns(1)
	w.equal("after a jump forward", order, []int{2, 1, 0})

	called := false
	call := w.loop.CallLater(time.Second, func() { called = true })
	now.Store(int64(-time.Hour))
	looks.Store(0)
	w.run(func() { time.AfterFunc(50*time.Millisecond, func() { w.loop.CallFromThread(w.stop) }) })
	if n := looks.Load(); n > 1000 {
		w.Errorf("the clock was looked at %d times in vain", n)
	}
	if called || !call.Active() {
		w.Errorf("after a jump back: called %v, active %v", called, call.Active())
	}
	now.Store(int64(2*time.Hour + time.Second))
	w.until("the call", func() bool { return called })
}

func listsDelayedCalls(w *world) {
	second := w.loop.CallLater(2*time.Hour, func() {})
	first := w.loop.CallLater(time.Hour, func() {})
	w.loop.CallLater(0, func() {})
	w.turns(1)
	if got := w.loop.DelayedCalls(); !slices.Equal(got, []*task.DelayedCall{first, second}) {
		w.Fatalf("DelayedCalls: %v", got)
	}
	if wait := first.Time().Sub(w.loop.Now()); wait <= 59*time.Minute || wait > time.Hour {
		w.Errorf("the first call is due in %v", wait)
	}
}

func loops(w *world) {
	n := 0
	var call *task.LoopingCall
	call = task.NewLoopingCall(w.loop, func() {
		if n++; n == 3 {
			call.Stop()
		}
	})
	w.await(call.Start(time.Millisecond, true))
	w.equal("calls", n, 3)
}
