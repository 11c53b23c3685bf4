// Command blocking has a callback that waits.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/threads"
)

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	tick := func(n int, after time.Duration, then func()) {
		due := time.Now().Add(after)
		r.CallLater(after, func() {
			if time.Since(due) < time.Second {
				fmt.Println("tick", n, "is in time")
			} else {
				fmt.Println("tick", n, "is late")
			}
			then()
		})
	}

	// region block
	const aMoment, tooLong = 100 * time.Millisecond, 1500 * time.Millisecond

	third := func() {
		fmt.Println("now a thread sleeps")
		sleep := func() (string, error) { time.Sleep(tooLong); return "done", nil }
		threads.DeferToThread(r, sleep).Handle(func(result string) {
			fmt.Println("the thread is", result)
			_ = r.Stop()
		}, func(f *failure.Failure) { log.Print(f) })
		tick(3, aMoment, func() {})
	}
	second := func() {
		fmt.Println("now one callback sleeps")
		tick(2, aMoment, third)
		time.Sleep(tooLong)
	}
	tick(1, aMoment, second)
	// endregion

	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
