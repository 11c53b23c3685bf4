//go:build !linux && !darwin

package term

import "context"

// Session is a set of terminals, of which this system has none.
type Session struct{}

// Terminal is one terminal of a session.
type Terminal struct{}

// Open returns ErrUnsupported.
func Open(context.Context, Config) (*Session, error) { return nil, ErrUnsupported }

// Sandboxed reports false.
func (*Session) Sandboxed() (bool, error) { return false, ErrUnsupported }

// Dir returns "".
func (*Session) Dir() string { return "" }

// Terminal returns ErrUnsupported.
func (*Session) Terminal(string) (*Terminal, error) { return nil, ErrUnsupported }

// Processes returns ErrUnsupported.
func (*Session) Processes() ([]Process, error) { return nil, ErrUnsupported }

// Close does nothing.
func (*Session) Close() ([]Process, error) { return nil, nil }

// Running reports false.
func (*Terminal) Running() bool { return false }

// Run returns ErrUnsupported.
func (*Terminal) Run(context.Context, Step) (*Result, error) { return &Result{}, ErrUnsupported }
