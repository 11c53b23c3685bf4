//go:build linux

package term

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

// freePort is a port that nothing listens on now.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func TestServerInTheBackground(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		port := freePort(t)
		s := open(t, Config{Mode: m, Ports: []int{port}})
		one := terminal(t, s, "1")
		r := run(t, one, Step{Command: fmt.Sprintf("go run ./server localhost:%d &", port), Background: true})
		if r.Ready != Listening || r.Output != "" || len(r.Notices) != 1 || !strings.HasPrefix(r.Notices[0], "[1] ") {
			t.Fatalf("%+v", r)
		}
		// What the server prints meanwhile is seen, before or after the reply.
		r = run(t, one, Step{Command: fmt.Sprintf("echo hi | nc localhost %d", port), Until: has("asked hi")})
		if got := strings.Replace(r.Output, "asked hi\n", "", 1); got != "you said hi\n" || r.Status != 0 {
			t.Errorf("%+v", r)
		}
		if r = run(t, one, Step{Command: "kill %1; wait"}); r.Stopped != Finished || strings.Contains(r.Output, "[1]") {
			t.Errorf("%+v", r)
		}
		if left := shut(t, s); len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
	})
}

func TestServerInTheForeground(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		port := freePort(t)
		s := open(t, Config{Mode: m, Ports: []int{port}})
		one, two := terminal(t, s, "1"), terminal(t, s, "2")
		for range 2 {
			r := run(t, one, Step{Command: fmt.Sprintf("go run ./server localhost:%d", port), Leave: true})
			if r.Ready != Listening || !r.Running || !one.Running() || r.Stopped != Finished {
				t.Fatalf("%+v", r)
			}
			if got := says(t, two, fmt.Sprintf("echo hi | nc localhost %d", port)); got != "you said hi\n" {
				t.Errorf("%q", got)
			}
		}
		// The command after it interrupts the server.
		r := run(t, one, Step{Command: "echo prompt"})
		if r.Output != "prompt\n" || !strings.Contains(r.Earlier, "asked hi\n") || !strings.HasSuffix(r.Earlier, "signal: interrupt\n") {
			t.Errorf("%+v", r)
		}
		if left := shut(t, s); len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
	})
}

func TestServerLeftRunning(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		port := freePort(t)
		s := open(t, Config{Mode: m})
		run(t, terminal(t, s, "1"), Step{Command: fmt.Sprintf("go run ./server :%d &", port), Background: true})
		left := shut(t, s)
		if len(left) != 2 { // go run and the server
			t.Fatalf("%+v", left)
		}
		if p := left[1]; len(p.Ports) != 1 || p.Ports[0] != port || p.Daemon || !strings.Contains(p.Command, "server") {
			t.Errorf("%+v", p)
		}
		if l, err := net.Listen("tcp", fmt.Sprintf(":%d", port)); err != nil {
			t.Error(err)
		} else {
			l.Close()
		}
	})
}

func TestJobThatPrints(t *testing.T) {
	one := terminal(t, open(t, Config{}), "1")
	r := run(t, one, Step{Command: "(echo starting; sleep 1000) &", Background: true, Until: has("starting\n")})
	if r.Ready != Printed || r.Output != "starting\n" {
		t.Errorf("%+v", r)
	}
	// Two that print at the same time do not get in each other's way.
	run(t, one, Step{Command: "for i in `seq 300`; do echo noise; done &", Background: true, Until: has("noise\n")})
	for i := range 20 {
		r := run(t, one, Step{Command: fmt.Sprintf("echo mine-%d", i)})
		if !strings.Contains(r.Earlier+r.Output, fmt.Sprintf("mine-%d\n", i)) || r.Status != 0 {
			t.Errorf("%+v", r)
		}
		if rest := strings.ReplaceAll(r.Output, "noise\n", ""); rest != fmt.Sprintf("mine-%d\n", i) {
			t.Errorf("%q", rest)
		}
	}
}

func TestJobThatEnds(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		one := terminal(t, open(t, Config{Mode: m}), "1")
		for command, want := range map[string]int{
			"go run ./fail &":                         1,
			"(echo oh; sleep 0.3; echo no; exit 3) &": 3,
			"true &":            0,
			"sh -c 'kill $$' &": 143,
			"nosuchprogram &":   127,
		} {
			r := run(t, one, Step{Command: command, Background: true})
			if r.Ready != Exited || r.JobStatus != want || r.Stopped != Finished {
				t.Errorf("%s: %v %d, want %d: %+v", command, r.Ready, r.JobStatus, want, r)
			}
			if strings.HasPrefix(command, "(echo oh") && r.Output != "oh\nno\n" {
				t.Errorf("%q", r.Output)
			}
			if strings.HasPrefix(command, "go run") && r.Output != "oh\nexit status 3\n" {
				t.Errorf("%q", r.Output)
			}
		}
	})
}

