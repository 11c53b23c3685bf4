//go:build unix

package fdnet

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// stream is a descriptor that is read or written.
type stream struct {
	slot
	kind      kind
	noRead    bool
	noWrite   bool
	blocking  bool // it was, and is to be again for the others that share it
	local     net.Addr
	remote    net.Addr
	listening *listener // whose local address is also this one's, or nil
}

type kind uint8

const (
	file kind = iota // a pipe or a terminal: it has no addresses
	tcpSocket
	unixSocket
)

var _ poller.Stream = (*stream)(nil)

// Watch has w told of events.
func (s *stream) Watch(w poller.Watcher, events poller.Events) error { return s.watch(w, events) }

// Read returns what there is.
func (s *stream) Read(p []byte) (int, error) {
	n, err := read(int(s.fd), p)
	switch {
	case n > 0:
		return n, nil
	case n == 0 && err == 0:
		return 0, io.EOF
	case wouldBlock(err):
		return 0, poller.ErrWouldBlock
	case err == unix.EIO && s.kind == file: // how Linux says that nobody has the terminal open
		return 0, io.EOF
	}
	return 0, os.NewSyscallError("read", err)
}

// Write takes what it can.
func (s *stream) Write(p []byte) (int, error) {
	n, err := write(int(s.fd), p)
	switch {
	case err == 0:
		return n, nil
	case wouldBlock(err):
		return 0, poller.ErrWouldBlock
	}
	return 0, os.NewSyscallError("write", err)
}

func wouldBlock(err unix.Errno) bool { return err == unix.EAGAIN || err == unix.EINTR }

// Directions says whether the stream can be read and written.
func (s *stream) Directions() (read, write bool) { return !s.noRead, !s.noWrite }

// Connected says how an attempt to connect has ended.
func (s *stream) Connected() error {
	code, err := unix.GetsockoptInt(int(s.fd), unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return os.NewSyscallError("getsockopt", err)
	}
	if code != 0 {
		return os.NewSyscallError("connect", unix.Errno(code))
	}
	if _, err := unix.Getpeername(int(s.fd)); err != nil {
		if errors.Is(err, unix.ENOTCONN) {
			return poller.ErrWouldBlock
		}
		return os.NewSyscallError("getpeername", err)
	}
	if s.kind == tcpSocket && s.LocalAddr().String() == s.RemoteAddr().String() {
		// The system chose for us the very port that we connect to: we are
		// connected to ourselves, which nobody wants.
		return os.NewSyscallError("connect", unix.ECONNREFUSED)
	}
	return nil
}

// CloseWrite closes the direction to the peer.
func (s *stream) CloseWrite() error {
	if s.kind == file {
		return fmt.Errorf("closing one direction: %w", errors.ErrUnsupported)
	}
	return os.NewSyscallError("shutdown", unix.Shutdown(int(s.fd), unix.SHUT_WR))
}

// Close closes the descriptor.
func (s *stream) Close() error {
	s.LocalAddr()
	err := s.watch(nil, 0)
	if s.blocking {
		err = errors.Join(err, unix.SetNonblock(int(s.fd), false))
	}
	return errors.Join(err, os.NewSyscallError("close", unix.Close(int(s.fd))))
}

// Abort closes the descriptor, with a reset if it is a TCP connection.
func (s *stream) Abort() error {
	if s.kind == tcpSocket {
		_ = unix.SetsockoptLinger(int(s.fd), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	}
	return s.Close()
}

// LocalAddr is the address of this end.
func (s *stream) LocalAddr() net.Addr {
	if s.local == nil {
		s.local = s.findLocal()
	}
	return s.local
}

func (s *stream) findLocal() net.Addr {
	if s.kind == file {
		return s.remote
	}
	if s.listening != nil && s.listening.specific {
		return s.listening.addr
	}
	sa, err := unix.Getsockname(int(s.fd))
	if err != nil {
		sa = nil
	}
	return toAddr(s.kind, sa)
}

// RemoteAddr is the address of the other end.
func (s *stream) RemoteAddr() net.Addr { return s.remote }

// fileAddr is the address of both ends of what has none: its name.
type fileAddr string

func (fileAddr) Network() string  { return "file" }
func (a fileAddr) String() string { return string(a) }

// Open makes a stream of a file, by a descriptor of its own: that of f would
// stay with Go's own poller.
func (n *Network) Open(f *os.File) (poller.Stream, error) {
	defer f.Close()
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	fd, dupErr := -1, error(nil)
	if err := raw.Control(func(from uintptr) {
		fd, dupErr = unix.FcntlInt(from, unix.F_DUPFD_CLOEXEC, 0)
	}); err != nil {
		return nil, err
	}
	if dupErr != nil {
		return nil, os.NewSyscallError("fcntl", dupErr)
	}
	s := &stream{slot: slot{net: n, fd: int32(fd)}, remote: fileAddr(f.Name())}
	if err := s.prepare(); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return s, nil
}

// prepare finds out what a descriptor can do, and keeps it from blocking.
func (s *stream) prepare() error {
	if err := s.net.fits(int(s.fd)); err != nil {
		return err
	}
	how, err := unix.FcntlInt(uintptr(s.fd), unix.F_GETFL, 0)
	if err != nil {
		return os.NewSyscallError("fcntl", err)
	}
	s.noRead = how&unix.O_ACCMODE == unix.O_WRONLY
	s.noWrite = how&unix.O_ACCMODE == unix.O_RDONLY
	if sa, err := unix.Getpeername(int(s.fd)); err == nil {
		s.kind = kindOf(sa)
		s.remote = toAddr(s.kind, sa)
	}
	if how&unix.O_NONBLOCK == 0 {
		s.blocking = true
		return os.NewSyscallError("fcntl", unix.SetNonblock(int(s.fd), true))
	}
	return nil
}
