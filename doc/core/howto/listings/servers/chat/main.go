// Command chat tells everybody what anybody says.
package main

import (
	"context"
	"fmt"
	"log"
	"net"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region room

// Guest is one of those who are in the room.
type Guest struct {
	basic.LineReceiver
	room   *Room
	number int
}

// ConnectionMade lets the guest in.
func (p *Guest) ConnectionMade() {
	p.room.guests[p] = true
	p.room.tell(fmt.Sprintf("guest %d is here", p.number))
}

// LineReceived tells the others.
func (p *Guest) LineReceived(line []byte) {
	p.room.tell(fmt.Sprintf("guest %d: %s", p.number, line))
}

// ConnectionLost is called once, whoever hung up and why.
func (p *Guest) ConnectionLost(*failure.Failure) {
	delete(p.room.guests, p)
	p.room.tell(fmt.Sprintf("guest %d is gone", p.number))
}

// Room is the factory: it lives longer than any guest stays.
type Room struct {
	protocol.ServerFactory
	guests map[*Guest]bool
	count  int
}

// BuildProtocol is called when somebody has called.
func (r *Room) BuildProtocol(net.Addr) protocol.Protocol {
	r.count++
	return &Guest{room: r, number: r.count}
}

func (r *Room) tell(text string) {
	for guest := range r.guests {
		guest.SendLine([]byte(text))
	}
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	f := &Room{guests: map[*Guest]bool{}}
	if _, err := r.ListenTCP("127.0.0.1:1717", f); err != nil {
		log.Fatal(err)
	}
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
