package process

import (
	"bytes"
	"errors"
	"os"
	"os/exec"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

// A Result is all that is to be had of a program that exited.
type Result struct {
	Stdout   []byte
	Stderr   []byte
	ExitCode int
}

// Output runs a program to its end and fires with what it wrote to its
// standard output: Twisted's getProcessOutput. Its input is empty, unless the
// command has another. It fails with an *OutputError
// if the exit code is not 0, which Twisted's takes for success, or if the
// program wrote anything to its standard error. A command that has a Stderr
// already keeps it. Cancelling kills the program.
func Output(r Reactor, cmd *exec.Cmd) deferred.Of[[]byte] {
	return collect(r, cmd, func(c *collector, reason *failure.Failure) ([]byte, error) {
		err := reason.Err
		if reason.Check(ErrDone) != nil {
			if c.err.Len() == 0 {
				return c.out.Bytes(), nil
			}
			err = ErrStderr
		}
		return nil, &OutputError{Stderr: c.err.Bytes(), Reason: err}
	})
}

// CombinedOutput is Output, but what the program writes to its standard error
// belongs to the output, in the order in which it was written.
func CombinedOutput(r Reactor, cmd *exec.Cmd) deferred.Of[[]byte] {
	return collect(r, cmd, func(c *collector, reason *failure.Failure) ([]byte, error) {
		if reason.Check(ErrDone) == nil {
			return nil, &OutputError{Stderr: c.out.Bytes(), Reason: reason.Err}
		}
		return c.out.Bytes(), nil
	}, Combined())
}

// OutputAndValue runs a program to its end and fires with both outputs and
// the exit code, whatever it is: Twisted's getProcessOutputAndValue. It fails
// with an *OutputError if a signal ended the program. Cancelling kills it.
func OutputAndValue(r Reactor, cmd *exec.Cmd) deferred.Of[Result] {
	return collect(r, cmd, func(c *collector, reason *failure.Failure) (Result, error) {
		code, err := exitCode(reason)
		if err != nil {
			return Result{}, &OutputError{Stderr: c.err.Bytes(), Reason: err}
		}
		return Result{Stdout: c.out.Bytes(), Stderr: c.err.Bytes(), ExitCode: code}, nil
	})
}

// Value runs a program to its end and fires with its exit code: Twisted's
// getProcessValue. What the program reads and writes is the null device,
// unless the command says otherwise. It fails with a *TerminatedError if a
// signal ended the program. Cancelling kills it.
func Value(r Reactor, cmd *exec.Cmd) deferred.Of[int] {
	return collect(r, cmd, func(_ *collector, reason *failure.Failure) (int, error) {
		return exitCode(reason)
	}, Null(0, 1, 2))
}

// exitCode returns the exit code of a process that was not ended by a signal.
func exitCode(reason *failure.Failure) (int, error) {
	var terminated *TerminatedError
	switch {
	case reason.Check(ErrDone) != nil:
		return 0, nil
	case errors.As(reason, &terminated) && terminated.Signal == nil:
		return terminated.ExitCode, nil
	}
	return 0, reason.Err
}

// A collector keeps what a program writes.
type collector struct {
	Base
	out, err bytes.Buffer
	done     func(reason *failure.Failure)
}

func (c *collector) OutReceived(data []byte) { c.out.Write(data) }
func (c *collector) ErrReceived(data []byte) { c.err.Write(data) }

func (c *collector) ProcessEnded(reason *failure.Failure) { c.done(reason) }

// collect runs a program to its end and fires with what finish makes of it.
func collect[T any](r Reactor, cmd *exec.Cmd, finish func(*collector, *failure.Failure) (T, error), opts ...Option) deferred.Of[T] {
	c := &collector{}
	d := deferred.NewCancellable(func(*deferred.Deferred) {
		_ = c.Process.Signal(os.Kill) // an error is that it has ended
	})
	c.done = func(reason *failure.Failure) {
		if d.Called() {
			return // it was cancelled
		}
		if value, err := finish(c, reason); err != nil {
			d.Errback(failure.Bare(err))
		} else {
			d.Callback(value)
		}
	}
	if _, err := Spawn(r, c, cmd, append(opts, Null(0))...); err != nil {
		d.Errback(failure.Bare(err))
	}
	return deferred.From[T](d)
}
