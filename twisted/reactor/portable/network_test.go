package portable

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

const patience = time.Minute

// A watch calls a function for each event.
type watch func(events poller.Events)

func (w watch) Ready(events poller.Events) { w(events) }

// A bench is a network and a test that drives it.
type bench struct {
	*testing.T
	net *network
}

func newBench(t *testing.T) bench {
	t.Helper()
	n, err := New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return bench{t, n.(*network)}
}

// turn is one Wait, each of whose watchers is called.
func (b bench) turn(d time.Duration) {
	b.Helper()
	err := b.net.Wait(d, func(w poller.Watcher, events poller.Events) bool {
		w.Ready(events)
		return false
	})
	if err != nil {
		b.Fatal(err)
	}
}

// until turns until the condition holds.
func (b bench) until(what string, condition func() bool) {
	b.Helper()
	for end := time.Now().Add(patience); !condition(); b.turn(100 * time.Millisecond) {
		if time.Now().After(end) {
			b.Fatalf("waited in vain: %s", what)
		}
	}
}

// watch watches a handle until the test is over.
func (b bench) watch(h poller.Handle, events poller.Events, f func(poller.Events)) {
	b.Helper()
	if err := h.Watch(watch(f), events); err != nil {
		b.Fatal(err)
	}
}

// ready waits until a handle is ready for one of the events.
func (b bench) ready(h poller.Handle, events poller.Events) {
	b.Helper()
	is := false
	b.watch(h, events, func(poller.Events) { is = true })
	b.until(fmt.Sprintf("ready for %d", events), func() bool { return is })
	b.watch(h, 0, nil)
}

func (b bench) close(h poller.Handle) {
	b.Helper()
	if err := h.Close(); err != nil {
		b.Errorf("Close: %v", err)
	}
}

