package task_test

import (
	"io"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/task"
)

func TestTimeout(t *testing.T) {
	c := task.NewClock(start)
	d, _ := deferred.NewOf[int]()
	late := outcomeOf(task.Timeout(c, d, time.Second).Untyped())
	c.Advance(time.Second - 1)
	late.want(t, false, nil, nil)
	c.Advance(1)
	late.want(t, true, nil, task.ErrTimeout)
}

func TestTimeoutOfWhatIsInTime(t *testing.T) {
	c := task.NewClock(start)
	for _, err := range []error{nil, io.EOF, deferred.ErrCancelled} {
		d, r := deferred.NewOf[int]()
		done := outcomeOf(task.Timeout(c, d, time.Second).Untyped())
		var value any
		if err == nil {
			value = 7
			r.Callback(7)
		} else {
			r.Errback(err)
		}
		done.want(t, true, value, err)
		if n := len(c.DelayedCalls()); n != 0 {
			t.Errorf("%d calls are left", n)
		}
	}
	outcomeOf(task.Timeout(c, deferred.Succeed(1), 0).Untyped()).want(t, true, 1, nil)
}

func TestTimeoutLeavesWhatCancellingGives(t *testing.T) {
	c := task.NewClock(start)
	for _, err := range []error{nil, io.EOF} {
		d, _ := deferred.NewCancellableOf(func(r deferred.Resolver[int]) {
			if err == nil {
				r.Callback(7)
			} else {
				r.Errback(err)
			}
		})
		done := outcomeOf(task.Timeout(c, d, time.Second).Untyped())
		c.Advance(time.Second)
		if err == nil {
			done.want(t, true, 7, nil)
		} else {
			done.want(t, true, nil, err)
		}
	}
}

// What the Deferred does after the timeout has nothing to do with it.
func TestTimeoutOfTheRungsAboveOnly(t *testing.T) {
	c := task.NewClock(start)
	d := task.Timeout(c, deferred.Succeed(1), time.Second)
	later := deferred.Bind(d, func(n int) deferred.Of[int] {
		return task.DeferLater(c, 2*time.Second, func() (int, error) { return n + 1, nil })
	})
	done := outcomeOf(later.Untyped())
	c.Advance(2 * time.Second)
	done.want(t, true, 2, nil)
}
