// Command finger06 leaves the answer to the factory.
package main

import (
	"context"
	"log"
	"net"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region protocols

// Finger asks its factory about the user.
type Finger struct {
	basic.LineReceiver
	factory *FingerFactory
}

// LineReceived is called for the name, without the end of its line.
func (p *Finger) LineReceived(user []byte) {
	p.SendLine([]byte(p.factory.GetUser(string(user))))
	p.Transport.LoseConnection()
}

// FingerFactory makes a Finger for each caller.
type FingerFactory struct{ protocol.ServerFactory }

// BuildProtocol is called by the reactor when somebody calls.
func (f *FingerFactory) BuildProtocol(net.Addr) protocol.Protocol {
	return &Finger{factory: f}
}

// GetUser is how a user is.
func (f *FingerFactory) GetUser(user string) string { return "No such user" }

// endregion

func main() {
	r, err := reactor.New()
	check(err)
	_, err = r.ListenTCP("127.0.0.1:1079", &FingerFactory{})
	check(err)
	check(r.Run(context.Background()))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
