//go:build unix

package process_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/process"
	"github.com/lore-docs/lore/twisted/reactor"
)

// patience is how long a test waits for what has to come, on a busy machine.
const patience = time.Minute

// run runs a loop until f's done is called.
func run(t suite, f func(r *reactor.Loop, done func())) {
	t.Helper()
	r, err := reactor.New(reactor.WithSignals(false), t.kind)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r.CallWhenRunning(func() { f(r, cancel) })
	if err := r.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatalf("Run: %v", err)
	}
}

// A recorder writes down what it hears.
type recorder struct {
	process.Base
	made   func(p *process.Process)
	data   func(p *process.Process, fd int)
	done   func()
	output [8]bytes.Buffer
	events []string
	reason *failure.Failure
}

func (r *recorder) note(format string, args ...any) {
	r.events = append(r.events, fmt.Sprintf(format, args...))
}

func (r *recorder) ConnectionMade() {
	r.note("made")
	if r.made != nil {
		r.made(r.Process)
	}
}

func (r *recorder) ChildDataReceived(fd int, data []byte) {
	r.output[fd].Write(data)
	if r.data != nil {
		r.data(r.Process, fd)
	}
}

func (r *recorder) ChildConnectionLost(fd int) { r.note("lost %d", fd) }

func (r *recorder) ProcessExited(reason *failure.Failure) { r.note("exited") }

func (r *recorder) ProcessEnded(reason *failure.Failure) {
	r.note("ended")
	r.reason = reason
	r.done()
}

// record runs a command to its end, or for as long as patience lasts.
func record(t suite, rec *recorder, cmd *exec.Cmd, opts ...process.Option) {
	t.Helper()
	run(t, func(r *reactor.Loop, done func()) {
		rec.done = done
		if _, err := process.Spawn(r, rec, cmd, opts...); err != nil {
			t.Errorf("Spawn: %v", err)
			done()
		}
	})
	if rec.reason == nil {
		t.Fatalf("the process did not end; events %q, output %q", rec.events, rec.output[1].String())
	}
	checkEvents(t, rec.events)
	checkReaped(t, rec.Process.PID())
}

// checkEvents checks the order that is promised of any process.
func checkEvents(t suite, events []string) {
	t.Helper()
	last := len(events) - 1
	if events[0] != "made" || events[last] != "ended" || !slices.Contains(events, "exited") {
		t.Errorf("events %q", events)
	}
	sorted := slices.Sorted(slices.Values(events))
	if len(slices.Compact(sorted)) != len(events) {
		t.Errorf("an event came twice: %q", events)
	}
}

// checkReaped checks that the process is no zombie.
func checkReaped(t suite, pid int) {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err == nil && strings.Contains(string(data), ") Z ") {
		t.Errorf("process %d is a zombie: %s", pid, data)
	}
}

func sh(script string) *exec.Cmd { return exec.Command("/bin/sh", "-c", script) }

func testConversation(t suite) {
	rec := &recorder{
		made: func(p *process.Process) { p.Write([]byte("one\n")) },
	}
	rec.data = func(p *process.Process, fd int) {
		switch rec.output[1].String() {
		case "one\n":
			p.WriteSequence([][]byte{[]byte("two\n"), []byte("three\n")})
		case "one\ntwo\nthree\n":
			p.CloseStdin()
			p.Write([]byte("too late\n"))
		}
	}
	record(t, rec, exec.Command("cat"))
	if got := rec.output[1].String(); got != "one\ntwo\nthree\n" {
		t.Errorf("cat printed %q", got)
	}
	if rec.reason.Check(process.ErrDone) == nil {
		t.Errorf("reason %v", rec.reason)
	}
	for _, want := range []string{"lost 0", "lost 1", "lost 2"} {
		if !slices.Contains(rec.events, want) {
			t.Errorf("no %q in %q", want, rec.events)
		}
	}
}

// More than a pipe holds, both ways at once.
func testMuchData(t suite) {
	const size = 4 << 20
	text := bytes.Repeat([]byte("0123456789abcdef"), size/16)
	rec := &recorder{made: func(p *process.Process) {
		p.Write(text)
		p.CloseStdin()
	}}
	record(t, rec, exec.Command("cat"))
	if !bytes.Equal(rec.output[1].Bytes(), text) {
		t.Errorf("%d bytes came back of %d", rec.output[1].Len(), size)
	}
}

