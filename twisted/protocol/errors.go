package protocol

import (
	"errors"
	"fmt"
)

// Why connections end or do not come about. Test reasons with errors.Is.
var (
	// ErrConnectionDone: closed in an orderly way, by either side.
	ErrConnectionDone = errors.New("connection closed")
	// ErrConnectionLost: broken by the peer or the network. The reason also
	// wraps what the system said.
	ErrConnectionLost = errors.New("connection broken off")
	// ErrConnectionAborted: AbortConnection was called here.
	ErrConnectionAborted = errors.New("connection aborted here")
	// ErrTimeout: the attempt to connect took too long.
	ErrTimeout = errors.New("connecting took too long")
	// ErrUser: the attempt to connect was given up with StopConnecting.
	ErrUser = errors.New("connecting was given up")
	// ErrNotConnecting: StopConnecting without an attempt.
	ErrNotConnecting = errors.New("not connecting")
	// ErrNotDisconnected: Connect while connecting or connected.
	ErrNotDisconnected = errors.New("connector is not disconnected")
	// ErrProducerRegistered: there is a producer already.
	ErrProducerRegistered = errors.New("another producer is registered")
)

// CannotListenError is why a port does not listen.
type CannotListenError struct {
	Address string
	Err     error
}

func (e *CannotListenError) Error() string {
	return fmt.Sprintf("cannot listen on %s: %v", e.Address, e.Err)
}

func (e *CannotListenError) Unwrap() error { return e.Err }

// ConnectError is why there was no connection: the name was not found, the
// peer refused, the network said no.
type ConnectError struct {
	Address string
	Err     error
}

func (e *ConnectError) Error() string {
	return fmt.Sprintf("cannot connect to %s: %v", e.Address, e.Err)
}

func (e *ConnectError) Unwrap() error { return e.Err }
