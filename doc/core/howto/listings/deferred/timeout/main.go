// Command timeout does not wait for ever.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/task"
)

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region timeout
	answer := task.DeferLater(r, time.Hour, func() (int, error) { return 42, nil })
	task.Timeout(r, answer, 100*time.Millisecond).
		Recover(func(f *failure.Failure) (int, error) {
			f.Trap(task.ErrTimeout)
			fmt.Println(f)
			return -1, nil
		}).
		Finally(func() { _ = r.Stop() }).
		Handle(func(n int) { fmt.Println("the answer is", n) }, unexpected)
	// endregion

	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func unexpected(f *failure.Failure) { log.Print(f) }
