package task_test

import (
	"fmt"
	"time"

	"github.com/lore-docs/lore/twisted/task"
)

func ExampleLoopingCall() {
	clock := task.NewClock(time.Unix(0, 0)) // a reactor, but for this example
	n := 0
	var loop *task.LoopingCall
	loop = task.NewLoopingCall(clock, func() {
		n++
		fmt.Println("beat", n)
		if n == 3 {
			loop.Stop()
		}
	})
	loop.Start(time.Minute, true).AddCallback(func(any) (any, error) {
		fmt.Println("the end")
		return nil, nil
	})
	clock.Pump(time.Minute, time.Minute, time.Minute)
	// Output:
	// beat 1
	// beat 2
	// beat 3
	// the end
}
