// Command terminal runs one program twice: with pipes, and with a terminal.
package main

import (
	"context"
	"fmt"
	"log"
	"os/exec"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/process"
	"github.com/lore-docs/lore/twisted/reactor"
)

const script = `if test -t 0; then echo a terminal of $(stty size); else echo no terminal; fi`

// A printer prints what it is told.
type printer struct {
	process.Base
	next func()
}

// OutReceived prints it with all its marks.
func (p *printer) OutReceived(data []byte) { fmt.Printf("%q\n", data) }

// ProcessEnded goes on with what is to be done next.
func (p *printer) ProcessEnded(*failure.Failure) { p.next() }

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	run := func(next func(), opts ...process.Option) {
		cmd := exec.Command("sh", "-c", script)
		if _, err := process.Spawn(r, &printer{next: next}, cmd, opts...); err != nil {
			log.Fatal(err)
		}
	}
	stop := func() {
		if err := r.Stop(); err != nil {
			log.Print(err)
		}
	}
	r.CallWhenRunning(func() {
		run(func() {
			run(stop, process.Terminal(24, 80))
		})
	})
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
