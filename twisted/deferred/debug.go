package deferred

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/lore-docs/lore/twisted/failure"
)

// debug is on for the process, as a race detector is: what it changes is only
// how much can be said about a mistake.
var debug atomic.Bool

// SetDebug says whether Deferreds made from now on remember where they were
// made and where they were fired, for [AlreadyCalledError] and for the log of
// unhandled errors. That costs about a microsecond each. It holds for the
// whole process; SetDebug returns what held before.
func SetDebug(on bool) (was bool) { return debug.Swap(on) }

func debugging() bool { return debug.Load() }

// trace is what a Deferred remembers while debugging.
type trace struct {
	created, fired *failure.Failure
}

var errHere = errors.New("here")

// here is the present stack.
func here() *failure.Failure { return failure.New(errHere) }

// AlreadyCalledError is the panic of Callback and Errback when a Deferred has
// fired before. The stacks are empty unless [SetDebug] was on when the
// Deferred was made.
type AlreadyCalledError struct {
	Created []failure.Frame // where the Deferred was made
	Fired   []failure.Frame // where it was fired the first time
}

func (e *AlreadyCalledError) Error() string {
	text := "a Deferred was fired that had fired before"
	if len(e.Created) > 0 {
		text += ", made at " + at(e.Created)
	}
	if len(e.Fired) > 0 {
		text += ", fired at " + at(e.Fired)
	}
	return text
}

// at names the innermost call of a stack.
func at(stack []failure.Frame) string {
	return fmt.Sprintf("%s:%d (%s)", stack[0].File, stack[0].Line, stack[0].Function)
}

// place is where f was made, outside of this package.
func place(f *failure.Failure) string {
	if stack := f.Stack(); len(stack) > 0 {
		return at(stack)
	}
	return "a goroutine's beginning"
}

func (d *Deferred) alreadyCalled() *AlreadyCalledError {
	if d.trace == nil {
		return &AlreadyCalledError{}
	}
	return &AlreadyCalledError{Created: d.trace.created.Stack(), Fired: d.trace.fired.Stack()}
}
