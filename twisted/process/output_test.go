//go:build unix

package process_test

import (
	"errors"
	"io/fs"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/process"
	"github.com/lore-docs/lore/twisted/reactor"
)

// result waits for a Deferred that f makes on a loop.
func result[T any](t suite, f func(r *reactor.Loop) deferred.Of[T]) (value T, err error) {
	t.Helper()
	fired := false
	run(t, func(r *reactor.Loop, done func()) {
		f(r).Untyped().AddBoth(func(v any) (any, error) {
			fired = true
			switch v := v.(type) {
			case *failure.Failure:
				err = v
			case T:
				value = v
			}
			done()
			return nil, nil
		})
	})
	if !fired {
		t.Fatal("the Deferred did not fire")
	}
	return value, err
}

func testOutput(t suite) {
	for _, test := range []struct {
		name, script, want string
		wantErr            error
		stderr             string
	}{
		{name: "output", script: "echo hello", want: "hello\n"},
		{name: "none", script: "true"},
		{name: "complaint", script: "echo hello; echo trouble >&2", wantErr: process.ErrStderr, stderr: "trouble\n"},
		{name: "failure", script: "echo hello; echo trouble >&2; exit 1", wantErr: &process.TerminatedError{}, stderr: "trouble\n"},
		{name: "quiet failure", script: "echo hello; exit 1", wantErr: &process.TerminatedError{}},
	} {
		t.Run(test.name, func(sub *testing.T) {
			t := suite{sub, t.kind}
			got, err := result(t, func(r *reactor.Loop) deferred.Of[[]byte] { return process.Output(r, sh(test.script)) })
			if string(got) != test.want || (err == nil) != (test.wantErr == nil) {
				t.Fatalf("Output: %q, %v", got, err)
			}
			if err == nil {
				return
			}
			var failed *process.OutputError
			if !errors.As(err, &failed) || string(failed.Stderr) != test.stderr {
				t.Errorf("error %v, standard error %q", err, failed.Stderr)
			}
			var terminated *process.TerminatedError
			if isTerminated := errors.As(err, &terminated); isTerminated != (test.wantErr != process.ErrStderr) {
				t.Errorf("reason %v", failed.Reason)
			}
		})
	}
}

func testCombinedOutput(t suite) {
	got, err := result(t, func(r *reactor.Loop) deferred.Of[[]byte] {
		return process.CombinedOutput(r, sh("echo one; echo two >&2; echo three"))
	})
	if string(got) != "one\ntwo\nthree\n" || err != nil {
		t.Errorf("CombinedOutput: %q, %v", got, err)
	}
	_, err = result(t, func(r *reactor.Loop) deferred.Of[[]byte] {
		return process.CombinedOutput(r, sh("echo one; exit 2"))
	})
	if err == nil || !strings.Contains(err.Error(), "exit code 2") || !strings.Contains(err.Error(), "one") {
		t.Errorf("CombinedOutput: %v", err)
	}
}

func testOutputAndValue(t suite) {
	got, err := result(t, func(r *reactor.Loop) deferred.Of[process.Result] {
		return process.OutputAndValue(r, sh("echo out; echo err >&2; exit 7"))
	})
	if string(got.Stdout) != "out\n" || string(got.Stderr) != "err\n" || got.ExitCode != 7 || err != nil {
		t.Errorf("OutputAndValue: %+v, %v", got, err)
	}
}

func testValue(t suite) {
	for script, want := range map[string]int{"exit 0": 0, "echo noise; exit 9": 9} {
		got, err := result(t, func(r *reactor.Loop) deferred.Of[int] { return process.Value(r, sh(script)) })
		if got != want || err != nil {
			t.Errorf("Value(%s) = %d, %v", script, got, err)
		}
	}
	_, err := result(t, func(r *reactor.Loop) deferred.Of[int] { return process.Value(r, sh("kill -KILL $$")) })
	var terminated *process.TerminatedError
	if !errors.As(err, &terminated) || terminated.Signal != syscall.SIGKILL {
		t.Errorf("Value of a killed program: %v", err)
	}
}

func testOutputOfNothing(t suite) {
	_, err := result(t, func(r *reactor.Loop) deferred.Of[[]byte] {
		return process.Output(r, exec.Command("/nonexistent/program"))
	})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Output: %v", err)
	}
}

func testCancelKills(t suite) {
	_, err := result(t, func(r *reactor.Loop) deferred.Of[[]byte] {
		d := process.Output(r, exec.Command("sleep", "60"))
		r.CallLater(0, func() { d.Untyped().Cancel() })
		return d
	})
	if err == nil {
		t.Error("a cancelled program had output")
	}
}
