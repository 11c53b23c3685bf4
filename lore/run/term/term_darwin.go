package term

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	getModes    = unix.TIOCGETA
	setModesNow = unix.TIOCSETA
)

var errNoNamespaces = errors.New("this system has no namespaces")

func (s *Session) openSandbox(Config) error { return errNoNamespaces }

func agentCommand(bool) *exec.Cmd {
	self, err := os.Executable()
	cmd := &exec.Cmd{Path: self, Args: []string{"lore", helperMark + "agent"}, Err: err}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return cmd
}

func plainSetup(c Config, _ place) *setup {
	l := c.Limits
	return &setup{Processes: l.Processes, Limits: []rlimit{
		{unix.RLIMIT_FSIZE, uint64(l.File)}, {unix.RLIMIT_CPU, uint64(l.CPU.Seconds() + 1)}, {unix.RLIMIT_CORE, 0},
	}}
}

func prepare(*setup) error { return nil }

// restrictThread bounds the whole agent, since a child cannot be bounded from
// outside. None of these limits hinders the agent.
func restrictThread(s *setup) error {
	for _, l := range s.Limits {
		var now unix.Rlimit
		if err := unix.Getrlimit(l.Resource, &now); err != nil {
			return os.NewSyscallError("getrlimit", err)
		}
		limit := min(l.Max, now.Max)
		if err := unix.Setrlimit(l.Resource, &unix.Rlimit{Cur: limit, Max: limit}); err != nil {
			return os.NewSyscallError("setrlimit", err)
		}
	}
	return nil
}

func limitProcess(int, []rlimit) error { return nil }

// slaveName asks a master for the path of its slave.
func slaveName(pty int) (string, error) {
	var name [128]byte
	if err := control(pty, unix.TIOCPTYGNAME, uintptr(unsafe.Pointer(&name[0]))); err != nil {
		return "", err
	}
	return string(name[:max(0, bytes.IndexByte(name[:], 0))]), nil
}

func control(fd int, op uint, arg uintptr) error {
	//lint:ignore SA1019 there is no wrapper that takes a pointer
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), uintptr(op), arg); errno != 0 {
		return os.NewSyscallError("ioctl", errno)
	}
	return nil
}

func openPair() (pty, tty int, err error) {
	pty, err = unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, -1, &os.PathError{Op: "open", Path: "/dev/ptmx", Err: err}
	}
	if err = control(pty, unix.TIOCPTYGRANT, 0); err == nil {
		err = control(pty, unix.TIOCPTYUNLK, 0)
	}
	if err == nil {
		tty, err = openPeer(pty)
	}
	if err != nil {
		unix.Close(pty)
		return -1, -1, err
	}
	return pty, tty, nil
}

func openPeer(pty int) (int, error) {
	name, err := slaveName(pty)
	if err != nil {
		return -1, err
	}
	return unix.Open(name, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
}

func flushTyped(pty int) {
	if tty, err := openPeer(pty); err == nil {
		const input = 1 // FREAD
		unix.IoctlSetPointerInt(tty, unix.TIOCFLUSH, input)
		unix.Close(tty)
	}
}

// stat is a line of ps.
type stat struct {
	pid, ppid, pgid, sid, front int
	awake, terminal             bool
	cpu                         uint64
	command                     string
}

// table asks ps, which is the one way to all processes without cgo.
func table() map[int]stat {
	out, err := exec.Command("/bin/ps", "-A", "-o", "pid=,ppid=,pgid=,sess=,tpgid=,stat=,tty=,time=,command=").Output()
	if err != nil {
		return nil
	}
	all := map[int]stat{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) < 9 || strings.HasPrefix(f[5], "Z") {
			continue
		}
		num := func(i int) int {
			n, _ := strconv.Atoi(f[i])
			return n
		}
		all[num(0)] = stat{pid: num(0), ppid: num(1), pgid: num(2), sid: num(3), front: num(4),
			awake: f[5][0] == 'R' || f[5][0] == 'U', terminal: f[6] != "??", cpu: cpuTime(f[7]), command: strings.Join(f[8:], " ")}
	}
	return all
}

// cpuTime reads minutes:seconds.hundredths.
func cpuTime(s string) uint64 {
	minutes, seconds, _ := strings.Cut(s, ":")
	m, _ := strconv.ParseUint(minutes, 10, 64)
	sec, _ := strconv.ParseFloat(seconds, 64)
	return m*60e9 + uint64(sec*1e9)
}

// stats are the descendants of the agent, and those that lost their parent
// but not the session of one of its terminals: there is nobody to hand
// orphans to.
func stats(bool) []stat {
	all := table()
	self := os.Getpid()
	var found []stat
	for _, s := range all {
		if s.pid != self && (below(all, s, self) || s.ppid == 1 && below(all, all[s.sid], self)) {
			found = append(found, s)
		}
	}
	return found
}

func below(all map[int]stat, s stat, root int) bool {
	for range len(all) {
		if s.ppid == root {
			return true
		}
		next, ok := all[s.ppid]
		if !ok || s.pid == 0 {
			return false
		}
		s = next
	}
	return false
}

func processes(sandbox bool) []stat   { return stats(sandbox) }
func countProcesses(sandbox bool) int { return len(stats(sandbox)) }

// systemProcesses is not to be had cheaply; limits of the kernel hold root
// here.
func systemProcesses() int { return 0 }

func look(bool) (procs []proc, listens []uint64) {
	for _, s := range stats(false) {
		procs = append(procs, proc{PID: s.pid, PPID: s.ppid, PGID: s.pgid, SID: s.sid, Front: s.front, Awake: s.awake, CPU: s.cpu, Threads: 1})
	}
	for _, l := range listeners(procs) {
		listens = append(listens, l.inode)
	}
	return procs, listens
}

// listener is a TCP socket that listens.
type listener struct {
	pid, port int
	inode     uint64 // a number for the process and its port
}

func listeners(procs []proc) []listener {
	if len(procs) == 0 {
		return nil
	}
	var pids []string
	for _, p := range procs {
		pids = append(pids, itoa(p.PID))
	}
	return lsof("-a", "-p", strings.Join(pids, ","))
}

func lsof(args ...string) []listener {
	out, _ := exec.Command("/usr/sbin/lsof", append([]string{"-nP", "-iTCP", "-sTCP:LISTEN", "-Fpn"}, args...)...).Output()
	var all []listener
	pid := 0
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "p"):
			pid, _ = strconv.Atoi(line[1:])
		case strings.HasPrefix(line, "n"):
			port, err := strconv.Atoi(line[strings.LastIndexByte(line, ':')+1:])
			if err == nil {
				all = append(all, listener{pid: pid, port: port, inode: uint64(pid)<<16 | uint64(port)})
			}
		}
	}
	return all
}

func describe(shells map[int]bool, _ bool) []Process {
	var left []Process
	var procs []proc
	for _, s := range stats(false) {
		if !shells[s.pid] {
			left = append(left, Process{PID: s.pid, Command: s.command, Daemon: !s.terminal})
			procs = append(procs, proc{PID: s.pid})
		}
	}
	for _, l := range listeners(procs) {
		for i := range left {
			if left[i].PID == l.pid {
				left[i].Ports = append(left[i].Ports, l.port)
			}
		}
	}
	return left
}

func portHolder(port int) (pid int, name string) {
	for _, l := range lsof() {
		if l.port == port {
			return l.pid, table()[l.pid].command
		}
	}
	return 0, ""
}

func executable(pid int) string {
	path, _, _ := strings.Cut(table()[pid].command, " ")
	return path
}
