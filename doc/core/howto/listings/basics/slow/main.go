// Command slow makes the mistake that stops a reactor.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/reactor"
)

func think() {
	time.Sleep(300 * time.Millisecond) // nobody else is served
}

func main() {
	log.StartLogging(os.Stdout)
	r, err := reactor.New(reactor.WithWatchdog(100 * time.Millisecond))
	if err == nil {
		r.CallLater(0, think)
		r.CallLater(500*time.Millisecond, func() { r.Stop() })
		err = r.Run(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
