//go:build unix

package fdnet

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// listener is a socket that accepts.
type listener struct {
	slot
	kind     kind
	addr     net.Addr
	specific bool   // the address is also that of each connection
	path     string // to be removed in the end, if not empty
}

// Listen listens on a TCP address or a UNIX path.
func (n *Network) Listen(network, address string, backlog int) (poller.Listener, error) {
	addr, err := listenAddr(network, address)
	if err != nil {
		return nil, err
	}
	fd, err := openListener(addr, backlog)
	if err != nil {
		return nil, err
	}
	l := &listener{slot: slot{net: n, fd: int32(fd)}}
	sa, err := unix.Getsockname(fd)
	if err != nil {
		_ = unix.Close(fd)
		return nil, os.NewSyscallError("getsockname", err)
	}
	l.kind = kindOf(sa)
	l.addr = toAddr(l.kind, sa)
	switch a := l.addr.(type) {
	case *net.TCPAddr:
		l.specific = !a.IP.IsUnspecified()
	case *net.UnixAddr:
		l.specific = true
		if !strings.HasPrefix(a.Name, "@") {
			l.path = a.Name
		}
	}
	return l, nil
}

func listenAddr(network, address string) (net.Addr, error) {
	switch network {
	case "tcp":
		return net.ResolveTCPAddr(network, address)
	case "unix":
		return &net.UnixAddr{Name: address, Net: "unix"}, nil
	}
	return nil, net.UnknownNetworkError(network)
}

// openListener opens a socket that listens. Without a host it is for IPv6 and
// IPv4, if the system has both.
func openListener(addr net.Addr, backlog int) (int, error) {
	if a, ok := addr.(*net.TCPAddr); ok && a.IP == nil {
		fd, err := listen(&net.TCPAddr{IP: net.IPv6unspecified, Port: a.Port}, backlog)
		if err == nil || errors.Is(err, unix.EADDRINUSE) || errors.Is(err, unix.EACCES) {
			return fd, err
		}
		addr = &net.TCPAddr{IP: net.IPv4zero, Port: a.Port}
	}
	return listen(addr, backlog)
}

