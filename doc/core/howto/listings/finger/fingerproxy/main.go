// Command fingerproxy asks other hosts about their users.
package main

import (
	"context"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/finger"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// Proxy forwards the question to the host that is named in it.
type Proxy struct {
	finger.Server
	reactor *reactor.Loop
}

// GetUser is called for a question without a host.
func (p *Proxy) GetUser(finger.Query) { p.Answer("Usage: user@host") }

// ForwardQuery is called for a question with a host.
func (p *Proxy) ForwardQuery(q finger.Query) {
	host, question := q.Forward()
	asked := finger.Ask(p.reactor, host, question,
		finger.Timeout(10*time.Second), finger.MaxAnswer(10_000))
	answer := deferred.Then(asked, func(text []byte) (string, error) {
		return finger.Printable(text), nil
	}).Recover(func(reason *failure.Failure) (string, error) {
		log.Printf("%s: %v", host, reason)
		return "Could not connect to remote host", nil
	})
	deferred.Then(answer, func(text string) (any, error) {
		p.Answer(text)
		return nil, nil
	})
}

func main() {
	r, err := reactor.New()
	check(err)
	f := protocol.Of(func() *Proxy { return &Proxy{reactor: r} })
	_, err = r.ListenTCP("127.0.0.1:1080", f)
	check(err)
	check(r.Run(context.Background()))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
