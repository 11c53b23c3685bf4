package trial_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/task"
	"github.com/lore-docs/lore/twisted/threads"
	"github.com/lore-docs/lore/twisted/trial"
)

// A patient is a test on which trial is tried: what it reports is kept.
type patient struct {
	testing.TB
	mu       sync.Mutex
	errors   []string
	fatal    bool
	cleanups []func()
	output   bytes.Buffer
}

// examine runs a test to its end, cleanups included.
func examine(t *testing.T, test func(t testing.TB)) *patient {
	t.Helper()
	p := &patient{TB: t}
	p.run(func() { test(p) })
	for i := len(p.cleanups) - 1; i >= 0; i-- {
		p.run(p.cleanups[i])
	}
	return p
}

// run runs f on a goroutine that Fatal may end.
func (p *patient) run(f func()) {
	done := make(chan bool)
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

func (p *patient) Helper()           {}
func (p *patient) Cleanup(f func())  { p.cleanups = append(p.cleanups, f) }
func (p *patient) Output() io.Writer { return p }
func (p *patient) Failed() bool      { return len(p.errors) > 0 }

func (p *patient) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.Write(data)
}

func (p *patient) Errorf(format string, args ...any) {
	p.errors = append(p.errors, fmt.Sprintf(format, args...))
}

func (p *patient) Fatalf(format string, args ...any) {
	p.Errorf(format, args...)
	p.fatal = true
	runtime.Goexit()
}

func (p *patient) Fatal(args ...any) { p.Fatalf("%s", fmt.Sprint(args...)) }

// want checks that there is one error for each of the texts, which has it in
// it.
func (p *patient) want(t *testing.T, fatal bool, texts ...string) {
	t.Helper()
	if len(p.errors) != len(texts) || p.fatal != fatal {
		t.Fatalf("the errors are %q (fatal: %v), want %q", p.errors, p.fatal, texts)
	}
	for i, text := range texts {
		if !strings.Contains(p.errors[i], text) {
			t.Errorf("error %d is %q, want %q in it", i, p.errors[i], text)
		}
	}
}

type echo struct{ protocol.Base }

func (e *echo) DataReceived(data []byte) { _, _ = e.Transport.Write(data) }

// A caller says hello, and keeps what comes back until that ends.
type caller struct {
	protocol.Base
	received strings.Builder
	result   deferred.Resolver[string]
}

func (c *caller) ConnectionMade() { _, _ = c.Transport.Write([]byte("hello")) }

func (c *caller) DataReceived(data []byte) {
	c.received.Write(data)
	if c.received.Len() == len("hello") {
		c.Transport.LoseConnection()
	}
}

func (c *caller) ConnectionLost(*failure.Failure) { c.result.Callback(c.received.String()) }

