package deferred_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
)

// three are Deferreds, and an untyped list of them.
func three(opts ...deferred.ListOption) (a, b, c, list *deferred.Deferred) {
	a, b, c = deferred.New(), deferred.New(), deferred.New()
	return a, b, c, deferred.List([]*deferred.Deferred{a, b, c}, opts...)
}

func TestList(t *testing.T) {
	n := observe(t)
	a, b, c, list := three()
	var s steps
	b.Callback("b")
	c.AddErrback(s.eb("c", 0))
	c.Errback(errBoom)
	if list.Called() {
		t.Error("fired too early")
	}
	a.Callback("a")
	want(t, deferred.From[[]deferred.Result[any]](list), "[{a <nil>} {b <nil>} {<nil> boom}]")
	a.AddCallback(s.cb("a", 0)) // the value has passed on
	s.check(t, "c(boom)", "a(a)")
	n.want(t)
}

func TestListLeavesErrors(t *testing.T) {
	n := observe(t)
	leave(func() {
		a, b, c, _ := three()
		a.Errback(errBoom)
		b.Callback(0)
		c.Callback(0)
	})
	n.want(t, errBoom)
	leave(func() {
		a, b, c, _ := three(deferred.ConsumeErrors())
		a.Errback(errBoom)
		b.Callback(0)
		c.Callback(0)
	})
	n.want(t)
}

func TestListOfNone(t *testing.T) {
	want(t, deferred.From[[]deferred.Result[any]](deferred.List(nil)), "[]")
	if deferred.List(nil, deferred.FireOnOneCallback()).Called() {
		t.Error("fired without a value")
	}
}

func TestListFiresOnOneCallback(t *testing.T) {
	a, b, c, list := three(deferred.FireOnOneCallback(), deferred.ConsumeErrors())
	a.Errback(errBoom)
	b.Callback("b")
	want(t, deferred.From[deferred.Indexed[any]](list), "{1 b}")
	c.Callback("late")

	a, b, c, list = three(deferred.FireOnOneCallback(), deferred.ConsumeErrors())
	for _, d := range []*deferred.Deferred{a, b, c} {
		d.Errback(errBoom)
	}
	want(t, deferred.From[[]deferred.Result[any]](list), "[{<nil> boom} {<nil> boom} {<nil> boom}]")
}

func TestListFiresOnOneErrback(t *testing.T) {
	a, b, c, list := three(deferred.FireOnOneErrback(), deferred.ConsumeErrors())
	a.Callback(0)
	b.Errback(errBoom)
	_, err := deferred.From[any](list).Await(patience(t), startLoop(t))
	var first *deferred.FirstError
	if !errors.As(err, &first) || first.Index != 1 || !errors.Is(err, errBoom) {
		t.Errorf("%v", err)
	}
	c.Errback(errBoom)
}

func TestListCancel(t *testing.T) {
	a, b, c, list := three(deferred.ConsumeErrors())
	a.Callback(1)
	list.Cancel()
	if !b.Called() || !c.Called() {
		t.Error("not cancelled")
	}
	want(t, deferred.From[[]deferred.Result[any]](list), "[{1 <nil>} {<nil> the result is no longer wanted} {<nil> the result is no longer wanted}]")
}

// pair are two Ofs.
func pair() (ds []deferred.Of[int], a, b deferred.Resolver[int]) {
	da, a := deferred.NewOf[int]()
	db, b := deferred.NewOf[int]()
	return []deferred.Of[int]{da, db}, a, b
}

func TestGather(t *testing.T) {
	ds, a, b := pair()
	all := deferred.Gather(append(ds, deferred.From[int](deferred.Succeeded("x"))), deferred.ConsumeErrors(), deferred.FireOnOneCallback())
	b.Errback(errBoom)
	a.Callback(1)
	want(t, all, "[{1 <nil>} {0 boom} {0 the value of a Deferred is a string, not a int}]")
	want(t, deferred.Gather[int](nil), "[]")
}

func TestAll(t *testing.T) {
	n := observe(t)
	ds, a, b := pair()
	all := deferred.All(ds)
	b.Callback(2)
	a.Callback(1)
	want(t, all, "[1 2]")

	ds, a, b = pair()
	all = deferred.All(ds)
	b.Errback(errBoom)
	want(t, all, "failed: number 1: boom")
	a.Errback(errBoom)

	want(t, deferred.All([]deferred.Of[int]{deferred.From[int](deferred.Succeeded("x"))}),
		"failed: number 0: the value of a Deferred is a string, not a int")
	want(t, deferred.All[int](nil), "[]")
	n.want(t)
}

func TestFirst(t *testing.T) {
	n := observe(t)
	cancelled := 0
	slow, _ := deferred.NewCancellableOf(func(deferred.Resolver[int]) { cancelled++ })
	ds, a, b := pair()
	first := deferred.First(append(ds, slow))
	a.Errback(errBoom)
	b.Callback(2)
	want(t, first, "{1 2}")
	if cancelled != 1 {
		t.Errorf("%d cancelled", cancelled)
	}

	ds, a, b = pair()
	first = deferred.First(ds)
	a.Errback(errBoom)
	b.Errback(errors.New("bang"))
	_, err := first.Await(patience(t), startLoop(t))
	var failed *deferred.AllFailedError
	if !errors.As(err, &failed) || !errors.Is(err, errBoom) || fmt.Sprint(err) != "all 2 failed, the last: bang" {
		t.Errorf("%v", err)
	}
	want(t, deferred.First[int](nil), "failed: none of nothing succeeded")
	n.want(t)
}
