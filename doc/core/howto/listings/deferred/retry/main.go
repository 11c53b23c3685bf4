// Command retry has a loop, and is cancelled in the midst of it.
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

// region retry

// retry does what f does until it succeeds, and waits longer each time.
func retry(r *reactor.Loop, f func() deferred.Of[string]) deferred.Of[string] {
	return deferred.Go(r, func(w *deferred.Waiter) (string, error) {
		for delay := 20 * time.Millisecond; ; delay *= 2 {
			text, err := deferred.Wait(w, f())
			if err == nil || errors.Is(err, deferred.ErrCancelled) {
				return text, err
			}
			fmt.Printf("%v; again in %v\n", err, delay)
			if _, err := deferred.Wait(w, sleep(r, delay)); err != nil {
				return "", err
			}
		}
	})
}

func sleep(r *reactor.Loop, d time.Duration) deferred.Of[any] {
	return task.DeferLater(r, d, func() (any, error) { return nil, nil })
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region use
	tries := 0
	flaky := func() deferred.Of[string] {
		if tries++; tries < 3 {
			return deferred.Fail[string](fmt.Errorf("try %d failed", tries))
		}
		return deferred.Succeed(fmt.Sprintf("try %d succeeded", tries))
	}
	broken := func() deferred.Of[string] {
		return deferred.Fail[string](errors.New("broken"))
	}

	show := func(s string) { fmt.Println(s) }
	complain := func(f *failure.Failure) { fmt.Println("given up:", f) }
	deferred.Then(retry(r, flaky), func(s string) (any, error) {
		show(s)
		hopeless := retry(r, broken)
		hopeless.Finally(func() { _ = r.Stop() }).Handle(show, complain)
		r.CallLater(50*time.Millisecond, hopeless.Cancel)
		return nil, nil
	}).Handle(func(any) {}, complain)
	// endregion

	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
