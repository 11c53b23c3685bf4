//go:build linux

package term

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// noneOf checks that no process of this machine has the word in its command
// line.
func noneOf(t *testing.T, word string) {
	t.Helper()
	for _, pid := range numbers("/proc") {
		if line := commandLine(pid); pid != os.Getpid() && strings.Contains(line, word) {
			t.Errorf("left running: %d %s", pid, line)
		}
	}
}

// word is one that no other process has.
func word(t *testing.T) string {
	return fmt.Sprintf("marker-%d-%d", os.Getpid(), time.Now().UnixNano())
}

// The bomb of TestForkBomb ends by itself, so that a mistake in what contains it
// fails the test and not the machine: it makes some 1000 processes at most,
// which sleep for a while and are gone.
func TestForkBomb(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		limits := quick()
		limits.Processes = 150
		dir := t.TempDir()
		s := open(t, Config{Dir: dir, Mode: m, Limits: limits})
		one := terminal(t, s, "1")
		mark := word(t)
		write(t, filepath.Join(dir, "bomb.sh"), "# "+mark+"\nbomb() { [ $1 = 0 ] || { bomb $(($1 - 1)) & bomb $(($1 - 1)) & }; exec sleep 20; }; bomb 9\n")
		r, err := one.Run(context.Background(), Step{Command: "bash bomb.sh " + mark})
		if err != nil || r.Stopped != TooManyProcesses {
			t.Errorf("%v, %v in %v: %d bytes, %.300q", r.Stopped, err, r.Duration, len(r.Output), r.Output)
		}
		shut(t, s)
		noneOf(t, mark)
	})
}

func TestEndlessPrinter(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		s := open(t, Config{Mode: m, Limits: Limits{Output: 10000}})
		one := terminal(t, s, "1")
		r := run(t, one, Step{Command: "yes '::set-output name=x::\x1b[2J'"})
		if r.Stopped != TooMuchOutput || len(r.Output) > 11000 || r.Dropped < 100000 {
			t.Errorf("%v: %d bytes, %d dropped", r.Stopped, len(r.Output), r.Dropped)
		}
		if got := says(t, one, "echo fine"); got != "fine\n" {
			t.Errorf("%q", got)
		}
		r = run(t, one, Step{Command: "yes &", Background: true})
		if r.Stopped != TooMuchOutput {
			t.Errorf("%v", r.Stopped)
		}
		if got := says(t, one, "echo fine"); got != "fine\n" {
			t.Errorf("%q", got)
		}
	})
}

func TestReaderOfInput(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		one := terminal(t, open(t, Config{Mode: m, Limits: quick()}), "1")
		for _, command := range []string{"cat", "go run ./asks", "read x", "cat | sort"} {
			r := run(t, one, Step{Command: command})
			if r.Stopped != WaitsForInput || r.Running {
				t.Errorf("%s: %+v", command, r)
			}
		}
		r := run(t, one, Step{Command: "go run ./asks", Inputs: []Input{{Text: "x"}, {Text: "y", When: has("Never: ")}}})
		if r.Stopped != WaitsForInput || r.Typed != 1 || !strings.HasPrefix(r.Output, "Name: x\nHi, x\nAge: ") {
			t.Errorf("%+v", r)
		}
		if got := says(t, one, "echo fine"); got != "fine\n" {
			t.Errorf("%q", got)
		}
	})
}

// What waits for input may wait for an answer besides, as long as something in
// the session works.
func TestReaderBesideWork(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		one := terminal(t, open(t, Config{Mode: m, Limits: quick()}), "1")
		r := run(t, one, Step{Command: "timeout 1.5 sh -c 'until false; do :; done' & cat"})
		if r.Stopped != WaitsForInput || r.Duration < 1500*time.Millisecond {
			t.Errorf("%+v", r)
		}
	})
}

func TestDeafToInterrupt(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		one := terminal(t, open(t, Config{Mode: m, Limits: quick()}), "1")
		run(t, one, Step{Command: "go run ./deaf", Leave: true, Until: has("deaf\n")})
		r := run(t, one, Step{Key: "^C"})
		if r.Stopped != IgnoresInterrupt || r.Running {
			t.Errorf("%+v", r)
		}
		run(t, one, Step{Command: "go run ./deaf", Leave: true, Until: has("deaf\n")})
		r = run(t, one, Step{Command: "echo next"})
		if r.Stopped != IgnoresInterrupt || r.Output != "next\n" {
			t.Errorf("%+v", r)
		}
	})
}

