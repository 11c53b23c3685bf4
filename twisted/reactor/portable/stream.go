package portable

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

const (
	smallSize = 512         // what an idle stream reads into
	largeSize = 64 << 10    // what a busy stream reads into
	outLimit  = 64 << 10    // what Write takes ahead
	spareSize = 1 << 10     // the most that is kept to write from
	linger    = time.Minute // how long what Write took may be under way after Close
)

// A conn is what a stream needs of a net.Conn or a file.
type conn interface {
	io.ReadWriteCloser
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
}

// A stream is one end of a connection. The mutex of the network guards what
// is not said to be otherwise.
type stream struct {
	handle
	canRead, canWrite bool // these do not change

	conn          conn // nil while the stream is connecting
	connErr       error
	cancel        func()   // gives up the attempt to connect; the loop's
	local, remote net.Addr // do not change once the stream is connected

	reading bool          // there is a reader
	in      []byte        // what it read; the loop's while the state is Readable
	inErr   error         // what came after in
	taken   chan struct{} // lets the reader go on; closed to end it

	out     []byte // what Write took and the writer did not
	spare   []byte // for the next out
	outErr  error
	writing bool // there is a writer
	shut    bool // CloseWrite was called

	small [smallSize]byte // the reader's
}

func (n *network) newStream() *stream {
	return &stream{handle: handle{net: n}, canRead: true, canWrite: true, taken: make(chan struct{}, 1)}
}

// connected begins the life of a stream with c. The mutex is held, or the
// stream is not known to anyone yet.
func (s *stream) connected(c conn) {
	s.conn = c
	if c, ok := c.(net.Conn); ok {
		s.local, s.remote = c.LocalAddr(), c.RemoteAddr()
	}
	if s.canWrite {
		s.set(poller.Writable)
	}
}

// Directions is as [poller.Stream] says.
func (s *stream) Directions() (read, write bool) { return s.canRead, s.canWrite }

// LocalAddr is as [poller.Stream] says.
func (s *stream) LocalAddr() net.Addr {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	return s.local
}

// RemoteAddr is as [poller.Stream] says.
func (s *stream) RemoteAddr() net.Addr {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	return s.remote
}

// Connected is as [poller.Stream] says.
func (s *stream) Connected() error {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if s.conn == nil && s.connErr == nil {
		return poller.ErrWouldBlock
	}
	return s.connErr
}

// Watch is as [poller.Handle] says. The first that wants to read starts the
// reader, and the first that wants to know of a hangup what waits for that.
func (s *stream) Watch(w poller.Watcher, events poller.Events) error {
	if events&poller.Readable != 0 {
		s.startReader()
	}
	if events&poller.Hangup != 0 {
		s.startHangup()
	}
	return s.handle.Watch(w, events)
}

// Read is as [poller.Stream] says.
func (s *stream) Read(p []byte) (int, error) {
	s.startReader()
	s.net.mu.Lock()
	in, err := s.in, s.inErr
	if err == io.EOF && s.outErr != nil {
		// The kernel tells of a broken connection once, and told the writer:
		// for the reader it merely ends.
		err = s.outErr
	}
	s.net.mu.Unlock()
	if len(in) == 0 {
		if err == nil {
			err = poller.ErrWouldBlock
		}
		return 0, err
	}
	n := copy(p, in)
	s.take(n)
	return n, nil
}

// take drops the first n bytes of in, and lets the reader read on when none
// are left.
func (s *stream) take(n int) {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	s.in = s.in[n:]
	if len(s.in) > 0 || s.inErr != nil {
		return
	}
	s.in = nil
	s.unset(poller.Readable)
	s.taken <- struct{}{} // there is room: it is sent once for each chunk
}

// startReader starts the reader, unless there is one or nothing to read from.
func (s *stream) startReader() {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if s.reading || s.conn == nil || !s.canRead || s.closed {
		return
	}
	s.reading = true
	go s.read(s.conn)
}

// A largeBuffer is what busy streams share.
type largeBuffer [largeSize]byte

// read is the reader. It reads into a small buffer of its own, so that idle
// streams are small, and into a large one after that was full.
func (s *stream) read(c conn) {
	busy := false
	for {
		var large *largeBuffer
		buf := s.small[:]
		if busy {
			large = s.net.large.Get().(*largeBuffer)
			buf = large[:]
		}
		n, err := c.Read(buf)
		busy = n >= smallSize
		goesOn := s.arrived(buf[:n], err)
		if large != nil {
			s.net.large.Put(large)
		}
		if !goesOn {
			return
		}
	}
}

