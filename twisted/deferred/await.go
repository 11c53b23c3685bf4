package deferred

import (
	"context"

	"github.com/lore-docs/lore/twisted/failure"
)

// Door is how other goroutines come in to a loop: the loop calls f on its
// own goroutine, soon, after the functions it was given before. A reactor is
// one.
type Door interface{ CallFromThread(f func()) }

// Await waits for the result of d on a goroutine that is not the loop's, and
// must not be called on the loop's, which it would block. The door is that of
// the loop d belongs to. An error is a [*failure.Failure].
//
// Await takes the result: callbacks that are added later get nil. If ctx is
// done first, d is cancelled, and Await returns the cause without waiting for
// that.
func (d *Deferred) Await(ctx context.Context, door Door) (any, error) {
	a := &awaiting{done: make(chan struct{})}
	door.CallFromThread(func() { d.AddBoth(a.take) })
	select {
	case <-a.done:
	case <-ctx.Done():
		door.CallFromThread(func() { a.giveUp(d) })
		return nil, context.Cause(ctx)
	}
	if a.failure != nil {
		return nil, a.failure
	}
	return a.value, nil
}

// Await waits for the result on a goroutine that is not the loop's, see
// [Deferred.Await].
func (d Of[T]) Await(ctx context.Context, door Door) (T, error) {
	v, err := d.d.Await(ctx, door)
	if err != nil {
		var none T
		return none, err
	}
	return as[T](v)
}

// awaiting is a call of Await. Until done is closed it belongs to the loop.
type awaiting struct {
	value   any
	failure *failure.Failure
	done    chan struct{}
	taken   bool
	tooLate bool // nobody awaits any more
}

// take is the callback, for a value and for a failure.
func (a *awaiting) take(v any) (any, error) {
	f, _ := v.(*failure.Failure)
	if a.tooLate {
		if f != nil && f.Check(ErrCancelled) == nil {
			return nil, f // somebody should know
		}
		return nil, nil
	}
	a.value, a.failure, a.taken = v, f, true
	close(a.done)
	return nil, nil
}

func (a *awaiting) giveUp(d *Deferred) {
	if a.taken {
		return
	}
	a.tooLate = true
	d.Cancel()
}
