package process

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

var (
	// ErrDone is why a process ended whose exit code is 0.
	ErrDone = errors.New("process ended with exit code 0")
	// ErrNoPipe is the error of writing to a descriptor of the process that
	// is not, and never was, a pipe to it.
	ErrNoPipe = errors.New("not a pipe to the process")
	// ErrStderr is the reason of an OutputError when a program succeeded but
	// complained.
	ErrStderr = errors.New("program wrote to its standard error")
)

// TerminatedError is why a process ended, if not by ErrDone.
type TerminatedError struct {
	ExitCode int       // -1 if a signal ended it
	Signal   os.Signal // nil if it exited
	State    *os.ProcessState
}

func (e *TerminatedError) Error() string {
	if e.Signal != nil {
		return fmt.Sprintf("process ended by signal: %v", e.Signal)
	}
	return fmt.Sprintf("process ended with exit code %d", e.ExitCode)
}

// outcome returns why a process ended, as a user hears it. The error is that
// of exec.Cmd.Wait.
func outcome(state *os.ProcessState, err error) error {
	switch {
	case state == nil:
		return fmt.Errorf("waiting for the process: %w", err)
	case !state.Success():
		e := &TerminatedError{ExitCode: state.ExitCode(), State: state}
		if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			e.Signal = status.Signal()
		}
		return e
	case err != nil:
		return fmt.Errorf("%w, but: %w", ErrDone, err)
	}
	return ErrDone
}

// OutputError is why there is no output of a program: it failed, or it
// complained.
type OutputError struct {
	Stderr []byte // what it wrote there
	Reason error  // ErrStderr, a *TerminatedError, or another
}

func (e *OutputError) Error() string {
	if len(e.Stderr) == 0 {
		return e.Reason.Error()
	}
	return fmt.Sprintf("%v; standard error: %.200q", e.Reason, e.Stderr)
}

func (e *OutputError) Unwrap() error { return e.Reason }
