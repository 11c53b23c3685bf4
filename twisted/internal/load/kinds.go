//go:build linux

package main

import (
	"context"
	"fmt"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// An echo sends back what it receives.
type echo struct{ protocol.Base }

func (e *echo) DataReceived(data []byte) {
	_, _ = e.Transport.Write(data) // never fails
}

// serveLoop returns the echo server on a kind of reactor.
func serveLoop(kind reactor.Option) func() error {
	return func() error {
		r, err := reactor.New(kind)
		if err != nil {
			return err
		}
		port, err := r.ListenTCP("127.0.0.1:0", protocol.Of(func() *echo { return &echo{} }))
		if err != nil {
			return err
		}
		fmt.Println(port.Addr())
		return r.Run(context.Background())
	}
}