func testReasons(t suite) {
	for _, test := range []struct {
		script string
		code   int
		signal os.Signal
		text   string
	}{
		{"exit 0", 0, nil, "process ended with exit code 0"},
		{"exit 3", 3, nil, "process ended with exit code 3"},
		{"kill -KILL $$", -1, syscall.SIGKILL, "process ended by signal: killed"},
		{"kill -TERM $$", -1, syscall.SIGTERM, "process ended by signal: terminated"},
	} {
		rec := &recorder{}
		record(t, rec, sh(test.script))
		if got := rec.reason.Error(); got != test.text {
			t.Errorf("%s: %q, want %q", test.script, got, test.text)
		}
		var terminated *process.TerminatedError
		if errors.As(rec.reason, &terminated) != (test.code != 0) {
			t.Errorf("%s: reason %v", test.script, rec.reason)
		} else if test.code != 0 && (terminated.ExitCode != test.code || terminated.Signal != test.signal) {
			t.Errorf("%s: code %d, signal %v", test.script, terminated.ExitCode, terminated.Signal)
		}
	}
}

func testSignal(t suite) {
	rec := &recorder{}
	rec.data = func(p *process.Process, fd int) {
		if rec.output[1].String() != "ready\n" {
			return
		}
		if err := p.Signal(syscall.SIGTERM); err != nil {
			t.Errorf("Signal: %v", err)
		}
	}
	record(t, rec, sh(`trap 'echo caught; exit 5' TERM; echo ready; while :; do sleep 0.01; done`))
	if got := rec.output[1].String(); !strings.HasPrefix(got, "ready\n") || !strings.Contains(got, "caught\n") {
		t.Errorf("printed %q", got)
	}
	var terminated *process.TerminatedError
	if !errors.As(rec.reason, &terminated) || terminated.ExitCode != 5 {
		t.Errorf("reason %v", rec.reason)
	}
	if err := rec.Process.Signal(syscall.SIGTERM); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("Signal after the end: %v", err)
	}
}

func testEnvironmentAndFolder(t suite) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cmd := sh(`echo "$GREETING $(pwd -P)"`)
	cmd.Env, cmd.Dir = []string{"GREETING=hello"}, dir
	rec := &recorder{}
	record(t, rec, cmd)
	if got, want := rec.output[1].String(), "hello "+dir+"\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func testStderrApart(t suite) {
	rec := &recorder{}
	record(t, rec, sh("echo out; echo err >&2"))
	if out, err := rec.output[1].String(), rec.output[2].String(); out != "out\n" || err != "err\n" {
		t.Errorf("out %q, err %q", out, err)
	}
}

func testMorePipes(t suite) {
	rec := &recorder{made: func(p *process.Process) {
		if err := p.WriteToChild(3, []byte("through three\n")); err != nil {
			t.Errorf("WriteToChild: %v", err)
		}
		p.CloseChildFD(3)
		if err := p.WriteToChild(9, nil); !errors.Is(err, process.ErrNoPipe) {
			t.Errorf("WriteToChild(9): %v", err)
		}
		if err := p.WriteToChild(5, nil); !errors.Is(err, process.ErrNoPipe) {
			t.Errorf("WriteToChild(5): %v", err)
		}
	}}
	record(t, rec, sh("cat <&3 >&5"), process.ToChild(3), process.FromChild(5))
	if got := rec.output[5].String(); got != "through three\n" {
		t.Errorf("through 5: %q", got)
	}
	if !slices.Contains(rec.events, "lost 3") || !slices.Contains(rec.events, "lost 5") {
		t.Errorf("events %q", rec.events)
	}
}

// Files that the command has are left alone.
func testOwnFiles(t suite) {
	path := filepath.Join(t.TempDir(), "out")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var buffer bytes.Buffer
	cmd := sh("echo file; echo buffer >&2; cat")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("reader\n"), file, &buffer
	rec := &recorder{}
	record(t, rec, cmd)
	data, err := os.ReadFile(path)
	if err != nil || string(data) != "file\nreader\n" || buffer.String() != "buffer\n" {
		t.Errorf("file %q (%v), buffer %q", data, err, buffer.String())
	}
	if want := []string{"made", "exited", "ended"}; !slices.Equal(rec.events, want) {
		t.Errorf("events %q, want %q", rec.events, want)
	}
}

