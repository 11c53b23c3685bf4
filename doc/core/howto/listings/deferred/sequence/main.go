// Command sequence does the work of command chain from top to bottom.
package main

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/task"
)

// office finds out in which office a user sits.
func office(r *reactor.Loop, user string) deferred.Of[string] {
	return task.DeferLater(r, 50*time.Millisecond, func() (string, error) {
		if user != "moshez" {
			return "", fmt.Errorf("%s has no office", user)
		}
		return "room 12", nil
	})
}

// phone finds out the number of an office.
func phone(r *reactor.Loop, office string) deferred.Of[int] {
	return task.DeferLater(r, 50*time.Millisecond, func() (int, error) {
		if office != "room 12" {
			return 0, fmt.Errorf("no phone in %s", office)
		}
		return 4711, nil
	})
}

// region card

// card is what to print about a user.
func card(r *reactor.Loop, user string) deferred.Of[string] {
	return deferred.Go(r, func(w *deferred.Waiter) (string, error) {
		room, err := deferred.Wait(w, office(r, user))
		if err != nil {
			return "", err
		}
		number, err := deferred.Wait(w, phone(r, room))
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%s, phone %d", strings.ToUpper(user), number), nil
	})
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region use
	deferred.Go(r, func(w *deferred.Waiter) (any, error) {
		for _, user := range []string{"moshez", "sarah"} {
			text, err := deferred.Wait(w, card(r, user))
			if err != nil {
				text = "no card: " + err.Error()
			}
			fmt.Println(text)
		}
		return nil, r.Stop()
	}).Handle(func(any) {}, func(f *failure.Failure) { log.Print(f) })
	// endregion

	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
