package task

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"time"
)

// The errors of a DelayedCall that can no longer be changed.
var (
	ErrAlreadyCalled    = errors.New("task: the call was already made")
	ErrAlreadyCancelled = errors.New("task: the call was already cancelled")
)

// Scheduler is a time, and calls that are to come in it: a reactor's, or a
// [Clock]'s.
type Scheduler interface {
	// Now is what time it is.
	Now() time.Time
	// CallLater calls f once, in d from now, on the goroutine of the
	// scheduler. With d of 0 or less that is at the next turn of the loop,
	// never within this one. Calls for the same time are made in the order
	// in which they were asked for.
	CallLater(d time.Duration, f func()) *DelayedCall
}

type state uint8

const (
	pending state = iota
	called
	cancelled
)

// DelayedCall is a call that is to come.
type DelayedCall struct {
	queue *Queue
	f     func()
	pc    uintptr // of f, or of what f is there to call
	key           // when it is due, which may be after its place in the queue
	// index is the place in queue.heap, or in queue.added if isAdded.
	index   int
	state   state
	isAdded bool
	creator []uintptr // who scheduled it, if the queue keeps that
}

// Cancel sees to it that the call is not made. It returns ErrAlreadyCalled or
// ErrAlreadyCancelled if that is too late.
func (c *DelayedCall) Cancel() error {
	if err := c.over(); err != nil {
		return err
	}
	c.queue.remove(c)
	c.state, c.f = cancelled, nil
	return nil
}

// Reset puts the call off, or brings it forward, to d from now. It returns
// ErrAlreadyCalled or ErrAlreadyCancelled if that is too late.
func (c *DelayedCall) Reset(d time.Duration) error {
	if err := c.over(); err != nil {
		return err
	}
	c.queue.move(c, later(c.queue.time(), max(d, 0)))
	return nil
}

// Delay puts the call off by d more than it was, or brings it forward if d is
// less than zero. It returns ErrAlreadyCalled or ErrAlreadyCancelled if that
// is too late.
func (c *DelayedCall) Delay(d time.Duration) error {
	if err := c.over(); err != nil {
		return err
	}
	c.queue.move(c, later(c.at, d))
	return nil
}

// Active reports whether the call is still to come. Within the call itself it
// is false.
func (c *DelayedCall) Active() bool { return c.state == pending }

// Time is when the call is due, or was to be.
func (c *DelayedCall) Time() time.Time { return c.queue.base.Add(c.at) }

func (c *DelayedCall) over() error {
	switch c.state {
	case called:
		return ErrAlreadyCalled
	case cancelled:
		return ErrAlreadyCancelled
	}
	return nil
}

// Name is what FuncName has to say of the function that is called. It never
// changes, and may be asked for by any goroutine.
func (c *DelayedCall) Name() string { return nameOf(c.pc) }

// String says what is called, when, and by whom it was scheduled if that is
// known. It is for reports: of what takes too long, or was left behind.
func (c *DelayedCall) String() string {
	switch c.state {
	case cancelled:
		return "cancelled call of " + c.Name() + c.scheduledBy()
	case called:
		return "past call of " + c.Name() + c.scheduledBy()
	}
	wait := (c.at - c.queue.time()).Round(time.Millisecond)
	return fmt.Sprintf("call of %s in %v%s", c.Name(), wait, c.scheduledBy())
}

// scheduledBy is where the call was scheduled, outside of what passes such
// requests on.
func (c *DelayedCall) scheduledBy() string {
	if len(c.creator) == 0 {
		return ""
	}
	frames := runtime.CallersFrames(c.creator)
	for {
		frame, more := frames.Next()
		if !passesOn(frame.Function) || !more {
			return fmt.Sprintf(", scheduled at %s:%d", frame.File, frame.Line)
		}
	}
}

func passesOn(function string) bool {
	_, rest, found := strings.Cut(function, "/twisted/")
	return found && (strings.HasPrefix(rest, "task.") || strings.HasPrefix(rest, "reactor."))
}

// FuncName is the name that the function f has in the program, such as
// "main.tick" or "main.main.func1", for reports. It is "" if f is no function.
func FuncName(f any) string { return nameOf(funcPC(f)) }

func funcPC(f any) uintptr {
	if v := reflect.ValueOf(f); v.Kind() == reflect.Func {
		return v.Pointer()
	}
	return 0
}

func nameOf(pc uintptr) string {
	f := runtime.FuncForPC(pc)
	if f == nil {
		return ""
	}
	return strings.TrimSuffix(f.Name(), "-fm") // which the value of a method has
}
