package deferred_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
)

// notebook keeps what was logged.
type notebook struct {
	mu     sync.Mutex
	events []log.Event
}

// observe has the default publisher's events kept until the test ends. What
// earlier tests have left behind is not among them.
func observe(t *testing.T) *notebook {
	deferred.FlushUnhandled()
	before := log.Default()
	p := log.New()
	log.SetDefault(p)
	n := &notebook{}
	p.AddObserver(func(e log.Event) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.events = append(n.events, e)
	})
	t.Cleanup(func() {
		deferred.FlushUnhandled()
		log.SetDefault(before)
	})
	return n
}

func (n *notebook) want(t *testing.T, errs ...error) {
	t.Helper()
	deferred.FlushUnhandled()
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.events) != len(errs) {
		t.Errorf("%d failures were logged, want %d: %v", len(n.events), len(errs), n.events)
		return
	}
	for i, err := range errs {
		if e := n.events[i]; !e.IsError() || !errors.Is(e.Failure, err) || e.Message != "Unhandled error in Deferred:" {
			t.Errorf("logged %+v, want %v", e, err)
		}
	}
	n.events = nil
}

//go:noinline
func leave(f func()) { f() }

func TestUnhandledErrorIsLogged(t *testing.T) {
	n := observe(t)
	leave(func() { deferred.Failed(errBoom) })
	n.want(t, errBoom)
	leave(func() { deferred.New().Errback(errBoom) })
	n.want(t, errBoom)
	leave(func() { deferred.Succeeded(0).AddCallback(failing).AddCallback(failing) })
	n.want(t, errBoom)
	leave(func() {
		deferred.Failed(io.EOF).AddErrback(func(*failure.Failure) (any, error) { return nil, errBoom })
	})
	n.want(t, errBoom)
	n.want(t)
}

func TestUnhandledErrorWhilePaused(t *testing.T) {
	n := observe(t)
	leave(func() {
		d := deferred.New()
		d.Pause()
		d.AddErrback(func(*failure.Failure) (any, error) { return nil, nil })
		d.Errback(errBoom)
	})
	n.want(t, errBoom)
}

func TestHandledErrorIsNotLogged(t *testing.T) {
	n := observe(t)
	handle := func(*failure.Failure) (any, error) { return nil, nil }
	leave(func() {
		deferred.Failed(errBoom).AddErrback(handle)
		deferred.Succeeded(0).AddCallback(failing).AddErrback(handle).AddCallback(failing).AddErrback(handle)

		// Failures that went on to another Deferred are handled there.
		inner := deferred.Failed(errBoom)
		deferred.Succeeded(0).AddCallback(func(any) (any, error) { return inner, nil }).AddErrback(handle)
		inner = deferred.New()
		deferred.Succeeded(0).AddCallback(func(any) (any, error) { return inner, nil }).AddErrback(handle)
		inner.Errback(errBoom)
		deferred.Failed(errBoom).Chain(deferred.New().AddErrback(handle))
	})
	n.want(t)
}

func TestUnhandledErrorOfAChainIsLoggedOnce(t *testing.T) {
	n := observe(t)
	leave(func() {
		inner := deferred.New()
		outer := deferred.Succeeded(0).AddCallback(func(any) (any, error) { return inner, nil })
		inner.Errback(errBoom)
		deferred.New().Chain(outer)
	})
	n.want(t, errBoom)
	leave(func() { deferred.Failed(errBoom).Chain(deferred.New()) })
	n.want(t, errBoom)
	leave(func() {
		inner := deferred.New()
		outer := deferred.Succeeded(0).AddCallback(func(any) (any, error) { return inner, nil })
		outer.Pause()
		inner.Errback(errBoom)
	})
	n.want(t, errBoom)
	leave(func() {
		other := deferred.New()
		other.Pause()
		deferred.Failed(errBoom).Chain(other)
	})
	n.want(t, errBoom)
}

func TestReachableErrorIsNotLogged(t *testing.T) {
	n := observe(t)
	d := deferred.Failed(errBoom)
	n.want(t)
	d.AddErrback(func(*failure.Failure) (any, error) { return nil, nil })
	n.want(t)
}

func TestUnhandledErrorsOfManyLoops(t *testing.T) {
	n := observe(t)
	var loops sync.WaitGroup
	for range 8 {
		loops.Go(func() {
			for range 100 {
				deferred.Failed(io.EOF).AddErrback(func(f *failure.Failure) (any, error) { return nil, f })
				deferred.FlushUnhandled()
			}
		})
	}
	loops.Wait()
	deferred.FlushUnhandled()
	if len(n.events) != 800 {
		t.Errorf("%d failures were logged", len(n.events))
	}
	n.events = nil
}

func TestUnhandledErrorWithDebug(t *testing.T) {
	n := observe(t)
	defer deferred.SetDebug(deferred.SetDebug(true))
	leave(func() {
		d := makeIt()
		d.AddCallback(failing)
		fireIt(d)
	})
	deferred.FlushUnhandled()
	text := fmt.Sprint(n.events)
	for _, want := range []string{"created=/", "deferred_test.makeIt", "fired=/", "deferred_test.fireIt"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %q: %s", want, text)
		}
	}
	n.events = nil
}
