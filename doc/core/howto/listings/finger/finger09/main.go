// Command finger09 asks the system about its users.
package main

import (
	"context"
	"errors"
	"log"
	"net"
	"os/exec"
	"strings"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/process"
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

// FingerFactory makes a Finger for each caller, and asks finger about users.
type FingerFactory struct {
	protocol.ServerFactory
	Reactor *reactor.Loop
}

// BuildProtocol is called by the reactor when somebody calls.
func (f *FingerFactory) BuildProtocol(net.Addr) protocol.Protocol {
	return &Finger{factory: f}
}

// GetUser fires with what the finger of this system says.
func (f *FingerFactory) GetUser(user string) deferred.Of[string] {
	if user == "" || user[0] == '-' || strings.Contains(user, "@") {
		return deferred.Fail[string](errors.New("not the name of a user"))
	}
	output := process.Output(f.Reactor, exec.Command("finger", user))
	return deferred.Then(output, func(text []byte) (string, error) {
		lines := strings.TrimSpace(string(text))
		return strings.ReplaceAll(lines, "\n", "\r\n"), nil
	})
}

func main() {
	r, err := reactor.New()
	check(err)
	_, err = r.ListenTCP("127.0.0.1:1079", &FingerFactory{Reactor: r})
	check(err)
	check(r.Run(context.Background()))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
