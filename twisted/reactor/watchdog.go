package reactor

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/task"
)

// watchdog tells of callbacks that take too long.
type watchdog struct {
	limit time.Duration
	log   *log.Logger

	mu      sync.Mutex
	present *callback // nil while the loop waits
}

// callback is one that runs. The loop's goroutine makes it, and the
// watchdog's reads it.
type callback struct {
	name  func() string
	since time.Time
	outer *callback // within which it was called
	told  bool
}

func newWatchdog(limit time.Duration, l *log.Logger) *watchdog {
	return &watchdog{limit: limit, log: l}
}

// start begins to watch, until stop is called.
func (w *watchdog) start() (stop func()) {
	if w == nil {
		return func() {}
	}
	done, loop := make(chan struct{}), goroutineID()
	go w.run(loop, done)
	return func() { close(done) }
}

func (w *watchdog) run(loop uint64, done <-chan struct{}) {
	tick := time.NewTicker(max(w.limit/4, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			w.look(loop)
		case <-done:
			return
		}
	}
}

// look tells of the present callback if it is late, once, and where it is.
func (w *watchdog) look(loop uint64) {
	w.mu.Lock()
	c := w.present
	late := c != nil && !c.told && time.Since(c.since) > w.limit
	if late {
		c.told = true
	}
	w.mu.Unlock()
	if late {
		w.log.Warn(fmt.Sprintf("A callback holds up the loop: %s, for %v so far\n%s",
			c.name(), rounded(time.Since(c.since)), whereIs(loop)))
	}
}

// whereIs is the stack of the loop's goroutine down to the loop itself.
func whereIs(loop uint64) string {
	buf := make([]byte, 1<<20)
	all := string(buf[:runtime.Stack(buf, true)])
	for stack := range strings.SplitSeq(all, "\n\n") {
		header, frames, _ := strings.Cut(stack, "\n")
		if !strings.HasPrefix(header, fmt.Sprintf("goroutine %d ", loop)) {
			continue
		}
		if i := strings.Index(frames, "github.com/lore-docs/lore/twisted/reactor.("); i >= 0 {
			frames = frames[:i]
		}
		return strings.TrimRight(frames, "\n")
	}
	return ""
}

// begin is called before a callback of what, and end after it.
func (w *watchdog) begin(what any) (end func()) {
	c := &callback{name: func() string { return callbackName(what) }, since: time.Now()}
	w.mu.Lock()
	c.outer, w.present = w.present, c
	w.mu.Unlock()
	return func() { w.end(c) }
}

func (w *watchdog) end(c *callback) {
	w.mu.Lock()
	w.present = c.outer
	w.mu.Unlock()
	if d := time.Since(c.since); d > w.limit {
		w.log.Warn(fmt.Sprintf("A callback held up the loop: %s, for %v", c.name(), rounded(d)))
	}
}

// rounded has no more digits than matter.
func rounded(d time.Duration) time.Duration {
	if d < 10*time.Millisecond {
		return d.Round(time.Microsecond)
	}
	return d.Round(time.Millisecond)
}

// callbackName may be called on any goroutine, so it looks only at what does
// not change.
func callbackName(what any) string {
	switch what := what.(type) {
	case func():
		return task.FuncName(what)
	case *task.DelayedCall:
		return what.Name()
	case interface{ callbackName() string }:
		return what.callbackName()
	}
	return fmt.Sprintf("%T", what)
}
