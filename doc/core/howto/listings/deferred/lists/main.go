// Command lists waits for several results at once.
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

// ask puts a question to three servers, of which one is down.
func ask(r *reactor.Loop) []deferred.Of[string] {
	answer := func(after time.Duration, text string, err error) deferred.Of[string] {
		return task.DeferLater(r, after*time.Millisecond, func() (string, error) {
			return text, err
		})
	}
	return []deferred.Of[string]{
		answer(90, "yes", nil),
		answer(30, "", errors.New("no route")),
		answer(60, "maybe", nil),
	}
}

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region gather
	gathered := deferred.Gather(ask(r), deferred.ConsumeErrors())
	gathered.Handle(func(results []deferred.Result[string]) {
		for i, result := range results {
			fmt.Printf("Gather: number %d: %q, %v\n", i, result.Value, result.Failure)
		}
		if err := r.Stop(); err != nil {
			log.Print(err)
		}
	}, nil)
	// endregion

	// region all
	deferred.All(ask(r)).Handle(
		func(answers []string) { fmt.Println("All:", answers) },
		func(f *failure.Failure) { fmt.Println("All failed:", f) },
	)
	// endregion

	// region first
	deferred.First(ask(r)).Handle(
		func(first deferred.Indexed[string]) {
			fmt.Println("First:", first.Value, "from number", first.Index)
		},
		func(f *failure.Failure) { fmt.Println("First failed:", f) },
	)
	// endregion

	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
