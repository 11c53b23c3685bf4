//go:build linux || darwin

package term

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// portWait is the time between two tries to get a lock of another process.
const portWait = 15 * time.Millisecond

// lockPorts takes the ports for one session, against all others of this user
// in this and other processes, and makes sure that they are free. Sessions
// take their ports in ascending order, so that no two wait for each other.
func lockPorts(ctx context.Context, ports []int) (unlock func(), err error) {
	ports = slices.Clone(ports)
	slices.Sort(ports)
	ports = slices.Compact(ports)
	var locks []*os.File
	unlock = sync.OnceFunc(func() {
		for _, f := range locks {
			f.Close()
		}
	})
	for _, port := range ports {
		f, err := lockPort(ctx, port)
		if err != nil {
			unlock()
			return nil, err
		}
		locks = append(locks, f)
	}
	for _, port := range ports {
		if err := checkPort(port); err != nil {
			unlock()
			return nil, err
		}
	}
	return unlock, nil
}

// lockPort holds a file that stands for the port. The file stays, empty: one
// that is removed could be locked by two.
func lockPort(ctx context.Context, port int) (*os.File, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("lore-ports-%d", os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, itoa(port)), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if err != unix.EWOULDBLOCK && err != unix.EINTR {
			f.Close()
			return nil, fmt.Errorf("port %d: %w", port, err)
		}
		select {
		case <-time.After(portWait):
		case <-ctx.Done():
			f.Close()
			return nil, context.Cause(ctx)
		}
	}
}

// checkPort tries to listen. A port that only root may have is not judged.
func checkPort(port int) error {
	for _, host := range []string{"", "127.0.0.1"} {
		l, err := net.Listen("tcp", net.JoinHostPort(host, itoa(port)))
		if errors.Is(err, syscall.EADDRINUSE) {
			pid, name := portHolder(port)
			return &PortBusyError{Port: port, PID: pid, Program: name}
		}
		if err == nil {
			l.Close()
		}
	}
	return nil
}
