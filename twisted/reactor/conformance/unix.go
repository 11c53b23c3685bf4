//go:build unix

package conformance

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/lore-docs/lore/twisted/protocol"
	"golang.org/x/sys/unix"
)

var unixTests = []func(*world){listensOnPaths, connectsToPaths, waitsForRoom, readsPipes, writesPipes, noticesReaders,
	readsFiles, joinsSockets, keepsBlocking, endsTerminals}

// path is one for a socket, which must be short.
func (w *world) path() string {
	w.Helper()
	dir, err := os.MkdirTemp("", "reactor")
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "socket")
}

func listensOnPaths(w *world) {
	path := w.path()
	f := &factory{build: w.each(w.echo)}
	p, err := w.loop.ListenUNIX(path, f, protocol.Backlog(3))
	if err != nil {
		w.Fatal(err)
	}
	w.equal("Addr", p.Addr().String(), path)
	out, err := net.Dial("unix", path)
	if err != nil {
		w.Fatal(err)
	}
	defer out.Close()
	w.aside(func() error {
		if _, err := out.Write([]byte("hello")); err != nil {
			return err
		}
		_, err := out.Read(make([]byte, 5))
		return err
	})
	var cannot *protocol.CannotListenError
	if _, err := w.loop.ListenUNIX(path, f); !errors.As(err, &cannot) {
		w.Errorf("listening where somebody listens: %v", err)
	}
	w.await(p.StopListening())
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		w.Errorf("the path of a closed port: %v", err)
	}
	if err := p.StartListening(); err != nil {
		w.Errorf("listening again: %v", err)
	}
}

func connectsToPaths(w *world) {
	path := w.path()
	f, _ := w.client()
	con := w.loop.ConnectUNIX(path, f)
	w.until("the failure", func() bool { return con.State() == protocol.Disconnected })
	if !errors.Is(f.reason, fs.ErrNotExist) {
		w.Errorf("connecting to nothing: %v", f.reason)
	}
	if _, err := w.loop.ListenUNIX(path, &factory{build: w.each(w.echo)}); err != nil {
		w.Fatal(err)
	}
	f, c := w.client()
	con = w.loop.ConnectUNIX(path, f)
	w.until("the connection", func() bool { return len(c.events) > 0 })
	w.equal("Peer", c.Transport.Peer().String(), path)
	c.write("hello")
	w.until("the echo", func() bool { return c.received == "hello" })
	c.Transport.LoseConnection()
	w.until("the end", func() bool { return con.State() == protocol.Disconnected })
	w.equal("events", f.events, []string{"start", "connecting", "build", "made", "connection lost", "lost", "stop"})
}

// waitsForRoom connects to a socket at which as many wait as may.
func waitsForRoom(w *world) {
	path := w.path()
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		w.Fatal(err)
	}
	defer unix.Close(fd)
	if err := errors.Join(unix.Bind(fd, &unix.SockaddrUnix{Name: path}), unix.Listen(fd, 1)); err != nil {
		w.Fatal(err)
	}
	const clients = 6
	connected, failed := 0, 0
	for range clients {
		f := &factory{build: w.each(func(c *conn) { c.made = func() { connected++ } })}
		f.failed = func(protocol.Connector) { failed++ }
		w.loop.ConnectUNIX(path, f)
	}
	w.turns(5)
	if connected == clients {
		w.Skip("this system lets all wait")
	}
	go func() {
		for range clients {
			if fd, _, err := unix.Accept(fd); err == nil {
				defer unix.Close(fd)
			}
		}
	}()
	w.until("all clients", func() bool { return connected+failed == clients })
	w.equal("failed", failed, 0)
}

// open joins a protocol to a file.
func (w *world) open(f *os.File, p protocol.Protocol) protocol.Transport {
	w.Helper()
	t, err := w.loop.OpenStream(f, p)
	if err != nil {
		w.Fatal(err)
	}
	return t
}

func (w *world) pipe() (r, wr *os.File) {
	w.Helper()
	r, wr, err := os.Pipe()
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _, _ = r.Close(), wr.Close() })
	return r, wr
}

func readsPipes(w *world) {
	r, wr := w.pipe()
	c := &conn{w: w}
	w.open(r, c)
	w.equal("events", c.events, []string{"made"})
	if _, err := wr.WriteString("through a pipe"); err != nil {
		w.Fatal(err)
	}
	w.until("data", func() bool { return c.received == "through a pipe" })
	c.write("dropped")
	_ = wr.Close()
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "lost: connection closed"})
}

