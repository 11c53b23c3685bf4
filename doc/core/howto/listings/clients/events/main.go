// Command events shows what the factory of a client is told.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region factory

// Printer prints what it receives.
type Printer struct{ protocol.Base }

// DataReceived is called with bytes, as they come.
func (p *Printer) DataReceived(data []byte) { fmt.Printf("data: %q\n", data) }

// ConnectionLost is called at the end.
func (p *Printer) ConnectionLost(reason *failure.Failure) {
	fmt.Println("protocol:", reason)
}

// Teller is a factory that tells what it is told.
type Teller struct {
	protocol.ServerFactory
	reactor *reactor.Loop
}

// StartedConnecting is called first.
func (f *Teller) StartedConnecting(c protocol.Connector) {
	fmt.Println("factory: connecting to", c.Destination())
}

// BuildProtocol is called when there is a connection.
func (f *Teller) BuildProtocol(peer net.Addr) protocol.Protocol {
	fmt.Println("factory: connected to", peer)
	return &Printer{}
}

// ClientConnectionFailed is called when there will be none.
func (f *Teller) ClientConnectionFailed(
	c protocol.Connector, reason *failure.Failure,
) {
	fmt.Println("factory: failed:", reason)
	f.reactor.Stop()
}

// ClientConnectionLost is called when there was one.
func (f *Teller) ClientConnectionLost(
	c protocol.Connector, reason *failure.Failure,
) {
	fmt.Println("factory: lost:", reason)
	f.reactor.Stop()
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	r.ConnectTCP(os.Args[1], &Teller{reactor: r})
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
