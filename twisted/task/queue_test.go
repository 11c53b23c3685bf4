package task_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/task"
)

var start = time.Date(2005, 3, 27, 12, 0, 0, 0, time.UTC)

// A hand is a clock that a test sets.
type hand struct{ t time.Time }

func (h *hand) now() time.Time { return h.t }

func newQueue() (*task.Queue, *hand) {
	h := &hand{start}
	return task.NewQueue(h.now), h
}

// record returns a function that notes that it was called.
func record(log *[]string, name string) func() {
	return func() { *log = append(*log, name) }
}

func wantCalls(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("calls %q, want %q", got, want)
	}
}

func TestCallsAreMadeInTheOrderOfTheirTimes(t *testing.T) {
	q, h := newQueue()
	var got []string
	for _, c := range []struct {
		name string
		d    time.Duration
	}{{"b", 2}, {"a", 1}, {"c1", 3}, {"c2", 3}, {"d", 4}, {"c3", 3}, {"now", -7}} {
		q.CallLater(c.d*time.Second, record(&got, c.name))
	}
	q.RunDue(nil)
	wantCalls(t, got, "now")
	h.t = h.t.Add(3 * time.Second)
	q.RunDue(nil)
	wantCalls(t, got, "now", "a", "b", "c1", "c2", "c3")
	if at, ok := q.Next(); !ok || !at.Equal(start.Add(4*time.Second)) {
		t.Errorf("Next is %v, %v", at, ok)
	}
	h.t = h.t.Add(time.Second)
	q.RunDue(nil)
	wantCalls(t, got, "now", "a", "b", "c1", "c2", "c3", "d")
	if _, ok := q.Next(); ok || q.Len() != 0 {
		t.Errorf("an empty queue has a next call, and %d", q.Len())
	}
}

func TestCallScheduledWithinATurnWaitsForTheNext(t *testing.T) {
	q, h := newQueue()
	var got []string
	q.CallLater(0, func() {
		q.CallLater(0, record(&got, "second"))
		q.CallLater(-time.Second, record(&got, "third"))
		got = append(got, "first")
		h.t = h.t.Add(time.Second) // it took long
		if at, _ := q.Next(); !at.Equal(start) {
			t.Errorf("Next within the turn is %v", at)
		}
		if n := len(q.Calls()); n != 2 {
			t.Errorf("%d calls within the turn", n)
		}
	})
	q.RunDue(nil)
	wantCalls(t, got, "first")
	q.RunDue(nil)
	wantCalls(t, got, "first", "second", "third")
}

func TestTurnWithinATurn(t *testing.T) {
	q, _ := newQueue()
	var got []string
	q.CallLater(0, func() {
		q.CallLater(0, func() {
			got = append(got, "inner")
			q.CallLater(0, record(&got, "later"))
		})
		q.RunDue(nil)
		got = append(got, "outer")
	})
	q.CallLater(0, record(&got, "due with outer"))
	q.RunDue(nil)
	wantCalls(t, got, "due with outer", "inner", "outer")
	q.RunDue(nil)
	wantCalls(t, got, "due with outer", "inner", "outer", "later")
}

func TestCancelWithinTheTurn(t *testing.T) {
	q, _ := newQueue()
	var got []string
	var second, added *task.DelayedCall
	q.CallLater(0, func() {
		added = q.CallLater(0, record(&got, "added"))
		q.CallLater(0, record(&got, "also added"))
		for _, c := range []*task.DelayedCall{second, added} {
			if err := c.Cancel(); err != nil {
				t.Error(err)
			}
		}
	})
	second = q.CallLater(0, record(&got, "second"))
	q.CallLater(0, record(&got, "third"))
	q.RunDue(nil)
	q.RunDue(nil)
	wantCalls(t, got, "third", "also added")
}

