//go:build linux || darwin

package term

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Terminal is one terminal of a session, with its shell. One step runs in it
// at a time; steps in several terminals may run at once.
type Terminal struct {
	s    *Session
	bash bool
	pid  int      // of the shell
	pty  *os.File // our end
	fd   int      // of pty
	step sync.Mutex

	mu      sync.Mutex
	phase   phase
	ends    int     // prompts seen
	more    bool    // the shell asks for the next line of a command
	line    string  // typed last
	silent  bool    // and not echoed
	earlier capture // shown before the command was typed
	echo    capture // shown since, until the shell has read the command
	out     capture // shown by the command
	late    capture // shown after its prompt, by jobs in the background
	status  int     // at the last prompt
	keys    [33]int // echoes of keys that are to come
	jobs    bool    // there have been background jobs
	gone    bool    // nothing more will be shown
	wake    chan struct{}
}

type phase int

const (
	atStart  phase = iota // before the first prompt
	atPrompt              // the shell waits for a command
	atTyping              // a line was typed that the shell has not taken yet
	atWork                // the command runs
)

// openTerminal starts a shell in a new terminal and waits for its prompt.
func (s *Session) openTerminal() (*Terminal, error) {
	token := newToken()
	r, fds, err := s.link.call(request{Op: opShell, Shell: s.shell.start(token, s.env, s.place.dir)})
	if err == nil && len(fds) != 1 {
		err = errors.New("no terminal")
	}
	if err != nil {
		for _, fd := range fds {
			unix.Close(fd)
		}
		return nil, fmt.Errorf("terminal: %w", err)
	}
	unix.SetNonblock(fds[0], true)
	t := &Terminal{s: s, bash: s.shell.bash, pid: r.PID, wake: make(chan struct{}, 1),
		pty: os.NewFile(uintptr(fds[0]), "pty"), fd: fds[0]}
	for _, c := range []*capture{&t.earlier, &t.echo, &t.out, &t.late} {
		c.limit = s.limits.Output
	}
	go t.read(newSplitter(token))
	if !t.awaitPrompt(1, s.limits.Step) {
		t.mu.Lock()
		shown := t.earlier.String()
		t.mu.Unlock()
		t.close()
		return nil, fmt.Errorf("terminal: no prompt from %s: %q", s.shell.path, shown)
	}
	return t, nil
}

func (t *Terminal) close() {
	t.pty.Close()
}

