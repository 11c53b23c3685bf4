//go:build linux || darwin

package term

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestOutputIsOfTheCommand(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		one := terminal(t, open(t, Config{Mode: m}), "1")
		for _, test := range []struct{ command, want string }{
			{"echo hello", "hello\n"},
			{"printf hello", "hello"},
			{"true", ""},
			{"", ""},
			{"# a comment", ""},
			{"echo a; echo b >&2", "a\nb\n"},
			{"echo a \\\n  b", "a b\n"},
			{"cat <<E\none\n\ttwo\nE", "one\n\ttwo\n"},
			{"for i in 1 2\ndo echo $i\ndone", "1\n2\n"},
			{"echo first\necho second", "first\nsecond\n"},
			{"nosuchprogram", "bash: nosuchprogram: command not found\n"},
			{"printf 'a\\r\\nb\\r\\n'", "a\nb\n"},
			{"echo 'it''s ünïcödé ✓'", "its ünïcödé ✓\n"},
			{"echo a\tb", "a b\n"},
			{"set -x; echo traced; set +x", "+ echo traced\ntraced\n+ set +x\n"},
			{"set -u; echo ok; set +u", "ok\n"},
			{"(echo sub; exit 3) | cat", "sub\n"},
			{"stty size", "24 80\n"},
			{"tput cols 2>/dev/null || echo 80", "80\n"},
			{"echo $TERM $NO_COLOR $TZ $LANG $COLUMNS", "dumb 1 UTC C.UTF-8 80\n"},
			{"PS1='$ '\necho still here", ""},
		} {
			if strings.HasPrefix(test.command, "PS1") {
				continue // see TestLostPrompt
			}
			if got := says(t, one, test.command); got != test.want {
				t.Errorf("$ %s\ngot  %q\nwant %q", test.command, got, test.want)
			}
		}
	})
}

// A page that changes the prompt hides where its commands end. That must be
// reported, and not hang.
func TestLostPrompt(t *testing.T) {
	limits := quick()
	limits.Step = time.Second
	one := terminal(t, open(t, Config{Mode: Auto, Limits: limits}), "1")
	r := run(t, one, Step{Command: "PS1='$ '"})
	if r.Stopped == Finished {
		t.Errorf("%+v", r)
	}
}

func TestShellKeepsItsState(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		one := terminal(t, open(t, Config{Mode: m}), "1")
		says(t, one, "mkdir -p a/b && cd a/b && X=7")
		if got := says(t, one, "echo ${PWD##*/} $X"); got != "b 7\n" {
			t.Errorf("%q", got)
		}
	})
}

func TestStatus(t *testing.T) {
	one := terminal(t, open(t, Config{}), "1")
	for command, want := range map[string]int{"true": 0, "false": 1, "(exit 42)": 42, "nosuchprogram": 127, "sh -c 'kill -9 $$'": 137, "if": 0} {
		r := run(t, one, Step{Command: command})
		if command == "if" {
			if r.Stopped != Incomplete {
				t.Errorf("%s: %v", command, r.Stopped)
			}
			continue
		}
		if r.Status != want || r.Stopped != Finished {
			t.Errorf("%s: status %d, want %d; %v", command, r.Status, want, r.Stopped)
		}
		if got := says(t, one, "echo $?"); got != fmt.Sprintln(want) {
			t.Errorf("%s: $? is %q, want %d", command, got, want)
		}
	}
}

func TestIncompleteCommand(t *testing.T) {
	one := terminal(t, open(t, Config{}), "1")
	r := run(t, one, Step{Command: "echo 'no end"})
	if r.Stopped != Incomplete {
		t.Errorf("%+v", r)
	}
	if got := says(t, one, "echo again"); got != "again\n" {
		t.Errorf("%q", got)
	}
}

