// Command sum adds up what it is sent, and answers at the end.
package main

import (
	"context"
	"fmt"
	"log"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region protocol

// Sum is a protocol whose caller says what it has to say, and then listens.
type Sum struct {
	basic.LineReceiver
	sum int
}

// ConnectionMade chooses lines that end in a newline.
func (p *Sum) ConnectionMade() { p.Delimiter = []byte("\n") }

// LineReceived adds a number.
func (p *Sum) LineReceived(line []byte) {
	n, err := strconv.Atoi(strings.TrimSpace(string(line)))
	if err != nil {
		p.SendLine([]byte("that is no number"))
		p.Transport.LoseConnection()
		return
	}
	p.sum += n
}

// ReadConnectionLost is called when the caller has no more to say.
func (p *Sum) ReadConnectionLost() {
	p.SendLine(fmt.Append(nil, p.sum))
	p.Transport.LoseConnection()
}

// WriteConnectionLost is called when the caller does not listen any more.
func (p *Sum) WriteConnectionLost() { p.Transport.LoseConnection() }

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	f := protocol.Of(func() *Sum { return &Sum{} })
	if _, err := r.ListenTCP("127.0.0.1:1717", f); err != nil {
		log.Fatal(err)
	}
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
