// Command wrong does what must not be done, with a loop that looks out for it.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/reactor"
)

func main() {
	// region debug
	r, err := reactor.New(reactor.WithDebug())
	// endregion
	if err != nil {
		log.Fatal(err)
	}

	// region wrong
	r.CallWhenRunning(func() {
		go func() {
			defer func() {
				fmt.Println(recover())
				r.CallFromThread(func() { right(r) })
			}()
			r.CallLater(time.Second, func() { fmt.Println("never") })
		}()
	})
	// endregion

	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// right is called by the loop.
func right(r *reactor.Loop) {
	fmt.Println("now we are on the loop")
	if err := r.Stop(); err != nil {
		log.Print(err)
	}
}
