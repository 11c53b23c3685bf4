package failure

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"time"
)

// ErrNone is what a Failure wraps that was made of no error.
var ErrNone = errors.New("failure without an error")

// Failure is an error and where it came about. It is immutable and may be
// used by several goroutines.
type Failure struct {
	// Err is the error itself. It is never nil.
	Err error
	// When is the time at which the failure was made.
	When time.Time

	stack stack
}

// New makes a Failure of err with the stack of the caller. An err that is a
// *Failure is returned as it is; one that wraps a *Failure keeps its own
// text, and the stack of what it wraps. New(nil) wraps [ErrNone].
func New(err error) *Failure { return NewSkip(err, 1) }

// NewSkip is New for functions that make failures for others: the stack begins
// skip callers above. With a skip of 0 it is that of the caller, as with New.
func NewSkip(err error, skip int) *Failure {
	if f := known(err); f != nil {
		return f
	}
	return &Failure{Err: orNone(err), When: time.Now(), stack: callers(skip + 1)}
}

// Bare makes a Failure of err without a stack, which makes it cheap: for what
// is expected, such as the end of a connection. An err that is a *Failure is
// returned as it is.
func Bare(err error) *Failure {
	if f := known(err); f != nil {
		return f
	}
	return &Failure{Err: orNone(err), When: time.Now()}
}

// Returned makes a Failure of an err that the function by has returned. The
// stack is that of the caller with by on top, since by itself is no longer on
// any stack. What holds for New holds for Returned.
func Returned(err error, by any) *Failure {
	if f := known(err); f != nil {
		return f
	}
	s := callers(1)
	if v := reflect.ValueOf(by); v.Kind() == reflect.Func && !v.IsNil() {
		s.pcs = append([]uintptr{v.Pointer() + 1}, s.pcs...)
	}
	return &Failure{Err: orNone(err), When: time.Now(), stack: s}
}

// FromPanic makes a Failure of what recover returned, with the stack of the
// panic. Call it in the deferred function that calls recover. It returns nil
// if v is nil, and v itself if that is a *Failure; a v that is no error is
// wrapped in a [*PanicError].
func FromPanic(v any) *Failure {
	if v == nil {
		return nil
	}
	err, ok := v.(error)
	if !ok {
		err = &PanicError{Value: v}
	}
	if f := known(err); f != nil {
		return f
	}
	s := callers(1)
	s.panicked = true
	return &Failure{Err: err, When: time.Now(), stack: s}
}

// PanicError is the error of a panic whose value was none.
type PanicError struct{ Value any }

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// known is the failure that err is, or one that shares the stack of what err
// wraps, or nil.
func known(err error) *Failure {
	if err == nil {
		return nil
	}
	if f, ok := err.(*Failure); ok && f != nil {
		return f
	}
	var inner *Failure
	if errors.As(err, &inner) && inner != nil {
		return &Failure{Err: err, When: inner.When, stack: inner.stack}
	}
	return nil
}

func orNone(err error) error {
	if f, ok := err.(*Failure); err == nil || ok && f == nil {
		return ErrNone
	}
	return err
}

// Error is the text of the wrapped error.
func (f *Failure) Error() string { return f.Err.Error() }

// Unwrap is the wrapped error.
func (f *Failure) Unwrap() error { return f.Err }

// Check returns the first of targets that the failure is, in the sense of
// [errors.Is], or nil. To check for a type use [errors.As].
func (f *Failure) Check(targets ...error) error {
	for _, target := range targets {
		if errors.Is(f.Err, target) {
			return target
		}
	}
	return nil
}

// Trap is Check in an errback that handles targets and nothing else: if the
// failure is none of them it panics with the failure, which the Deferred
// passes on to the next errback, unchanged.
func (f *Failure) Trap(targets ...error) error {
	target := f.Check(targets...)
	if target == nil {
		panic(f)
	}
	return target
}

// Format writes the text of the error for %v and %s, the same quoted for %q,
// and the traceback for %+v.
func (f *Failure) Format(s fmt.State, verb rune) {
	if verb == 'v' && s.Flag('+') {
		_, _ = io.WriteString(s, f.Traceback())
		return
	}
	fmt.Fprintf(s, fmt.FormatString(s, verb), f.Error())
}

// stack is what runtime.Callers gave.
type stack struct {
	pcs      []uintptr
	panicked bool    // the frames up to the panic are not the author's
	read     []Frame // instead of pcs, of a failure that came from elsewhere
}

// callers is the stack without itself and skip more callers.
func callers(skip int) stack {
	var pcs [64]uintptr
	n := runtime.Callers(skip+2, pcs[:])
	return stack{pcs: append([]uintptr(nil), pcs[:n]...)}
}
