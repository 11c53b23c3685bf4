// Command cancel takes back a question that takes too long.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region answer

// answer comes in an hour, unless it is cancelled.
func answer(r *reactor.Loop) deferred.Of[int] {
	stop := func() {}
	number, result := deferred.NewCancellableOf(func(deferred.Resolver[int]) { stop() })
	call := r.CallLater(time.Hour, func() { result.Callback(42) })
	stop = func() {
		fmt.Println("the clock is taken down:", call.Cancel())
	}
	return number
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region cancel
	number := answer(r)
	text := deferred.Then(number, func(n int) (string, error) {
		return fmt.Sprint(n), nil
	})
	r.CallLater(100*time.Millisecond, text.Cancel)

	text.Handle(
		func(s string) { fmt.Println("the answer is", s) },
		func(f *failure.Failure) {
			if f.Check(deferred.ErrCancelled) != nil {
				fmt.Println("no answer, and nobody waits for it")
			}
		},
	)
	// endregion

	r.CallLater(200*time.Millisecond, func() {
		if err := r.Stop(); err != nil {
			log.Print(err)
		}
	})
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
