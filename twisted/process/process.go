package process

import (
	"errors"
	"os"
	"os/exec"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
)

// Process is a program that was started, and what its protocol writes to.
type Process struct {
	reactor Reactor
	proto   Protocol
	cmd     *exec.Cmd
	streams []*stream        // in the order of their descriptors
	reason  *failure.Failure // once it has exited
	ended   bool             // ProcessEnded was called, or nothing ever will be
}

// A stream is the protocol of one pipe, or of the terminal.
type stream struct {
	protocol.Base
	process   *Process
	fd        int // of the process
	direction direction
	resizer   *os.File // of a terminal, nil for a pipe
	closing   bool     // LoseConnection was called
	lost      bool     // ConnectionLost was called
}

// DataReceived hands data to the protocol of the process.
func (s *stream) DataReceived(data []byte) {
	if !s.process.ended {
		s.process.proto.ChildDataReceived(s.fd, data)
	}
}

// ConnectionLost tells the protocol of the process, and ends the process if
// that was the last to wait for.
func (s *stream) ConnectionLost(*failure.Failure) {
	s.lost = true
	s.forget()
	if s.process.ended {
		return
	}
	defer s.process.maybeEnded()
	s.process.proto.ChildConnectionLost(s.fd)
}

// forget closes the last descriptor of our end of a terminal, which hangs up
// on the process.
func (s *stream) forget() {
	if s.resizer != nil {
		_ = s.resizer.Close()
	}
}

// lose closes the stream when everything is sent.
func (s *stream) lose() {
	if !s.closing && !s.lost {
		s.closing = true
		s.Transport.LoseConnection()
	}
}

// exited is called when the process has been waited for.
func (p *Process) exited(reason *failure.Failure) {
	p.reason = reason
	defer p.maybeEnded()
	p.proto.ProcessExited(reason)
}

// maybeEnded calls ProcessEnded when everything is over. Pipes to a process
// that is gone, and from which nothing can come any more, are closed: not
// every reactor notices that nobody reads them.
func (p *Process) maybeEnded() {
	if p.reason == nil || p.ended || p.open(out) {
		return
	}
	if p.open(in) {
		p.each(in, (*stream).lose)
		return
	}
	p.ended = true
	p.proto.ProcessEnded(p.reason)
}

// open reports whether there is a stream of the direction that is not lost.
func (p *Process) open(d direction) bool {
	found := false
	p.each(d, func(*stream) { found = true })
	return found
}

// each calls f for the streams of the direction that are not lost.
func (p *Process) each(d direction, f func(*stream)) {
	for _, s := range p.streams {
		if s.direction&d != 0 && !s.lost {
			f(s)
		}
	}
}

// find returns the stream of a descriptor and direction, nil if there never
// was one. A terminal is all of 0, 1 and 2.
func (p *Process) find(fd int, d direction) *stream {
	for _, s := range p.streams {
		if s.direction&d != 0 && (s.fd == fd || s.resizer != nil && fd < 3) {
			return s
		}
	}
	return nil
}

// PID returns the number of the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Write sends data to the standard input. Like that of a connection it
// always returns len(data) and nil, and drops what cannot be delivered.
func (p *Process) Write(data []byte) (int, error) {
	_ = p.WriteToChild(0, data) // there is none: dropped
	return len(data), nil
}

// WriteSequence sends the pieces to the standard input as one.
func (p *Process) WriteSequence(data [][]byte) {
	if s := p.find(0, in); s != nil && !s.lost {
		s.Transport.WriteSequence(data)
	}
}

// WriteToChild sends data to a descriptor of the process. The error is
// ErrNoPipe if it never was a pipe to the process; data for one that is
// closed is dropped.
func (p *Process) WriteToChild(fd int, data []byte) error {
	s := p.find(fd, in)
	if s == nil {
		return ErrNoPipe
	}
	if !s.lost {
		_, _ = s.Transport.Write(data) // never fails
	}
	return nil
}

// CloseStdin ends the input of the process when everything written has been
// sent. A terminal stays open: it is sent the character that ends the input
// there, which does so at the beginning of a line.
func (p *Process) CloseStdin() { p.CloseChildFD(0) }

// CloseStdout closes our end of the standard output. A process that writes
// there gets SIGPIPE.
func (p *Process) CloseStdout() { p.CloseChildFD(1) }

// CloseStderr closes our end of the standard error.
func (p *Process) CloseStderr() { p.CloseChildFD(2) }

// CloseChildFD closes our end of one pipe, or does nothing if there is none.
func (p *Process) CloseChildFD(fd int) {
	const endOfTransmission = 4
	s := p.find(fd, both)
	switch {
	case s == nil || s.lost:
	case s.resizer != nil && fd == 0:
		_, _ = s.Transport.Write([]byte{endOfTransmission})
	default:
		s.lose()
	}
}

// LoseConnection closes our ends of all pipes, or of the terminal, which
// hangs up on the process: it gets SIGHUP. ProcessEnded is called when the
// process has drawn its conclusions.
func (p *Process) LoseConnection() { p.each(both, (*stream).lose) }

// Signal sends a signal to the process: [os.Kill] or one of package syscall.
// The error is [os.ErrProcessDone] if the process has ended.
func (p *Process) Signal(sig os.Signal) error { return p.cmd.Process.Signal(sig) }

// SetWindowSize changes the size of the terminal, of which the process is
// told with SIGWINCH.
func (p *Process) SetWindowSize(rows, columns int) error {
	s := p.find(0, both)
	if s == nil || s.resizer == nil || s.lost {
		return errors.New("the process has no terminal")
	}
	return resize(s.resizer, clamp(rows), clamp(columns))
}

// RegisterProducer lets producer be asked for data as fast as the standard
// input takes it, as [protocol.Transport] says.
func (p *Process) RegisterProducer(producer protocol.Producer, streaming bool) error {
	s := p.find(0, in)
	switch {
	case s == nil:
		return ErrNoPipe
	case s.lost:
		producer.StopProducing()
		return nil
	}
	return s.Transport.RegisterProducer(producer, streaming)
}

// UnregisterProducer says that the producer will write no more.
func (p *Process) UnregisterProducer() {
	if s := p.find(0, in); s != nil && !s.lost {
		s.Transport.UnregisterProducer()
	}
}

// PauseProducing stops the data that comes from the process. Once the pipes
// are full the process waits.
func (p *Process) PauseProducing() { p.each(out, func(s *stream) { s.Transport.PauseProducing() }) }

// ResumeProducing lets the data come again.
func (p *Process) ResumeProducing() { p.each(out, func(s *stream) { s.Transport.ResumeProducing() }) }

// StopProducing is LoseConnection.
func (p *Process) StopProducing() { p.LoseConnection() }
