package task_test

import (
	"errors"
	"io"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/task"
)

// An outcome is what became of a Deferred.
type outcome struct {
	fired   bool
	value   any
	failure *failure.Failure
}

func outcomeOf(d *deferred.Deferred) *outcome {
	o := &outcome{}
	d.AddCallbacks(func(v any) (any, error) {
		o.fired, o.value = true, v
		return nil, nil
	}, func(f *failure.Failure) (any, error) {
		o.fired, o.failure = true, f
		return nil, nil
	})
	return o
}

func (o *outcome) want(t *testing.T, fired bool, value any, err error) {
	t.Helper()
	switch {
	case o.fired != fired:
		t.Fatalf("fired is %v, want %v (%v, %v)", o.fired, fired, o.value, o.failure)
	case o.value != value:
		t.Errorf("the value is %v, want %v", o.value, value)
	case (o.failure != nil) != (err != nil), err != nil && !errors.Is(o.failure, err):
		t.Errorf("the failure is %v, want %v", o.failure, err)
	}
}

// beats returns a function that notes when it was called, and what it noted.
func beats(c *task.Clock) (func(), *[]time.Duration) {
	var at []time.Duration
	return func() { at = append(at, c.Now().Sub(start)/time.Second) }, &at
}

func wantBeats(t *testing.T, got *[]time.Duration, want ...time.Duration) {
	t.Helper()
	if len(*got) != len(want) {
		t.Fatalf("called at %v, want %v", *got, want)
	}
	for i := range want {
		if (*got)[i] != want[i] {
			t.Fatalf("called at %v, want %v", *got, want)
		}
	}
}

func TestLoopingCall(t *testing.T) {
	c := task.NewClock(start)
	f, got := beats(c)
	l := task.NewLoopingCall(c, f)
	if l.Running() {
		t.Error("the loop runs before Start")
	}
	done := outcomeOf(l.Start(2*time.Second, true))
	wantBeats(t, got, 0)
	c.Pump(time.Second, time.Second, time.Second, time.Second)
	wantBeats(t, got, 0, 2, 4)
	done.want(t, false, nil, nil)
	if !l.Running() {
		t.Error("the loop does not run")
	}
	l.Stop()
	done.want(t, true, l, nil)
	if l.Running() || len(c.DelayedCalls()) != 0 {
		t.Error("something is left after Stop")
	}
	l.Stop()
	c.Advance(time.Hour)
	wantBeats(t, got, 0, 2, 4)
}

func TestLoopingCallLater(t *testing.T) {
	c := task.NewClock(start)
	f, got := beats(c)
	l := task.NewLoopingCall(c, f)
	l.Start(2*time.Second, false)
	wantBeats(t, got)
	c.Pump(time.Second, time.Second)
	wantBeats(t, got, 2)
}

func TestLoopingCallSkipsMissedBeats(t *testing.T) {
	c := task.NewClock(start)
	f, got := beats(c)
	l := task.NewLoopingCall(c, f)
	l.Start(2*time.Second, true)
	c.Pump(7*time.Second, time.Second, time.Second, 11*time.Second, time.Second)
	wantBeats(t, got, 0, 7, 8, 20)
}

func TestLoopingCallOfSomethingSlow(t *testing.T) {
	c := task.NewClock(start)
	var waiting []*deferred.Deferred
	f, got := beats(c)
	l := task.NewLoopingCall(c, func() *deferred.Deferred {
		f()
		d := deferred.New()
		waiting = append(waiting, d)
		return d
	})
	done := outcomeOf(l.Start(2*time.Second, true))
	c.Pump(time.Second, time.Second, time.Second)
	wantBeats(t, got, 0)
	waiting[0].Callback(nil)
	c.Advance(time.Second)
	wantBeats(t, got, 0, 4)
	// What it is at when Stop comes is finished first.
	l.Stop()
	if l.Running() {
		t.Error("the loop runs after Stop")
	}
	done.want(t, false, nil, nil)
	outcomeOf(l.Start(time.Second, true)).want(t, true, nil, task.ErrAlreadyRunning)
	waiting[1].Callback(nil)
	done.want(t, true, l, nil)
	c.Advance(time.Hour)
	wantBeats(t, got, 0, 4)
}

func TestLoopingCallStopsItself(t *testing.T) {
	c := task.NewClock(start)
	n := 0
	var l *task.LoopingCall
	l = task.NewLoopingCall(c, func() {
		if n++; n == 3 {
			l.Stop()
		}
	})
	done := outcomeOf(l.Start(time.Second, true))
	c.Pump(time.Second, time.Second, time.Second, time.Second)
	done.want(t, true, l, nil)
	if n != 3 {
		t.Errorf("called %d times", n)
	}
}

