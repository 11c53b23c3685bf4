//go:build unix && !linux && !freebsd && !dragonfly

package fdnet

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// socket opens a socket that does not block.
func socket(family int) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Socket(family, unix.SOCK_STREAM, 0)
	if err != nil {
		return -1, os.NewSyscallError("socket", err)
	}
	return fd, os.NewSyscallError("fcntl", prepare(fd))
}

// accept returns a connection that does not block.
func accept(fd int) (int, unix.Sockaddr, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	conn, sa, err := unix.Accept(fd)
	if err != nil {
		return -1, nil, err
	}
	return conn, sa, prepare(conn)
}

// prepare does what other systems do at once: until it is done no process
// may be started, which would inherit the descriptor.
func prepare(fd int) error {
	unix.CloseOnExec(fd)
	err := unix.SetNonblock(fd, true)
	if err != nil {
		_ = unix.Close(fd)
	}
	return err
}
