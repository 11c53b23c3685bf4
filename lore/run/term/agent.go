//go:build linux || darwin

package term

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// agent is the process of a session that starts its shells, looks at its
// processes and ends them. In a sandbox it is process 1, so that the end of
// the agent is the end of everything.
type agent struct {
	link   *link
	setup  *setup
	starts chan shellJob

	mu     sync.Mutex
	shells map[int]bool // by process, while they run
	exited map[int]int  // status of those that ended

	flooded atomic.Bool // guard had to act
}

// setup is what an agent is told before it starts anything.
type setup struct {
	Sandbox   bool
	Base      string      // where the new root is put together
	Mounts    []mountStep // of the sandbox, in order
	Writable  []string    // plain session: where Landlock lets programs write
	Processes int
	Limits    []rlimit
}

// rlimit bounds a resource of every process of a session.
type rlimit struct {
	Resource int
	Max      uint64
}

// mountStep is one step of making the file system of a sandbox.
type mountStep struct {
	Kind  mountKind
	From  string `json:",omitempty"` // on the machine
	To    string // in the sandbox
	Write bool   `json:",omitempty"`
	Text  string `json:",omitempty"` // content, target of a link, or options
}

type mountKind string

// agentFD is the descriptor of the agent's socket.
const agentFD = 3

func runAgent() int {
	unix.CloseOnExec(agentFD)
	l, err := newLink(os.NewFile(agentFD, "session"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	warmThreads()
	a := &agent{link: l, starts: make(chan shellJob), shells: map[int]bool{}, exited: map[int]int{}}
	// Signals from inside must not end the agent. They are caught and not
	// ignored, because a child would inherit that.
	signals := make(chan os.Signal, 64)
	signal.Notify(signals)
	go a.reap(signals)
	a.serve()
	a.endAll()
	return 0
}

// warmThreads has the runtime make threads, which it keeps, so that it need
// not make any when a program has left no room for them.
func warmThreads() {
	const threads = 8
	var all sync.WaitGroup
	all.Add(threads)
	for range threads {
		go func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			all.Done()
			all.Wait()
		}()
	}
	all.Wait()
}

// serve answers requests until the session is closed or its process is gone.
func (a *agent) serve() {
	for {
		var q request
		if a.link.receive(&q) != nil {
			return
		}
		var r reply
		fds, err := a.answer(q, &r)
		if err != nil {
			r.Err = err.Error()
		}
		err = a.link.send(r, fds)
		for _, fd := range fds {
			unix.Close(fd)
		}
		if err != nil || q.Op == opShutdown {
			return
		}
	}
}

func (a *agent) answer(q request, r *reply) (fds []int, err error) {
	switch q.Op {
	case opSetup:
		a.setup = q.Setup
		if err := prepare(q.Setup); err != nil {
			return nil, err
		}
		if err := a.startStarter(); err != nil {
			return nil, err
		}
		go a.guard()
	case opShell:
		return a.startShell(q.Shell, r)
	case opLook:
		r.Procs, r.Listens = look(a.setup.Sandbox)
		r.Count = countThreads(r.Procs)
		r.Exited = a.statuses()
		r.Flooded = a.flooded.Swap(false)
	case opList:
		r.Left = a.list()
	case opCount:
		r.Count = countProcesses(a.setup.Sandbox)
		r.Exited = a.statuses()
	case opSignal:
		return nil, unix.Kill(q.PID, syscall.Signal(q.Signal))
	case opDump:
		r.Count = dumpGroup(q.PID, a.setup.Sandbox)
	case opSweep:
		a.sweep(true)
	case opShutdown:
		a.endAll()
	}
	return nil, nil
}

func (a *agent) statuses() map[int]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	m := make(map[int]int, len(a.exited))
	for pid, status := range a.exited {
		m[pid] = status
	}
	return m
}

// reap collects children that ended: shells, and orphans that were handed to
// the agent.
func (a *agent) reap(signals <-chan os.Signal) {
	for s := range signals {
		if s != syscall.SIGCHLD {
			continue
		}
		a.reapAll()
	}
}