func writesPipes(w *world) {
	r, wr := w.pipe()
	c := &conn{w: w}
	w.open(wr, c)
	large := strings.Repeat("x", 1<<20)
	c.write(large)
	c.Transport.LoseConnection()
	var got strings.Builder
	w.aside(func() error {
		_, err := r.WriteTo(&got)
		return err
	})
	if got.Len() != len(large) {
		w.Errorf("of %d bytes %d came", len(large), got.Len())
	}
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "lost: connection closed"})
}

// noticesReaders has the reader of a pipe go, with nothing left to write and
// with much.
func noticesReaders(w *world) {
	for _, text := range []string{"", strings.Repeat("x", 1<<20)} {
		r, wr := w.pipe()
		c := &conn{w: w}
		w.open(wr, c)
		if text != "" {
			c.write(text)
		}
		w.turns(3)
		if c.isLost() {
			w.Fatalf("lost at once: %v", c.reason)
		}
		_ = r.Close()
		w.until("the end", c.isLost)
		w.equal("events", c.events, []string{"made", "lost: connection broken off"})
	}
}

func readsFiles(w *world) {
	text := strings.Repeat("all that is in a file\n", 20_000)
	path := filepath.Join(w.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
	for _, name := range []string{path, os.DevNull} {
		f, err := os.Open(name)
		if err != nil {
			w.Fatal(err)
		}
		c := &conn{w: w}
		w.open(f, c)
		w.until("the end of "+name, c.isLost)
		w.equal("events", c.events, []string{"made", "lost: connection closed"})
		if name == path && c.received != text {
			w.Errorf("of %d bytes %d came", len(text), len(c.received))
		}
	}
}

func joinsSockets(w *world) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		w.Fatal(err)
	}
	one, two := &halfConn{conn{w: w}}, &conn{w: w}
	w.echo(two)
	w.open(os.NewFile(uintptr(fds[0]), "one"), one)
	w.open(os.NewFile(uintptr(fds[1]), "two"), two)
	one.write("hello")
	w.until("the echo", func() bool { return one.received == "hello" })
	one.closeWrite()
	w.until("the end", func() bool { return one.isLost() && two.isLost() })
	w.equal("events", one.events, []string{"made", "write lost", "read lost", "lost: connection closed"})
	w.equal("events", two.events, []string{"made", "lost: connection closed"})
}

// keepsBlocking is about files that others share: they are left as they were.
func keepsBlocking(w *world) {
	fds := make([]int, 2)
	if err := unix.Pipe(fds); err != nil {
		w.Fatal(err)
	}
	shared, err := unix.Dup(fds[0])
	if err != nil {
		w.Fatal(err)
	}
	defer unix.Close(shared)
	defer unix.Close(fds[1])
	c := &conn{w: w}
	w.open(os.NewFile(uintptr(fds[0]), "shared"), c)
	c.Transport.LoseConnection()
	w.until("the end", c.isLost)
	flags, err := unix.FcntlInt(uintptr(shared), unix.F_GETFL, 0)
	if err != nil || flags&unix.O_NONBLOCK != 0 {
		w.Errorf("the file that is shared: flags %#x, %v", flags, err)
	}
}

// endsTerminals closes the other end of a terminal, which Linux tells with an
// error.
func endsTerminals(w *world) {
	ours, other := openTerminal(w)
	if ours == nil {
		w.Skip("no terminals here")
	}
	c := &conn{w: w}
	w.open(ours, c)
	if _, err := other.WriteString("login: "); err != nil {
		w.Fatal(err)
	}
	w.until("data", func() bool { return c.received == "login: " })
	c.write("glyph\n")
	buf := make([]byte, 20)
	w.aside(func() error {
		n, err := other.Read(buf)
		buf = buf[:n]
		return err
	})
	w.equal("what is typed", string(buf), "glyph\n")
	_ = other.Close()
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "lost: connection closed"})
}

// roomForFiles is how many more files can be open.
func roomForFiles() int {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 256
	}
	limit.Cur = limit.Max
	_ = unix.Setrlimit(unix.RLIMIT_NOFILE, &limit) // if not, the limit read next is lower
	_ = unix.Getrlimit(unix.RLIMIT_NOFILE, &limit)
	return int(min(uint64(limit.Cur), many*4)) - openFiles() - 64
}

// openFiles is how many files are open, or 0 where that cannot be known.
func openFiles() int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(list)
}
