// Command finger02 listens, and does nothing with those who call.
package main

import (
	"context"
	"log"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// Finger is one end of a connection, and does not care.
type Finger struct{ protocol.Base }

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
