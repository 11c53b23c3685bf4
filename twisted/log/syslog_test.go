//go:build unix

package log_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
)

const patience = 30 * time.Second

// A daemon is a syslog daemon's socket.
type daemon struct {
	t    *testing.T
	path string
	conn *net.UnixConn
}

func startDaemon(t *testing.T, path string) *daemon {
	t.Helper()
	_ = os.Remove(path)
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &daemon{t, path, conn}
}

// receive returns the next message.
func (d *daemon) receive() string {
	d.t.Helper()
	if err := d.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		d.t.Fatal(err)
	}
	buf := make([]byte, 1<<16)
	n, err := d.conn.Read(buf)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(buf[:n])
}

// socketPath is short: a socket's name has room for about 100 bytes.
func socketPath(t *testing.T) string {
	dir, err := os.MkdirTemp("", "syslog")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "log")
}

func openSyslog(t *testing.T, path string, opts ...log.SyslogOption) *log.Publisher {
	t.Helper()
	s, err := log.OpenSyslog(append([]log.SyslogOption{log.WithSyslogSocket(path), log.WithTag("prog")}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	p := log.New()
	p.AddObserver(s.Observe)
	return p
}

func TestSyslog(t *testing.T) {
	d := startDaemon(t, socketPath(t))
	p := openSyslog(t, d.path, log.WithFacility(log.FacilityDaemon))
	stamp := march.Local().Format(time.Stamp)
	for _, c := range []struct {
		e    log.Event
		want []string
	}{
		{log.Event{System: "finger", Message: "a\nb\x00c\n", Attrs: []slog.Attr{slog.Int("n", 1)}},
			[]string{"<30>%s [finger] a", `<30>%s 	b\x00c`, "<30>%s \t n=1"}},
		{log.Event{Level: slog.LevelDebug, Message: "m"}, []string{"<31>%s [-] m"}},
		{log.Event{Level: slog.LevelWarn, Message: "m"}, []string{"<28>%s [-] m"}},
		{log.Event{Level: slog.LevelError, Message: "m"}, []string{"<27>%s [-] m"}},
	} {
		c.e.Time = march
		p.Publish(c.e)
		for _, want := range c.want {
			want = fmt.Sprintf(want, fmt.Sprintf("%s prog[%d]:", stamp, os.Getpid()))
			if got := d.receive(); got != want {
				t.Errorf("received %q, want %q", got, want)
			}
		}
	}
	p.Logger("x").Err(failure.Bare(io.EOF), "cannot read")
	if got := d.receive(); !strings.HasPrefix(got, "<27>") || !strings.HasSuffix(got, "[x] cannot read") {
		t.Errorf("received %q", got)
	}
	if got := d.receive(); !strings.Contains(got, "]: \t") {
		t.Errorf("the traceback begins with %q", got)
	}
}

func TestSyslogLongLine(t *testing.T) {
	d := startDaemon(t, socketPath(t))
	p := openSyslog(t, d.path)
	p.Logger("x").Msg(strings.Repeat("a", 1<<20))
	if got := d.receive(); len(got) < 8000 || len(got) > 8192 {
		t.Errorf("received %d bytes", len(got))
	}
}

func TestSyslogFindsADaemonThatWasRestarted(t *testing.T) {
	path := socketPath(t)
	d := startDaemon(t, path)
	p := openSyslog(t, path)
	p.Logger("x").Msg("one")
	d.receive()
	if err := d.conn.Close(); err != nil {
		t.Fatal(err)
	}
	_ = os.Remove(path)
	p.Logger("x").Msg("two")
	p.Logger("x").Msg("three")
	d = startDaemon(t, path)
	p.Logger("x").Msg("four")
	for _, want := range []string{"<11>", "<14>"} {
		got := d.receive()
		wantText := map[string]string{"<11>": "[log] 2 messages were lost", "<14>": "[x] four"}[want]
		if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, wantText) {
			t.Errorf("received %q, want %q", got, wantText)
		}
	}
}

// A daemon that does not read costs messages, and hardly any time.
func TestSyslogDaemonThatDoesNotRead(t *testing.T) {
	d := startDaemon(t, socketPath(t))
	p := openSyslog(t, d.path)
	l := p.Logger("x")
	const messages = 3000 // more than any socket holds
	begin := time.Now()
	for i := range messages {
		l.Msg("m", "n", i)
	}
	if took := time.Since(begin); took > patience {
		t.Errorf("%d messages took %v", messages, took)
	}
	// What it did take is in order; then comes how many it did not take.
	received, lost := 0, 0
	for lost == 0 {
		got := d.receiveOr(100*time.Millisecond, func() { l.Msg("again") })
		switch _, text, _ := strings.Cut(got, "]: "); {
		case strings.HasPrefix(text, "[log] "):
			if _, err := fmt.Sscanf(text, "[log] %d messages were lost", &lost); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		case text != fmt.Sprintf("[x] m n=%d", received):
			t.Fatalf("after %d messages received %q", received, got)
		default:
			received++
		}
	}
	if received+lost < messages {
		t.Errorf("of %d messages %d were received and %d reported as lost", messages, received, lost)
	}
}

// receiveOr returns the next message, and calls f as often as there is none
// for d.
func (d *daemon) receiveOr(wait time.Duration, f func()) string {
	d.t.Helper()
	buf := make([]byte, 1<<16)
	for end := time.Now().Add(patience); time.Now().Before(end); f() {
		if err := d.conn.SetReadDeadline(time.Now().Add(wait)); err != nil {
			d.t.Fatal(err)
		}
		n, err := d.conn.Read(buf)
		if err == nil {
			return string(buf[:n])
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			d.t.Fatal(err)
		}
	}
	d.t.Fatal("no message came")
	return ""
}

func TestSyslogOverAStream(t *testing.T) {
	path := socketPath(t)
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	p := openSyslog(t, path)
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	p.Logger("x").Msg("one\ntwo")
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(conn)
	for _, want := range []string{"[x] one\n", "\ttwo\n"} {
		if got, err := lines.ReadString('\n'); err != nil || !strings.HasSuffix(got, "]: "+want) {
			t.Errorf("received %q, %v", got, err)
		}
	}
}

func TestSyslogWithoutADaemon(t *testing.T) {
	_, err := log.OpenSyslog(log.WithSyslogSocket(socketPath(t)))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenSyslog: %v", err)
	}
}
