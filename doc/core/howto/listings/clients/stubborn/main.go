// Command stubborn connects to a server, again and again.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region stubborn

// Stubborn is a factory that does not give up.
type Stubborn struct {
	protocol.ReconnectingClientFactory
	complained bool
}

// BuildProtocol is called when there is a connection.
func (f *Stubborn) BuildProtocol(net.Addr) protocol.Protocol {
	fmt.Println("connected")
	f.ResetDelay()
	return &protocol.Base{}
}

// ClientConnectionFailed says so once, and tries again.
func (f *Stubborn) ClientConnectionFailed(
	c protocol.Connector, reason *failure.Failure,
) {
	if !f.complained {
		fmt.Println("nobody there yet")
		f.complained = true
	}
	f.Retry(c)
}

// ClientConnectionLost tries again, too.
func (f *Stubborn) ClientConnectionLost(
	c protocol.Connector, reason *failure.Failure,
) {
	fmt.Println("lost:", reason)
	f.Retry(c)
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	// region main
	f := &Stubborn{}
	f.InitialDelay, f.MaxDelay = 50*time.Millisecond, 200*time.Millisecond
	r.ConnectTCP("127.0.0.1:1717", f)
	// endregion
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