// arrived hands data to the loop and waits until it is taken. It reports
// whether there is more to be read.
func (s *stream) arrived(data []byte, err error) bool {
	if len(data) == 0 && err == nil {
		return true
	}
	s.net.mu.Lock()
	s.in, s.inErr = data, readError(err)
	s.set(poller.Readable)
	s.net.mu.Unlock()
	_, goesOn := <-s.taken
	return goesOn
}

// readError returns what is told of an error in reading. The end of a
// terminal is told by systems as an error of input and output.
func readError(err error) error {
	if file, ok := errors.AsType[*os.PathError](err); ok && errors.Is(file, syscall.EIO) {
		return io.EOF
	}
	return err
}

// Write is as [poller.Stream] says.
func (s *stream) Write(p []byte) (int, error) {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if s.outErr != nil {
		return 0, s.outErr
	}
	n := min(len(p), outLimit-len(s.out))
	if s.conn == nil || n == 0 && len(p) > 0 {
		return 0, poller.ErrWouldBlock
	}
	if s.out == nil {
		s.out, s.spare = s.spare[:0], nil
	}
	s.out = append(s.out, p[:n]...)
	if len(s.out) == outLimit {
		s.unset(poller.Writable)
	}
	if !s.writing {
		s.writing = true
		go s.write()
	}
	return n, nil
}

// write is the writer. It ends when there is nothing left to write, and does
// then what was to be done after it.
func (s *stream) write() {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	for len(s.out) > 0 && s.outErr == nil {
		out := s.out
		s.out = nil
		s.set(poller.Writable)
		s.net.mu.Unlock()
		_, err := s.conn.Write(out)
		s.net.mu.Lock()
		if cap(out) <= spareSize {
			s.spare = out
		}
		if err != nil {
			s.outErr, s.out = err, nil
			s.set(poller.Writable | poller.Hangup)
		}
	}
	s.writing = false
	switch {
	case s.closed:
		_ = s.conn.Close()
	case s.shut:
		s.closeWrite()
	}
}

// startHangup starts the wait for the reader of a pipe to go, unless it was
// started.
func (s *stream) startHangup() {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	file, ok := s.conn.(*os.File)
	if !ok || s.canRead || s.reading || s.closed {
		return
	}
	s.reading = true
	go func() {
		if !waitHangup(file) {
			return
		}
		s.net.mu.Lock()
		defer s.net.mu.Unlock()
		if s.outErr == nil {
			s.outErr = syscall.EPIPE
		}
		s.set(poller.Writable | poller.Hangup)
	}()
}

// A halfCloser is a conn whose directions close apart.
type halfCloser interface{ CloseWrite() error }

// CloseWrite is as [poller.Stream] says.
func (s *stream) CloseWrite() error {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if _, ok := s.conn.(halfCloser); !ok {
		return fmt.Errorf("closing one direction: %w", errors.ErrUnsupported)
	}
	if s.shut = true; !s.writing {
		s.closeWrite()
	}
	return nil
}

// closeWrite does it. An error is that the connection is gone, which the
// reader tells. The mutex is held.
func (s *stream) closeWrite() { _ = s.conn.(halfCloser).CloseWrite() }

// Close is as [poller.Handle] says. What Write took is still sent, for as long
// as linger.
func (s *stream) Close() error { return s.close(false) }

// Abort is as [poller.Stream] says.
func (s *stream) Abort() error { return s.close(true) }

func (s *stream) close(drop bool) error {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if s.cancel != nil {
		s.cancel()
	}
	s.closed, s.watcher = true, nil
	close(s.taken)
	if s.conn == nil {
		return nil // an attempt to connect, which closes what it may still get
	}
	if s.writing && !drop {
		now := time.Now()
		_ = s.conn.SetReadDeadline(now) // files may have no deadlines:
		_ = s.conn.SetWriteDeadline(now.Add(linger))
		return nil // the writer closes it
	}
	if tcp, ok := s.conn.(*net.TCPConn); ok && drop {
		_ = tcp.SetLinger(0)
	}
	return s.conn.Close()
}
