package reactor_test

import (
	"context"
	"fmt"
	"net"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// echo sends back what it receives.
type echo struct{ protocol.Base }

func (e *echo) DataReceived(data []byte) { _, _ = e.Transport.Write(data) }

// greeter says something, and closes the connection after the answer.
type greeter struct{ protocol.Base }

func (g *greeter) ConnectionMade() { _, _ = g.Transport.Write([]byte("hello")) }

func (g *greeter) DataReceived(data []byte) {
	fmt.Printf("the server says %q\n", data)
	g.Transport.LoseConnection()
}

// greeters stops the loop when the connection has ended.
type greeters struct {
	protocol.BaseClientFactory
	loop *reactor.Loop
}

func (*greeters) BuildProtocol(net.Addr) protocol.Protocol { return &greeter{} }

func (f *greeters) ClientConnectionLost(_ protocol.Connector, reason *failure.Failure) {
	fmt.Println("the end:", reason)
	_ = f.loop.Stop()
}

func Example() {
	loop, err := reactor.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	port, err := loop.ListenTCP("127.0.0.1:0", protocol.Of(func() *echo { return &echo{} }))
	if err != nil {
		fmt.Println(err)
		return
	}
	loop.ConnectTCP(port.Addr().String(), &greeters{loop: loop})
	if err := loop.Run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// the server says "hello"
	// the end: connection closed
}
