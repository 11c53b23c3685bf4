// Command await has an ordinary goroutine wait for a Deferred.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/task"
	"github.com/lore-docs/lore/twisted/threads"
)

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region await
	answer := func(after time.Duration) deferred.Of[int] {
		return task.DeferLater(r, after, func() (int, error) { return 42, nil })
	}
	go func() { // a handler of net/http, say
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		n, err := threads.BlockingCallFromThread(ctx, r, func() deferred.Of[int] {
			return answer(50 * time.Millisecond)
		})
		fmt.Println("soon:", n, err)

		ctx, cancel = context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		_, err = threads.BlockingCallFromThread(ctx, r, func() deferred.Of[int] {
			return answer(time.Hour)
		})
		fmt.Println("too late:", errors.Is(err, context.DeadlineExceeded))
		r.CallFromThread(func() { _ = r.Stop() })
	}()
	// endregion

	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