func listen(t testing.TB, r *trial.Loop) protocol.Port {
	t.Helper()
	port, err := r.ListenTCP("127.0.0.1:0", protocol.Of(func() *echo { return &echo{} }))
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func call(r *trial.Loop, to net.Addr) deferred.Of[string] {
	answer, result := deferred.NewOf[string]()
	r.ConnectTCP(to.String(), protocol.Of(func() *caller { return &caller{result: result} }))
	return answer
}

// This is how a test is to be written, with nothing left to clean up.
func TestEcho(t *testing.T) {
	r := trial.New(t)
	port := listen(t, r)
	answer, err := trial.Wait(r, call(r, port.Addr()))
	if err != nil || answer != "hello" {
		t.Errorf("the answer is %q, %v", answer, err)
	}
	if _, err := r.Wait(port.StopListening()); err != nil {
		t.Error(err)
	}
}

func TestNothingIsReportedOfACleanTest(t *testing.T) {
	examine(t, func(t testing.TB) {
		r := trial.New(t)
		port := listen(t, r)
		for range 3 {
			_, _ = trial.Wait(r, call(r, port.Addr()))
		}
		t.Cleanup(func() { _, _ = r.Wait(port.StopListening()) })
	}).want(t, false)
}

func forgotten() {}

func TestWhatIsLeftIsReported(t *testing.T) {
	var r *trial.Loop
	p := examine(t, func(t testing.TB) {
		r = trial.New(t)
		r.CallLater(time.Hour, forgotten)
	})
	p.want(t, false, "left behind a call of github.com/lore-docs/lore/twisted/trial_test.forgotten in 1h0m0s, scheduled at ")
	if !strings.Contains(p.errors[0], "trial_test.go:") {
		t.Errorf("the error is %q", p.errors[0])
	}
	examine(t, func(t testing.TB) { listen(t, trial.New(t)) }).
		want(t, false, "left behind a port 127.0.0.1:")
	examine(t, func(t testing.TB) {
		r := trial.New(t)
		port := listen(t, r)
		r.ConnectTCP(port.Addr().String(), protocol.Of(func() *echo { return &echo{} }))
		r.Until("both ends of a connection", func() bool { return connections(r) == 2 })
		_, _ = r.Wait(port.StopListening())
	}).want(t, false, "left behind a connection", "left behind a connection")
}

func connections(r *trial.Loop) (n int) {
	for _, o := range r.Open() {
		if strings.HasPrefix(o, "connection with ") {
			n++
		}
	}
	return n
}

func TestThreadThatIsLeftIsReported(t *testing.T) {
	hold := make(chan bool)
	defer close(hold)
	examine(t, func(t testing.TB) {
		r := trial.New(t, trial.WithTimeout(50*time.Millisecond))
		r.CallInThread(func() { <-hold })
	}).want(t, false, "a thread behind that is still busy after 50ms")
}

// A thread that needs the loop in order to end is given it.
func TestThreadThatEndsThroughTheLoop(t *testing.T) {
	examine(t, func(t testing.TB) {
		r := trial.New(t)
		r.CallInThread(func() {
			_, _ = threads.BlockingCallFromThread(t.Context(), r, func() deferred.Of[int] { return deferred.Succeed(1) })
		})
	}).want(t, false)
}

// What goes wrong after a test has failed is not worth a report.
func TestFailedTestIsNotChecked(t *testing.T) {
	examine(t, func(t testing.TB) {
		r := trial.New(t)
		r.CallLater(time.Hour, forgotten)
		t.Fatal("failed")
	}).want(t, true, "failed")
}

func TestLoggedErrorsAreReported(t *testing.T) {
	for name, c := range map[string]struct {
		fail func(r *trial.Loop)
		want string
	}{
		"loop":     {func(r *trial.Loop) { r.Log().With("finger").Err(io.EOF, "cannot read") }, "[finger] cannot read EOF"},
		"default":  {func(*trial.Loop) { log.Default().Logger("x").Err(io.EOF, "") }, "EOF"},
		"slog":     {func(r *trial.Loop) { r.Log().Slog().Error("no failure") }, "no failure"},
		"Deferred": {func(*trial.Loop) { deferred.Failed(io.ErrNoProgress) }, io.ErrNoProgress.Error()},
		"callback": {func(r *trial.Loop) { r.CallLater(0, func() { panic("oops") }); r.Advance(0) }, "panic: oops"},
	} {
		t.Run(name, func(t *testing.T) {
			p := examine(t, func(t testing.TB) { c.fail(trial.New(t)) })
			p.want(t, false, "an error was logged, and not taken with FlushErrors: [")
			if !strings.Contains(p.errors[0], c.want) {
				t.Errorf("the error is %q", p.errors[0])
			}
			flushed := 0
			examine(t, func(t testing.TB) {
				r := trial.New(t)
				c.fail(r)
				flushed = len(r.FlushErrors())
			}).want(t, false)
			if flushed != 1 {
				t.Errorf("%d errors were flushed", flushed)
			}
		})
	}
}

func TestFlushErrorsOfAKind(t *testing.T) {
	examine(t, func(t testing.TB) {
		r := trial.New(t)
		for _, err := range []error{io.EOF, io.ErrClosedPipe, fmt.Errorf("wrapped: %w", io.EOF)} {
			r.Log().Err(failure.Bare(err), "")
		}
		if fs := r.FlushErrors(io.EOF, io.ErrNoProgress); len(fs) != 2 || !errors.Is(fs[1], io.EOF) {
			t.Errorf("flushed %v", fs)
		}
		if fs := r.FlushErrors(io.EOF); len(fs) != 0 {
			t.Errorf("flushed again: %v", fs)
		}
	}).want(t, false, io.ErrClosedPipe.Error())
}

func TestTheLogIsShown(t *testing.T) {
	p := examine(t, func(t testing.TB) {
		r := trial.New(t)
		r.Log().With("finger").Msg("hello")
		log.Default().Logger("default").Msg("hello")
	})
	p.want(t, false)
	if got := p.output.String(); !strings.Contains(got, "[finger] hello\n") || !strings.Contains(got, "[default] hello\n") {
		t.Errorf("the test shows %q", got)
	}
	log.Default().Logger("default").Log(slog.LevelInfo, "after the test")
	if got := p.output.String(); strings.Contains(got, "after") {
		t.Errorf("the test shows %q", got)
	}
}

func TestWaitingTooLong(t *testing.T) {
	p := examine(t, func(t testing.TB) {
		r := trial.New(t, trial.WithTimeout(50*time.Millisecond))
		listen(t, r)
		d := task.DeferLater(r, time.Minute, func() (int, error) { return 7, nil })
		_, _ = trial.Wait(r, d)
		t.Error("Wait returned")
	})
	p.want(t, true, "still waiting for the Deferred")
	for _, want := range []string{"whose time stands still without Advance", "call of ", " in 1m0s", "\tport 127.0.0.1:"} {
		if !strings.Contains(p.errors[0], want) {
			t.Errorf("the error is %q, want %q in it", p.errors[0], want)
		}
	}
	examine(t, func(t testing.TB) {
		r := trial.New(t, trial.WithTimeout(50*time.Millisecond))
		r.Until("the end of the world", func() bool { return false })
	}).want(t, true, "still waiting for the end of the world.\nThe loop waits for nothing.")
}

func TestTheTimeStandsStill(t *testing.T) {
	r := trial.New(t)
	began := r.Now()
	var got []time.Duration
	loop := task.NewLoopingCall(r, func() { got = append(got, r.Now().Sub(began)) })
	done := loop.Start(time.Minute, false)
	for range 3 {
		r.Until("a turn", turns(2))
	}
	if len(got) != 0 {
		t.Errorf("called after %v without Advance", got)
	}
	r.Advance(time.Minute)
	r.Pump(time.Minute, 30*time.Second, 90*time.Second)
	if len(got) != 3 || got[0] != time.Minute || got[2] != 4*time.Minute {
		t.Errorf("called after %v", got)
	}
	loop.Stop()
	if v, err := r.Wait(done); v != loop || err != nil {
		t.Errorf("the loop ended with %v, %v", v, err)
	}
}

// turns is a condition that is true after n turns.
func turns(n int) func() bool {
	return func() bool { n--; return n < 0 }
}

func TestAdvanceMakesWhatBecomesDue(t *testing.T) {
	r := trial.New(t)
	var got []string
	r.CallLater(time.Second, func() {
		got = append(got, "a")
		r.CallLater(0, func() { got = append(got, "b") })
		r.CallLater(time.Hour, func() { got = append(got, "c") })
	})
	r.Advance(time.Minute)
	if s := strings.Join(got, ""); s != "ab" {
		t.Errorf("called %s", s)
	}
	r.Advance(time.Hour)
}

func TestAdvanceFindsNoEnd(t *testing.T) {
	examine(t, func(t testing.TB) {
		r := trial.New(t)
		var again func()
		again = func() { r.CallLater(0, again) }
		again()
		r.Advance(time.Second)
	}).want(t, true, "Advance finds no end")
}

func TestRealTime(t *testing.T) {
	r := trial.New(t, trial.WithRealTime())
	if since := time.Since(r.Now()); since > time.Hour {
		t.Errorf("the loop's time is %v ago", since)
	}
	v, err := trial.Wait(r, task.DeferLater(r, time.Millisecond, func() (int, error) { return 7, nil }))
	if v != 7 || err != nil {
		t.Errorf("the result is %v, %v", v, err)
	}
	examine(t, func(t testing.TB) {
		trial.New(t, trial.WithRealTime()).Advance(1)
	}).want(t, true, "Advance of a loop with real time")
}

func TestWaitForAThread(t *testing.T) {
	r := trial.New(t)
	v, err := trial.Wait(r, threads.DeferToThread(r, func() (int, error) { return 7, io.EOF }))
	if v != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("the result is %v, %v", v, err)
	}
}

