package deferred_test

import (
	"testing"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

// To compare with Python's Twisted: python3 testdata/bench.py

func pass(v any) (any, error) { return v, nil }

func handle(*failure.Failure) (any, error) { return nil, nil }

func BenchmarkAddAndFire(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		d := deferred.New()
		d.AddCallback(pass)
		d.Callback(nil)
	}
}

func BenchmarkAddTenAndFire(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		d := deferred.New()
		for range 10 {
			d.AddCallbacks(pass, handle)
		}
		d.Callback(nil)
	}
}

func BenchmarkThenAndFire(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		d, r := deferred.NewOf[int]()
		deferred.Then(d, double)
		r.Callback(1)
	}
}

func BenchmarkWaitForInner(b *testing.B) {
	b.ReportAllocs()
	var inner *deferred.Deferred
	wait := func(any) (any, error) { return inner, nil }
	for b.Loop() {
		inner = deferred.New()
		deferred.Succeeded(nil).AddCallback(wait).AddCallback(pass)
		inner.Callback(nil)
	}
}

// A failure pays for its stack and for the watch that logs it if nobody
// handles it.
func BenchmarkFailAndHandle(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		d := deferred.New()
		d.AddErrback(handle)
		d.Errback(errBoom)
	}
}

// The failure of a connection that ended has no stack.
func BenchmarkFailBareAndHandle(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		d := deferred.New()
		d.AddErrback(handle)
		d.Errback(failure.Bare(errBoom))
	}
}

func BenchmarkFailThenHandle(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		deferred.Failed(errBoom).AddErrback(handle)
	}
}

func BenchmarkWait(b *testing.B) {
	b.ReportAllocs()
	q := deferred.NewQueue[int](-1, -1)
	deferred.Go(here{}, func(w *deferred.Waiter) (int, error) {
		for {
			if n, err := deferred.Wait(w, q.Get()); n < 0 || err != nil {
				return n, err
			}
		}
	})
	for b.Loop() {
		_ = q.Put(1)
	}
	_ = q.Put(-1)
}