func TestLoopingCallEndsWithAFailure(t *testing.T) {
	for name, loopOf := range map[string]func(task.Scheduler, func() error) *task.LoopingCall{
		"error": func(s task.Scheduler, f func() error) *task.LoopingCall { return task.NewLoopingCall(s, f) },
		"panic": func(s task.Scheduler, f func() error) *task.LoopingCall {
			return task.NewLoopingCall(s, func() {
				if err := f(); err != nil {
					panic(err)
				}
			})
		},
		"Deferred": func(s task.Scheduler, f func() error) *task.LoopingCall {
			return task.NewLoopingCall(s, func() *deferred.Deferred {
				return deferred.Maybe(func() (any, error) { return nil, f() })
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := task.NewClock(start)
			n := 0
			l := loopOf(c, func() error {
				if n++; n == 2 {
					return io.ErrClosedPipe
				}
				return nil
			})
			done := outcomeOf(l.Start(time.Second, true))
			done.want(t, false, nil, nil)
			c.Advance(time.Second)
			done.want(t, true, nil, io.ErrClosedPipe)
			if l.Running() || len(c.DelayedCalls()) != 0 {
				t.Error("something is left of the loop")
			}
			// It can be started anew.
			done = outcomeOf(l.Start(time.Second, false))
			c.Pump(time.Second, time.Second)
			done.want(t, false, nil, nil)
			if n != 4 {
				t.Errorf("called %d times", n)
			}
			l.Stop()
			done.want(t, true, l, nil)
		})
	}
}

func TestLoopingCallThatCannotStart(t *testing.T) {
	c := task.NewClock(start)
	f, got := beats(c)
	l := task.NewLoopingCall(c, f)
	if o := outcomeOf(l.Start(-1, true)); o.failure == nil || l.Running() {
		t.Error("a negative interval is no failure")
	}
	outcomeOf(l.Start(time.Second, false))
	outcomeOf(l.Start(time.Second, true)).want(t, true, nil, task.ErrAlreadyRunning)
	c.Advance(time.Second)
	wantBeats(t, got, 1)
}

func TestLoopingCallAtEveryTurn(t *testing.T) {
	q, _ := newQueue()
	n := 0
	l := task.NewLoopingCall(&turns{q}, func() { n++ })
	done := outcomeOf(l.Start(0, false))
	for range 5 {
		q.RunDue(nil)
	}
	if n != 5 {
		t.Errorf("called %d times in 5 turns", n)
	}
	l.Stop()
	done.want(t, true, l, nil)
}

// turns is a Scheduler whose turns a test runs.
type turns struct{ *task.Queue }

func (*turns) Now() time.Time { return start }

func TestLoopingCallCancel(t *testing.T) {
	c := task.NewClock(start)
	f, got := beats(c)
	l := task.NewLoopingCall(c, f)
	d := l.Start(time.Second, true)
	done := outcomeOf(d)
	d.Cancel()
	done.want(t, true, l, nil)
	c.Advance(time.Second)
	wantBeats(t, got, 0)

	slow := deferred.New()
	l = task.NewLoopingCall(c, func() *deferred.Deferred { return slow })
	d = l.Start(time.Second, true)
	done = outcomeOf(d)
	d.Cancel()
	done.want(t, true, nil, deferred.ErrCancelled)
	slow.Callback(nil) // which nobody waits for now
	if l.Running() || len(c.DelayedCalls()) != 0 {
		t.Error("something is left of the loop")
	}
}

func TestLoopingCallReset(t *testing.T) {
	c := task.NewClock(start)
	f, got := beats(c)
	l := task.NewLoopingCall(c, f)
	l.Reset()
	l.Start(4*time.Second, true)
	c.Advance(3 * time.Second)
	l.Reset()
	c.Pump(3*time.Second, time.Second, 4*time.Second)
	wantBeats(t, got, 0, 7, 11)
}

func TestLoopingCallHasTheNameOfItsFunction(t *testing.T) {
	c := task.NewClock(start)
	task.NewLoopingCall(c, tick).Start(time.Second, false)
	if got := c.DelayedCalls()[0].Name(); got != "github.com/lore-docs/lore/twisted/task_test.tick" {
		t.Errorf("the name is %q", got)
	}
}

func TestDeferLater(t *testing.T) {
	c := task.NewClock(start)
	done := outcomeOf(task.DeferLater(c, time.Second, func() (int, error) { return 7, nil }).Untyped())
	failed := outcomeOf(task.DeferLater(c, time.Second, func() (int, error) { return 7, io.EOF }).Untyped())
	c.Advance(time.Second - 1)
	done.want(t, false, nil, nil)
	c.Advance(1)
	done.want(t, true, 7, nil)
	failed.want(t, true, nil, io.EOF)
}

func TestDeferLaterCancel(t *testing.T) {
	c := task.NewClock(start)
	d := task.DeferLater(c, time.Second, func() (int, error) {
		t.Error("a cancelled function was called")
		return 0, nil
	}).Untyped()
	done := outcomeOf(d)
	d.Cancel()
	done.want(t, true, nil, deferred.ErrCancelled)
	if n := len(c.DelayedCalls()); n != 0 {
		t.Errorf("%d calls are left", n)
	}
	c.Advance(time.Second)
}