func TestTimeout(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		one := terminal(t, open(t, Config{Mode: m, Limits: quick()}), "1")
		r := run(t, one, Step{Command: "go run ./sleeps", Timeout: 700 * time.Millisecond})
		if r.Stopped != Timeout || r.Running || !strings.Contains(r.Dump, "SIGQUIT") || !strings.Contains(r.Dump, "time.Sleep") {
			t.Errorf("%+v", r)
		}
		for _, command := range []string{"sleep 1000", "while :; do :; done", "trap '' INT QUIT TERM; sleep 1000", "bash -c \"trap '' INT; while :; do sleep 1; done\""} {
			r := run(t, one, Step{Command: command, Timeout: 300 * time.Millisecond})
			if r.Stopped != Timeout || r.Running || r.Dump != "" {
				t.Errorf("%s: %+v", command, r)
			}
		}
		if got := says(t, one, "echo fine"); got != "fine\n" {
			t.Errorf("%q", got)
		}
	})
}

func TestDaemon(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		s := open(t, Config{Mode: m})
		one := terminal(t, s, "1")
		mark := word(t)
		says(t, one, "(setsid sh -c 'exec sleep 1000 </dev/null >/dev/null 2>&1 #"+mark+"' &)")
		says(t, one, "go run ./daemon")
		// The program is gone by now, what it left may take a moment to start.
		var left []Process
		for range 1000 {
			if left, _ = s.Processes(); len(left) >= 2 && left[0].Daemon && left[1].Daemon {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		if len(left) < 2 || !left[0].Daemon || !left[1].Daemon {
			t.Errorf("%+v", left)
		}
		before := time.Now()
		shut(t, s)
		if took := time.Since(before); took > 8*time.Second {
			t.Errorf("close took %v", took)
		}
		noneOf(t, mark)
	})
}

func TestWritesOutside(t *testing.T) {
	outside := t.TempDir()
	write(t, filepath.Join(outside, "there"), "untouched\n")
	modes(t, func(t *testing.T, m Mode) {
		if m == Plain && !landlocked() {
			t.Skip("the kernel has no Landlock")
		}
		s := open(t, Config{Mode: m})
		one := terminal(t, s, "1")
		targets := []string{"/etc/lore-test", "/usr/lore-test", "/lore-test"}
		if m == Strict {
			targets = append(targets, filepath.Join(outside, "there"), "/proc/sys/kernel/core_pattern", "/sys/power/state")
		}
		for _, file := range targets {
			r := run(t, one, Step{Command: "echo x > " + file})
			if r.Status == 0 || r.Output == "" {
				t.Errorf("%s: %+v", file, r)
			}
		}
		if got := says(t, one, "echo x > here; cat here; echo y > /tmp/lore-test-tmp && rm /tmp/lore-test-tmp; echo z > ~/z; cat ~/z; echo n >/dev/null"); got != "x\nz\n" {
			t.Errorf("%q", got)
		}
		if text, _ := os.ReadFile(filepath.Join(outside, "there")); string(text) != "untouched\n" {
			t.Errorf("%q", text)
		}
	})
}

func landlocked() bool {
	_, _, errno := syscall.Syscall(444, 0, 0, 1) // landlock_create_ruleset, the same number everywhere
	return errno == 0
}

