// Command looping does something again and again, until it is enough.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/task"
)

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region loop
	beats := 0
	var loop *task.LoopingCall
	loop = task.NewLoopingCall(r, func() {
		beats++
		fmt.Println("beat", beats)
		if beats == 3 {
			loop.Stop()
		}
	})
	done := loop.Start(50*time.Millisecond, true)
	fmt.Println("the loop has started")
	// endregion

	done.AddCallback(func(any) (any, error) {
		fmt.Println("that was enough")
		return fails(r), nil
	})

	// region failed
	done.AddErrback(func(f *failure.Failure) (any, error) {
		fmt.Println("it ended with:", f)
		return nil, nil
	})
	// endregion

	done.AddCallback(func(any) (any, error) { return nil, r.Stop() })
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// region fails
// fails runs a loop that fails at its second beat.
func fails(r reactor.Time) *deferred.Deferred {
	beats := 0
	return task.NewLoopingCall(r, func() error {
		if beats++; beats == 2 {
			return errors.New("out of paper")
		}
		return nil
	}).Start(50*time.Millisecond, true)
}

// endregion