// read takes in all that the terminal shows, as long as there is one, so that
// no program ever waits for room.
func (t *Terminal) read(s *splitter) {
	raw, err := t.pty.SyscallConn()
	buf := make([]byte, 64<<10)
	for {
		if err == nil {
			err = t.readOnce(raw, s, buf)
		}
		if err != nil {
			t.mu.Lock()
			t.gone = true
			t.mu.Unlock()
		}
		select {
		case t.wake <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// readOnce waits for something to be shown and takes it in. It reads with the
// mutex held, so that nobody else finds the terminal empty and what was in it
// not yet taken in.
func (t *Terminal) readOnce(raw syscall.RawConn, s *splitter, buf []byte) (err error) {
	gone := raw.Read(func(fd uintptr) (done bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		n, e := unix.Read(int(fd), buf)
		switch {
		case e == unix.EAGAIN, e == unix.EINTR:
			return e == unix.EINTR // which is tried again at once
		case e != nil:
			err = e
		case n == 0:
			err = io.EOF
		default:
			s.feed(buf[:n], t.text, t.mark)
		}
		return true
	})
	return cmp.Or(gone, err)
}

// text puts text where it belongs.
func (t *Terminal) text(p []byte) {
	p = t.dropKeys(p)
	switch t.phase {
	case atStart:
		t.earlier.write(p)
	case atPrompt:
		t.late.write(p)
	case atTyping:
		t.echo.write(p)
		if !t.bash && strings.Contains(t.echo.String(), t.line+"\n") {
			t.begin(false)
		}
	case atWork:
		t.out.write(p)
	}
}

// dropKeys takes the echo of pressed keys out: a byte each, which see
// setModes.
func (t *Terminal) dropKeys(p []byte) []byte {
	if t.keys == [33]int{} {
		return p
	}
	kept := make([]byte, 0, len(p))
	for _, b := range p {
		if int(b) < len(t.keys) && t.keys[b] > 0 {
			t.keys[b]--
			continue
		}
		kept = append(kept, b)
	}
	return kept
}

func (t *Terminal) mark(m mark) {
	switch m.kind {
	case 'S':
		t.begin(true)
	case 'M':
		t.phase, t.more = atTyping, true
		t.echo.reset()
	case 'E':
		t.begin(false)
		t.phase, t.status, t.more = atPrompt, m.status, false
		t.ends++
	}
}

// begin is when the shell has taken the line: what the terminal showed until
// then is its echo, and perhaps output of jobs. Unless the moment is exact,
// what came after the echo may be the command's own.
func (t *Terminal) begin(exact bool) {
	if t.phase != atTyping {
		return
	}
	shown := t.echo.String()
	t.echo.reset()
	if t.silent {
		t.out.write([]byte(shown))
		t.phase = atWork
		return
	}
	before, after := cutEcho(shown, t.line)
	if exact {
		before, after = before+after, ""
	}
	t.earlier.write([]byte(before))
	t.out.write([]byte(after))
	t.phase = atWork
}

// view is how a terminal is at one moment.
type view struct {
	phase phase
	ends  int
	more  bool
	gone  bool
	jobs  bool
	total int64 // bytes shown by the command and after

	status int // at the last prompt
}

func (t *Terminal) view() view {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now()
}

// now is the view. The mutex is held.
func (t *Terminal) now() view {
	return view{phase: t.phase, ends: t.ends, more: t.more, gone: t.gone, jobs: t.jobs, total: t.out.total + t.late.total, status: t.status}
}

// moved reports whether the terminal is not as it was seen any more, or would
// not be, had what it shows been read.
func (t *Terminal) moved(seen view) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now() != seen {
		return true
	}
	poll := []unix.PollFd{{Fd: int32(t.fd), Events: unix.POLLIN}}
	n, err := unix.Poll(poll, 0)
	return err == nil && n > 0 && poll[0].Revents&unix.POLLIN != 0
}

// shown is the output so far, with that of jobs after the prompt if late.
func (t *Terminal) shown(late bool) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.out.String()
	if late {
		s += t.late.String()
	}
	return t.s.renames.apply(s)
}

// take gives the output and forgets it.
func (t *Terminal) take(late bool) (out string, dropped int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out, dropped = t.out.String(), t.out.dropped()
	t.out.reset()
	if late {
		out += t.late.String()
		dropped += t.late.dropped()
		t.late.reset()
	}
	return t.s.renames.apply(out), dropped
}

// takeEarlier gives what was shown since the last step, and is no part of the
// next.
func (t *Terminal) takeEarlier() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.earlier.String() + t.out.String() + t.late.String()
	t.earlier.reset()
	t.out.reset()
	t.late.reset()
	return t.s.renames.apply(s)
}

// takeTyped gives what was shown while the command was typed, but for its echo.
func (t *Terminal) takeTyped() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.earlier.String()
	t.earlier.reset()
	return t.s.renames.apply(s)
}

// longestLine is what a terminal takes as one line; the rest would be lost.
const longestLine = 4095

// errLongLine says that a line cannot be typed at a terminal.
var errLongLine = fmt.Errorf("a line of more than %d bytes cannot be typed", longestLine)

// typeLine types a line of a command at the prompt.
func (t *Terminal) typeLine(line string) error {
	if len(line) >= longestLine {
		return errLongLine
	}
	t.mu.Lock()
	if t.phase == atPrompt {
		t.phase = atTyping
	}
	t.line, t.more = line, false
	t.mu.Unlock()
	return t.write(literal(line) + "\n")
}

