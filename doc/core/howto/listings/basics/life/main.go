// Command life shows the events in the life of a reactor.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/reactor"
)

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region events
	say := func(text string) func() *deferred.Deferred {
		return func() *deferred.Deferred { fmt.Println(text); return nil }
	}
	writeDown := func() *deferred.Deferred {
		fmt.Println("before shutdown: writing things down")
		written := deferred.New()
		r.CallLater(100*time.Millisecond, func() {
			fmt.Println("written")
			written.Callback(nil)
		})
		return written
	}
	r.AddSystemEventTrigger(reactor.Before, "shutdown", writeDown)
	r.AddSystemEventTrigger(reactor.During, "shutdown", say("during shutdown"))
	r.AddSystemEventTrigger(reactor.After, "shutdown", say("after shutdown"))

	r.CallWhenRunning(func() {
		fmt.Println("running:", r.Running())
		r.CallLater(0, func() { fmt.Println("the next turn") })
		r.CallLater(50*time.Millisecond, func() {
			fmt.Println("stopping:", r.Stop())
		})
		fmt.Println("this turn")
	})
	// endregion

	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Println("over")
}
