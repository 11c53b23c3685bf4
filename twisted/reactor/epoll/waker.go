//go:build linux

package epoll

import (
	"encoding/binary"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// waker is an eventfd in the set, by which other goroutines end the wait.
type waker struct {
	mu     sync.Mutex // so that nobody writes to a number that is closed
	fd     int
	closed bool
}

func (w *waker) open(epfd int) error {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return os.NewSyscallError("eventfd", err)
	}
	w.fd = fd
	if err := unix.EpollCtl(epfd, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}); err != nil {
		_ = unix.Close(fd)
		return os.NewSyscallError("epoll_ctl", err)
	}
	return nil
}

func (w *waker) wake() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	var one [8]byte
	binary.NativeEndian.PutUint64(one[:], 1)
	_, _ = unix.Write(w.fd, one[:]) // it fails only if it is full, and so awake
}

func (w *waker) drain() {
	var count [8]byte
	_, _ = unix.Read(w.fd, count[:])
}

func (w *waker) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	return os.NewSyscallError("close", unix.Close(w.fd))
}
