package reactor

import (
	"fmt"
	"os"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
)

// OpenStream joins a protocol to a pipe, a terminal or a socket.
func (l *Loop) OpenStream(f *os.File, p protocol.Protocol) (protocol.Transport, error) {
	l.check("OpenStream")
	if err := l.open(); err != nil {
		_ = f.Close()
		return nil, err
	}
	name := f.Name()
	s, err := l.network.Open(f)
	if err != nil {
		return nil, fmt.Errorf("opening a stream of %s: %w", name, err)
	}
	c := l.newConn(s, p, nil, 0)
	c.begin()
	return c, nil
}

// disconnectAll closes all ports, attempts and connections, and ends the waits
// for descriptors.
func (l *Loop) disconnectAll() {
	for _, p := range l.ports.all() {
		if d := p.StopListening(); d != nil {
			l.logFailure(d, "Closing a port")
		}
	}
	for _, c := range l.connectors.all() {
		_ = c.StopConnecting()
	}
	for _, c := range l.conns.all() {
		c.lose(protocol.ErrConnectionLost)
	}
	l.disconnectFDs(protocol.ErrConnectionLost)
}

func (l *Loop) logFailure(d *deferred.Deferred, why string) {
	d.AddErrback(func(f *failure.Failure) (any, error) {
		l.log.Err(f, why)
		return nil, nil
	})
}
