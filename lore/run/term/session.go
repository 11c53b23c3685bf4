//go:build linux || darwin

package term

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Session is a set of terminals that share a working folder, an environment
// and, in a sandbox, a machine. Its methods may be called concurrently.
type Session struct {
	limits    Limits
	sandboxed bool
	refused   error // why there is no sandbox in Auto mode

	ctx    context.Context
	cancel context.CancelFunc
	stop   func() bool // of the watch over ctx

	agent   *exec.Cmd
	errs    *bytes.Buffer
	link    *link
	place   place
	renames renames // in what terminals show
	shell   shell
	env     []string
	unlock  func()
	ended   chan struct{} // closed when the agent is gone

	mu        sync.Mutex
	terminals map[string]*Terminal
	closed    bool
}

// place is where a session finds its things, as its programs see them.
type place struct {
	dir, home, tmp string
	root           string // with bin/ and go.json
	helper         string // the binary behind the stand-ins
	base           string // to be removed at the end, or empty
	path           string // PATH without bin/
	binaries       []string
}

// Open starts a session. It ends with ctx, within a second, or with Close,
// which must be called in any case.
func Open(ctx context.Context, c Config) (*Session, error) {
	c.Limits = c.Limits.filled(c.Mode)
	dir, err := realFolder(c.Dir)
	if err != nil {
		return nil, err
	}
	c.Dir = dir
	s := &Session{limits: c.Limits, terminals: map[string]*Terminal{}, unlock: func() {}}
	if c.Mode != Plain {
		err = s.openSandbox(c)
		if err != nil && c.Mode == Strict {
			return nil, fmt.Errorf("%w: %w", ErrNoSandbox, err)
		}
		s.refused = err
	}
	if c.Mode == Plain || err != nil {
		if err := s.openPlain(ctx, c); err != nil {
			return nil, err
		}
	}
	s.ctx, s.cancel = context.WithTimeoutCause(ctx, c.Limits.Session, ErrSessionTime)
	s.stop = context.AfterFunc(s.ctx, s.kill)
	return s, nil
}

func realFolder(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", err
	}
	st, err := os.Stat(dir)
	if err == nil && !st.IsDir() {
		err = &os.PathError{Op: "open", Path: dir, Err: syscall.ENOTDIR}
	}
	return dir, err
}

// Sandboxed reports whether the session has namespaces of its own. Where it
// has not, though Auto asked for them, the error says what was refused.
func (s *Session) Sandboxed() (bool, error) { return s.sandboxed, s.refused }

// Dir is the working folder as the session's programs see it.
func (s *Session) Dir() string { return s.place.dir }

// openPlain starts a session without namespaces, once its ports are free.
func (s *Session) openPlain(ctx context.Context, c Config) (err error) {
	if s.unlock, err = lockPorts(ctx, c.Ports); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.unlock()
			os.RemoveAll(s.place.base)
		}
	}()
	if s.place, err = plainPlace(c); err != nil {
		return err
	}
	at := orElse(c.At, c.Dir)
	s.renames = newRenames([2]string{c.Sources, at}, [2]string{c.Dir, at}, [2]string{s.place.home, homeName}, [2]string{s.place.tmp, "/tmp"})
	for from, to := range c.Moved {
		s.renames = append(s.renames, rename{itoa(to), itoa(from)})
	}
	files, err := standIns(c, &s.place)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(s.place.root, name), []byte(text), 0o755); err != nil {
			return err
		}
	}
	plan := plainSetup(c, s.place)
	return s.startAgent(c, plan)
}

// plainPlace makes the private folders of a plain session.
func plainPlace(c Config) (place, error) {
	self, err := os.Executable()
	if err != nil {
		return place{}, err
	}
	base, err := os.MkdirTemp("", "lore-session-")
	if err != nil {
		return place{}, err
	}
	p := place{dir: c.Dir, base: base, root: base, helper: self, home: filepath.Join(base, "home"), tmp: filepath.Join(base, "tmp"),
		path: os.Getenv("PATH")}
	for _, dir := range []string{p.home, p.tmp, filepath.Join(base, "bin")} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			return p, err
		}
	}
	for _, program := range c.Programs {
		p.binaries = append(p.binaries, program.Binary)
	}
	return p, nil
}

