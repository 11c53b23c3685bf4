package process_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/lore-docs/lore/twisted/process"
)

func terminalTests() map[string]func(t suite) {
	return map[string]func(t suite){
		"Terminal":             testTerminal,
		"TerminalConversation": testTerminalConversation,
		"TerminalInterrupt":    testTerminalInterrupt,
		"TerminalHangUp":       testTerminalHangUp,
		"TerminalResize":       testTerminalResize,
		"TerminalInPart":       testTerminalInPart,
	}
}

// needTerminals skips where there is no /dev/ptmx.
func needTerminals(t suite) {
	t.Helper()
	f, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v; mount devpts", err)
	}
	f.Close()
}

func testTerminal(t suite) {
	needTerminals(t)
	rec := &recorder{}
	record(t, rec, sh("tty -s && stty size && echo to stderr >&2"), process.Terminal(24, 132))
	if got := rec.output[1].String(); got != "24 132\r\nto stderr\r\n" {
		t.Errorf("printed %q", got)
	}
	if rec.reason.Check(process.ErrDone) == nil {
		t.Errorf("reason %v", rec.reason)
	}
}

// cat on a terminal: the terminal echoes, cat repeats, CloseStdin ends it.
func testTerminalConversation(t suite) {
	needTerminals(t)
	rec := &recorder{made: func(p *process.Process) { p.Write([]byte("hello\n")) }}
	closed := false
	rec.data = func(p *process.Process, fd int) {
		if !closed && strings.Count(rec.output[1].String(), "hello\r\n") == 2 {
			closed = true
			p.CloseStdin()
		}
	}
	record(t, rec, exec.Command("cat"), process.Terminal(24, 80))
	if got := rec.output[1].String(); got != "hello\r\nhello\r\n" {
		t.Errorf("printed %q", got)
	}
}

func testTerminalInterrupt(t suite) {
	needTerminals(t)
	rec := &recorder{}
	rec.data = func(p *process.Process, fd int) {
		if rec.output[1].String() == "ready\r\n" {
			p.Write([]byte{3}) // what Ctrl-C sends
		}
	}
	record(t, rec, sh("echo ready; exec sleep 60"), process.Terminal(24, 80))
	var terminated *process.TerminatedError
	if !errors.As(rec.reason, &terminated) || terminated.Signal != syscall.SIGINT {
		t.Errorf("reason %v; printed %q", rec.reason, rec.output[1].String())
	}
}

func testTerminalHangUp(t suite) {
	needTerminals(t)
	rec := &recorder{}
	rec.data = func(p *process.Process, fd int) { p.LoseConnection() }
	record(t, rec, sh("echo ready; exec sleep 60"), process.Terminal(24, 80))
	var terminated *process.TerminatedError
	if !errors.As(rec.reason, &terminated) || terminated.Signal != syscall.SIGHUP {
		t.Errorf("reason %v", rec.reason)
	}
}

func testTerminalResize(t suite) {
	needTerminals(t)
	rec := &recorder{}
	resized := false
	rec.data = func(p *process.Process, fd int) {
		if !resized {
			resized = true
			if err := p.SetWindowSize(50, 100); err != nil {
				t.Errorf("SetWindowSize: %v", err)
			}
		}
	}
	record(t, rec, sh(`trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.01; done`), process.Terminal(24, 80))
	if got := rec.output[1].String(); !strings.Contains(got, "50 100\r\n") {
		t.Errorf("printed %q", got)
	}
	if err := rec.Process.SetWindowSize(1, 1); err == nil {
		t.Error("SetWindowSize after the end: no error")
	}
}

// What the command has is left alone: only the rest is the terminal.
func testTerminalInPart(t suite) {
	needTerminals(t)
	cmd := sh("tty -s || echo stdin is none; test -t 1 && echo stdout is one")
	cmd.Stdin = strings.NewReader("")
	rec := &recorder{}
	record(t, rec, cmd, process.Terminal(24, 80))
	if got := rec.output[1].String(); got != "stdin is none\r\nstdout is one\r\n" {
		t.Errorf("printed %q", got)
	}
}
