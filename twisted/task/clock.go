package task

import (
	"fmt"
	"time"
)

// Clock is a Scheduler for tests, whose time stands still until Advance.
type Clock struct {
	now   time.Time
	queue *Queue
}

// NewClock returns a clock that shows start.
func NewClock(start time.Time) *Clock {
	c := &Clock{now: start}
	c.queue = NewQueue(c.Now)
	return c
}

// Now is what the clock shows.
func (c *Clock) Now() time.Time { return c.now }

// CallLater schedules a call of f for when the clock has been advanced by d.
func (c *Clock) CallLater(d time.Duration, f func()) *DelayedCall {
	return c.queue.CallLater(d, f)
}

// DelayedCalls are the calls that are to come, in their order.
func (c *Clock) DelayedCalls() []*DelayedCall { return c.queue.Calls() }

// endlessTurns is how many turns one Advance may take. Only calls that
// schedule each other without a delay get there.
const endlessTurns = 100_000

// Advance sets the clock forward by d, at once, and makes the calls that are
// then due, including those that become due by being scheduled meanwhile. A
// clock that jumps over several times is like a loop that was held up: to go
// through the times one by one, use Pump.
//
// Advance panics if it finds no end because calls schedule each other without
// a delay.
func (c *Clock) Advance(d time.Duration) {
	c.now = c.now.Add(d)
	for range endlessTurns {
		next, ok := c.queue.Next()
		if !ok || next.After(c.now) {
			return
		}
		c.queue.RunDue(nil)
	}
	panic(fmt.Sprintf("task: Clock.Advance finds no end: after %d turns there is still a %v",
		endlessTurns, c.queue.Calls()[0]))
}

// Pump advances the clock by each of the times in turn.
func (c *Clock) Pump(ds ...time.Duration) {
	for _, d := range ds {
		c.Advance(d)
	}
}