func testNull(t suite) {
	rec := &recorder{}
	record(t, rec, sh("cat; echo lost; echo err >&2"), process.Null(0, 1))
	if out, err := rec.output[1].String(), rec.output[2].String(); out != "" || err != "err\n" {
		t.Errorf("out %q, err %q", out, err)
	}
}

// A process may close its pipes long before it ends.
func testClosesEarly(t suite) {
	rec := &recorder{}
	record(t, rec, sh("exec <&- >&- 2>&-; exit 4"))
	if !strings.HasSuffix(rec.reason.Error(), "exit code 4") {
		t.Errorf("reason %v", rec.reason)
	}
}

// A process can leave its pipes to another. It has exited then, but not ended.
func testHeir(t suite) {
	rec := &recorder{}
	exitedFirst := false
	rec.data = func(p *process.Process, fd int) {
		exitedFirst = slices.Contains(rec.events, "exited")
	}
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	heir := &heir{recorder: rec, fifo: fifo, t: t}
	run(t, func(r *reactor.Loop, done func()) {
		rec.done = done
		// The heir speaks when it has read the fifo, which is written when
		// the first process has exited.
		if _, err := process.Spawn(r, heir, sh(`(read line <"`+fifo+`"; echo $line) & exit 0`)); err != nil {
			t.Error(err)
			done()
		}
	})
	checkEvents(t, rec.events)
	if got := rec.output[1].String(); got != "from the heir\n" || !exitedFirst {
		t.Errorf("printed %q; after the exit: %v", got, exitedFirst)
	}
}

type heir struct {
	*recorder
	fifo string
	t    suite
}

func (h *heir) ProcessExited(reason *failure.Failure) {
	h.recorder.ProcessExited(reason)
	go func() { // opening waits for the reader
		if err := os.WriteFile(h.fifo, []byte("from the heir\n"), 0); err != nil {
			h.t.Error(err)
		}
	}()
}

func testLoseConnection(t suite) {
	rec := &recorder{made: func(p *process.Process) { p.LoseConnection() }}
	record(t, rec, exec.Command("cat"))
	if rec.reason.Check(process.ErrDone) == nil {
		t.Errorf("reason %v", rec.reason)
	}
}

// Closing our end of the output is SIGPIPE to who writes there.
func testCloseStdout(t suite) {
	rec := &recorder{}
	rec.data = func(p *process.Process, fd int) { p.CloseStdout() }
	record(t, rec, exec.Command("yes"))
	var terminated *process.TerminatedError
	if !errors.As(rec.reason, &terminated) || terminated.Signal != syscall.SIGPIPE {
		t.Errorf("reason %v", rec.reason)
	}
}

// While production is paused the process waits, and nothing is received.
func testPauseProducing(t suite) {
	const size = 1 << 20
	rec := &recorder{made: func(p *process.Process) { p.PauseProducing() }}
	paused := true
	rec.data = func(p *process.Process, fd int) {
		if paused {
			t.Error("data while paused")
		}
	}
	run(t, func(r *reactor.Loop, done func()) {
		rec.done = done
		p, err := process.Spawn(r, rec, exec.Command("head", "-c", strconv.Itoa(size), "/dev/zero"))
		if err != nil {
			t.Error(err)
			done()
			return
		}
		r.CallLater(50*time.Millisecond, func() {
			paused = false
			p.ResumeProducing()
		})
	})
	if rec.output[1].Len() != size {
		t.Errorf("%d bytes, want %d; events %q", rec.output[1].Len(), size, rec.events)
	}
}

// A producer fills the input as fast as the process reads it.
func testProducer(t suite) {
	rec := &recorder{}
	rec.made = func(p *process.Process) {
		if err := p.RegisterProducer(&counting{process: p, left: 1000}, false); err != nil {
			t.Errorf("RegisterProducer: %v", err)
		}
	}
	record(t, rec, exec.Command("wc", "-c"))
	if got := strings.TrimSpace(rec.output[1].String()); got != "1000000" {
		t.Errorf("wc -c printed %q", got)
	}
}

type counting struct {
	process *process.Process
	left    int
}

func (c *counting) ResumeProducing() {
	c.process.Write(make([]byte, 1000))
	if c.left--; c.left == 0 {
		c.process.UnregisterProducer()
		c.process.CloseStdin()
	}
}

