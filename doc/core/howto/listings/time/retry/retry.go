// Package retry tries things again, each time after a longer pause.
package retry

import (
	"time"

	"github.com/lore-docs/lore/twisted/task"
)

// Do calls try until it returns true, at most times times: at once, then after
// a second, after two more, four more, and so on.
func Do(s task.Scheduler, times int, try func() bool) {
	attempt(s, times, time.Second, try)
}

func attempt(s task.Scheduler, times int, pause time.Duration, try func() bool) {
	if times == 0 || try() {
		return
	}
	s.CallLater(pause, func() { attempt(s, times-1, 2*pause, try) })
}