// pair returns two ends of a connection.
func (b bench) pair(network, address string) (client, server poller.Stream) {
	b.Helper()
	l, err := b.net.Listen(network, address, 1)
	if err != nil {
		b.Fatal(err)
	}
	defer b.close(l)
	if _, err := l.Accept(); !errors.Is(err, poller.ErrWouldBlock) {
		b.Errorf("Accept of nothing: %v", err)
	}
	client, err = b.net.Dial(l.Addr(), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ready(client, poller.Writable)
	if err := client.Connected(); err != nil {
		b.Fatal(err)
	}
	b.ready(l, poller.Readable)
	if server, err = l.Accept(); err != nil {
		b.Fatal(err)
	}
	return client, server
}

// write writes all of data.
func (b bench) write(s poller.Stream, data []byte) {
	b.Helper()
	for len(data) > 0 {
		n, err := s.Write(data)
		if errors.Is(err, poller.ErrWouldBlock) {
			b.ready(s, poller.Writable)
			continue
		}
		if err != nil {
			b.Fatalf("Write: %v", err)
		}
		data = data[n:]
	}
}

// readAll reads until there is an error, which is returned too.
func (b bench) readAll(s poller.Stream) ([]byte, error) {
	b.Helper()
	var all []byte
	buf := make([]byte, 100<<10)
	for {
		n, err := s.Read(buf)
		all = append(all, buf[:n]...)
		if errors.Is(err, poller.ErrWouldBlock) {
			b.ready(s, poller.Readable)
		} else if err != nil {
			return all, err
		}
	}
}

func networks(t *testing.T) map[string]string {
	return map[string]string{"tcp": "127.0.0.1:0", "unix": filepath.Join(t.TempDir(), "s")}
}

func TestConversation(t *testing.T) {
	for network, address := range networks(t) {
		t.Run(network, func(t *testing.T) {
			b := newBench(t)
			client, server := b.pair(network, address)
			text := bytes.Repeat([]byte("0123456789abcdef"), 1<<16) // 1 MB
			var got []byte
			done := false
			b.watch(server, poller.Readable, func(poller.Events) {
				buf := make([]byte, 1000)
				n, err := server.Read(buf)
				got = append(got, buf[:n]...)
				done = err == io.EOF
			})
			b.write(client, text)
			if err := client.CloseWrite(); err != nil {
				t.Errorf("CloseWrite: %v", err)
			}
			b.until("the end of the data", func() bool { return done })
			if !bytes.Equal(got, text) {
				t.Errorf("%d bytes arrived of %d", len(got), len(text))
			}
			// The other direction is still open, and what was taken is sent
			// although the stream is closed.
			if n, err := server.Write([]byte("answer")); n != 6 || err != nil {
				t.Errorf("Write: %d, %v", n, err)
			}
			b.close(server)
			if got, err := b.readAll(client); string(got) != "answer" || err != io.EOF {
				t.Errorf("read %q, %v", got, err)
			}
			b.close(client)
		})
	}
}

// What is not read is told of again, and nothing is told that is not watched
// for.
func TestLevels(t *testing.T) {
	b := newBench(t)
	client, server := b.pair("tcp", "127.0.0.1:0")
	defer b.close(client)
	defer b.close(server)
	b.write(client, []byte("two"))
	for range 3 {
		b.ready(server, poller.Readable)
	}
	b.watch(server, 0, func(poller.Events) { t.Error("told of what it is not watched for") })
	b.turn(0)
	buf := make([]byte, 1)
	for _, want := range "two" {
		if n, err := server.Read(buf); n != 1 || err != nil || buf[0] != byte(want) {
			t.Errorf("Read: %q, %v; want %q", buf[:n], err, want)
		}
	}
	if n, err := server.Read(buf); !errors.Is(err, poller.ErrWouldBlock) {
		t.Errorf("Read of nothing: %d, %v", n, err)
	}
	b.watch(server, poller.Readable, func(poller.Events) { t.Error("told of data that there is not") })
	b.turn(10 * time.Millisecond)
}

func TestBackpressure(t *testing.T) {
	b := newBench(t)
	client, server := b.pair("tcp", "127.0.0.1:0")
	defer b.close(server)
	chunk := make([]byte, 1<<20)
	total := 0
	blocked := false
	for !blocked {
		n, err := client.Write(chunk)
		if total += n; total > 1<<30 {
			t.Fatal("Write takes everything although nobody reads")
		}
		if !errors.Is(err, poller.ErrWouldBlock) {
			continue
		}
		// Full for now: the writer may still find room in the system.
		writable := false
		b.watch(client, poller.Writable, func(poller.Events) { writable = true })
		b.turn(200 * time.Millisecond)
		blocked = !writable
	}
	b.watch(client, 0, nil)
	b.close(client) // everything is still sent
	got, err := b.readAll(server)
	if len(got) != total || err != io.EOF {
		t.Errorf("%d bytes arrived of %d: %v", len(got), total, err)
	}
}

func TestAbortResets(t *testing.T) {
	b := newBench(t)
	client, server := b.pair("tcp", "127.0.0.1:0")
	defer b.close(server)
	if err := client.Abort(); err != nil {
		t.Errorf("Abort: %v", err)
	}
	if _, err := b.readAll(server); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("after a reset: %v", err)
	}
}

