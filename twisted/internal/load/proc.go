//go:build linux

package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// raiseFileLimit lets the process and its children open as many files as the
// system allows.
func raiseFileLimit() error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("getrlimit: %w", err)
	}
	limit.Cur = limit.Max
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("setrlimit: %w", err)
	}
	return nil
}

// cpuTime returns the processor time that a process has used, user and
// system, of all its threads. Its clock is the one of clock_getcpuclockid,
// which counts nanoseconds where /proc/PID/stat counts ticks.
func cpuTime(pid int) (time.Duration, error) {
	const cpuClockSched = 2
	var ts unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|cpuClockSched), &ts); err != nil {
		return 0, fmt.Errorf("processor clock of %d: %w", pid, err)
	}
	return time.Duration(ts.Nano()), nil
}

// residentSize returns the memory that a process has in RAM, in bytes.
func residentSize(pid int) (int, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(data))
	if len(fields) < 2 {
		return 0, fmt.Errorf("/proc/%d/statm: %q", pid, data)
	}
	pages, err := strconv.Atoi(fields[1])
	return pages * os.Getpagesize(), err
}

// processors returns one for the server and one for the client, the same if
// there is only one.
func processors() (server, client int) {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		return 0, 0
	}
	var all []int
	for cpu := 0; len(all) < set.Count(); cpu++ {
		if set.IsSet(cpu) {
			all = append(all, cpu)
		}
	}
	return all[0], all[len(all)-1]
}

// startOn starts a command on one processor. A child begins where the thread
// that starts it may run, which is why the thread is moved, and not the child:
// by then its runtime would have threads.
func startOn(cpu int, cmd *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return fmt.Errorf("sched_getaffinity: %w", err)
	}
	one.Set(cpu)
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return fmt.Errorf("sched_setaffinity: %w", err)
	}
	err := cmd.Start()
	return errors.Join(err, unix.SchedSetaffinity(0, &before))
}

// ownProcess returns a command that is this program with other arguments.
func ownProcess(args ...string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	return cmd, nil
}

// A server is a process that echoes.
type server struct {
	cmd     *exec.Cmd
	address string
}

func startServer(peer string) (*server, error) {
	cmd, err := serverCommand(peer)
	if err != nil {
		return nil, err
	}
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cpu, _ := processors()
	if err := startOn(cpu, cmd); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd}
	line, err := bufio.NewReader(out).ReadString('\n')
	s.address = strings.TrimSpace(line)
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("%s: no address: %w", peer, err)
	}
	return s, nil
}

func (s *server) pid() int { return s.cmd.Process.Pid }

// stop kills the server and waits for it. How it ended does not matter.
func (s *server) stop() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// runClient runs this program as a client, and returns what it printed.
func runClient(args ...string) ([]byte, error) {
	cmd, err := ownProcess(args...)
	if err != nil {
		return nil, err
	}
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	_, cpu := processors()
	if err := startOn(cpu, cmd); err != nil {
		return nil, err
	}
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("client: %w: %s", err, strings.TrimSpace(errs.String()))
	}
	return []byte(out.String()), nil
}
