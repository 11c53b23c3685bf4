//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	messageSize = 64
	maxConns    = 12000
	// patience is how long a server may keep a client waiting.
	patience = 30 * time.Second
)

// A sample is what one round showed.
type sample struct {
	Requests int           // that were answered
	Server   time.Duration // processor time of the server
	Client   time.Duration // processor time of the client
	Elapsed  time.Duration
}

// cost is the server's processor time for a request, in seconds.
func (s sample) cost() float64 { return s.Server.Seconds() / float64(max(s.Requests, 1)) }

// driveFor is the client process. Its arguments are the address and process
// id of the server, the scene, and how long to measure.
func driveFor(args []string) error {
	if len(args) != 4 {
		return errors.New("drive: want address, pid, scene, time")
	}
	pid, err1 := strconv.Atoi(args[1])
	scene, err2 := parseScene(args[2])
	measure, err3 := time.ParseDuration(args[3])
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	if err := raiseFileLimit(); err != nil {
		return err
	}
	d, err := newDriver(args[0], scene)
	if err != nil {
		return err
	}
	defer d.close()
	got, err := d.measure(pid, measure)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(got)
}

// A client is one connection of a driver.
type client struct {
	fd       int
	sent     [messageSize]byte
	received [messageSize]byte
	n        int // bytes of received
}

// A driver is a number of connections to a server. The busy ones have one
// message under way each.
type driver struct {
	epfd     int
	clients  []client
	busy     int // the first so many
	requests int
}

// newDriver makes the connections, and has one message answered on each, so
// that the server has seen them all.
func newDriver(address string, scene scene) (*driver, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	epfd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll_create1: %w", err)
	}
	total := scene.busy + scene.quiet
	d := &driver{epfd: epfd, clients: make([]client, 0, total), busy: scene.busy}
	for i := range total {
		fd, err := dial(to)
		if err != nil {
			d.close()
			return nil, fmt.Errorf("connection %d: %w", i, err)
		}
		d.clients = append(d.clients, client{fd: fd})
		if err := d.greet(i); err != nil {
			d.close()
			return nil, fmt.Errorf("connection %d: %w", i, err)
		}
	}
	return d, nil
}

func dial(to netip.AddrPort) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("socket: %w", err)
	}
	timeout := unix.NsecToTimeval(patience.Nanoseconds())
	err = errors.Join(
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &timeout),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &timeout),
		unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1),
		connect(fd, &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}))
	if err != nil {
		_ = unix.Close(fd)
		return -1, fmt.Errorf("connect: %w", err)
	}
	return fd, nil
}

// connect connects. A signal, such as the runtime sends to its threads, ends
// the call but not the attempt.
func connect(fd int, to unix.Sockaddr) error {
	err := unix.Connect(fd, to)
	if !errors.Is(err, unix.EINTR) {
		return err
	}
	ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	_, err = retry(func() (int, error) { return unix.Poll(ready, int(patience.Milliseconds())) })
	if err != nil {
		return err
	}
	code, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err == nil && code != 0 {
		err = syscall.Errno(code)
	}
	return err
}

// retry calls f again for as long as signals interrupt it.
func retry(f func() (int, error)) (int, error) {
	for {
		n, err := f()
		if !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}

// greet has the first message of a connection answered, and hands the
// connection to epoll.
func (d *driver) greet(i int) error {
	c := &d.clients[i]
	binary.BigEndian.PutUint64(c.sent[:], uint64(i)+1)
	if err := c.send(); err != nil {
		return err
	}
	for done := false; !done; {
		var err error
		if done, err = c.receive(); err != nil {
			return err
		}
	}
	if err := unix.SetNonblock(c.fd, true); err != nil {
		return err
	}
	return unix.EpollCtl(d.epfd, unix.EPOLL_CTL_ADD, c.fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(i)})
}

func (c *client) send() error {
	n, err := retry(func() (int, error) { return unix.Write(c.fd, c.sent[:]) })
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if n != messageSize {
		return fmt.Errorf("%d bytes of %d were sent", n, messageSize)
	}
	return nil
}

// receive reads once, and reports whether the message is back.
func (c *client) receive() (bool, error) {
	n, err := retry(func() (int, error) { return unix.Read(c.fd, c.received[c.n:]) })
	switch {
	case err != nil:
		return false, fmt.Errorf("read: %w", err)
	case n == 0:
		return false, errors.New("the server closed the connection")
	}
	c.n += n
	if c.n < messageSize {
		return false, nil
	}
	c.n = 0
	if !bytes.Equal(c.sent[:], c.received[:]) {
		return false, errors.New("what came back is not what was sent")
	}
	return true, nil
}

// measure sends on the busy connections, warms up for a fifth of the time, and
// then counts requests and processor time.
func (d *driver) measure(pid int, measure time.Duration) (sample, error) {
	for i := range d.busy {
		if err := d.clients[i].send(); err != nil {
			return sample{}, err
		}
	}
	if err := d.pump(measure / 5); err != nil {
		return sample{}, err
	}
	server0, err1 := cpuTime(pid)
	client0, err2 := cpuTime(os.Getpid())
	d.requests = 0
	begin := time.Now()
	if err := errors.Join(err1, err2, d.pump(measure)); err != nil {
		return sample{}, err
	}
	elapsed := time.Since(begin)
	server1, err1 := cpuTime(pid)
	client1, err2 := cpuTime(os.Getpid())
	return sample{d.requests, server1 - server0, client1 - client0, elapsed}, errors.Join(err1, err2)
}

// pump answers answers with the next message until the time is over.
func (d *driver) pump(length time.Duration) error {
	events := make([]unix.EpollEvent, 256)
	for end := time.Now().Add(length); time.Now().Before(end); {
		n, err := retry(func() (int, error) {
			return unix.EpollWait(d.epfd, events, int(patience.Milliseconds()))
		})
		switch {
		case err != nil:
			return fmt.Errorf("epoll_wait: %w", err)
		case n == 0:
			return fmt.Errorf("the server was silent for %v", patience)
		}
		for _, ev := range events[:n] {
			if err := d.turn(&d.clients[ev.Fd]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *driver) turn(c *client) error {
	done, err := c.receive()
	if err != nil || !done {
		return err
	}
	d.requests++
	return c.send()
}

func (d *driver) close() {
	for i := range d.clients {
		_ = unix.Close(d.clients[i].fd)
	}
	_ = unix.Close(d.epfd)
}