func TestErrorsOfACallThatIsOver(t *testing.T) {
	q, _ := newQueue()
	var self *task.DelayedCall
	self = q.CallLater(0, func() {
		if self.Active() {
			t.Error("a call is active within itself")
		}
		if err := self.Cancel(); err != task.ErrAlreadyCalled {
			t.Errorf("Cancel within the call: %v", err)
		}
	})
	gone := q.CallLater(time.Second, func() { t.Error("a cancelled call was made") })
	if !self.Active() || !gone.Active() {
		t.Error("a pending call is not active")
	}
	if err := gone.Cancel(); err != nil {
		t.Fatal(err)
	}
	q.RunDue(nil)
	for _, c := range []struct {
		call *task.DelayedCall
		want error
	}{{self, task.ErrAlreadyCalled}, {gone, task.ErrAlreadyCancelled}} {
		for name, err := range map[string]error{
			"Cancel": c.call.Cancel(), "Reset": c.call.Reset(time.Second), "Delay": c.call.Delay(time.Second),
		} {
			if err != c.want {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if c.call.Active() {
			t.Error("a call that is over is active")
		}
	}
}

func TestResetAndDelay(t *testing.T) {
	q, h := newQueue()
	var got []string
	a := q.CallLater(10*time.Second, record(&got, "a"))
	b := q.CallLater(10*time.Second, record(&got, "b"))
	c := q.CallLater(10*time.Second, record(&got, "c"))
	h.t = h.t.Add(time.Second)
	for _, err := range []error{a.Reset(9 * time.Second), b.Delay(time.Second), c.Delay(-8 * time.Second)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range []struct {
		call *task.DelayedCall
		at   time.Duration
	}{{a, 10}, {b, 11}, {c, 2}} {
		if want := start.Add(w.at * time.Second); !w.call.Time().Equal(want) {
			t.Errorf("due at %v, want %v", w.call.Time(), want)
		}
	}
	if at, _ := q.Next(); !at.Equal(start.Add(2 * time.Second)) {
		t.Errorf("Next is %v", at)
	}
	if calls := q.Calls(); !slices.Equal(calls, []*task.DelayedCall{c, a, b}) {
		t.Errorf("Calls are %v", calls)
	}
	h.t = start.Add(10 * time.Second)
	q.RunDue(nil)
	wantCalls(t, got, "c", "a")
	h.t = start.Add(11 * time.Second)
	q.RunDue(nil)
	wantCalls(t, got, "c", "a", "b")
}

// A call that is reset to a time goes behind those which have it already.
func TestResetCountsAsAskingAnew(t *testing.T) {
	q, h := newQueue()
	var got []string
	a := q.CallLater(time.Second, record(&got, "a"))
	q.CallLater(time.Second, record(&got, "b"))
	if err := a.Reset(time.Second); err != nil {
		t.Fatal(err)
	}
	h.t = h.t.Add(time.Second)
	q.RunDue(nil)
	wantCalls(t, got, "b", "a")
}

func TestResetOfACallJustScheduled(t *testing.T) {
	q, h := newQueue()
	var got []string
	q.CallLater(0, func() {
		c := q.CallLater(0, record(&got, "later"))
		if err := c.Reset(time.Second); err != nil {
			t.Error(err)
		}
	})
	q.RunDue(nil)
	q.RunDue(nil)
	wantCalls(t, got)
	h.t = h.t.Add(time.Second)
	q.RunDue(nil)
	wantCalls(t, got, "later")
}

func TestTheEndOfTime(t *testing.T) {
	q, h := newQueue()
	h.t = h.t.Add(time.Hour)
	c := q.CallLater(math.MaxInt64, func() { t.Error("the end of time came") })
	if err := c.Delay(math.MaxInt64); err != nil {
		t.Fatal(err)
	}
	q.RunDue(nil)
	if !c.Active() || c.Time().Before(h.t) {
		t.Errorf("due at %v", c.Time())
	}
}

func TestDispatch(t *testing.T) {
	q, _ := newQueue()
	var got []string
	c := q.CallLater(0, record(&got, "f"))
	q.RunDue(func(dispatched *task.DelayedCall, f func()) {
		if dispatched != c || c.Active() {
			t.Error("dispatch is handed another call, or one that is active")
		}
		got = append(got, "before")
		f()
		got = append(got, "after")
	})
	wantCalls(t, got, "before", "f", "after")
}

func TestPanicLeavesTheQueueInOrder(t *testing.T) {
	q, _ := newQueue()
	var got []string
	q.CallLater(0, func() {
		q.CallLater(0, record(&got, "scheduled"))
		panic("oops")
	})
	q.CallLater(0, record(&got, "other"))
	func() {
		defer func() { _ = recover() }()
		q.RunDue(nil)
	}()
	if n := q.Len(); n != 2 {
		t.Errorf("%d calls are left, want 2", n)
	}
	q.RunDue(nil)
	wantCalls(t, got, "other", "scheduled")
}

// Setting the computer's clock does not change when a call is due, because
// times that have a monotonic reading are compared by it alone. What the queue
// has to do for that is never to lose the reading; package time shows it as m=.
func TestMonotonicReadingIsKept(t *testing.T) {
	q := task.NewQueue(time.Now)
	c := q.CallLater(time.Minute, tick)
	next, _ := q.Next()
	for _, at := range []time.Time{c.Time(), next} {
		if !strings.Contains(at.String(), " m=+") {
			t.Errorf("the monotonic reading is lost: %v", at)
		}
	}
}

func tick() {}

func TestString(t *testing.T) {
	q, h := newQueue()
	q.SetDebug(true)
	c := q.CallLater(1500*time.Millisecond, tick)
	s := c.String()
	if !strings.HasPrefix(s, "call of github.com/lore-docs/lore/twisted/task_test.tick in 1.5s, scheduled at ") ||
		!strings.Contains(s, "queue_test.go:") {
		t.Errorf("String is %q", s)
	}
	h.t = h.t.Add(2 * time.Second)
	q.RunDue(func(c *task.DelayedCall, _ func()) {
		if s := c.String(); !strings.HasPrefix(s, "past call of github.com/lore-docs/lore/twisted/task_test.tick, scheduled at ") {
			t.Errorf("String within the call is %q", s)
		}
	})
	q.SetDebug(false)
	c = q.CallLater(0, tick)
	_ = c.Cancel()
	if s := c.String(); s != "cancelled call of github.com/lore-docs/lore/twisted/task_test.tick" {
		t.Errorf("String is %q", s)
	}
}

func (h *hand) move() {}

func TestFuncName(t *testing.T) {
	const prefix = "github.com/lore-docs/lore/twisted/task_test."
	h := &hand{}
	for _, c := range []struct {
		f    any
		want string
	}{
		{tick, prefix + "tick"},
		{h.move, prefix + "(*hand).move"},
		{func() {}, prefix + "TestFuncName.func1"},
		{(func())(nil), ""},
		{nil, ""},
		{7, ""},
	} {
		if got := task.FuncName(c.f); got != c.want {
			t.Errorf("the name is %q, want %q", got, c.want)
		}
	}
}

// A model is what a queue should be, in the slowest and plainest way.
type model struct {
	calls []*modelCall
	seq   int
}

type modelCall struct {
	call *task.DelayedCall
	at   time.Time
	seq  int
	id   int
}

func (m *model) set(c *modelCall, at time.Time) {
	m.seq++
	c.at, c.seq = at, m.seq
}

func (m *model) due(now time.Time) (ids []int) {
	slices.SortFunc(m.calls, func(a, b *modelCall) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return a.seq - b.seq
	})
	for len(m.calls) > 0 && !m.calls[0].at.After(now) {
		ids = append(ids, m.calls[0].id)
		m.calls = m.calls[1:]
	}
	return ids
}

func TestQueueAgainstAModel(t *testing.T) {
	for seed := range uint64(15) {
		random := rand.New(rand.NewPCG(seed, 0))
		q, h := newQueue()
		m := &model{}
		var ran []int
		for step := range 2000 {
			d := time.Duration(random.IntN(40)) * time.Second
			var c *modelCall
			if n := len(m.calls); n > 0 {
				c = m.calls[random.IntN(n)]
			}
			switch op := random.IntN(10); {
			case op < 5 || c == nil:
				c = &modelCall{id: step}
				c.call = q.CallLater(d, func() { ran = append(ran, step) })
				m.set(c, h.t.Add(d))
				m.calls = append(m.calls, c)
			case op < 6:
				_ = c.call.Cancel()
				m.calls = slices.DeleteFunc(m.calls, func(o *modelCall) bool { return o == c })
			case op < 7:
				_ = c.call.Reset(d)
				m.set(c, h.t.Add(d))
			case op < 8:
				_ = c.call.Delay(d - 20*time.Second)
				m.set(c, c.at.Add(d-20*time.Second))
			default:
				h.t = h.t.Add(d / 4)
				ran = nil
				q.RunDue(nil)
				if want := m.due(h.t); !slices.Equal(ran, want) {
					t.Fatalf("seed %d, step %d: ran %v, want %v", seed, step, ran, want)
				}
				if q.Len() != len(m.calls) || len(q.Calls()) != len(m.calls) {
					t.Fatalf("seed %d, step %d: %d calls, want %d", seed, step, q.Len(), len(m.calls))
				}
			}
		}
	}
}

// Cancelled calls take no memory: a server that sets and cancels a timeout for
// each request must not grow.
func TestCancelledCallsAreForgotten(t *testing.T) {
	q, _ := newQueue()
	q.CallLater(time.Hour, tick)
	for range 100_000 {
		if err := q.CallLater(time.Minute, tick).Cancel(); err != nil {
			t.Fatal(err)
		}
	}
	if q.Len() != 1 {
		t.Errorf("%d calls, want 1", q.Len())
	}
}
