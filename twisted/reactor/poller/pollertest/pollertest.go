//go:build unix

package pollertest

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// Run tests the pollers that open makes.
func Run(t *testing.T, open func() (poller.Poller, error)) {
	tests := map[string]func(*testing.T, poller.Poller){
		"tells what is ready": tellsReady, "tells it again": tellsAgain, "forgets": forgets, "tells of the end": tellsEnd,
		"tells of a pipe without readers": tellsHangup, "waits": waits, "wakes": wakes, "refuses": refuses,
		"waits for many": waitsForMany, "survives what is closed": survivesClosed,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p, err := open()
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := p.Close(); err != nil {
					t.Error(err)
				}
				p.Wake() // which must do nothing
			}()
			test(t, p)
		})
	}
}

func socketpair(t *testing.T) (int, int) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	return keep(t, fds[:], err)
}

func pipe(t *testing.T) (r, w int) {
	t.Helper()
	fds := make([]int, 2)
	return keep(t, fds, unix.Pipe(fds))
}

func keep(t *testing.T, fds []int, err error) (int, int) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, fd := range fds {
			_ = unix.Close(fd) // it may be closed by now
		}
	})
	return fds[0], fds[1]
}

// want fails the test unless these descriptors are ready now, in any order.
func want(t *testing.T, p poller.Poller, all ...poller.Ready) {
	t.Helper()
	got, err := p.Wait(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	byFD := func(a, b poller.Ready) int { return a.FD - b.FD }
	slices.SortFunc(got, byFD)
	slices.SortFunc(all, byFD)
	if !slices.Equal(got, all) {
		t.Fatalf("ready: %v, want %v", got, all)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func send(t *testing.T, fd int) {
	t.Helper()
	_, err := unix.Write(fd, []byte("x"))
	must(t, err)
}

func tellsReady(t *testing.T, p poller.Poller) {
	a, b := socketpair(t)
	must(t, p.Add(a, poller.Readable))
	want(t, p)
	send(t, b)
	want(t, p, poller.Ready{FD: a, Events: poller.Readable})
	must(t, p.Modify(a, poller.Readable|poller.Writable))
	want(t, p, poller.Ready{FD: a, Events: poller.Readable | poller.Writable})
	must(t, p.Modify(a, poller.Writable))
	want(t, p, poller.Ready{FD: a, Events: poller.Writable})
	must(t, p.Add(b, poller.Writable))
	before := []poller.Ready{{FD: 1 << 20}}
	got, err := p.Wait(0, before)
	if must(t, err); len(got) != 3 || got[0] != before[0] {
		t.Errorf("appended to one: %v", got)
	}
}

func tellsAgain(t *testing.T, p poller.Poller) {
	a, b := socketpair(t)
	must(t, p.Add(a, poller.Readable))
	send(t, b)
	for range 3 {
		want(t, p, poller.Ready{FD: a, Events: poller.Readable})
	}
	_, err := unix.Read(a, make([]byte, 1))
	must(t, err)
	want(t, p)
}

func forgets(t *testing.T, p poller.Poller) {
	a, b := socketpair(t)
	send(t, b)
	for range 3 {
		must(t, p.Add(a, poller.Readable))
		want(t, p, poller.Ready{FD: a, Events: poller.Readable})
		must(t, p.Remove(a))
		want(t, p)
	}
}

func tellsEnd(t *testing.T, p poller.Poller) {
	for _, events := range []poller.Events{poller.Readable, poller.Writable, poller.Readable | poller.Writable} {
		a, b := socketpair(t)
		must(t, p.Add(a, events))
		must(t, unix.Close(b))
		want(t, p, poller.Ready{FD: a, Events: events})
		must(t, p.Remove(a))
	}
	r, w := pipe(t)
	must(t, p.Add(r, poller.Readable))
	must(t, unix.Close(w))
	want(t, p, poller.Ready{FD: r, Events: poller.Readable})
}

func tellsHangup(t *testing.T, p poller.Poller) {
	r, w := pipe(t)
	must(t, p.Add(w, poller.Hangup))
	want(t, p)
	send(t, w)
	want(t, p)
	must(t, unix.Close(r))
	want(t, p, poller.Ready{FD: w, Events: poller.Hangup})
}

func waits(t *testing.T, p poller.Poller) {
	const d = 1500 * time.Microsecond
	start := time.Now()
	got, err := p.Wait(d, nil)
	if must(t, err); len(got) > 0 || time.Since(start) < d {
		t.Errorf("ready: %v after %v, want nothing after %v", got, time.Since(start), d)
	}
}

func wakes(t *testing.T, p poller.Poller) {
	p.Wake()
	p.Wake()
	for range 3 { // a wake before the wait counts, once
		_, err := p.Wait(time.Millisecond, nil)
		must(t, err)
	}
	var group sync.WaitGroup
	for range 10 {
		group.Go(p.Wake)
	}
	ready, err := p.Wait(-1, nil) // one of them at least ends it
	if must(t, err); len(ready) > 0 {
		t.Errorf("the waker is told of: %v", ready)
	}
	group.Wait()
}

func refuses(t *testing.T, p poller.Poller) {
	a, _ := socketpair(t)
	if p.Modify(a, poller.Readable) == nil || p.Remove(a) == nil {
		t.Error("a descriptor that is not waited for can be changed")
	}
	must(t, p.Add(a, poller.Readable))
	if p.Add(a, poller.Readable) == nil {
		t.Error("a descriptor can be added twice")
	}
	file, err := unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	must(t, err)
	defer unix.Close(file)
	switch err := p.Add(file, poller.Readable); {
	case errors.Is(err, poller.ErrNotPollable):
	case err != nil:
		t.Errorf("adding a file: %v", err)
	default:
		want(t, p, poller.Ready{FD: file, Events: poller.Readable})
		must(t, p.Remove(file))
	}
}

// waitsForMany has more ready than fit in any one batch. All are told of
// before long.
func waitsForMany(t *testing.T, p poller.Poller) {
	missing := make(map[int]bool)
	for range 400 {
		a, _ := socketpair(t)
		must(t, p.Add(a, poller.Writable))
		missing[a] = true
	}
	for range 10 {
		got, err := p.Wait(0, nil)
		must(t, err)
		for _, r := range got {
			delete(missing, r.FD)
		}
	}
	if len(missing) > 0 {
		t.Errorf("%d are not told of", len(missing))
	}
}

// survivesClosed has a descriptor closed that is waited for. Its owner may be
// told; the others are, whatever happens.
func survivesClosed(t *testing.T, p poller.Poller) {
	a, _ := socketpair(t)
	c, d := socketpair(t)
	must(t, p.Add(a, poller.Readable))
	must(t, p.Add(c, poller.Readable))
	send(t, d)
	must(t, unix.Close(a))
	for range 3 {
		ready, err := p.Wait(0, nil)
		must(t, err)
		for _, r := range ready {
			switch r.FD {
			case a:
				_ = p.Remove(a) // as its owner would, when a read fails
			case c:
				return
			}
		}
	}
	t.Error("the other is not told of")
}
