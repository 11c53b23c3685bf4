package trial

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
)

// errorLog keeps the errors that are logged while a test runs, and shows the
// test everything.
type errorLog struct {
	publisher *log.Publisher // the loop's own
	remove    []func()       // the observers

	mu     sync.Mutex
	events []log.Event // with a failure each
}

func newErrorLog(t testing.TB) *errorLog {
	e := &errorLog{publisher: log.New()}
	show := log.FileObserver(t.Output(), log.WithTimeLayout(time.TimeOnly))
	for _, p := range []*log.Publisher{e.publisher, log.Default()} {
		e.remove = append(e.remove, p.AddObserver(show), p.AddObserver(e.observe))
	}
	return e
}

// observe keeps an event that is an error. One without a failure gets it.
func (e *errorLog) observe(event log.Event) {
	if !event.IsError() {
		return
	}
	if event.Failure == nil {
		event.Failure = failure.Bare(errors.New(event.Message))
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.events = append(e.events, event)
}

// flush takes the errors for which wanted is true.
func (e *errorLog) flush(wanted func(*failure.Failure) bool) (taken []*failure.Failure) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var left []log.Event
	for _, event := range e.events {
		if wanted(event.Failure) {
			taken = append(taken, event.Failure)
		} else {
			left = append(left, event)
		}
	}
	e.events = left
	return taken
}

// close ends the observing, and returns what was not flushed.
func (e *errorLog) close() []log.Event {
	for _, remove := range e.remove {
		remove()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.events
}
