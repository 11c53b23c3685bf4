// Command timeout runs a program that takes too long, and ends it.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/process"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/task"
)

// A sleeper is given so long to end by itself, and then a hint, and then none.
type sleeper struct {
	process.Base
	reactor *reactor.Loop
	patient time.Duration
	timer   *task.DelayedCall
}

// ConnectionMade starts the clock.
func (s *sleeper) ConnectionMade() {
	s.timer = s.reactor.CallLater(s.patient, func() { s.end(syscall.SIGTERM) })
}

// end sends a signal, and sees to it that a stronger one comes if that is not
// enough.
func (s *sleeper) end(sig os.Signal) {
	fmt.Println("too slow:", sig)
	if err := s.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		log.Print(err)
	}
	if sig != os.Kill {
		s.timer = s.reactor.CallLater(s.patient, func() { s.end(os.Kill) })
	}
}

// ProcessEnded stops the clock.
func (s *sleeper) ProcessEnded(reason *failure.Failure) {
	if s.timer.Active() {
		if err := s.timer.Cancel(); err != nil {
			log.Print(err)
		}
	}
	fmt.Println(reason)
	if err := s.reactor.Stop(); err != nil {
		log.Print(err)
	}
}

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	r.CallWhenRunning(func() {
		s := &sleeper{reactor: r, patient: 200 * time.Millisecond}
		if _, err := process.Spawn(r, s, exec.Command(os.Args[1], os.Args[2:]...)); err != nil {
			log.Fatal(err)
		}
	})
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
