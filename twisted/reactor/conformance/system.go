//go:build unix

package conformance

import (
	"errors"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/reactor"
)

var systemTests = []func(*world){stopsAtSignals, endsAtSecondSignal, leavesSignals, watchesDescriptors,
	dropsDescriptors, runsOutOfFiles}

// signalOwn sends a signal to this process, which must handle it.
func (w *world) signalOwn(s unix.Signal) {
	if err := unix.Kill(os.Getpid(), s); err != nil {
		w.Error(err)
	}
}

// handling keeps signals from ending the process should the loop not handle
// them, and returns those that came.
func (w *world) handling(signals ...os.Signal) <-chan os.Signal {
	c := make(chan os.Signal, 10)
	signal.Notify(c, signals...)
	w.Cleanup(func() { signal.Stop(c) })
	return c
}

func stopsAtSignals(w *world) {
	w.handling(unix.SIGINT, unix.SIGTERM)
	w.with(reactor.WithSignals(true))
	for s, name := range map[unix.Signal]string{unix.SIGINT: "SIGINT", unix.SIGTERM: "SIGTERM"} {
		order := w.events("shutdown")
		w.run(func() { w.signalOwn(s) })
		w.equal("events", len(*order), 3)
		if !w.wasLogged("Received " + name + ", shutting down.") {
			w.Errorf("%s is not in the log: %q", name, w.messages())
		}
	}
}

// endsAtSecondSignal has a shutdown that does not come to an end by itself.
func endsAtSecondSignal(w *world) {
	w.handling(unix.SIGINT)
	w.with(reactor.WithSignals(true))
	w.loop.AddSystemEventTrigger(reactor.Before, "shutdown", func() *deferred.Deferred {
		w.signalOwn(unix.SIGINT)
		return deferred.New()
	})
	w.run(func() { w.signalOwn(unix.SIGINT) })
}

func leavesSignals(w *world) {
	came := w.handling(unix.SIGTERM)
	w.run(func() {
		w.signalOwn(unix.SIGTERM)
		go func() {
			<-came
			w.loop.CallFromThread(func() { w.loop.CallLater(5*time.Millisecond, w.stop) })
		}()
	})
	if w.wasLogged("SIGTERM") {
		w.Errorf("a signal that was to be left is in the log: %q", w.messages())
	}
}

// fd is a descriptor that is read and written.
type fd struct {
	w      *world
	fd     int
	events []string
	read   func() error
	write  func() error
}

func (f *fd) FD() int { return f.fd }

func (f *fd) ConnectionLost(reason *failure.Failure) {
	f.events = append(f.events, "lost: "+reason.Error())
}

func (f *fd) DoRead() error {
	f.events = append(f.events, "read")
	if f.read != nil {
		return f.read()
	}
	return nil
}

func (f *fd) DoWrite() error {
	f.events = append(f.events, "write")
	if f.write != nil {
		return f.write()
	}
	return nil
}

// socketpair returns two descriptors that are not the loop's.
func (w *world) socketpair() (ours, other *fd) {
	w.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _, _ = unix.Close(fds[0]), unix.Close(fds[1]) })
	return &fd{w: w, fd: fds[0]}, &fd{w: w, fd: fds[1]}
}

// descriptors skips the test if the loop does not wait for any descriptor.
func (w *world) descriptors() reactor.FDSet {
	probe, _ := w.socketpair()
	if err := w.loop.AddReader(probe); errors.Is(err, errors.ErrUnsupported) {
		w.Skip("this kind waits for its own connections only")
	} else if err != nil {
		w.Fatal(err)
	}
	w.loop.RemoveReader(probe)
	return w.loop
}

