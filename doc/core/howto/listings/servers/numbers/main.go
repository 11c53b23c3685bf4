// Command numbers counts to ten million, as fast as the caller can follow.
package main

import (
	"context"
	"log"
	"strconv"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region producer

// Numbers is a protocol, and a producer of what it sends.
type Numbers struct {
	protocol.Base
	n int
}

// ConnectionMade says that there is something to be had.
func (p *Numbers) ConnectionMade() {
	if err := p.Transport.RegisterProducer(p, false); err != nil {
		p.Transport.AbortConnection()
	}
}

// ResumeProducing is called when the transport has room for more.
func (p *Numbers) ResumeProducing() {
	var lines []byte
	for range 5000 {
		p.n++
		lines = append(strconv.AppendInt(lines, int64(p.n), 10), "\r\n"...)
	}
	p.Transport.Write(lines)
	if p.n == 10_000_000 {
		p.Transport.UnregisterProducer()
		p.Transport.LoseConnection()
	}
}

// StopProducing is called when the caller is gone.
func (p *Numbers) StopProducing() { log.Print("hung up after ", p.n) }

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	f := protocol.Of(func() *Numbers { return &Numbers{} })
	if _, err := r.ListenTCP("127.0.0.1:1717", f); err != nil {
		log.Fatal(err)
	}
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