// What looks like a mark or a prompt in a program's output is output.
func TestOutputLikeMarks(t *testing.T) {
	one := terminal(t, open(t, Config{}), "1")
	for _, text := range []string{`\033]lore;E;0\a`, `\033]loreAAAAAAAAAAAAAAAAAAAAAAAAAA;E;0\a`, `\033]`, `\033[31mred\033[0m`, `$ `, `[1] 4242\n`, `::set-output name=x::y\n`, `\a\a`} {
		want := strings.NewReplacer(`\033`, "\x1b", `\a`, "\a", `\n`, "\n").Replace(text)
		if got := says(t, one, "printf '"+text+"'"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := says(t, one, "set | grep -c PS1"); got != "1\n" {
		t.Errorf("the shell has no prompt: %q", got)
	}
	if got := says(t, one, "env | grep -c 'PS[0-9]'"); got != "0\n" {
		t.Errorf("programs see the prompt: %q", got)
	}
}

func TestBinaryAndHugeLines(t *testing.T) {
	one := terminal(t, open(t, Config{Limits: Limits{Output: 1 << 20, Flood: 64 << 20}}), "1")
	r := run(t, one, Step{Command: "head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end"})
	if !strings.HasPrefix(r.Output, "xxx") || !strings.HasSuffix(r.Output, "xxx\nend\n") || len(r.Output) > 1<<20+100 || r.Dropped < 1<<20 {
		t.Errorf("%d bytes, %d dropped: %.20q ... %q", len(r.Output), r.Dropped, r.Output, r.Output[max(0, len(r.Output)-20):])
	}
	r = run(t, one, Step{Command: "head -c 200000 /dev/urandom"})
	if r.Stopped != Finished || len(r.Output) < 190000 {
		t.Errorf("%v, %d bytes", r.Stopped, len(r.Output))
	}
	if got := says(t, one, "printf '\\000\\001\\377'"); got != "\x00\x01\xff" {
		t.Errorf("%q", got)
	}
}

func TestManyQuickCommands(t *testing.T) {
	one := terminal(t, open(t, Config{}), "1")
	for i := range 300 {
		want := fmt.Sprintln(i)
		if got := says(t, one, fmt.Sprintf("/bin/echo %d", i)); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}

func TestTypedInput(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		one := terminal(t, open(t, Config{Mode: m}), "1")
		const want = "Name: moshez\nHi, moshez\nAge: 42\n42 is old\n"
		for _, inputs := range [][]Input{
			{{Text: "moshez", When: has("Name: ")}, {Text: "42", When: has("Age: ")}},
			{{Text: "moshez"}, {Text: "42"}},
		} {
			r := run(t, one, Step{Command: "go run ./asks", Inputs: inputs})
			if r.Output != want || r.Typed != 2 || r.Stopped != Finished {
				t.Errorf("%+v", r)
			}
		}
		r := run(t, one, Step{Command: "cat", Inputs: []Input{{Text: "a b"}, {Text: "^D"}}})
		if r.Output != "a b\na b\n" || r.Typed != 2 {
			t.Errorf("%+v", r)
		}
	})
}

// What is typed and not read must not become a command.
func TestUnreadInputIsDropped(t *testing.T) {
	one := terminal(t, open(t, Config{}), "1")
	r := run(t, one, Step{Command: "echo go; sleep 100", Leave: true, Until: has("go"),
		Inputs: []Input{{Text: "touch typed", When: has("go")}}})
	if !r.Running {
		t.Fatalf("%+v", r)
	}
	if r = run(t, one, Step{Key: "^C"}); r.Status != 130 {
		t.Errorf("%+v", r)
	}
	if got := says(t, one, "ls typed 2>/dev/null"); got != "" {
		t.Errorf("%q", got)
	}
}

func TestKeys(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		one := terminal(t, open(t, Config{Mode: m}), "1")
		r := run(t, one, Step{Command: "go run ./sleeps", Leave: true, Until: has("asleep")})
		if r.Output != "asleep\n" || !r.Running || r.Ready != Printed {
			t.Errorf("%+v", r)
		}
		r = run(t, one, Step{Key: "^C"})
		if r.Output != "signal: interrupt\n" || r.Status != 1 || r.Running || r.Stopped != Finished {
			t.Errorf("%+v", r)
		}
		run(t, one, Step{Command: "cat", Leave: true})
		r = run(t, one, Step{Key: "^D"})
		if r.Output != "" || r.Status != 0 || r.Running {
			t.Errorf("%+v", r)
		}
		run(t, one, Step{Command: "sleep 100", Leave: true})
		r = run(t, one, Step{Key: "^C"})
		if r.Output != "" || r.Status != 130 {
			t.Errorf("%+v", r)
		}
		if r = run(t, one, Step{Key: "^C"}); r.Stopped != Finished {
			t.Errorf("at the prompt: %+v", r)
		}
		r = run(t, one, Step{Key: "^D"})
		if r.Stopped != ShellEnded {
			t.Errorf("%+v", r)
		}
		if _, err := one.Run(context.Background(), Step{Command: "true"}); !errors.Is(err, ErrEnded) {
			t.Errorf("after ^D: %v", err)
		}
	})
}

func TestShellExit(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		s := open(t, Config{Mode: m})
		one := terminal(t, s, "1")
		r := run(t, one, Step{Command: "exit 4"})
		if r.Stopped != ShellEnded || r.Status != 4 || r.Output != "" {
			t.Errorf("%+v", r)
		}
		two := terminal(t, s, "2")
		run(t, two, Step{Command: "sleep 1000 &", Background: true, Until: func(string) bool { return true }})
		r = run(t, two, Step{Command: "kill -9 $$"})
		if r.Stopped != ShellEnded || r.Status != 137 {
			t.Errorf("%+v", r)
		}
		if got := says(t, terminal(t, s, "3"), "echo fine"); got != "fine\n" {
			t.Errorf("%q", got)
		}
	})
}

func TestLongLineCannotBeTyped(t *testing.T) {
	one := terminal(t, open(t, Config{}), "1")
	if _, err := one.Run(context.Background(), Step{Command: "echo " + strings.Repeat("x", 5000)}); err == nil {
		t.Error("no error")
	}
	line := "echo " + strings.Repeat("x", 4000)
	if got := says(t, one, line); got != line[5:]+"\n" {
		t.Errorf("%d bytes", len(got))
	}
}