func TestRefused(t *testing.T) {
	b := newBench(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	s, err := b.net.Dial(l.Addr(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close(s)
	b.ready(s, poller.Writable)
	if err := s.Connected(); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("Connected: %v", err)
	}
}

func TestGiveUpConnecting(t *testing.T) {
	b := newBench(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := b.net.Dial(l.Addr(), nil)
	if err != nil {
		t.Fatal(err)
	}
	b.watch(s, poller.Writable, func(poller.Events) { t.Error("told of a closed handle") })
	b.close(s)
	b.turn(50 * time.Millisecond)
}

func TestWake(t *testing.T) {
	b := newBench(t)
	b.net.Wake()
	b.turn(-1) // the Wake before
	go b.net.Wake()
	b.turn(-1)
	begin := time.Now()
	b.turn(20 * time.Millisecond) // may be early: there was a signal left
	b.turn(20 * time.Millisecond)
	if took := time.Since(begin); took < 20*time.Millisecond {
		t.Errorf("two waits of 20 ms took %v", took)
	}
}

// A round that is ended early tells the rest in the next.
func TestStop(t *testing.T) {
	b := newBench(t)
	var clients []poller.Stream
	for range 3 {
		client, server := b.pair("tcp", "127.0.0.1:0")
		defer b.close(client)
		defer b.close(server)
		clients = append(clients, client)
	}
	told := map[int]bool{}
	for i, client := range clients {
		b.watch(client, poller.Writable, func(poller.Events) { told[i] = true })
	}
	for round := 1; round <= 3; round++ {
		err := b.net.Wait(patience, func(w poller.Watcher, events poller.Events) bool {
			w.Ready(events)
			return true
		})
		if err != nil || len(told) != round {
			t.Errorf("round %d: told %v, %v", round, told, err)
		}
	}
}

func TestPipes(t *testing.T) {
	b := newBench(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader, err1 := b.net.Open(r)
	writer, err2 := b.net.Open(w)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for _, end := range []struct {
		poller.Stream
		read, write bool
	}{{reader, true, false}, {writer, false, true}} {
		if r, w := end.Directions(); r != end.read || w != end.write {
			t.Errorf("Directions: %v, %v", r, w)
		}
		if err := end.CloseWrite(); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("CloseWrite: %v", err)
		}
	}
	b.write(writer, []byte("through a pipe"))
	b.close(writer)
	if got, err := b.readAll(reader); string(got) != "through a pipe" || err != io.EOF {
		t.Errorf("read %q, %v", got, err)
	}
	b.close(reader)
}

// Nobody reads: the writer learns of it when it writes, at the latest.
func TestBrokenPipe(t *testing.T) {
	b := newBench(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	writer, err := b.net.Open(w)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close(writer)
	r.Close()
	_, _ = writer.Write([]byte("lost")) // it may know already
	b.ready(writer, poller.Hangup)
	if _, err := writer.Write([]byte("lost")); err == nil || errors.Is(err, poller.ErrWouldBlock) {
		t.Errorf("Write to a broken pipe: %v", err)
	}
}

func TestAcceptError(t *testing.T) {
	err := acceptError(&net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", syscall.EMFILE)})
	if !errors.Is(err, poller.ErrTooManyFiles) || !errors.Is(err, syscall.EMFILE) {
		t.Errorf("acceptError: %v", err)
	}
	if err := acceptError(net.ErrClosed); errors.Is(err, poller.ErrTooManyFiles) {
		t.Errorf("acceptError: %v", err)
	}
}

// reset is a connection whose reset the writer hears of: the reader gets an
// end of data after it.
type reset struct {
	net.Conn
	told chan struct{}
}

func (r reset) Write([]byte) (int, error) { close(r.told); return 0, syscall.ECONNRESET }

func (r reset) Read([]byte) (int, error) { <-r.told; return 0, io.EOF }

func (r reset) Close() error { return nil }

func (r reset) LocalAddr() net.Addr { return nil }

func (r reset) RemoteAddr() net.Addr { return nil }

func TestWriterIsToldOfReset(t *testing.T) {
	b := newBench(t)
	s := b.net.newStream()
	s.connected(reset{told: make(chan struct{})})
	defer s.Close()
	if _, err := s.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	b.until("the write has failed", func() bool {
		_, err := s.Write(nil)
		return err != nil
	})
	err := poller.ErrWouldBlock
	b.until("the read has ended", func() bool {
		_, err = s.Read(make([]byte, 1))
		return err != poller.ErrWouldBlock
	})
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reading after a reset: %v", err)
	}
}
