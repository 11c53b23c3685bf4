package reactor

import (
	"fmt"
	"slices"
)

// Open tells what the loop has open, one thing each: ports, connections, and
// attempts to connect. It is for reports, and for tests that want nothing to be
// left.
func (l *Loop) Open() []string {
	l.check("Open")
	var open []string
	for _, p := range l.ports.all() {
		open = append(open, fmt.Sprintf("port %v of %s", p.addr, p.logPrefix()))
	}
	for _, c := range l.connectors.all() {
		open = append(open, fmt.Sprintf("attempt to connect to %s of %s", c.destination, prefixOf(c.factory)))
	}
	for _, c := range l.conns.all() {
		open = append(open, fmt.Sprintf("connection with %v of %s", c.Peer(), c.logPrefix()))
	}
	open = append(open, l.openFDs()...)
	slices.Sort(open)
	return open
}
