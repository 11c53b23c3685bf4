package deferred

import "errors"

// Queue hands values from those who put them to those who get them, the
// first to the first. It belongs to one loop, as a Deferred does.
type Queue[T any] struct {
	size, backlog int
	values        fifo[T]
	getters       fifo[Resolver[T]]
}

var (
	// ErrQueueOverflow is returned by Put when the queue is full.
	ErrQueueOverflow = errors.New("the queue is full")
	// ErrQueueUnderflow is the failure of Get when too many wait already.
	ErrQueueUnderflow = errors.New("too many wait for a value of the queue")
)

// NewQueue makes a queue that keeps at most size values that nobody wants
// yet, and at most backlog who want a value that is not there. Either is
// without a bound if it is negative.
func NewQueue[T any](size, backlog int) *Queue[T] { return &Queue[T]{size: size, backlog: backlog} }

// Put gives v to whoever has waited longest, or keeps it. It returns
// [ErrQueueOverflow] if the queue is full.
func (q *Queue[T]) Put(v T) error {
	if q.getters.len() > 0 {
		q.getters.pop().Callback(v)
		return nil
	}
	if q.size >= 0 && q.values.len() >= q.size {
		return ErrQueueOverflow
	}
	q.values.push(v)
	return nil
}

// Get is the value that was put first, when there is one. It fails with
// [ErrQueueUnderflow] if too many wait already. Cancel gives up waiting.
func (q *Queue[T]) Get() Of[T] {
	if q.values.len() > 0 {
		return Succeed(q.values.pop())
	}
	if q.backlog >= 0 && q.getters.len() >= q.backlog {
		return Fail[T](ErrQueueUnderflow)
	}
	d, r := NewCancellableOf(func(r Resolver[T]) {
		q.getters.remove(func(getter Resolver[T]) bool { return getter == r })
	})
	q.getters.push(r)
	return d
}

// Len is how many values are kept.
func (q *Queue[T]) Len() int { return q.values.len() }

// Waiting is how many wait for a value.
func (q *Queue[T]) Waiting() int { return q.getters.len() }
