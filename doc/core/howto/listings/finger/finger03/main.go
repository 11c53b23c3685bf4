// Command finger03 hangs up on those who call.
package main

import (
	"context"
	"log"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region protocol

// Finger drops the connection as soon as there is one.
type Finger struct{ protocol.Base }

// ConnectionMade is called by the reactor.
func (p *Finger) ConnectionMade() { p.Transport.LoseConnection() }

// endregion

func main() {
	r, err := reactor.New()
	check(err)
	f := protocol.Of(func() *Finger { return &Finger{} })
	_, err = r.ListenTCP("127.0.0.1:1079", f)
	check(err)
	check(r.Run(context.Background()))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
