// Command idle echoes, and hangs up on who is silent for three seconds.
package main

import (
	"context"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/task"
)

const patience = 3 * time.Second

// region protocol
// An echo hangs up on those who are silent.
type echo struct {
	protocol.Base
	clock   task.Scheduler
	silence *task.DelayedCall
}

func (e *echo) ConnectionMade() {
	e.silence = e.clock.CallLater(patience, func() {
		e.Transport.Write([]byte("Are you still there?\r\n"))
		e.Transport.LoseConnection()
	})
}

func (e *echo) DataReceived(data []byte) {
	e.Transport.Write(data)
	if e.silence.Active() {
		e.silence.Reset(patience)
	}
}

func (e *echo) ConnectionLost(*failure.Failure) {
	if e.silence.Active() {
		e.silence.Cancel()
	}
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	build := func() *echo { return &echo{clock: r} }
	if _, err := r.ListenTCP("127.0.0.1:1079", protocol.Of(build)); err != nil {
		log.Fatal(err)
	}
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
