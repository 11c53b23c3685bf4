// Command later asks for some calls, and takes one of them back.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/reactor"
)

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region calls
	r.CallLater(200*time.Millisecond, func() { fmt.Println("the third") })
	r.CallLater(100*time.Millisecond, func() { fmt.Println("the second") })
	never := r.CallLater(time.Hour, func() { fmt.Println("the last") })

	r.CallLater(0, func() {
		fmt.Println("the first")
		if err := never.Cancel(); err != nil {
			log.Print(err)
		}
		fmt.Println("once more:", never.Cancel())
	})

	r.CallLater(300*time.Millisecond, func() {
		if err := r.Stop(); err != nil {
			log.Print(err)
		}
	})
	// endregion

	fmt.Println("nothing is called before the loop runs")
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