func TestResults(t *testing.T) {
	if v := trial.SuccessResultOf(t, deferred.Succeed(7)); v != 7 {
		t.Errorf("the result is %v", v)
	}
	if f := trial.FailureResultOf(t, deferred.Fail[int](io.EOF), io.ErrClosedPipe, io.EOF); !errors.Is(f, io.EOF) {
		t.Errorf("the failure is %v", f)
	}
	d, result := deferred.NewOf[int]()
	trial.NoResult(t, d)
	result.Callback(7)
	if v := trial.SuccessResultOf(t, d); v != 7 {
		t.Errorf("after NoResult the result is %v", v)
	}
	d, result = deferred.NewOf[int]()
	trial.NoResult(t, d)
	result.Errback(io.EOF)
	trial.FailureResultOf(t, d)
	if v := trial.SuccessResultOf(t, deferred.Succeed[error](nil)); v != nil {
		t.Errorf("the result is %v", v)
	}
}

func TestWrongResults(t *testing.T) {
	waiting, _ := deferred.NewOf[int]()
	for _, c := range []struct {
		test func(t testing.TB)
		want string
	}{
		{func(t testing.TB) { trial.SuccessResultOf(t, waiting) }, "has no result"},
		{func(t testing.TB) { trial.SuccessResultOf(t, deferred.Fail[int](io.EOF)) }, "EOF"},
		{func(t testing.TB) { trial.FailureResultOf(t, waiting) }, "has no result"},
		{func(t testing.TB) { trial.FailureResultOf(t, deferred.Succeed(7)) }, "has succeeded with 7"},
		{func(t testing.TB) { trial.FailureResultOf(t, deferred.Fail[int](io.EOF), io.ErrClosedPipe) }, "in another way than with [io: read/write on closed pipe]"},
		{func(t testing.TB) { trial.NoResult(t, deferred.Succeed(7)) }, "has succeeded with 7"},
		{func(t testing.TB) { trial.NoResult(t, deferred.Fail[int](io.EOF)) }, "EOF"},
	} {
		examine(t, c.test).want(t, true, c.want)
	}
}