// literal keeps control bytes in a line from acting as keys.
func literal(line string) string {
	if strings.IndexFunc(line, isKey) < 0 {
		return line
	}
	var b strings.Builder
	for _, r := range line {
		if isKey(r) {
			b.WriteByte('v' & 0x1f)
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isKey(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// typeInput types a line or a key at the program that runs.
func (t *Terminal) typeInput(text string) error {
	if keyByte(text) != 0 {
		return t.press(text)
	}
	if len(text) >= longestLine {
		return errLongLine
	}
	return t.write(literal(text) + "\n")
}

// keyByte is the byte of a key such as "^C", or 0.
func keyByte(key string) byte {
	if len(key) != 2 || key[0] != '^' || key[1] < '@' || key[1] > '_' && (key[1] < 'a' || key[1] > 'z') {
		return 0
	}
	return key[1] & 0x1f
}

// press presses a key. What was typed before and not read is gone with ^C, as
// on any terminal.
func (t *Terminal) press(key string) error {
	b := keyByte(key)
	const eof, interrupt = 'd' & 0x1f, 'c' & 0x1f
	if b == interrupt {
		flushTyped(t.fd)
	}
	if b != eof {
		t.mu.Lock()
		t.keys[b]++
		t.mu.Unlock()
	}
	return t.write(string(rune(b)))
}

// unecho keeps the terminal from showing what is typed, and gives what sets it
// back.
func unecho(pty int) func() {
	tty, err := openPeer(pty)
	if err != nil {
		return func() {}
	}
	t, err := unix.IoctlGetTermios(tty, getModes)
	if err != nil {
		unix.Close(tty)
		return func() {}
	}
	old := *t
	t.Lflag &^= unix.ECHO
	unix.IoctlSetTermios(tty, setModesNow, t)
	return func() {
		unix.IoctlSetTermios(tty, setModesNow, &old)
		unix.Close(tty)
	}
}

// write types bytes. A program that does not read what was typed must not
// hold us up.
func (t *Terminal) write(s string) error {
	t.pty.SetWriteDeadline(time.Now().Add(time.Second))
	_, err := t.pty.WriteString(s)
	if err != nil {
		return errors.Join(t.endError(), err)
	}
	return nil
}

func (t *Terminal) endError() error {
	if t.view().gone {
		return ErrEnded
	}
	return nil
}

// awaitPrompt waits for the prompt of that number, for no longer than d.
func (t *Terminal) awaitPrompt(number int, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		v := t.view()
		if v.ends >= number && v.phase == atPrompt {
			return true
		}
		if v.gone {
			return false
		}
		select {
		case <-t.wake:
		case <-timer.C:
			return false
		}
	}
}

// Running reports whether a program runs in the foreground.
func (t *Terminal) Running() bool {
	v := t.view()
	return v.phase != atPrompt && !v.gone
}

// Run does a step and waits for its end, or until the program is ready where
// it may be left running. A command typed while a program runs in the
// foreground interrupts that one first. The error is of the machine, of ctx
// or ErrEnded; what the program did is in the Result, which is never nil.
func (t *Terminal) Run(ctx context.Context, step Step) (*Result, error) {
	t.step.Lock()
	defer t.step.Unlock()
	w := newWatch(t, step)
	if t.view().gone {
		return &w.result, t.s.goneError()
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(t.s.ctx, func() { cancel(context.Cause(t.s.ctx)) })()
	err := w.run(ctx)
	if err != nil {
		err = t.s.explain(err, &w.result)
	}
	return &w.result, err
}

// explain says why the agent does not answer: the session was ended, or a
// program left no room even for the agent.
func (s *Session) explain(err error, r *Result) error {
	if s.ctx.Err() != nil {
		return s.goneError()
	}
	select {
	case <-s.ended:
	case <-time.After(time.Second):
		return err
	}
	text, _, _ := strings.Cut(strings.TrimSpace(s.errs.String()), "\n")
	if strings.Contains(text, "failed to create new OS thread") {
		r.Stopped = TooManyProcesses
		return ErrEnded
	}
	return fmt.Errorf("%w: its agent: %s", ErrEnded, orElse(text, err.Error()))
}

func (s *Session) goneError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.endError()
}
