// Command beats shows which beats of a loop are left out when each takes too
// long. It needs no time for it.
package main

import (
	"fmt"
	"time"

	"github.com/lore-docs/lore/twisted/task"
)

func main() {
	clock := task.NewClock(time.Unix(0, 0))
	start := clock.Now()

	n := 0
	loop := task.NewLoopingCall(clock, func() {
		n++
		fmt.Printf("beat %d after %v\n", n, clock.Now().Sub(start))
		if n == 2 {
			clock.Advance(5 * time.Second) // something takes long
		}
	})
	loop.Start(2*time.Second, true)

	for range 12 {
		clock.Advance(time.Second)
	}
}