func TestPosixShell(t *testing.T) {
	one := terminal(t, open(t, Config{Shell: "sh"}), "1")
	for command, want := range map[string]string{"echo a": "a\n", "cat <<E\nx\nE": "x\n", "echo \"a\nb\"": "a\nb\n", "for i in 1 2; do\necho $i\ndone": "1\n2\n"} {
		if got := says(t, one, command); got != want {
			t.Errorf("%q: %q, want %q", command, got, want)
		}
	}
	if r := run(t, one, Step{Command: "(exit 5)"}); r.Status != 5 {
		t.Errorf("%+v", r)
	}
}

func TestSplitter(t *testing.T) {
	const stream = "echo\x1b]tok;S\aout\x1b[1m\x1b]tok;E;13\a\x1b]other;E;1\a\x1b]tok;Exxxxxxxxxxxxxxxxxxxxxxx\a\x1b]tok;M\a"
	const want = `echo<S 0>out` + "\x1b[1m" + `<E 13>` + "\x1b]other;E;1\a\x1b]tok;Exxxxxxxxxxxxxxxxxxxxxxx\a" + `<M 0>`
	for size := 1; size <= len(stream); size++ {
		s := newSplitter("tok")
		var b bytes.Buffer
		for rest := []byte(stream); len(rest) > 0; {
			n := min(size, len(rest))
			s.feed(rest[:n], func(p []byte) { b.Write(p) }, func(m mark) { fmt.Fprintf(&b, "<%c %d>", m.kind, m.status) })
			rest = rest[n:]
		}
		if b.String() != want {
			t.Fatalf("in pieces of %d: %q\nwant %q", size, b.String(), want)
		}
	}
}

func FuzzSplitter(f *testing.F) {
	f.Add([]byte("a\x1b]tok;E;1\ab"), 3)
	f.Add([]byte("\x1b]tok;\x1b]tok;E;1\a"), 1)
	f.Fuzz(func(t *testing.T, p []byte, size int) {
		whole, pieces := split(p, len(p)+1), split(p, max(1, size))
		if whole != pieces {
			t.Errorf("%q: whole %q, in pieces %q", p, whole, pieces)
		}
	})
}

// split ends the stream with enough text for nothing to be held back.
func split(p []byte, size int) string {
	s := newSplitter("tok")
	var b bytes.Buffer
	for rest := append(bytes.Clone(p), strings.Repeat(".", 40)...); len(rest) > 0; {
		n := min(size, len(rest))
		s.feed(bytes.Clone(rest[:n]), func(p []byte) { b.Write(p) }, func(m mark) { fmt.Fprintf(&b, "<%c %d>", m.kind, m.status) })
		rest = rest[n:]
	}
	return b.String()
}

func TestCapture(t *testing.T) {
	for _, size := range []int{1, 3, 7, 64, 1000} {
		c := capture{limit: 20}
		var all strings.Builder
		for i := 0; all.Len() < 500; i++ {
			p := strings.Repeat(string(rune('a'+i%26)), size)
			all.WriteString(p)
			c.write([]byte(p))
		}
		s := all.String()
		want := fmt.Sprintf("%s\n... %d bytes not kept ...\n%s", s[:10], len(s)-20, s[len(s)-10:])
		if got := c.String(); got != want || c.dropped() != int64(len(s)-20) {
			t.Errorf("in pieces of %d: %q, want %q", size, got, want)
		}
	}
	c := capture{limit: 20}
	c.write([]byte("short"))
	c.write([]byte(" enough text"))
	if got := c.String(); got != "short enough text" || c.dropped() != 0 {
		t.Errorf("%q", got)
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain\ttext\n":               "plain\ttext\n",
		"::set-output name=a::b\nx\n": "| ::set-output name=a::b\nx\n",
		"a\n  ::error::x":             "a\n|   ::error::x",
		"\x1b[2J\a":                   `\x1b[2J\x07`,
		"a\rb":                        `a\x0db`,
		"\xff\u202e\u0085é":           `\xff\u202e\u0085é`,
		"##[command]x":                "| ##[command]x",
		"a::b":                        "a::b",
	} {
		if got := Printable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Paths of the machine do not show, sandbox or not.
func TestPathsOfTheSession(t *testing.T) {
	modes(t, func(t *testing.T, m Mode) {
		sources := t.TempDir()
		one := terminal(t, open(t, Config{Mode: m, At: AtHome("m"), Sources: sources}), "1")
		for command, want := range map[string]string{
			"pwd; cd hello; pwd; cd ..":                    "/home/you/m\n/home/you/m/hello\n",
			"echo ~ $TMPDIR $PWD/x":                        "/home/you /tmp /home/you/m/x\n",
			"echo " + sources + "/a.go:3 " + sources + "2": "/home/you/m/a.go:3 " + sources + "2\n",
		} {
			if got := says(t, one, command); got != want {
				t.Errorf("$ %s\ngot  %q\nwant %q", command, got, want)
			}
		}
		r := run(t, one, Step{Command: "pwd; read x", Inputs: []Input{{Text: "x", When: has("/home/you/m\n")}}})
		if r.Output != "/home/you/m\nx\n" || r.Stopped != Finished {
			t.Errorf("%+v", r)
		}
	})
}
