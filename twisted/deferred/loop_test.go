package deferred_test

import (
	"context"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
)

// loop is the least that can be a loop: it calls what it is given.
type loop struct{ calls chan func() }

// startLoop runs a loop on a goroutine of its own until the test ends.
func startLoop(t *testing.T) *loop {
	l := &loop{calls: make(chan func(), 100)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for f := range l.calls {
			f()
		}
	}()
	t.Cleanup(func() {
		close(l.calls)
		<-ended
	})
	return l
}

func (l *loop) CallFromThread(f func()) { l.calls <- f }

// do has f called on the loop and waits until it has been.
func (l *loop) do(f func()) {
	done := make(chan struct{})
	l.calls <- func() { f(); close(done) }
	<-done
}

func patience(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// here is a Door for tests that are the loop themselves.
type here struct{}

func (here) CallFromThread(f func()) { f() }

var _ deferred.Door = here{}