func (c *counting) StopProducing() {}

func testNoSuchProgram(t suite) {
	run(t, func(r *reactor.Loop, done func()) {
		defer done()
		rec := &recorder{done: func() {}}
		files := openFiles(t)
		_, err := process.Spawn(r, rec, exec.Command("/nonexistent/program"))
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Spawn: %v", err)
		}
		if len(rec.events) > 0 {
			t.Errorf("events %q", rec.events)
		}
		if now := openFiles(t); files >= 0 && now != files {
			t.Errorf("%d files are open, %d before", now, files)
		}
	})
}

func testBadDescriptors(t suite) {
	run(t, func(r *reactor.Loop, done func()) {
		defer done()
		for _, opt := range []process.Option{process.ToChild(2), process.FromChild(-1), process.ToChild(1 << 20)} {
			if _, err := process.Spawn(r, &recorder{}, exec.Command("true"), opt); err == nil {
				t.Error("Spawn took a descriptor out of range")
			}
		}
		if _, err := process.Spawn(r, &recorder{}, exec.Command("true"), process.ToChild(3), process.FromChild(3)); err == nil {
			t.Error("Spawn took a descriptor twice")
		}
	})
}

// openFiles returns how many descriptors this process has, -1 if the system
// does not tell.
func openFiles(t suite) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return -1
	}
	return len(list)
}

// Many at once, one after the other, leave no file and no zombie behind.
func testManyLeaveNothing(t suite) {
	before := 0
	run(t, func(r *reactor.Loop, done func()) {
		before = openFiles(t)
		const width, total = 10, 100
		started, left := 0, total
		var start func()
		start = func() {
			started++
			rec := &recorder{made: func(p *process.Process) { p.CloseStdin() }}
			n := strconv.Itoa(started)
			rec.done = func() {
				if got := rec.output[1].String(); got != n+"\n" {
					t.Errorf("process %s printed %q", n, got)
				}
				checkReaped(t, rec.Process.PID())
				if left--; left == 0 {
					if now := openFiles(t); now > before {
						t.Errorf("%d files are open, %d before", now, before)
					}
					done()
				} else if started < total {
					start()
				}
			}
			if _, err := process.Spawn(r, rec, exec.Command("echo", n)); err != nil {
				t.Errorf("Spawn: %v", err)
				done()
			}
		}
		for range width {
			start()
		}
	})
}

// A process that ends after the loop has stopped is collected all the same.
func testLoopStopsFirst(t suite) {
	rec := &recorder{done: func() {}}
	run(t, func(r *reactor.Loop, done func()) {
		if _, err := process.Spawn(r, rec, exec.Command("cat")); err != nil {
			t.Errorf("Spawn: %v", err)
		}
		done()
	})
	pid := rec.Process.PID()
	if err := rec.Process.Signal(os.Kill); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); syscall.Kill(pid, 0) == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("process %d was not collected", pid)
		}
	}
}

// A program can end its processes when the reactor stops, and have it wait.
func testEndedAtShutdown(t suite) {
	rec := &recorder{}
	run(t, func(r *reactor.Loop, done func()) {
		ended := deferred.New()
		rec.done = func() { ended.Callback(nil) }
		p, err := process.Spawn(r, rec, exec.Command("sleep", "60"))
		if err != nil {
			t.Errorf("Spawn: %v", err)
		} else {
			r.AddSystemEventTrigger(reactor.Before, "shutdown", func() *deferred.Deferred {
				if err := p.Signal(syscall.SIGTERM); err != nil {
					t.Errorf("Signal: %v", err)
				}
				return ended
			})
		}
		done()
	})
	if rec.reason == nil {
		t.Fatalf("the reactor did not wait; events %q", rec.events)
	}
	checkEvents(t, rec.events)
	checkReaped(t, rec.Process.PID())
}

// The context of a command ends it.
func testContext(t suite) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	rec := &recorder{made: func(*process.Process) { cancel() }}
	record(t, rec, exec.CommandContext(ctx, "cat"))
	var terminated *process.TerminatedError
	if !errors.As(rec.reason, &terminated) || terminated.Signal != syscall.SIGKILL {
		t.Errorf("reason %v", rec.reason)
	}
}
