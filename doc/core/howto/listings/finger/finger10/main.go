// Command finger10 asks the web about users.
package main

import (
	"context"
	"log"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/web/client"
)

// Finger asks its factory about the user, and waits for the answer.
type Finger struct {
	basic.LineReceiver
	factory *FingerFactory
}

// LineReceived is called for the name, without the end of its line.
func (p *Finger) LineReceived(user []byte) {
	status := p.factory.GetUser(string(user)).Recover(
		func(reason *failure.Failure) (string, error) {
			log.Print(reason)
			return "Internal error in server", nil
		})
	deferred.Then(status, func(text string) (any, error) {
		p.SendLine([]byte(text))
		p.Transport.LoseConnection()
		return nil, nil
	})
}

// FingerFactory makes a Finger for each caller, and looks users up on the web.
type FingerFactory struct {
	protocol.ServerFactory
	Reactor *reactor.Loop
	Prefix  string // the address of a user's page, up to the name
}

// BuildProtocol is called by the reactor when somebody calls.
func (f *FingerFactory) BuildProtocol(net.Addr) protocol.Protocol {
	return &Finger{factory: f}
}

// GetUser fires with the page about a user.
func (f *FingerFactory) GetUser(user string) deferred.Of[string] {
	page := client.GetPage(f.Reactor, f.Prefix+url.PathEscape(user),
		client.Timeout(10*time.Second), client.MaxBody(10_000))
	return deferred.Then(page, func(text []byte) (string, error) {
		return strings.TrimSpace(string(text)), nil
	})
}

func main() {
	r, err := reactor.New()
	check(err)
	_, err = r.ListenTCP("127.0.0.1:1079", &FingerFactory{
		Reactor: r,
		Prefix:  "http://127.0.0.1:8079/users/",
	})
	check(err)
	check(r.Run(context.Background()))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
