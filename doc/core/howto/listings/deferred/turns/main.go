// Command turns counts in turns, and all at once.
package main

import (
	"context"
	"fmt"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-docs/lore/twisted/reactor"
)

const (
	workers, times = 4, 100
	aMoment        = time.Microsecond
)

// region turns

// onALoop adds to a number in callbacks.
func onALoop(r *reactor.Loop) {
	count, working := 0, workers
	var work func(left int)
	work = func(left int) {
		if left == 0 {
			if working--; working == 0 {
				fmt.Println("on a loop:", count, "of", workers*times)
				_ = r.Stop()
			}
			return
		}
		n := count
		time.Sleep(aMoment) // nobody else is there
		count = n + 1
		r.CallLater(0, func() { work(left - 1) })
	}
	for range workers {
		r.CallLater(0, func() { work(times) })
	}
}

// withGoroutines adds to a number on goroutines.
func withGoroutines() {
	var count atomic.Int64
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for range times {
				n := count.Load()
				time.Sleep(aMoment)
				count.Store(n + 1)
			}
		})
	}
	working.Wait()
	if count.Load() < workers*times {
		fmt.Println("with goroutines: some were lost")
	}
}

// endregion

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	onALoop(r)
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	withGoroutines()
}