func TestJobThatIsQuiet(t *testing.T) {
	one := terminal(t, open(t, Config{Limits: quick()}), "1")
	r := run(t, one, Step{Command: "sleep 1000 &", Background: true})
	if r.Ready != Quiet {
		t.Errorf("%+v", r)
	}
	// One that works is not quiet, however long it says nothing.
	r = run(t, one, Step{Command: "(i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; sleep 1000) &", Background: true, Until: has("done\n")})
	if r.Ready != Printed {
		t.Errorf("%+v", r)
	}
}

// standIn is how a session calls one that it would not need where the machine
// has the tool.
func standIn(s *Session, name string) string { return s.place.helper + " " + helperMark + name }

// The machine's own telnet, if it has one, shows the same text. With which
// status it ends when the host closes the connection depends on its author.
func TestTelnetOfTheMachine(t *testing.T) {
	port := freePort(t)
	one := terminal(t, open(t, Config{}), "1")
	run(t, one, Step{Command: fmt.Sprintf("go run ./finger %d &", port), Background: true})
	r := run(t, one, Step{Command: fmt.Sprintf("telnet 127.0.0.1 %d", port), Inputs: []Input{{Text: "moshez", When: has("'^]'.\n")}}})
	if !strings.HasSuffix(r.Output, "Escape character is '^]'.\nmoshez\nNo such user\nConnection closed by foreign host.\n") {
		t.Errorf("%+v", r)
	}
}

func TestTelnet(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		port := freePort(t)
		s := open(t, Config{Mode: m})
		one, telnet := terminal(t, s, "1"), standIn(s, "telnet")
		run(t, one, Step{Command: fmt.Sprintf("go run ./finger %d &", port), Background: true})
		r := run(t, one, Step{Command: fmt.Sprintf("%s localhost %d", telnet, port),
			Inputs: []Input{{Text: "moshez", When: has("'^]'.\n")}}})
		const want = "Trying 127.0.0.1...\nConnected to localhost.\nEscape character is '^]'.\n" +
			"moshez\nNo such user\nConnection closed by foreign host.\n"
		got := strings.Replace(r.Output, "Trying ::1...\ntelnet: connect to address ::1: Connection refused\n", "", 1)
		if got != want || r.Status != 1 {
			t.Errorf("%+v", r)
		}
		r = run(t, one, Step{Command: fmt.Sprintf("%s 127.0.0.1 %d", telnet, port), Inputs: []Input{{Text: "^]", When: has("'^]'.\n")}, {Text: "quit", When: has("telnet> ")}}})
		if !strings.HasSuffix(r.Output, "telnet> quit\nConnection closed.\n") || r.Status != 0 {
			t.Errorf("%+v", r)
		}
		r = run(t, one, Step{Command: telnet + " 127.0.0.1 1"})
		if r.Output != "Trying 127.0.0.1...\ntelnet: Unable to connect to remote host: Connection refused\n" || r.Status != 1 {
			t.Errorf("%+v", r)
		}
	})
}

func TestNetcat(t *testing.T) {
	port := freePort(t)
	s := open(t, Config{})
	one, nc := terminal(t, s, "1"), standIn(s, "nc")
	run(t, one, Step{Command: fmt.Sprintf("%s -l %d > got &", nc, port), Background: true})
	if got := says(t, one, fmt.Sprintf("echo hello | %s -N localhost %d; wait; cat got", nc, port)); got != "hello\n" {
		t.Errorf("%q", got)
	}
	if r := run(t, one, Step{Command: fmt.Sprintf("%s -z localhost %d", nc, port)}); r.Status != 1 {
		t.Errorf("%+v", r)
	}
	if r := run(t, one, Step{Command: nc + " -Y x"}); r.Status != 1 || !strings.Contains(r.Output, "invalid option -- 'Y'") {
		t.Errorf("%+v", r)
	}
}

func TestTelnetOptions(t *testing.T) {
	const stream = "a\xff\xfb\x01b\xff\xfd\x1f\xff\xffc\xff\xfa\x18\x01\xff\xf0d\xff\xf9e"
	for size := 1; size <= len(stream); size++ {
		var o options
		var text, answer []byte
		for rest := []byte(stream); len(rest) > 0; {
			n := min(size, len(rest))
			t, a := o.filter(rest[:n])
			text, answer = append(text, t...), append(answer, a...)
			rest = rest[n:]
		}
		if string(text) != "ab\xffcde" || string(answer) != "\xff\xfe\x01\xff\xfc\x1f" {
			t.Errorf("in pieces of %d: %q %q", size, text, answer)
		}
	}
}

