package portable

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// Dial is as [poller.Network] says.
func (n *network) Dial(remote, local net.Addr) (poller.Stream, error) {
	s := n.newStream()
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	dialer := net.Dialer{LocalAddr: local, KeepAlive: -1}
	dialer.SetMultipathTCP(false)
	go func() {
		defer cancel()
		s.dialed(dial(ctx, &dialer, remote))
	}()
	return s, nil
}

// dial connects. A socket in the file system at which as many wait as may
// refuses at once, where one of TCP has the system wait: it is tried again.
func dial(ctx context.Context, dialer *net.Dialer, remote net.Addr) (net.Conn, error) {
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		c, err := dialer.DialContext(ctx, remote.Network(), remote.String())
		if !errors.Is(err, syscall.EAGAIN) {
			return c, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause):
		}
	}
}

// dialed is how an attempt to connect ends.
func (s *stream) dialed(c net.Conn, err error) {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	switch {
	case err != nil:
		s.connErr = err
		s.set(poller.Writable)
	case s.closed:
		_ = c.Close()
	default:
		s.connected(c.(conn))
		if s.watched&poller.Readable != 0 {
			s.reading = true
			go s.read(s.conn)
		}
	}
}

// Open is as [poller.Network] says.
func (n *network) Open(f *os.File) (poller.Stream, error) {
	s := n.newStream()
	var err error
	if s.canRead, s.canWrite, err = directions(f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("opening %s as a stream: %w", f.Name(), err)
	}
	c, err := connOf(f)
	if err != nil {
		return nil, fmt.Errorf("opening %s as a stream: %w", f.Name(), err)
	}
	s.connected(c)
	return s, nil
}

// connOf returns the file itself, or the connection if it is a socket.
func connOf(f *os.File) (conn, error) {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeSocket == 0 {
		return f, nil // what cannot be asked is no socket
	}
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		return nil, err
	}
	return c.(conn), nil
}

// A listener has a goroutine that accepts one connection at a time, and waits
// until it is taken.
type listener struct {
	handle
	net.Listener
	next    net.Conn
	nextErr error
	taken   chan struct{} // lets the goroutine go on; closed to end it
}

// Listen is as [poller.Network] says. The backlog is what the system makes it.
func (n *network) Listen(network, address string, _ int) (poller.Listener, error) {
	config := net.ListenConfig{KeepAlive: -1}
	config.SetMultipathTCP(false)
	l, err := config.Listen(context.Background(), network, address)
	if err != nil {
		return nil, err
	}
	made := &listener{handle: handle{net: n}, Listener: l, taken: make(chan struct{}, 1)}
	go made.accept()
	return made, nil
}

// accept is the goroutine.
func (l *listener) accept() {
	for {
		c, err := l.Listener.Accept()
		if !l.arrived(c, err) {
			return
		}
		if _, goesOn := <-l.taken; !goesOn {
			return
		}
	}
}

// arrived offers a connection, or an error, to the loop. It reports whether
// there is a loop to take it.
func (l *listener) arrived(c net.Conn, err error) bool {
	l.handle.net.mu.Lock()
	defer l.handle.net.mu.Unlock()
	if l.closed {
		if c != nil {
			_ = c.Close()
		}
		return false
	}
	l.next, l.nextErr = c, err
	l.set(poller.Readable)
	return true
}

// Accept is as [poller.Listener] says.
func (l *listener) Accept() (poller.Stream, error) {
	n := l.handle.net
	n.mu.Lock()
	defer n.mu.Unlock()
	c, err := l.next, l.nextErr
	if c == nil && err == nil {
		return nil, poller.ErrWouldBlock
	}
	l.next, l.nextErr = nil, nil
	l.unset(poller.Readable)
	l.taken <- struct{}{} // there is room: it is sent once for each arrival
	if err != nil {
		return nil, acceptError(err)
	}
	s := n.newStream()
	s.connected(c.(conn))
	return s, nil
}

// acceptError marks an error that passes when something is closed.
func acceptError(err error) error {
	for _, passing := range append(tooMany(), syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM) {
		if errors.Is(err, passing) {
			return fmt.Errorf("%w: %w", poller.ErrTooManyFiles, err)
		}
	}
	return err
}

// Close is as [poller.Handle] says.
func (l *listener) Close() error {
	n := l.handle.net
	n.mu.Lock()
	defer n.mu.Unlock()
	l.closed, l.watcher = true, nil
	close(l.taken)
	if l.next != nil {
		_ = l.next.Close()
	}
	return l.Listener.Close()
}
