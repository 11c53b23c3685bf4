package finger_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/finger"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/threads"
)

var (
	fingerProgram = engine.Program("finger", "apt-get install finger", "finger")
	netcat        = engine.Program("nc", "apt-get install netcat-openbsd", "nc.openbsd", "nc")
	python        = engine.Program("Python", "apt-get install python3-twisted", "/usr/bin/python3", "python3")
)

// needTwisted is Python, where it has Twisted.
func needTwisted(t *testing.T) string {
	t.Helper()
	program := engine.Need(t, python)
	if exec.Command(program, "-c", "import twisted.protocols.finger").Run() != nil {
		return engine.Need(t, engine.Program("Python's Twisted", "apt-get install python3-twisted"))
	}
	return program
}

// patience is how long something may take on a busy machine before the test
// calls it stuck.
const patience = time.Minute

// startLoop runs a loop until the end of the test, which fails if the loop has
// logged an error or has a timed call left.
func startLoop(t *testing.T) *reactor.Loop {
	t.Helper()
	publisher := log.New()
	publisher.AddObserver(func(e log.Event) {
		if e.Failure != nil {
			t.Errorf("logged: %s %v", e.Message, e.Failure)
		}
	})
	l, err := reactor.New(reactor.WithSignals(false), reactor.WithDebug(), reactor.WithLog(publisher))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	t.Cleanup(func() {
		left := make(chan int, 1)
		l.CallFromThread(func() { left <- len(l.DelayedCalls()) })
		if n := <-left; n > 0 {
			t.Errorf("%d timed calls left", n)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return l
}

// echo answers with what it understood.
type echo struct{ finger.Server }

func (e *echo) GetUser(q finger.Query) {
	e.Answer(fmt.Sprintf("user %s verbose %t\nsecond line", q.User, q.Verbose))
}

func (e *echo) GetDomain(q finger.Query) { e.Answer(fmt.Sprintf("domain verbose %t", q.Verbose)) }

// listen has a server on an address, and returns where it is.
func listen(t *testing.T, l *reactor.Loop, address string) (*net.TCPAddr, error) {
	t.Helper()
	type result struct {
		addr net.Addr
		err  error
	}
	listening := make(chan result, 1)
	l.CallFromThread(func() {
		port, err := l.ListenTCP(address, protocol.Of(func() *echo { return &echo{} }))
		if err != nil {
			listening <- result{err: err}
			return
		}
		listening <- result{port.Addr(), nil}
	})
	r := <-listening
	if r.err != nil {
		return nil, r.err
	}
	return r.addr.(*net.TCPAddr), nil
}

func start(t *testing.T, l *reactor.Loop) *net.TCPAddr {
	t.Helper()
	addr, err := listen(t, l, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

func ask(t *testing.T, l *reactor.Loop, address string, q finger.Query, options ...finger.Option) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	answer, err := threads.BlockingCallFromThread(ctx, l, func() deferred.Of[[]byte] {
		return finger.Ask(l, address, q, options...)
	})
	return string(answer), err
}

func TestAsk(t *testing.T) {
	l := startLoop(t)
	address := start(t, l).String()
	for want, q := range map[string]finger.Query{
		"user moshez verbose true\r\nsecond line\r\n": {User: "moshez", Verbose: true},
		"domain verbose false\r\n":                    {},
		"Finger forwarding service denied\r\n":        {User: "moshez", Hosts: []string{"there"}},
	} {
		if got, err := ask(t, l, address, q, finger.Timeout(patience)); err != nil || got != want {
			t.Errorf("%+v: answer %q, error %v", q, got, err)
		}
	}
	if _, err := ask(t, l, address, finger.Query{User: "a\r\nb"}); !errors.Is(err, finger.ErrBadQuery) {
		t.Errorf("error %v", err)
	}
	if _, err := ask(t, l, address, finger.Query{User: "moshez"}, finger.MaxAnswer(20)); !errors.Is(err, finger.ErrTooLong) {
		t.Errorf("error %v", err)
	}
}

func TestAskNobody(t *testing.T) {
	l := startLoop(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	// It listens, and never answers.
	if _, err := ask(t, l, address, finger.Query{}, finger.Timeout(10*time.Millisecond)); !errors.Is(err, finger.ErrTimeout) {
		t.Errorf("error %v", err)
	}
	started := make(chan deferred.Of[[]byte])
	l.CallFromThread(func() { started <- finger.Ask(l, address, finger.Query{}) })
	d := <-started
	l.CallFromThread(d.Cancel)
	if _, err := d.Await(t.Context(), l); !errors.Is(err, deferred.ErrCancelled) {
		t.Errorf("error %v", err)
	}
	_ = listener.Close()
	var connect *protocol.ConnectError
	if _, err := ask(t, l, address, finger.Query{}); !errors.As(err, &connect) {
		t.Errorf("error %v", err)
	}
}

// A connection that breaks is no answer.
func TestAskIsCutOff(t *testing.T) {
	l := startLoop(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	go func() {
		c, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = bufio.NewReader(c).ReadString('\n')
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close() // with a reset
	}()
	if _, err := ask(t, l, listener.Addr().String(), finger.Query{User: "moshez"}); !errors.Is(err, protocol.ErrConnectionLost) {
		t.Errorf("error %v", err)
	}
}

func TestNetcat(t *testing.T) {
	l := startLoop(t)
	addr := start(t, l)
	for query, want := range map[string]string{
		"moshez\r\n": "user moshez verbose false\r\nsecond line\r\n",
		"/W x\n":     "user x verbose true\r\nsecond line\r\n",
		"\n":         "domain verbose false\r\n",
	} {
		cmd := exec.CommandContext(t.Context(), engine.Need(t, netcat), "127.0.0.1", strconv.Itoa(addr.Port))
		cmd.Stdin = strings.NewReader(query)
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != want {
			t.Errorf("%q: %q, error %v", query, out, err)
		}
	}
}

// finger(1) knows no port but 79, for which it takes rights.
func TestFingerProgram(t *testing.T) {
	program := engine.Need(t, fingerProgram)
	l := startLoop(t)
	// An address of our own, beside whatever else listens on port 79.
	host := fmt.Sprintf("127.%d.%d.%d", 1+rand.IntN(254), rand.IntN(256), 1+rand.IntN(254))
	if _, err := listen(t, l, host+":79"); err != nil {
		if errors.Is(err, syscall.EACCES) {
			t.Skip("no right to listen on port 79")
		}
		t.Skipf("no address for port 79: %v", err) // not all of 127/8 is there on every system
	}
	for _, tt := range []struct{ arg, flag, want string }{
		{"moshez@" + host, "-s", "user moshez verbose false\r\nsecond line\r\n"},
		{"moshez@" + host, "-l", "user moshez verbose true\r\nsecond line\r\n"},
		{"@" + host, "-s", "domain verbose false\r\n"},
	} {
		out, err := exec.CommandContext(t.Context(), program, tt.flag, tt.arg).CombinedOutput()
		got := strings.TrimLeft(strings.TrimPrefix(string(out), "["+host+"]"), "\r\n")
		if want := strings.ReplaceAll(tt.want, "\r\n", "\n"); err != nil || strings.ReplaceAll(got, "\r\n", "\n") != want {
			t.Errorf("finger %s %s: %q, error %v", tt.flag, tt.arg, out, err)
		}
	}
}

func TestTwistedClient(t *testing.T) {
	python := needTwisted(t)
	l := startLoop(t)
	addr := start(t, l)
	out, err := exec.CommandContext(t.Context(), python, "testdata/client.py", strconv.Itoa(addr.Port), "/W moshez").CombinedOutput()
	if want := `b'user moshez verbose True\r\nsecond line\r\n' ConnectionDone`; err != nil || !strings.EqualFold(strings.TrimSpace(string(out)), want) {
		t.Errorf("%s, error %v", out, err)
	}
}

func TestTwistedServer(t *testing.T) {
	python := needTwisted(t)
	cmd := exec.CommandContext(t.Context(), python, "testdata/server.py")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close(); _, _ = io.Copy(io.Discard, stdout); _ = cmd.Wait() }()
	var port int
	if _, err := fmt.Fscan(stdout, &port); err != nil {
		t.Fatal(err)
	}
	l := startLoop(t)
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	for want, q := range map[string]finger.Query{
		"user moshez verbose False\r\n":        {User: "moshez"},
		"user moshez verbose True\r\n":         {User: "moshez", Verbose: true},
		"domain verbose False\r\n":             {},
		"Finger forwarding service denied\r\n": {User: "moshez", Hosts: []string{"there"}},
	} {
		got, err := ask(t, l, address, q, finger.Timeout(patience))
		if q.Hosts != nil && err == nil && strings.Contains(got, "denied") {
			continue // in words of its own
		}
		if err != nil || got != want {
			t.Errorf("%+v: answer %q, error %v", q, got, err)
		}
	}
}
