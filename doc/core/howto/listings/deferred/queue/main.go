// Command queue has a producer and two consumers that do not know each other.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/reactor"
)

// region consume

// consume prints one job after the other, each of which takes a while.
func consume(r *reactor.Loop, name string, jobs *deferred.Queue[string]) {
	jobs.Get().Handle(func(job string) {
		fmt.Println(name, "begins", job)
		r.CallLater(50*time.Millisecond, func() { consume(r, name, jobs) })
	}, nil)
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region produce
	jobs := deferred.NewQueue[string](2, -1) // at most two wait for a consumer
	consume(r, "ann", jobs)
	consume(r, "bob", jobs)
	for n := range 5 {
		job := fmt.Sprint("letter ", n+1)
		if err := jobs.Put(job); err != nil {
			fmt.Printf("%s is refused: %v\n", job, err)
		}
	}
	// endregion

	r.CallLater(time.Second, func() {
		fmt.Println(jobs.Waiting(), "wait for work")
		if err := r.Stop(); err != nil {
			log.Print(err)
		}
	})
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
