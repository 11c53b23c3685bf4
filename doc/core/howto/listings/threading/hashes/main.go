// Command hashes has three passwords hashed, which takes long by design, and
// goes on meanwhile.
package main

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
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
	r.CallWhenRunning(func() { hashAll(r, "swordfish", "xyzzy", "mellon") })
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// region hash
// hash needs a while, and a processor of its own.
func hash(r *reactor.Loop, password string) deferred.Of[[]byte] {
	return threads.DeferToThread(r, func() ([]byte, error) {
		return pbkdf2.Key(sha256.New, password, []byte("salt"), 200_000, 32)
	})
}

// endregion

// region all
// hashAll counts how often the loop could do something else meanwhile.
func hashAll(r *reactor.Loop, passwords ...string) {
	beats := 0
	loop := task.NewLoopingCall(r, func() { beats++ })
	loop.Start(time.Millisecond, true)

	var hashes []deferred.Of[[]byte]
	for _, p := range passwords {
		hashes = append(hashes, hash(r, p))
	}
	deferred.Then(deferred.Gather(hashes), func(results []deferred.Result[[]byte]) (any, error) {
		for i, result := range results {
			fmt.Printf("%-9s %x...\n", passwords[i], result.Value[:12])
		}
		fmt.Println("the loop went on:", beats > 5)
		return nil, r.Stop()
	})
}

// endregion