func TestGoCommand(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		s := open(t, Config{Mode: m})
		one := terminal(t, s, "1")
		for _, test := range []struct{ command, want string }{
			{"go run ./hello", "hello\n"},
			{"go run hello/main.go", "hello\n"},
			{"cd hello; go run .; cd ..", "hello\n"},
			{"cd hello; go run main.go; cd ..", "hello\n"},
			{"go run ./fail; echo $?", "oh\nexit status 3\n1\n"},
			{"go run ./dies; echo $?", "signal: terminated\n1\n"},
			{"go run ./args -x 'a b' ''", "[\"-x\" \"a b\" \"\"]\n"},
			{"cd args; go run ../where; cd ..", "args\n"},
			{"echo x | go run ./asks", "Name: Hi, x\nAge:  is old\n"},
			{"cd hello; go build && ./hello; rm hello; cd ..", "hello\n"},
			{"go build -o bin/hello ./hello && bin/hello", "hello\n"},
			{"cd hello; go build main.go; ls; rm main; cd ..", "main  main.go\n"},
		} {
			if got := says(t, one, test.command); got != test.want {
				t.Errorf("$ %s\ngot  %q\nwant %q", test.command, got, test.want)
			}
		}
		if r := run(t, one, Step{Command: "go run ./panics"}); !strings.Contains(r.Output, "panic: no\n") || !strings.HasSuffix(r.Output, "exit status 2\n") {
			t.Errorf("%+v", r)
		}
	})
}

// A program whose source was changed on the page is not the one that was
// built.
func TestGoCommandSeesChanges(t *testing.T) {
	if realGo("") == "" {
		t.Skip("needs the go command")
	}
	one := terminal(t, open(t, Config{Limits: Limits{Step: 3 * time.Minute, Session: 5 * time.Minute}}), "1")
	r := run(t, one, Step{Command: "go run -n ./nosuch"})
	if r.Status == 0 || !strings.HasPrefix(r.Output, "go: ") {
		t.Errorf("not the real go: %+v", r)
	}
	for _, change := range []string{"export GOFLAGS=-v", "unset GOFLAGS; export GOFLAGS=-mod=readonly; echo '!' >> args/main.go"} {
		if got := says(t, one, "go run ./hello"); got != "hello\n" {
			t.Fatalf("before %s: %q", change, got)
		}
		says(t, one, change)
		if r := run(t, one, Step{Command: "go run ./hello"}); r.Status == 0 {
			t.Errorf("after %s: %+v", change, r)
		}
		says(t, one, "export GOFLAGS=-mod=readonly")
	}
}

func TestPortsIn(t *testing.T) {
	for text, want := range map[string]string{
		"curl localhost:8080/x":                 "[8080]",
		"http.ListenAndServe(\":8080\", nil)":   "[8080]",
		"telnet localhost 1079":                 "[1079]",
		"$ nc -l 9000\n$ nc -z localhost 9001":  "[9000 9001]",
		"listening on 127.0.0.1:1234, [::]:80":  "[80 1234]",
		"12:30:45 main.go:17: x 10:20":          "[]",
		"http://[::1]:7070/ and http://x:7071.": "[7070]",
		":70000 :0 :1":                          "[]",
		"serving at http://localhost:8000.":     "[8000]",
	} {
		if got := fmt.Sprint(PortsIn(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestPortsAreLocked(t *testing.T) {
	port := freePort(t)
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(context.Background(), Config{Dir: t.TempDir(), Mode: Plain, Ports: []int{port}})
	busy, ok := err.(*PortBusyError)
	if !ok || busy.Port != port || busy.PID == 0 || !strings.Contains(busy.Error(), busy.Program) {
		t.Fatalf("%v", err)
	}
	l.Close()

	first := open(t, Config{Mode: Plain, Ports: []int{port}})
	opened := make(chan error)
	go func() {
		s, err := Open(context.Background(), Config{Dir: t.TempDir(), Mode: Plain, Ports: []int{port, port}})
		if err == nil {
			_, err = s.Close()
		}
		opened <- err
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := Open(ctx, Config{Dir: t.TempDir(), Mode: Plain, Ports: []int{port}}); err != context.DeadlineExceeded {
		t.Errorf("%v", err)
	}
	select {
	case err := <-opened:
		t.Errorf("two sessions have the same port: %v", err)
	default:
	}
	shut(t, first)
	if err := <-opened; err != nil {
		t.Error(err)
	}
}
