// Command chain works on results before they are there.
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

// region makers

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

// endregion

// region card

// card is what to print about a user.
func card(r *reactor.Loop, user string) deferred.Of[string] {
	number := deferred.Bind(office(r, user), func(office string) deferred.Of[int] {
		return phone(r, office)
	})
	return deferred.Then(number, func(n int) (string, error) {
		return fmt.Sprintf("%s, phone %d", strings.ToUpper(user), n), nil
	})
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region use
	cards := []deferred.Of[string]{card(r, "moshez"), card(r, "sarah")}
	for i, c := range cards {
		cards[i] = c.Recover(func(f *failure.Failure) (string, error) {
			return "no card: " + f.Error(), nil
		})
	}
	deferred.All(cards).Finally(func() {
		if err := r.Stop(); err != nil {
			log.Print(err)
		}
	}).Handle(func(cards []string) {
		fmt.Println(strings.Join(cards, "\n"))
	}, nil)
	// endregion

	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
