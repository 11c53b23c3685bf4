// Command guestbook writes down what it is told, at two ports.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// Guest writes each line into the book.
type Guest struct {
	basic.LineReceiver
	book *os.File
}

// LineReceived is called for what the guest has to say.
func (p *Guest) LineReceived(line []byte) {
	fmt.Fprintf(p.book, "%s\n", line)
	p.SendLine([]byte("thank you"))
}

// Guestbook has the book open while anybody can call.
type Guestbook struct {
	book *os.File
}

// StartFactory is called when the first port listens.
func (f *Guestbook) StartFactory() {
	const mode = os.O_CREATE | os.O_APPEND | os.O_WRONLY
	book, err := os.OpenFile("guests.txt", mode, 0o666)
	if err != nil {
		log.Fatal(err)
	}
	f.book = book
	fmt.Fprintln(os.Stderr, "the book is open")
}

// StopFactory is called when the last port is closed.
func (f *Guestbook) StopFactory() {
	f.book.Close()
	fmt.Fprintln(os.Stderr, "the book is closed")
}

// BuildProtocol is called when somebody has called.
func (f *Guestbook) BuildProtocol(net.Addr) protocol.Protocol {
	return &Guest{book: f.book}
}

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	f := &Guestbook{}
	for _, address := range []string{"127.0.0.1:1717", "127.0.0.1:1718"} {
		if _, err := r.ListenTCP(address, f); err != nil {
			log.Fatal(err)
		}
	}
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
