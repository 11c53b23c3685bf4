// Command once connects to a server of quotes and prints what it says.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region protocol

// Quote is a protocol that hands on the first line.
type Quote struct {
	basic.LineReceiver
	result deferred.Resolver[string]
}

// LineReceived is called for the quote.
func (p *Quote) LineReceived(line []byte) {
	if !p.result.Called() {
		p.result.Callback(string(line))
	}
	p.Transport.LoseConnection()
}

// ConnectionLost is called at the end, with or without a quote.
func (p *Quote) ConnectionLost(reason *failure.Failure) {
	if !p.result.Called() {
		p.result.Errback(reason)
	}
}

// endregion

// region get

// quote connects, and fires with the first line that comes.
func quote(r *reactor.Loop, address string) deferred.Of[string] {
	line, result := deferred.NewOf[string]()
	creator := protocol.NewClientCreator(r, func() *Quote {
		return &Quote{result: result}
	})
	connected := creator.ConnectTCP(address, protocol.Timeout(5*time.Second))
	return deferred.Bind(connected, func(*Quote) deferred.Of[string] {
		return line
	})
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	// region main
	r.CallWhenRunning(func() {
		text := quote(r, "127.0.0.1:1717").Recover(
			func(reason *failure.Failure) (string, error) {
				return "no quote today: " + reason.Error(), nil
			})
		deferred.Then(text, func(text string) (any, error) {
			fmt.Println(text)
			return nil, r.Stop()
		})
	})
	// endregion
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
