// Command value asks true and false for their exit codes, both at once.
package main

import (
	"context"
	"fmt"
	"log"
	"os/exec"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/process"
	"github.com/lore-docs/lore/twisted/reactor"
)

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	r.CallWhenRunning(func() {
		codes := deferred.All([]deferred.Of[int]{
			process.Value(r, exec.Command("true")),
			process.Value(r, exec.Command("false")),
		})
		deferred.Then(codes, func(codes []int) (any, error) {
			fmt.Println("true and false:", codes)
			return nil, r.Stop()
		})
	})
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
