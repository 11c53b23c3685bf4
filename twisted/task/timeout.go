package task

import (
	"errors"
	"fmt"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

// ErrTimeout is the failure of a Deferred that had too little time, see
// [Timeout].
var ErrTimeout = errors.New("task: no result in time")

// Timeout cancels d if it has no result in a time from now, and its failure
// is [ErrTimeout] then. If cancelling gives a result all the same, or another
// failure, that stands. It returns d.
//
// It is newer than Twisted 2.0.
func Timeout[T any](s Scheduler, d deferred.Of[T], after time.Duration) deferred.Of[T] {
	timedOut := false
	call := s.CallLater(after, func() {
		timedOut = true
		d.Cancel()
	})
	d.Untyped().AddBoth(func(v any) (any, error) {
		if call.Active() {
			_ = call.Cancel()
		}
		f, failed := v.(*failure.Failure)
		if failed && timedOut && f.Check(deferred.ErrCancelled) != nil {
			return nil, failure.Bare(fmt.Errorf("%w: %v have passed", ErrTimeout, after))
		}
		return v, nil
	})
	return d
}
