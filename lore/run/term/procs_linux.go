package term

import (
	"bytes"
	"encoding/hex"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// stat is what is needed of /proc/PID/stat.
type stat struct {
	pid, ppid, pgid, sid, tty, front int
	state                            byte
	ticks                            uint64
	threads                          int
}

// parseStat reads /proc/PID/stat. The second field is the name of the
// program in parentheses, which may hold anything.
func parseStat(pid int, p []byte) (s stat, ok bool) {
	at := bytes.LastIndexByte(p, ')')
	if at < 0 {
		return s, false
	}
	f := strings.Fields(string(p[at+1:]))
	if len(f) < 18 {
		return s, false
	}
	num := func(i int) int {
		n, _ := strconv.Atoi(f[i])
		return n
	}
	return stat{pid: pid, state: f[0][0], ppid: num(1), pgid: num(2), sid: num(3), tty: num(4), front: num(5),
		ticks: uint64(num(11) + num(12)), threads: num(17)}, true
}

func readStat(pid int) (stat, bool) {
	p, err := os.ReadFile("/proc/" + itoa(pid) + "/stat")
	if err != nil {
		return stat{}, false
	}
	return parseStat(pid, p)
}

// numbers are the numeric names in a folder of /proc.
func numbers(dir string) []int {
	f, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer f.Close()
	names, _ := f.Readdirnames(-1)
	var n []int
	for _, name := range names {
		if i, err := strconv.Atoi(name); err == nil {
			n = append(n, i)
		}
	}
	return n
}

// stats are the living processes of the session without the agent.
func stats(sandbox bool) []stat {
	return slices.DeleteFunc(allStats(sandbox), stat.dead)
}

func (s stat) dead() bool { return s.state == 'Z' || s.state == 'X' }

// allStats are those that ended, too: all there are in a sandbox, the agent's
// descendants elsewhere.
func allStats(sandbox bool) []stat {
	self := os.Getpid()
	var all []stat
	for _, pid := range numbers("/proc") {
		if s, ok := readStat(pid); ok && pid != self {
			all = append(all, s)
		}
	}
	if !sandbox {
		all = descendants(all, self)
	}
	return all
}

// descendants are the processes below root. Zombies count as links of the
// chain, since they may still have children.
func descendants(all []stat, root int) []stat {
	children := make(map[int][]int, len(all))
	for i, s := range all {
		children[s.ppid] = append(children[s.ppid], i)
	}
	var found []stat
	for queue := []int{root}; len(queue) > 0; queue = queue[1:] {
		for _, i := range children[queue[0]] {
			found = append(found, all[i])
			queue = append(queue, all[i].pid)
		}
	}
	return found
}

func processes(sandbox bool) []stat { return stats(sandbox) }

// systemProcesses is the number of threads of the whole machine.
func systemProcesses() int {
	var info unix.Sysinfo_t
	unix.Sysinfo(&info)
	return int(info.Procs)
}

// countProcesses is cheap in a sandbox, where everything counts.
func countProcesses(sandbox bool) int {
	if sandbox {
		return len(numbers("/proc")) - 1
	}
	return len(allStats(false))
}

// look sees how all processes are, and which sockets listen.
func look(sandbox bool) (procs []proc, listens []uint64) {
	all := allStats(sandbox)
	open := listeners()
	for _, s := range all {
		p := proc{PID: s.pid, PPID: s.ppid, PGID: s.pgid, SID: s.sid, Front: s.front, Threads: s.threads}
		if p.Dead = s.dead(); !p.Dead {
			p.lookAtThreads(s)
		}
		procs = append(procs, p)
		if !sandbox {
			for _, inode := range sockets(s.pid) {
				if open[inode] != 0 {
					listens = append(listens, inode)
				}
			}
		}
	}
	if sandbox {
		for inode := range open {
			listens = append(listens, inode)
		}
	}
	return procs, listens
}

// lookAtThreads adds up the threads: one that is awake makes the process
// awake, one that reads makes it read.
func (p *proc) lookAtThreads(s stat) {
	p.CPU = s.ticks * 1e7 // a tick is 10 ms
	var sum uint64
	for _, tid := range numbers("/proc/" + itoa(p.PID) + "/task") {
		dir := "/proc/" + itoa(p.PID) + "/task/" + itoa(tid)
		text, err := os.ReadFile(dir + "/stat")
		if err != nil {
			continue
		}
		t, _ := parseStat(tid, text)
		switch t.state {
		case 'R', 'D':
			p.Awake = true
		case 'S':
			p.Reads = p.Reads || s.tty != 0 && readsTerminal(p.PID, dir)
		}
		if text, err = os.ReadFile(dir + "/schedstat"); err == nil {
			first, _, _ := strings.Cut(string(text), " ")
			n, _ := strconv.ParseUint(first, 10, 64)
			sum += n
		}
	}
	if sum > 0 {
		p.CPU = sum
	}
}

// readsTerminal reports whether a sleeping thread waits in read, for a
// terminal.
func readsTerminal(pid int, task string) bool {
	text, err := os.ReadFile(task + "/syscall")
	if err != nil {
		return false
	}
	call, rest, _ := strings.Cut(string(text), " ")
	if nr, err := strconv.Atoi(call); err != nil || nr != unix.SYS_READ {
		return false
	}
	arg, _, _ := strings.Cut(rest, " ")
	fd, err := strconv.ParseUint(strings.TrimPrefix(arg, "0x"), 16, 32)
	if err != nil {
		return false
	}
	file, _ := os.Readlink("/proc/" + itoa(pid) + "/fd/" + strconv.FormatUint(fd, 10))
	return strings.HasPrefix(file, "/dev/pts/") || strings.HasPrefix(file, "/dev/tty")
}

// listeners maps the inode of each listening socket to its port, and that of
// a Unix socket to -1. A UDP socket without a peer counts: it is what a
// server has.
func listeners() map[uint64]int {
	open := map[uint64]int{}
	for _, name := range []string{"tcp", "tcp6", "udp", "udp6"} {
		text, err := os.ReadFile("/proc/net/" + name)
		if err == nil {
			addListeners(open, text, name[0] == 'u')
		}
	}
	if text, err := os.ReadFile("/proc/net/unix"); err == nil {
		addUnixListeners(open, text)
	}
	return open
}

func addListeners(open map[uint64]int, table []byte, udp bool) {
	state := "0A"
	if udp {
		state = "07"
	}
	for line := range strings.Lines(string(table)) {
		f := strings.Fields(line)
		if len(f) < 10 || f[3] != state || !strings.HasSuffix(f[2], ":0000") {
			continue
		}
		_, port, _ := strings.Cut(f[1], ":")
		b, err := hex.DecodeString(port)
		inode, _ := strconv.ParseUint(f[9], 10, 64)
		if err == nil && len(b) == 2 && inode != 0 {
			open[inode] = int(b[0])<<8 | int(b[1])
		}
	}
}

func addUnixListeners(open map[uint64]int, table []byte) {
	const accepts = "00010000" // the flag that a socket has after listen
	for line := range strings.Lines(string(table)) {
		f := strings.Fields(line)
		if len(f) >= 7 && f[3] == accepts {
			if inode, err := strconv.ParseUint(f[6], 10, 64); err == nil {
				open[inode] = -1
			}
		}
	}
}

// sockets are the inodes of the sockets that a process has open.
func sockets(pid int) []uint64 {
	dir := "/proc/" + itoa(pid) + "/fd"
	var inodes []uint64
	for _, fd := range numbers(dir) {
		to, _ := os.Readlink(dir + "/" + itoa(fd))
		if rest, ok := strings.CutPrefix(to, "socket:["); ok {
			if n, err := strconv.ParseUint(strings.TrimSuffix(rest, "]"), 10, 64); err == nil {
				inodes = append(inodes, n)
			}
		}
	}
	return inodes
}

// describe lists the processes other than shells for a report.
func describe(shells map[int]bool, sandbox bool) []Process {
	open := listeners()
	var left []Process
	for _, s := range stats(sandbox) {
		if shells[s.pid] {
			continue
		}
		p := Process{PID: s.pid, Command: commandLine(s.pid), Daemon: s.tty == 0}
		for _, inode := range sockets(s.pid) {
			if port := open[inode]; port > 0 {
				p.Ports = append(p.Ports, port)
			}
		}
		left = append(left, p)
	}
	return left
}

func commandLine(pid int) string {
	dir := "/proc/" + itoa(pid)
	p, _ := os.ReadFile(dir + "/cmdline")
	p = bytes.ReplaceAll(bytes.TrimRight(p, "\x00"), []byte{0}, []byte{' '})
	if len(p) == 0 {
		p, _ = os.ReadFile(dir + "/comm")
	}
	return strings.TrimSpace(string(p))
}