func TestStrictHidesTheMachine(t *testing.T) {
	needSandbox(t)
	secret := filepath.Join(t.TempDir(), "secret")
	write(t, secret, "secret\n")
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, ".git", "config"), "secret\n")
	cache := t.TempDir()
	write(t, filepath.Join(cache, "entry"), "built\n")
	t.Setenv("GITHUB_TOKEN", "secret")
	one := terminal(t, open(t, Config{Dir: dir, Mode: Strict, Caches: []string{cache}, At: "/doc/finger"}), "1")
	for command, want := range map[string]string{
		"cat " + secret + " 2>/dev/null": "",
		"ls -A .git":                     "",
		"env | grep -c secret":           "0\n",
		"cat /etc/shadow 2>/dev/null":    "",
		"ls /root/.ssh /var/run/docker.sock /work 2>/dev/null; ls /home": "you\n",
		"pwd": "/doc/finger\n",
		"cat " + cache + "/entry; echo poison > " + cache + "/entry":    "built\n",
		"cat /proc/self/status | grep -E 'CapEff|NoNewPrivs' | cut -f2": "0000000000000000\n1\n",
		"unshare -U true 2>/dev/null; echo $?":                          "1\n",
		"(exec 3<>/dev/tcp/192.0.2.1/80) 2>&1 | grep -c unreachable":    "2\n",
		"grep -c : /proc/net/dev":                                       "1\n",
		"chmod 000 /dev/null 2>&1 | grep -c Read-only":                  "1\n",
	} {
		if got := says(t, one, command); got != want {
			t.Errorf("$ %s\ngot  %q\nwant %q", command, got, want)
		}
	}
	if text, err := os.ReadFile(filepath.Join(cache, "entry")); err != nil || string(text) != "built\n" {
		t.Errorf("the cache was poisoned: %q %v", text, err)
	}
	if got := says(t, one, "echo x > file; ls"); !strings.Contains(got, "file") {
		t.Errorf("%q", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "file")); err != nil {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		one := terminal(t, open(t, Config{Mode: m, Limits: Limits{File: 1 << 20, CPU: time.Second, Memory: 4 << 30, Step: time.Minute, Session: 5 * time.Minute}}), "1")
		r := run(t, one, Step{Command: "head -c 2000000 /dev/zero > big"})
		if r.Status == 0 {
			t.Errorf("%+v", r)
		}
		if got := says(t, one, "wc -c < big"); got != "1048576\n" {
			t.Errorf("%q", got)
		}
		r = run(t, one, Step{Command: "sh -c 'while :; do :; done'"})
		if r.Status != 137 && r.Status != 152 || r.Stopped != Finished {
			t.Errorf("%+v", r)
		}
		if got := says(t, one, "ulimit -v"); got != "4194304\n" {
			t.Errorf("%q", got)
		}
	})
}

func TestCancel(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		for _, command := range []string{"sleep 1000", "trap '' INT; while :; do :; done", "yes > /dev/null"} {
			s := open(t, Config{Mode: m})
			one := terminal(t, s, "1")
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(50*time.Millisecond, cancel)
			start := time.Now()
			r, err := one.Run(ctx, Step{Command: command})
			if !errors.Is(err, context.Canceled) || r.Duration > 10*time.Second {
				t.Errorf("%s: %v in %v", command, err, r.Duration)
			}
			shut(t, s)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("%s: took %v", command, took)
			}
		}
	})
}

func TestSessionTime(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		s := open(t, Config{Mode: m, Limits: Limits{Session: 600 * time.Millisecond}})
		one, err := s.Terminal("1")
		if err == nil {
			_, err = one.Run(context.Background(), Step{Command: "sleep 1000"})
		}
		if !errors.Is(err, ErrSessionTime) {
			t.Errorf("%v", err)
		}
		if _, err := s.Terminal("2"); !errors.Is(err, ErrSessionTime) {
			t.Errorf("%v", err)
		}
	})
}

