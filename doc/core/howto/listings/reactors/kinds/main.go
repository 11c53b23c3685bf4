//go:build linux

// Command kinds has one server and one client, and runs them on each kind of
// reactor that it is told of.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/reactor/epoll"
	"github.com/lore-docs/lore/twisted/reactor/poll"
	"github.com/lore-docs/lore/twisted/reactor/portable"
	"github.com/lore-docs/lore/twisted/reactor/selectpoll"
)

// kind returns the option that makes a reactor one of this kind.
func kind(name string) reactor.Option {
	switch name {
	case "epoll":
		return reactor.WithPoller(epoll.New)
	case "poll":
		return reactor.WithPoller(poll.New)
	case "select":
		return reactor.WithPoller(selectpoll.New)
	case "portable":
		return reactor.WithNetwork(portable.New)
	}
	log.Fatalf("%q is no kind of reactor", name)
	return nil
}

// An echo sends back what it receives.
type echo struct{ protocol.Base }

func (e *echo) DataReceived(data []byte) { _, _ = e.Transport.Write(data) }

// A greeter says hello, and prints what comes back.
type greeter struct {
	protocol.Base
	kind string
	stop func() error
}

func (g *greeter) ConnectionMade() { _, _ = g.Transport.Write([]byte("hello")) }

func (g *greeter) DataReceived(data []byte) {
	fmt.Printf("%s: %s\n", g.kind, data)
	if err := g.stop(); err != nil {
		log.Print(err)
	}
}

// greet has a server and a client on a reactor, until the client is content.
func greet(name string) error {
	r, err := reactor.New(kind(name))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	server := protocol.Of(func() *echo { return &echo{} })
	client := protocol.Of(func() *greeter {
		return &greeter{kind: name, stop: r.Stop}
	})
	port, err := r.ListenTCP("127.0.0.1:0", server)
	if err != nil {
		return err
	}
	r.ConnectTCP(port.Addr().String(), client)
	return r.Run(ctx)
}

func main() {
	for _, name := range os.Args[1:] {
		if err := greet(name); err != nil {
			log.Fatal(err)
		}
	}
}
