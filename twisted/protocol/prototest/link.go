package prototest

import "github.com/lore-docs/lore/twisted/protocol"

// Link joins two protocols by their Transports.
type Link struct {
	Server, Client *Transport
	// Size is how many bytes arrive at a time: all that there are if it is 0.
	Size int
}

// Join makes a connection between two protocols, first that of the server.
// Nothing is transmitted until Run.
func Join(server, client protocol.Protocol) *Link {
	return &Link{Server: Connect(server), Client: Connect(client)}
}

// Run transmits what both write until both have nothing more to say: the
// connection is closed, or each waits for the other. A side that has asked
// to close it is heard to the end first.
func (l *Link) Run() {
	for l.move(l.Client, l.Server) || l.move(l.Server, l.Client) {
	}
}

// move does one thing from one side to the other, if there is any to do.
func (l *Link) move(from, to *Transport) bool {
	switch {
	case from.lost:
		return false
	case from.aborted:
		from.Lose(protocol.ErrConnectionAborted)
		to.Lose(protocol.ErrConnectionLost)
		return true
	case from.written.Len() > 0 && !to.paused:
		n := from.written.Len()
		if l.Size > 0 {
			n = min(n, l.Size)
		}
		to.Deliver(append([]byte(nil), from.written.Next(n)...))
		return true
	case from.producer != nil && !from.streaming:
		before := from.written.Len()
		from.producer.ResumeProducing()
		return from.written.Len() > before || from.producer == nil
	case from.closing && from.written.Len() == 0 && from.producer == nil:
		from.Lose(protocol.ErrConnectionDone)
		to.CloseByPeer()
		return true
	case from.writeClosed && !from.writeTold && from.written.Len() == 0:
		from.writeTold = true
		to.CloseByPeer()
		return true
	}
	return false
}
