//go:build !unix

package reactor

// descriptor does not exist: there are no descriptors to wait for.
type descriptor struct{}

func (l *Loop) disconnectFDs(error) {}

func (l *Loop) openFDs() []string { return nil }
