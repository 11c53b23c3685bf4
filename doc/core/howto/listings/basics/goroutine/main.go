// Command goroutine has a reactor and other goroutines work together.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/lore-docs/lore/twisted/reactor"
)

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region door
	total := 0 // the reactor's: no lock
	for i := range 10 {
		go func() {
			square := i * i // the goroutine's own
			r.CallFromThread(func() {
				total += square
				if total == 285 {
					fmt.Println(total)
					r.Stop()
				}
			})
		}()
	}
	// endregion

	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