func (a *agent) reapAll() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || pid <= 0 {
			return
		}
		if !a.shells[pid] {
			continue
		}
		delete(a.shells, pid)
		a.exited[pid] = shellStatus(status)
	}
}

// shellStatus is what $? would be.
func shellStatus(s syscall.WaitStatus) int {
	if s.Signaled() {
		return 128 + int(s.Signal())
	}
	return s.ExitStatus()
}

// shellJob is a shell to be started by the thread that gave up its rights.
type shellJob struct {
	path string
	args []string
	attr *syscall.ProcAttr
	done chan<- startedShell
}

type startedShell struct {
	pid int
	err error
}

// startStarter gives a thread of its own the rights that programs of the
// session have, and no more. Children inherit those of the thread that
// starts them, so shells are started there and nowhere else.
func (a *agent) startStarter() error {
	ready := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlock: the rights are gone for good
		err := restrictThread(a.setup)
		ready <- err
		if err != nil {
			return
		}
		for job := range a.starts {
			pid, err := a.fork(job)
			job.done <- startedShell{pid, err}
		}
	}()
	return <-ready
}

// fork starts a shell and notes it before it can be reaped.
func (a *agent) fork(job shellJob) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	pid, err := syscall.ForkExec(job.path, job.args, job.attr)
	if err == nil {
		a.shells[pid] = true
	}
	return pid, err
}

// startShell opens a terminal and starts a shell in it. The descriptor is our
// end of the terminal.
func (a *agent) startShell(q *shellStart, r *reply) ([]int, error) {
	pty, tty, err := openTerminal()
	if err != nil {
		return nil, err
	}
	defer unix.Close(tty)
	fds := []int{pty}
	script, err := textFile(q.Setup)
	if err != nil {
		return fds, err
	}
	defer script.Close()
	done := make(chan startedShell)
	a.starts <- shellJob{path: q.Path, args: q.Args, done: done, attr: &syscall.ProcAttr{
		Dir: q.Dir, Env: q.Env,
		Files: []uintptr{uintptr(tty), uintptr(tty), uintptr(tty), script.Fd()},
		Sys:   &syscall.SysProcAttr{Setsid: true, Setctty: true},
	}}
	s := <-done
	if s.err != nil {
		return fds, fmt.Errorf("%s: %w", q.Path, s.err)
	}
	r.PID = s.pid
	return fds, limitProcess(s.pid, a.setup.Limits)
}

// textFile is a pipe from which text can be read, and then its end.
func textFile(text string) (*os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	if _, err := w.WriteString(text); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// openTerminal gives both ends of a new terminal of 80 columns, with modes
// that suit a transcript: what is printed and typed passes unchanged.
func openTerminal() (pty, tty int, err error) {
	pty, tty, err = openPair()
	if err != nil {
		return -1, -1, err
	}
	unix.CloseOnExec(pty)
	unix.CloseOnExec(tty)
	if err = setModes(tty); err == nil {
		err = unix.IoctlSetWinsize(tty, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns})
	}
	if err != nil {
		unix.Close(pty)
		unix.Close(tty)
	}
	return pty, tty, err
}

const columns = 80

// setModes leaves line editing and echo as they are in a new terminal, but
// adds no carriage returns, echoes a key such as ^C as the byte it is (which
// no program prints, so that it can be told apart), and throws no output away
// on ^C.
func setModes(tty int) error {
	t, err := unix.IoctlGetTermios(tty, getModes)
	if err != nil {
		return err
	}
	t.Oflag &^= unix.ONLCR
	t.Iflag &^= unix.IXON
	t.Iflag |= unix.IUTF8 | unix.ICRNL
	t.Lflag &^= unix.ECHOCTL
	t.Lflag |= unix.NOFLSH | unix.ICANON | unix.ECHO | unix.ISIG
	return unix.IoctlSetTermios(tty, setModesNow, t)
}

