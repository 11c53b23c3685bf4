//go:build linux || darwin

package term

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// programs are what the sessions of the tests run. Each is this test binary,
// known by the name that the go command of a session runs it under.
var programs = map[string]func([]string) int{
	"hello":  func([]string) int { fmt.Println("hello"); return 0 },
	"fail":   func([]string) int { fmt.Println("oh"); return 3 },
	"args":   func(args []string) int { fmt.Printf("%q\n", args); return 0 },
	"where":  func([]string) int { d, _ := os.Getwd(); fmt.Println(filepath.Base(d)); return 0 },
	"server": serverProgram,
	"finger": fingerProgram,
	"asks":   asksProgram,
	"deaf":   deafProgram,
	"daemon": daemonProgram,
	"sleeps": func([]string) int { fmt.Println("asleep"); time.Sleep(time.Hour); return 0 },
	"panics": func([]string) int { panic("no") },
	"dies":   func([]string) int { syscall.Kill(os.Getpid(), syscall.SIGTERM); select {} },
}

func TestMain(m *testing.M) {
	name := filepath.Base(os.Args[0])
	if run := programs[name]; run != nil {
		os.Exit(run(os.Args[1:]))
	}
	flag.Parse()
	os.Exit(m.Run())
}

// serverProgram is slow to listen, so that a step which does not wait for it
// fails, and says what it was asked.
func serverProgram(args []string) int {
	time.Sleep(50 * time.Millisecond)
	l, err := net.Listen("tcp", args[0])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return 1
		}
		line, _ := bufio.NewReader(c).ReadString('\n')
		fmt.Printf("asked %s\n", strings.TrimSpace(line))
		fmt.Fprintf(c, "you said %s", line)
		c.Close()
	}
}

func fingerProgram(args []string) int {
	l, err := net.Listen("tcp", "127.0.0.1:"+args[0])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return 1
		}
		bufio.NewReader(c).ReadString('\n')
		fmt.Fprint(c, "No such user\r\n")
		c.Close()
	}
}

func asksProgram([]string) int {
	in := bufio.NewScanner(os.Stdin)
	fmt.Print("Name: ")
	in.Scan()
	fmt.Printf("Hi, %s\n", in.Text())
	fmt.Print("Age: ")
	in.Scan()
	fmt.Printf("%s is %s\n", in.Text(), "old")
	return 0
}

func deafProgram([]string) int {
	signal.Ignore(os.Interrupt)
	fmt.Println("deaf")
	time.Sleep(time.Hour)
	return 0
}

// daemonProgram leaves a process that has no parent, terminal or group of the
// session.
func daemonProgram(args []string) int {
	self, err := os.Executable()
	if err != nil {
		fmt.Println(err)
		return 1
	}
	cmd := exec.Command(self, args...)
	cmd.Args[0] = "daemon"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if len(args) == 0 {
		cmd.Args = append(cmd.Args, "again")
	} else {
		cmd.Args[0] = "sleeps"
	}
	if err := cmd.Start(); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// quick are limits for tests in which something is bound to happen.
func quick() Limits {
	return Limits{Quiet: 400 * time.Millisecond, Step: time.Minute, Session: 5 * time.Minute}
}

// open starts a session whose go command knows all the programs. It checks
// that nothing is left of it in the end.
func open(t testing.TB, c Config) *Session {
	t.Helper()
	if c.Dir == "" {
		c.Dir = t.TempDir()
	}
	if c.Limits == (Limits{}) {
		c.Limits = Limits{Step: time.Minute, Session: 5 * time.Minute}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name := range programs {
		dir := filepath.Join(c.Dir, name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "main.go"), "package main\n")
		c.Programs = append(c.Programs, Program{Dir: name, Files: []string{name + "/main.go"}, Binary: self})
	}
	s, err := Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, s) })
	return s
}

func shut(t testing.TB, s *Session) []Process {
	t.Helper()
	start := time.Now()
	left, err := s.Close()
	if err != nil {
		t.Errorf("close: %v", err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("close took %v", took)
	}
	if s.place.base != "" {
		if _, err := os.Stat(s.place.base); !os.IsNotExist(err) {
			t.Errorf("%s is left: %v", s.place.base, err)
		}
	}
	return left
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func terminal(t testing.TB, s *Session, name string) *Terminal {
	t.Helper()
	term, err := s.Terminal(name)
	if err != nil {
		t.Fatal(err)
	}
	return term
}

func run(t testing.TB, term *Terminal, step Step) *Result {
	t.Helper()
	r, err := term.Run(context.Background(), step)
	if err != nil {
		t.Fatalf("%+v: %v\n%+v", step, err, r)
	}
	return r
}

// says runs a command that must end by itself, and gives its output.
func says(t testing.TB, term *Terminal, command string) string {
	t.Helper()
	r := run(t, term, Step{Command: command})
	if r.Stopped != Finished || r.Running {
		t.Fatalf("%s: %v, running %v: %q", command, r.Stopped, r.Running, r.Output)
	}
	return r.Output
}

// has gives a condition for Step.Until and Input.When.
func has(text string) func(string) bool {
	return func(output string) bool { return strings.Contains(output, text) }
}

// modes runs a test in a sandbox, where there is one, and without.
func modes(t *testing.T, test func(t *testing.T, m Mode)) {
	for name, m := range map[string]Mode{"sandbox": Strict, "plain": Plain} {
		t.Run(name, func(t *testing.T) {
			if m == Strict {
				needSandbox(t)
			}
			test(t, m)
		})
	}
}

func needSandbox(t testing.TB) {
	t.Helper()
	s, err := Open(context.Background(), Config{Dir: t.TempDir(), Mode: Strict})
	if err != nil {
		t.Skip("this machine allows no user namespaces: ", err)
	}
	s.Close()
}
