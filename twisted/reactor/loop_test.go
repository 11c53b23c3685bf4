package reactor_test

import (
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/reactor"
)

// Close ends when the last thread does, which is while it waits.
func TestCloseWaitsForThreads(t *testing.T) {
	l, err := reactor.New()
	if err != nil {
		t.Fatal(err)
	}
	done := false
	begun := make(chan bool, 1)
	l.CallInThread(func() {
		begun <- true
		time.Sleep(50 * time.Millisecond) // by then Close waits
		done = true
	})
	if err := l.Iterate(0); err != nil {
		t.Fatal(err)
	}
	<-begun
	if err := l.Close(); err != nil || !done {
		t.Errorf("Close returned %v when the thread was done: %v", err, done)
	}
}