// endAll ends everything, shells and the hidden included.
func (a *agent) endAll() {
	if a.setup != nil && a.setup.Sandbox {
		return // the end of process 1 does it, and no process can escape that
	}
	a.sweep(false)
}

// sweepTime bounds the hunt for processes that multiply.
const sweepTime = 5 * time.Second

// sweep ends all processes of the session but the agent and, if keep, its
// shells. All are stopped before any is killed, since a parent whose child
// dies could start another; and it looks again until there are none. Groups
// come first: a signal reaches all of a group at one moment, in which no
// member can fork, so that one that multiplies cannot outrun it.
func (a *agent) sweep(keep bool) {
	sandbox := a.setup != nil && a.setup.Sandbox
	stopped := map[int]bool{}
	for end := time.Now().Add(sweepTime); time.Now().Before(end); {
		pids, groups := a.others(keep, sandbox)
		if len(pids) == 0 {
			return
		}
		fresh := 0
		for _, pid := range pids {
			if !stopped[pid] {
				stopped[pid] = true
				fresh++
			}
		}
		if fresh > 0 {
			signalAll(groups, pids, unix.SIGSTOP)
			continue
		}
		signalAll(groups, pids, unix.SIGKILL)
		clear(stopped)
		a.reapAll()
		time.Sleep(time.Millisecond) // lets the kernel take them down
	}
}

func signalAll(groups, pids []int, s syscall.Signal) {
	for _, group := range groups {
		unix.Kill(-group, s)
	}
	for _, pid := range pids {
		unix.Kill(pid, s)
	}
}

// others are the processes that a sweep is to end, and the process groups
// that have none but those.
func (a *agent) others(keep, sandbox bool) (pids, groups []int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	spared := map[int]bool{0: true, 1: true, unix.Getpgrp(): true}
	seen := map[int]bool{}
	for _, p := range processes(sandbox) {
		if keep && a.shells[p.pid] {
			spared[p.pgid] = true
			continue
		}
		pids = append(pids, p.pid)
		seen[p.pgid] = true
	}
	for group := range seen {
		if !spared[group] {
			groups = append(groups, group)
		}
	}
	return pids, groups
}

// guard ends everything but the shells when there are too many processes. The
// kernel's limits are wider, and do not hold root everywhere; and a program
// that ran into one may have fewer processes a moment later. The system tells
// the number of all its processes at next to no cost; only when that has grown
// by too many are they counted.
func (a *agent) guard() {
	limit := a.setup.Processes
	before := systemProcesses()
	tick := time.NewTicker(guardTime)
	defer tick.Stop()
	for range tick.C {
		now := systemProcesses()
		before = min(before, now)
		if now < before+limit/2 || countProcesses(a.setup.Sandbox) < limit {
			continue
		}
		a.flooded.Store(true)
		a.sweep(true)
	}
}

const guardTime = 10 * time.Millisecond

// list tells what runs besides the shells.
func (a *agent) list() []Process {
	a.mu.Lock()
	shells := make(map[int]bool, len(a.shells))
	for pid := range a.shells {
		shells[pid] = true
	}
	a.mu.Unlock()
	return describe(shells, a.setup.Sandbox)
}

// countThreads counts those that ended and are not reaped as well: of a program
// that multiplies up to the kernel's limit, most may be such.
func countThreads(procs []proc) int {
	n := 0
	for _, p := range procs {
		n += max(1, p.Threads)
	}
	return n
}

// dumpGroup makes the Go programs of a process group show their goroutines
// and exit, and gives their number.
func dumpGroup(group int, sandbox bool) int {
	n := 0
	procs, _ := look(sandbox)
	for _, p := range procs {
		if p.PGID == group && isGo(p.PID) && unix.Kill(p.PID, unix.SIGQUIT) == nil {
			n++
		}
	}
	return n
}

func isGo(pid int) bool {
	path := executable(pid)
	if path == "" {
		return false
	}
	_, err := buildinfo.ReadFile(path)
	return err == nil
}

func itoa(n int) string { return strconv.Itoa(n) }
