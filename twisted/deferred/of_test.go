package deferred_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

// result is what came of a d that has fired, as text.
func result[T any](t *testing.T, d deferred.Of[T]) string {
	t.Helper()
	if !d.Called() {
		t.Error("not fired")
	}
	text := "waiting"
	d.Handle(func(v T) { text = fmt.Sprint(v) }, func(f *failure.Failure) { text = "failed: " + f.Error() })
	return text
}

func want[T any](t *testing.T, d deferred.Of[T], want string) {
	t.Helper()
	if got := result(t, d); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func double(n int) (int, error) { return 2 * n, nil }

func TestThen(t *testing.T) {
	d, r := deferred.NewOf[string]()
	n := deferred.Then(deferred.Then(d, strconv.Atoi), double)
	if r.Called() || d.Called() {
		t.Error("fired before it was")
	}
	r.Callback("21")
	want(t, n, "42")
	want(t, deferred.Then(deferred.Succeed("x"), strconv.Atoi), `failed: strconv.Atoi: parsing "x": invalid syntax`)
	want(t, deferred.Then(deferred.Fail[string](errBoom), strconv.Atoi), "failed: boom")

	d, r = deferred.NewOf[string]()
	r.Errback(errBoom)
	want(t, d, "failed: boom")
}

func TestTracebackNamesTheFunctionOfThen(t *testing.T) {
	var got *failure.Failure
	deferred.Then(deferred.Succeed("x"), strconv.Atoi).Handle(nil, func(f *failure.Failure) { got = f })
	if got.Stack()[0].Function != "strconv.Atoi" {
		t.Errorf("%+v", got)
	}
	deferred.Fail[int](errBoom).Recover(again).Handle(nil, func(f *failure.Failure) { got = f })
	if !strings.HasSuffix(got.Stack()[0].Function, ".again") {
		t.Errorf("%+v", got)
	}
}

func again(*failure.Failure) (int, error) { return 0, errors.New("once more") }

func TestBind(t *testing.T) {
	inner, r := deferred.NewOf[int]()
	d := deferred.Bind(deferred.Succeed("x"), func(string) deferred.Of[int] { return inner })
	d = deferred.Then(d, double)
	got := ""
	d.Handle(func(n int) { got = fmt.Sprint(n) }, nil)
	r.Callback(4)
	if got != "8" {
		t.Errorf("got %q", got)
	}

	d = deferred.Bind(deferred.Succeed("x"), func(string) deferred.Of[int] { return deferred.Fail[int](errBoom) })
	want(t, d, "failed: boom")
	d = deferred.Bind(deferred.Fail[string](errBoom), func(string) deferred.Of[int] { return deferred.Succeed(1) })
	want(t, d, "failed: boom")
}

func TestRecoverAndRescue(t *testing.T) {
	want(t, deferred.Fail[int](errBoom).Recover(func(f *failure.Failure) (int, error) { return 7, nil }), "7")
	want(t, deferred.Fail[int](errBoom).Recover(func(f *failure.Failure) (int, error) { return 7, f }), "failed: boom")
	want(t, deferred.Succeed(1).Recover(func(f *failure.Failure) (int, error) { return 7, nil }), "1")
	want(t, deferred.Fail[int](errBoom).Rescue(func(*failure.Failure) deferred.Of[int] { return deferred.Succeed(8) }), "8")
	want(t, deferred.Succeed(1).Rescue(func(*failure.Failure) deferred.Of[int] { return deferred.Succeed(8) }), "1")
}

func TestFinally(t *testing.T) {
	n := 0
	want(t, deferred.Succeed(1).Finally(func() { n++ }), "1")
	want(t, deferred.Fail[int](errBoom).Finally(func() { n++ }), "failed: boom")
	if n != 2 {
		t.Errorf("called %d times", n)
	}
}

func TestHandleWithoutFailed(t *testing.T) {
	n := observe(t)
	leave(func() { deferred.Fail[int](errBoom).Handle(func(int) { t.Error("called") }, nil) })
	n.want(t, errBoom)
	leave(func() {
		deferred.Succeed(1).Handle(func(int) { panic(errBoom) }, func(*failure.Failure) { t.Error("beside") })
	})
	n.want(t, errBoom)
}

func TestFrom(t *testing.T) {
	want(t, deferred.From[int](deferred.Succeeded(1)), "1")
	want(t, deferred.From[int](deferred.Succeeded(nil)), "0")
	want(t, deferred.From[error](deferred.Succeeded(nil)), "<nil>")
	wrong := "failed: the value of a Deferred is a string, not a int"
	want(t, deferred.From[int](deferred.Succeeded("x")), wrong)
	want(t, deferred.Then(deferred.From[int](deferred.Succeeded("x")), double), wrong)
	want(t, deferred.Bind(deferred.From[int](deferred.Succeeded("x")), deferred.Succeed[int]), wrong)
}

func TestUntyped(t *testing.T) {
	var s steps
	d, r := deferred.NewOf[int]()
	d.Untyped().AddCallback(s.cb("a", 0))
	// An Of that a callback returns is waited for.
	inner, ri := deferred.NewOf[int]()
	deferred.Succeeded(0).AddCallback(s.cb("b", inner)).AddCallback(s.cb("c", 0))
	s.check(t, "b(0)")
	ri.Callback(2)
	r.Callback(1)
	s.check(t, "b(0)", "c(2)", "a(1)")
	mustPanic(t, "Callback of an Of", func() { deferred.New().Callback(inner) })
}

func TestCancelOf(t *testing.T) {
	d, _ := deferred.NewOf[int]()
	d.Cancel()
	want(t, d, "failed: the result is no longer wanted")
	d, _ = deferred.NewCancellableOf(func(r deferred.Resolver[int]) { r.Callback(3) })
	d.Cancel()
	want(t, d, "3")
}
