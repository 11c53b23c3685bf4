package process

import "github.com/lore-docs/lore/twisted/failure"

// Protocol hears a process. Embed [Base] and write the methods that matter.
// All are called on the loop's goroutine.
type Protocol interface {
	// MakeConnection joins the protocol to its process and calls
	// ConnectionMade. The protocol is handed itself, as those of connections
	// are: self is the value whose method this is.
	MakeConnection(self Protocol, p *Process)

	// ConnectionMade is called once, when the program has been started,
	// before Spawn returns.
	ConnectionMade()

	// ChildDataReceived is called with what the process wrote to one of its
	// descriptors. The bytes are valid only until it returns. That of Base
	// calls OutReceived for 1 and ErrReceived for 2.
	ChildDataReceived(fd int, data []byte)
	OutReceived(data []byte)
	ErrReceived(data []byte)

	// ChildConnectionLost is called once for each pipe when it is closed, by
	// either side. That of Base calls InConnectionLost for 0,
	// OutConnectionLost for 1 and ErrConnectionLost for 2. A terminal is a
	// single connection, and counts as 1.
	ChildConnectionLost(fd int)
	InConnectionLost()
	OutConnectionLost()
	ErrConnectionLost()

	// ProcessExited is called once, as soon as the process has ended. There
	// may still be data in the pipes, or another process that has them
	// inherited. It is newer than Twisted 2.0.
	ProcessExited(reason *failure.Failure)

	// ProcessEnded is called once, when the process has ended and its pipes
	// are closed, and nothing is called after it. The reason wraps ErrDone if
	// the exit code was 0, and a *TerminatedError otherwise.
	ProcessEnded(reason *failure.Failure)
}

// Base is a Protocol that does nothing with what happens to it.
type Base struct {
	// Process is what is heard. It is nil until the connection is made.
	Process *Process

	self Protocol
}

// MakeConnection keeps the process, and calls ConnectionMade of self.
func (b *Base) MakeConnection(self Protocol, p *Process) {
	b.self, b.Process = self, p
	self.ConnectionMade()
}

// ConnectionMade does nothing.
func (b *Base) ConnectionMade() {}

// ChildDataReceived calls OutReceived or ErrReceived, and drops what comes
// through other pipes.
func (b *Base) ChildDataReceived(fd int, data []byte) {
	switch fd {
	case 1:
		b.self.OutReceived(data)
	case 2:
		b.self.ErrReceived(data)
	}
}

// OutReceived drops the data.
func (b *Base) OutReceived([]byte) {}

// ErrReceived drops the data.
func (b *Base) ErrReceived([]byte) {}

// ChildConnectionLost calls InConnectionLost, OutConnectionLost or
// ErrConnectionLost.
func (b *Base) ChildConnectionLost(fd int) {
	switch fd {
	case 0:
		b.self.InConnectionLost()
	case 1:
		b.self.OutConnectionLost()
	case 2:
		b.self.ErrConnectionLost()
	}
}

// InConnectionLost does nothing.
func (b *Base) InConnectionLost() {}

// OutConnectionLost does nothing.
func (b *Base) OutConnectionLost() {}

// ErrConnectionLost does nothing.
func (b *Base) ErrConnectionLost() {}

// ProcessExited does nothing.
func (b *Base) ProcessExited(*failure.Failure) {}

// ProcessEnded does nothing.
func (b *Base) ProcessEnded(*failure.Failure) {}
