package deferred_test

import (
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
)

func TestCancel(t *testing.T) {
	var s steps
	d := deferred.New().AddCallbacks(s.cb("never", 0), s.eb("a", 1)).AddCallback(s.cb("b", 2))
	d.Cancel()
	s.check(t, "a(the result is no longer wanted)", "b(1)")
	d.Cancel() // does nothing
	d.Callback(5)
	s.check(t, "a(the result is no longer wanted)", "b(1)")
	mustPanic(t, "the second Callback", func() { d.Callback(6) })
}

func TestErrbackAfterCancel(t *testing.T) {
	var s steps
	d := deferred.New().AddErrback(s.eb("a", 1))
	d.Cancel()
	d.Errback(errBoom)
	s.check(t, "a(the result is no longer wanted)")
	mustPanic(t, "the second Errback", func() { d.Errback(errBoom) })
}

func TestChainAfterCancel(t *testing.T) {
	var s steps
	other := deferred.New().AddErrback(s.eb("a", 1))
	other.Cancel()
	deferred.Succeeded(0).Chain(other).AddCallback(s.cb("b", 1))
	s.check(t, "a(the result is no longer wanted)", "b(<nil>)")
}

func TestCanceller(t *testing.T) {
	var s steps
	called := 0
	d := deferred.NewCancellable(func(*deferred.Deferred) { called++ }).AddErrback(s.eb("a", 1))
	d.Cancel()
	d.Cancel()
	s.check(t, "a(the result is no longer wanted)")
	mustPanic(t, "Callback of what was cancelled", func() { d.Callback(0) })

	s = nil
	d = deferred.NewCancellable(func(d *deferred.Deferred) { d.Callback("rest"); called++ }).AddCallback(s.cb("a", 1))
	d.Cancel()
	s.check(t, "a(rest)")

	d = deferred.NewCancellable(func(*deferred.Deferred) { called++ })
	d.Callback(0)
	d.Cancel() // has its result
	if called != 2 {
		t.Errorf("%d calls", called)
	}
}

func TestCancelGoesToWhatIsWaitedFor(t *testing.T) {
	var s steps
	inner := deferred.New().AddErrback(s.eb("i", 1))
	outer := deferred.Succeeded(0).AddCallback(s.cb("a", inner)).AddCallback(s.cb("b", 2))
	outer.Cancel()
	s.check(t, "a(0)", "i(the result is no longer wanted)", "b(1)")
}

func TestCancelWhilePaused(t *testing.T) {
	var s steps
	d := deferred.New().AddErrback(s.eb("a", 1))
	d.Pause()
	d.Cancel()
	s.check(t)
	d.Unpause()
	s.check(t, "a(the result is no longer wanted)")
}
