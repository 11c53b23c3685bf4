package deferred_test

import (
	"context"
	"errors"
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

func TestAwait(t *testing.T) {
	l := startLoop(t)
	d, r := deferred.NewOf[string]()
	go l.do(func() { r.Callback("soon") })
	v, err := d.Await(patience(t), l)
	if v != "soon" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
	if v, err := deferred.Succeed(3).Await(patience(t), l); v != 3 || err != nil {
		t.Errorf("%v, %v", v, err)
	}
}

func TestAwaitAFailure(t *testing.T) {
	l := startLoop(t)
	_, err := deferred.Fail[int](errBoom).Await(patience(t), l)
	var f *failure.Failure
	if !errors.Is(err, errBoom) || !errors.As(err, &f) {
		t.Errorf("%v", err)
	}
	var wrong *deferred.TypeError
	if _, err = deferred.From[int](deferred.Succeeded("x")).Await(patience(t), l); !errors.As(err, &wrong) {
		t.Errorf("%v", err)
	}
}

func TestAwaitGivesUpWithTheContext(t *testing.T) {
	l := startLoop(t)
	cancelled := make(chan struct{})
	d, r := deferred.NewCancellableOf(func(deferred.Resolver[int]) { close(cancelled) })
	ctx, cancel := context.WithCancelCause(patience(t))
	why := errors.New("bored")
	cancel(why)
	if _, err := d.Await(ctx, l); err != why {
		t.Errorf("%v", err)
	}
	<-cancelled
	l.do(func() {
		if !r.Called() {
			t.Error("not fired after Cancel")
		}
	})
}

func TestAwaitLeavesALaterFailure(t *testing.T) {
	unhandled := observe(t)
	l := startLoop(t)
	func() {
		d, _ := deferred.NewCancellableOf(func(r deferred.Resolver[int]) { r.Errback(errBoom) })
		ctx, cancel := context.WithCancel(patience(t))
		cancel()
		_, err := d.Await(ctx, l)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		l.do(func() {})
	}()
	l.do(func() {}) // so that the loop's goroutine has let go of it, too
	unhandled.want(t, errBoom)
}