func listen(addr net.Addr, backlog int) (int, error) {
	sa, family, err := toSockaddr(addr)
	if err != nil {
		return -1, err
	}
	fd, err := socket(family)
	if err != nil {
		return -1, err
	}
	if err := bindAndListen(fd, sa, family, addr, backlog); err != nil {
		_ = unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

func bindAndListen(fd int, sa unix.Sockaddr, family int, addr net.Addr, backlog int) error {
	if family != unix.AF_UNIX {
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
	}
	if a, ok := addr.(*net.TCPAddr); ok && family == unix.AF_INET6 {
		only := 1
		if a.IP.Equal(net.IPv6unspecified) {
			only = 0
		}
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, only); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
	}
	if err := unix.Bind(fd, sa); err != nil {
		return os.NewSyscallError("bind", err)
	}
	return os.NewSyscallError("listen", unix.Listen(fd, backlog))
}

// Watch has w told when there is something to accept.
func (l *listener) Watch(w poller.Watcher, events poller.Events) error { return l.watch(w, events) }

// Addr is the address listened on.
func (l *listener) Addr() net.Addr { return l.addr }

// Close closes the socket, and removes its path.
func (l *listener) Close() error {
	err := l.watch(nil, 0)
	err = errors.Join(err, os.NewSyscallError("close", unix.Close(int(l.fd))))
	if l.path != "" {
		if e := os.Remove(l.path); e != nil && !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// Accept returns a connection that has come.
func (l *listener) Accept() (poller.Stream, error) {
	for {
		fd, sa, err := accept(int(l.fd))
		switch {
		case err == nil:
			return l.accepted(fd, sa)
		case errors.Is(err, unix.EAGAIN):
			return nil, poller.ErrWouldBlock
		case errors.Is(err, unix.EINTR), isGone(err):
			continue
		case isShort(err):
			return nil, fmt.Errorf("%w: %w", poller.ErrTooManyFiles, os.NewSyscallError("accept", err))
		}
		return nil, os.NewSyscallError("accept", err)
	}
}

// isGone says whether a connection has ended before it was accepted.
func isGone(err error) bool {
	for _, gone := range []unix.Errno{unix.ECONNABORTED, unix.EPROTO, unix.EPERM} {
		if errors.Is(err, gone) {
			return true
		}
	}
	return false
}

// isShort says whether the system is short of something.
func isShort(err error) bool {
	for _, short := range []unix.Errno{unix.EMFILE, unix.ENFILE, unix.ENOBUFS, unix.ENOMEM} {
		if errors.Is(err, short) {
			return true
		}
	}
	return false
}

func (l *listener) accepted(fd int, sa unix.Sockaddr) (poller.Stream, error) {
	if err := l.net.fits(fd); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	if l.kind == tcpSocket {
		sendAtOnce(fd)
	}
	return &stream{slot: slot{net: l.net, fd: int32(fd)}, kind: l.kind, remote: toAddr(l.kind, sa), listening: l}, nil
}

// sendAtOnce turns off Nagle's algorithm. The loop collects small writes
// itself, and knows when there are no more. It is not said to matter if it
// fails: the connection may have ended.
func sendAtOnce(fd int) { _ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1) }

// Dial begins to connect.
func (n *Network) Dial(remote, local net.Addr) (poller.Stream, error) {
	sa, family, err := toSockaddr(remote)
	if err != nil {
		return nil, err
	}
	fd, err := socket(family)
	if err != nil {
		return nil, err
	}
	if err = n.fits(fd); err == nil {
		err = connect(fd, sa, local, family)
	}
	if err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	s := &stream{slot: slot{net: n, fd: int32(fd)}, kind: kindOf(sa), remote: remote}
	if s.kind == tcpSocket {
		sendAtOnce(fd)
	}
	return s, nil
}

func connect(fd int, sa unix.Sockaddr, local net.Addr, family int) error {
	if local != nil {
		from, localFamily, err := toSockaddr(local)
		if err != nil {
			return err
		}
		if localFamily != family {
			return fmt.Errorf("cannot connect from %v to another kind of address", local)
		}
		if err := unix.Bind(fd, from); err != nil {
			return os.NewSyscallError("bind", err)
		}
	}
	switch err := unix.Connect(fd, sa); {
	case err == nil, errors.Is(err, unix.EINPROGRESS), errors.Is(err, unix.EINTR):
		return nil
	case errors.Is(err, unix.EAGAIN) && family == unix.AF_UNIX:
		return poller.ErrWouldBlock
	default:
		return os.NewSyscallError("connect", err)
	}
}

// toSockaddr translates an address for the kernel.
func toSockaddr(addr net.Addr) (sa unix.Sockaddr, family int, err error) {
	switch a := addr.(type) {
	case *net.UnixAddr:
		return &unix.SockaddrUnix{Name: a.Name}, unix.AF_UNIX, nil
	case *net.TCPAddr:
		if ip := a.IP.To4(); ip != nil {
			return &unix.SockaddrInet4{Port: a.Port, Addr: [4]byte(ip)}, unix.AF_INET, nil
		}
		if ip := a.IP.To16(); ip != nil {
			zone, err := zoneID(a.Zone)
			return &unix.SockaddrInet6{Port: a.Port, Addr: [16]byte(ip), ZoneId: zone}, unix.AF_INET6, err
		}
	}
	return nil, 0, &net.AddrError{Err: "unexpected address", Addr: fmt.Sprint(addr)}
}

func zoneID(zone string) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	i, err := net.InterfaceByName(zone)
	if err != nil {
		return 0, fmt.Errorf("zone %s: %w", zone, err)
	}
	return uint32(i.Index), nil
}

// toAddr translates an address of the kernel, or of a socket without one.
func toAddr(k kind, sa unix.Sockaddr) net.Addr {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return &net.TCPAddr{IP: sa.Addr[:], Port: sa.Port}
	case *unix.SockaddrInet6:
		return &net.TCPAddr{IP: sa.Addr[:], Port: sa.Port, Zone: zoneName(sa.ZoneId)}
	case *unix.SockaddrUnix:
		return &net.UnixAddr{Name: sa.Name, Net: "unix"}
	}
	if k == unixSocket {
		return &net.UnixAddr{Net: "unix"}
	}
	return &net.TCPAddr{}
}

func zoneName(id uint32) string {
	if id == 0 {
		return ""
	}
	i, err := net.InterfaceByIndex(int(id))
	if err != nil {
		return fmt.Sprint(id)
	}
	return i.Name
}

func kindOf(sa unix.Sockaddr) kind {
	switch sa.(type) {
	case *unix.SockaddrInet4, *unix.SockaddrInet6:
		return tcpSocket
	case *unix.SockaddrUnix:
		return unixSocket
	}
	return file
}