func TestClosedSession(t *testing.T) {
	s := open(t, Config{})
	one := terminal(t, s, "1")
	shut(t, s)
	if _, err := one.Run(context.Background(), Step{Command: "true"}); !errors.Is(err, ErrEnded) {
		t.Errorf("%v", err)
	}
	if _, err := s.Terminal("1"); !errors.Is(err, ErrEnded) {
		t.Errorf("%v", err)
	}
	if _, err := Open(context.Background(), Config{Dir: filepath.Join(t.TempDir(), "nosuch")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// The agent takes the session with it when the process that opened it dies.
func TestDeathOfTheOwner(t *testing.T) {
	if os.Getenv("TERM_TEST_OWNER") != "" {
		mode := Auto
		if os.Getenv("TERM_TEST_OWNER") == "plain" {
			mode = Plain
		}
		s, err := Open(context.Background(), Config{Dir: t.TempDir(), Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		run(t, terminal(t, s, "1"), Step{Command: "sh -c 'sleep 1000; : " + os.Getenv("TERM_TEST_WORD") + "'", Leave: true,
			Until: func(string) bool { return true }})
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	for _, mode := range []string{"sandbox", "plain"} {
		mark := word(t)
		cmd := exec.Command(os.Args[0], "-test.run=^TestDeathOfTheOwner$")
		cmd.Env = append(os.Environ(), "TERM_TEST_OWNER="+mode, "TERM_TEST_WORD="+mark)
		if out, err := cmd.CombinedOutput(); err == nil || cmd.ProcessState.Exited() {
			t.Fatalf("%v %s", err, out)
		}
		gone := false
		for range 2000 {
			if gone = !running(mark); gone {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		if !gone {
			t.Errorf("%s: its program is left", mode)
		}
	}
}

func running(word string) bool {
	for _, pid := range numbers("/proc") {
		if strings.Contains(commandLine(pid), word) {
			return true
		}
	}
	return false
}

// An ordinary user has sandboxes too. The tests that matter are run again as
// one, when these are run as root.
func TestOrdinaryUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("is one")
	}
	dir, err := os.MkdirTemp("", "lore-user-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	const nobody = 65534
	copied := filepath.Join(dir, "term.test")
	if err := errors.Join(copyBinary("/proc/self/exe", copied), os.Chmod(dir, 0o755), os.Chmod(copied, 0o755), os.Mkdir(dir+"/tmp", 0o700), os.Chown(dir+"/tmp", nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(copied, "-test.v", "-test.run=^(TestOutputIsOfTheCommand|TestServerInTheBackground|TestForkBomb|TestDaemon|TestWritesOutside|TestStrictHidesTheMachine|TestLimits|TestReaderOfInput|TestGoCommand)$")
	cmd.Dir = dir
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/go/bin", "TMPDIR=" + dir + "/tmp", "HOME=/nonexistent"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if skips := bytes.Count(out, []byte("--- SKIP")); skips > 0 {
		t.Logf("%d skipped as an ordinary user:\n%s", skips, out)
	}
}

// Where the machine refuses namespaces, Auto does without and says so, and
// Strict does not. Such a machine is the inside of a sandbox.
func TestRefusedSandbox(t *testing.T) {
	needSandbox(t)
	one := terminal(t, open(t, Config{Mode: Strict, Env: []string{"TERM_TEST_INNER=1"}}), "1")
	if got := says(t, one, innerRoot+"/helper -test.run='^TestInsideASandbox$' -test.v"); !strings.Contains(got, "--- PASS: TestInsideASandbox") {
		t.Errorf("%s", got)
	}
}

func TestInsideASandbox(t *testing.T) {
	if os.Getenv("TERM_TEST_INNER") == "" {
		t.Skip("is run by TestRefusedSandbox")
	}
	if _, err := Open(context.Background(), Config{Dir: t.TempDir(), Mode: Strict}); !errors.Is(err, ErrNoSandbox) {
		t.Errorf("strict: %v", err)
	}
	s, err := Open(context.Background(), Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if in, why := s.Sandboxed(); in || why == nil {
		t.Errorf("%v %v", in, why)
	}
	if got := says(t, terminal(t, s, "1"), "echo plain"); got != "plain\n" {
		t.Errorf("%q", got)
	}
	shut(t, s)
}

func BenchmarkSession(b *testing.B) {
	for name, m := range map[string]Mode{"sandbox": Auto, "strict": Strict, "plain": Plain} {
		b.Run(name, func(b *testing.B) {
			dir := b.TempDir()
			for b.Loop() {
				s, err := Open(context.Background(), Config{Dir: dir, Mode: m})
				if err != nil {
					b.Skip(err)
				}
				one, err := s.Terminal("1")
				if err != nil {
					b.Fatal(err)
				}
				if r, err := one.Run(context.Background(), Step{Command: "echo hello"}); err != nil || r.Output != "hello\n" {
					b.Fatal(r, err)
				}
				if _, err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCommand(b *testing.B) {
	one := terminal(b, open(b, Config{}), "1")
	for b.Loop() {
		run(b, one, Step{Command: "echo hello"})
	}
}

// Ports below 1024 are a session's own as well.
func TestLowPort(t *testing.T) {
	needSandbox(t)
	s := open(t, Config{Mode: Strict})
	one := terminal(t, s, "1")
	run(t, one, Step{Command: "go run ./finger 79 &", Background: true})
	if got := says(t, one, "printf 'moshez\\r\\n' | "+standIn(s, "nc")+" 127.0.0.1 79"); got != "No such user\n" {
		t.Errorf("%q", got)
	}
}