func watchesDescriptors(w *world) {
	set := w.descriptors()
	one, other := w.socketpair()
	one.read = func() error {
		var buf [10]byte
		n, err := unix.Read(one.fd, buf[:])
		one.events = append(one.events, string(buf[:max(n, 0)]))
		return err
	}
	one.write = func() error {
		_, err := unix.Write(one.fd, []byte("from one"))
		set.RemoveWriter(one)
		return err
	}
	if err := errors.Join(set.AddReader(one), set.AddReader(one), set.AddWriter(one)); err != nil {
		w.Fatal(err)
	}
	w.until("the write", func() bool { return len(one.events) == 1 })
	w.turns(3)
	if _, err := unix.Write(other.fd, []byte("from other")); err != nil {
		w.Fatal(err)
	}
	w.until("the read", func() bool { return len(one.events) == 3 })
	w.equal("events", one.events, []string{"write", "read", "from other"})
	if all := set.RemoveAll(); !slices.Equal(all, []reactor.Descriptor{one}) {
		w.Errorf("RemoveAll: %v", all)
	}
	_, _ = unix.Write(other.fd, []byte("x"))
	w.turns(3)
	w.equal("events after RemoveAll", len(one.events), 3)
	set.RemoveReader(one)
}

// dropsDescriptors is about those that fail, panic, or are left at the end.
func dropsDescriptors(w *world) {
	set := w.descriptors()
	for _, panics := range []bool{false, true} {
		one, other := w.socketpair()
		one.read = func() error {
			if panics {
				panic("cannot read")
			}
			return errors.New("cannot read")
		}
		if err := errors.Join(set.AddReader(one), set.AddWriter(one)); err != nil {
			w.Fatal(err)
		}
		_, _ = unix.Write(other.fd, []byte("x"))
		w.until("the end", func() bool { return len(w.loop.Open()) == 0 })
		n := len(one.events)
		if last := one.events[n-1]; !strings.Contains(last, "lost: ") || !strings.Contains(last, "cannot read") {
			w.Errorf("events: %v", one.events)
		}
		if panics {
			w.wantErrors("cannot read")
		}
		w.turns(3)
		w.equal("events later", len(one.events), n)
		w.equal("what is open", len(w.loop.Open()), 0)
	}
	left, _ := w.socketpair()
	if err := set.AddReader(left); err != nil {
		w.Fatal(err)
	}
	w.run(w.stop)
	w.equal("events", left.events, []string{"lost: connection broken off"})
}

// runsOutOfFiles has a connection come when no file can be opened. The port
// rests, what there is goes on, and later the connection is accepted.
func runsOutOfFiles(w *world) {
	p := w.echoPort()
	before := w.dial(p)
	before.write("x")
	before.read(1)
	lowerFileLimit(w)
	waiting := w.dial(p) // which the system accepts for us
	taken := takeAllFiles(w)
	waiting.write("y")
	w.until("the error", func() bool { return w.wasLogged("Could not accept a connection") })
	before.write("z")
	w.equal("a connection that there is", before.read(1), "z")
	for _, fd := range taken {
		_ = unix.Close(fd)
	}
	w.equal("the connection that waited", waiting.read(1), "y")
	for _, text := range w.takeErrors() {
		if !strings.Contains(text, "Could not accept a connection") {
			w.Errorf("in the log: %s", text)
		}
	}
}

// lowerFileLimit lets the process open few more files until the test is over.
func lowerFileLimit(w *world) {
	w.Helper()
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		w.Fatal(err)
	}
	lower := limit
	assign(&lower.Cur, freeFD(w)+40)
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &lower); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
			w.Error(err)
		}
	})
}

// freeFD is a descriptor that is not used.
func freeFD(w *world) int {
	fd, err := unix.FcntlInt(os.Stdin.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		w.Fatal(err)
	}
	defer unix.Close(fd)
	return fd
}

// takeAllFiles opens files until no more can be.
func takeAllFiles(w *world) (taken []int) {
	for {
		fd, err := unix.FcntlInt(os.Stdin.Fd(), unix.F_DUPFD_CLOEXEC, 0)
		if errors.Is(err, unix.EMFILE) {
			return taken
		}
		if err != nil {
			w.Fatal(err)
		}
		taken = append(taken, fd)
	}
}

// assign is for limits, which have another type on each system.
func assign[T int64 | uint64](to *T, n int) { *to = T(n) }
