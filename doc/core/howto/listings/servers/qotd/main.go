// Command qotd has a quote for everybody who calls.
package main

import (
	"context"
	"io"
	"log"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// QOTD sends the quote of the day.
type QOTD struct{ protocol.Base }

// ConnectionMade is called when somebody has called.
func (p *QOTD) ConnectionMade() {
	io.WriteString(p.Transport, "An apple a day keeps the doctor away.\r\n")
	p.Transport.LoseConnection()
}

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	f := protocol.Of(func() *QOTD { return &QOTD{} })
	if _, err := r.ListenTCP("127.0.0.1:1717", f); err != nil {
		log.Fatal(err)
	}
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
