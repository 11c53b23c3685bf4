// Command deferlater has results that come later, and one that does not.
package main

import (
	"context"
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

	// region later
	slow := task.DeferLater(r, time.Hour, func() (string, error) { return "too late", nil })
	quick := task.DeferLater(r, 50*time.Millisecond, func() (string, error) {
		slow.Cancel()
		return "in time", nil
	})
	show("slow", slow)
	stopped := show("quick", quick)
	// endregion

	deferred.Then(stopped, func(struct{}) (struct{}, error) { return struct{}{}, r.Stop() })
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// show prints what becomes of d.
func show(name string, d deferred.Of[string]) deferred.Of[struct{}] {
	return deferred.Then(d, func(s string) (struct{}, error) {
		fmt.Printf("%s: %s\n", name, s)
		return struct{}{}, nil
	}).Recover(func(f *failure.Failure) (struct{}, error) {
		fmt.Printf("%s: %v\n", name, f)
		return struct{}{}, nil
	})
}
