// Command later asks for two results that take a while.
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
)

var statuses = map[string]string{
	"moshez": "happy and well",
	"sarah":  "out for lunch",
}

// lookup finds out how a user is. It takes a while.
func lookup(r *reactor.Loop, user string) deferred.Of[string] {
	status, result := deferred.NewOf[string]()
	r.CallLater(100*time.Millisecond, func() {
		if text, ok := statuses[user]; ok {
			result.Callback(text)
		} else {
			result.Errback(errors.New("no such user"))
		}
	})
	return status
}

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region ask
	for _, user := range []string{"moshez", "nobody"} {
		lookup(r, user).Handle(
			func(status string) { fmt.Println(user, "is", status) },
			func(f *failure.Failure) { fmt.Println(user, "is a puzzle:", f) },
		)
	}
	fmt.Println("both are asked for")
	// endregion

	r.CallLater(500*time.Millisecond, func() {
		if err := r.Stop(); err != nil {
			log.Print(err)
		}
	})
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
