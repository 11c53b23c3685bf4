// Command finger08 can wait for an answer.
package main

import (
	"context"
	"errors"
	"log"
	"net"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
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

// FingerFactory makes a Finger for each caller, and knows the users.
type FingerFactory struct {
	protocol.ServerFactory
	Users map[string]string
}

// BuildProtocol is called by the reactor when somebody calls.
func (f *FingerFactory) BuildProtocol(net.Addr) protocol.Protocol {
	return &Finger{factory: f}
}

// GetUser fires with how a user is.
func (f *FingerFactory) GetUser(user string) deferred.Of[string] {
	if user == "" {
		return deferred.Fail[string](errors.New("asked about nobody"))
	}
	if status, known := f.Users[user]; known {
		return deferred.Succeed(status)
	}
	return deferred.Succeed("No such user")
}

func main() {
	r, err := reactor.New()
	check(err)
	_, err = r.ListenTCP("127.0.0.1:1079", &FingerFactory{
		Users: map[string]string{"moshez": "Happy and well"},
	})
	check(err)
	check(r.Run(context.Background()))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
