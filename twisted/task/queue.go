package task

import (
	"math"
	"runtime"
	"slices"
	"time"
)

// Queue holds the calls that are to come, in the order of their times. It is
// what a reactor's timers are made of.
//
// A call that is put off keeps its place until that comes up, so that putting
// off costs next to nothing: most timeouts are put off or cancelled, few come.
type Queue struct {
	now  func() time.Time
	base time.Time // what keys count from
	seq  uint64
	heap []entry // each call no later than the four at 4i+1 and on
	// added are the calls that were scheduled within a turn, which is why
	// they wait for the next one.
	added []*DelayedCall
	turns int // how many turns are under way, one within the other
	debug bool
}

// A key is a place in the order of calls.
type key struct {
	at  time.Duration // after the base
	seq uint64        // of two for one time, who asked first
}

func (k key) less(other key) bool {
	return k.at < other.at || k.at == other.at && k.seq < other.seq
}

type entry struct {
	key
	call *DelayedCall
}

// NewQueue returns an empty queue whose time is now's.
func NewQueue(now func() time.Time) *Queue {
	return &Queue{now: now, base: now()}
}

// SetDebug sets whether the calls scheduled from now on remember where that
// was, for [DelayedCall.String]. It makes scheduling several times slower.
func (q *Queue) SetDebug(on bool) { q.debug = on }

// Len is how many calls are to come.
func (q *Queue) Len() int { return len(q.heap) + len(q.added) }

// CallLater schedules a call of f in d from now, or at the next turn if d is
// not above zero.
func (q *Queue) CallLater(d time.Duration, f func()) *DelayedCall {
	c := &DelayedCall{queue: q, f: f, pc: funcPC(f), key: q.nextKey(later(q.time(), max(d, 0)))}
	if q.debug {
		c.creator = make([]uintptr, 16)
		c.creator = c.creator[:runtime.Callers(2, c.creator)]
	}
	if q.turns > 0 {
		c.isAdded, c.index = true, len(q.added)
		q.added = append(q.added, c)
	} else {
		q.push(c)
	}
	return c
}

func (q *Queue) nextKey(at time.Duration) key {
	q.seq++
	return key{at, q.seq}
}

// time is what time it is, as keys count it.
func (q *Queue) time() time.Duration { return q.now().Sub(q.base) }

// later is t+d, or the end of time.
func later(t, d time.Duration) time.Duration {
	if d > 0 && t > math.MaxInt64-d {
		return math.MaxInt64
	}
	return t + d
}

// Next is when the next call is due. It is false if there is none.
func (q *Queue) Next() (at time.Time, ok bool) {
	q.settle()
	next := time.Duration(math.MaxInt64)
	if len(q.heap) > 0 {
		next = q.heap[0].at
	}
	for _, c := range q.added {
		next = min(next, c.at)
	}
	return q.base.Add(next), q.Len() > 0
}

// RunDue is one turn: it makes the calls that were due when it began, in their
// order. A call that is scheduled meanwhile waits for the next turn even if it
// is due. Each call is handed to dispatch, which is to call the function; with
// a nil dispatch RunDue does so itself. The call is no longer active by then.
//
// Should dispatch panic, the queue is left in order and without that call.
func (q *Queue) RunDue(dispatch func(c *DelayedCall, f func())) {
	q.merge()
	q.turns++
	defer q.endTurn()
	for limit := q.time(); ; {
		q.settle()
		if len(q.heap) == 0 || q.heap[0].at > limit {
			return
		}
		c := q.heap[0].call
		q.removeAt(0)
		c.run(dispatch)
	}
}

func (c *DelayedCall) run(dispatch func(*DelayedCall, func())) {
	c.state = called
	defer func() { c.f = nil }() // which may hold a lot
	if dispatch == nil {
		c.f()
	} else {
		dispatch(c, c.f)
	}
}

// endTurn lets in what was scheduled in the outermost turn. A turn within a
// turn must not, since the outer one is not over.
func (q *Queue) endTurn() {
	if q.turns--; q.turns == 0 {
		q.merge()
	}
}

// merge moves what was added to the heap.
func (q *Queue) merge() {
	for i, c := range q.added {
		c.isAdded = false
		q.push(c)
		q.added[i] = nil
	}
	q.added = q.added[:0]
}

// Calls are the calls that are to come, in their order.
func (q *Queue) Calls() []*DelayedCall {
	calls := make([]*DelayedCall, 0, q.Len())
	for _, e := range q.heap {
		calls = append(calls, e.call)
	}
	calls = append(calls, q.added...)
	slices.SortFunc(calls, func(a, b *DelayedCall) int {
		if a.less(b.key) {
			return -1
		}
		return 1
	})
	return calls
}

// move gives a call another time. To a later one it moves when its place in
// the heap comes up.
func (q *Queue) move(c *DelayedCall, at time.Duration) {
	c.key = q.nextKey(at)
	if c.isAdded {
		return
	}
	if e := &q.heap[c.index]; c.less(e.key) {
		e.key = c.key
		q.up(c.index)
	}
}

func (q *Queue) remove(c *DelayedCall) {
	if !c.isAdded {
		q.removeAt(c.index)
		return
	}
	last := len(q.added) - 1
	q.added[c.index] = q.added[last]
	q.added[c.index].index = c.index
	q.added[last] = nil
	q.added = q.added[:last]
}
