// Command finger04 hears callers out before it hangs up.
package main

import (
	"context"
	"log"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region protocol

// Finger reads a line and drops the connection.
type Finger struct{ basic.LineReceiver }

// LineReceived is called for the name, without the end of its line.
func (p *Finger) LineReceived(user []byte) { p.Transport.LoseConnection() }

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