// startAgent starts the agent, has it make what the plan says, and takes note
// of how shells are to be started.
func (s *Session) startAgent(c Config, plan *setup) error {
	ours, theirs, err := socketPair()
	if err != nil {
		return err
	}
	s.errs = new(bytes.Buffer)
	s.agent = agentCommand(plan.Sandbox)
	s.agent.Env = []string{"GOTRACEBACK=single", "GOMAXPROCS=2"}
	s.agent.ExtraFiles = []*os.File{theirs}
	s.agent.Stderr = s.errs
	s.agent.WaitDelay = time.Second
	err = s.agent.Start()
	theirs.Close()
	if err != nil {
		ours.Close()
		return err
	}
	s.ended = make(chan struct{})
	go func() {
		s.agent.Wait()
		close(s.ended)
	}()
	if s.link, err = newLink(ours); err == nil {
		_, _, err = s.link.call(request{Op: opSetup, Setup: plan})
	}
	if err == nil {
		s.env = environment(c, s.place)
		s.shell, err = findShell(c.Shell, s.env)
	}
	if err != nil {
		return s.abandon(err)
	}
	s.sandboxed = plan.Sandbox
	return nil
}

// abandon ends an agent that could not do what it was started for.
func (s *Session) abandon(err error) error {
	s.agent.Process.Kill()
	if s.link != nil {
		s.link.conn.Close()
	}
	<-s.ended
	if text := strings.TrimSpace(s.errs.String()); text != "" {
		first, _, _ := strings.Cut(text, "\n")
		err = fmt.Errorf("%w (%s)", err, first)
	}
	return err
}

// Terminal gives the terminal of that name, opening it at first use. Its
// shell starts in the working folder.
func (s *Session) Terminal(name string) (*Terminal, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.ctx.Err() != nil {
		return nil, s.endError()
	}
	if t := s.terminals[name]; t != nil {
		return t, nil
	}
	t, err := s.openTerminal()
	if err != nil {
		return nil, err
	}
	s.terminals[name] = t
	return t, nil
}

// endError says why the session is over.
func (s *Session) endError() error {
	if err := context.Cause(s.ctx); err != nil && !s.closed {
		return err
	}
	return ErrEnded
}

// Processes lists what runs, besides the shells.
func (s *Session) Processes() ([]Process, error) {
	r, _, err := s.link.call(request{Op: opList})
	if err != nil {
		return nil, errors.Join(s.endError(), err)
	}
	return r.Left, nil
}

// kill ends the session at once, without asking.
func (s *Session) kill() {
	if s.sandboxed {
		s.agent.Process.Kill() // process 1: the kernel ends the rest
		return
	}
	s.link.conn.Close() // the agent ends all, then itself
}

// closeTime is how long an agent of a plain session may take to end its
// processes before it is ended itself.
const closeTime = 8 * time.Second

// Close ends the session and everything in it. It gives the processes that
// were still running, which for a page that leaves a server running at its
// end is no mistake. It returns when they are gone. Further calls do
// nothing.
func (s *Session) Close() ([]Process, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, nil
	}
	s.closed = true
	terminals := s.terminals
	s.mu.Unlock()

	s.stop()
	var left []Process
	if s.ctx.Err() == nil {
		left, _ = s.Processes()
	}
	s.kill()
	s.cancel()
	err := s.await()
	s.link.conn.Close()
	for _, t := range terminals {
		t.close()
	}
	s.unlock()
	if s.place.base != "" {
		err = errors.Join(err, removeAll(s.place.base))
	}
	return left, err
}

func (s *Session) await() error {
	select {
	case <-s.ended:
		return nil
	case <-time.After(closeTime):
		s.agent.Process.Kill()
		<-s.ended
		return errors.New("processes of the session could not be ended")
	}
}

// removeAll removes a folder even where a program took its own rights to it
// away, as the module cache does.
func removeAll(dir string) error {
	err := os.RemoveAll(dir)
	if err == nil {
		return nil
	}
	filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			os.Chmod(path, 0o700)
		}
		return nil
	})
	return os.RemoveAll(dir)
}

// newToken is what a program cannot guess.
func newToken() string { return "lore" + rand.Text() }
