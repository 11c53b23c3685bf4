// Command ladder shows which rungs a result takes.
package main

import (
	"errors"
	"fmt"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

// region rungs

// pass is a callback that goes on with what it got.
func pass(name string) func(any) (any, error) {
	return func(v any) (any, error) {
		fmt.Printf("  %s got %v\n", name, v)
		return v, nil
	}
}

// fail is a callback that goes wrong.
func fail(name string) func(any) (any, error) {
	return func(v any) (any, error) {
		fmt.Printf("  %s got %v, and fails\n", name, v)
		return nil, errors.New("trouble in " + name)
	}
}

// mend is an errback that handles whatever went wrong.
func mend(name string) func(*failure.Failure) (any, error) {
	return func(f *failure.Failure) (any, error) {
		fmt.Printf("  %s got the failure %q\n", name, f)
		return "all is well", nil
	}
}

// endregion

func main() {
	fmt.Println("down the callbacks:")
	// region good
	deferred.Succeeded("a").
		AddCallbacks(pass("callback 1"), mend("errback 1")).
		AddCallbacks(pass("callback 2"), mend("errback 2"))
	// endregion

	fmt.Println("across, and back:")
	// region bad
	deferred.Succeeded("a").
		AddCallbacks(fail("callback 1"), mend("errback 1")).
		AddCallbacks(pass("callback 2"), mend("errback 2")).
		AddCallbacks(pass("callback 3"), mend("errback 3"))
	// endregion

	fmt.Println("two rungs:")
	// region two
	deferred.Succeeded("a").
		AddCallback(fail("callback 1")).
		AddErrback(mend("errback 2")).
		AddCallback(pass("callback 3"))
	// endregion

	fmt.Println("an errback that handles one kind of failure only:")
	// region trap
	var errOffline = errors.New("offline")
	deferred.Failed(errors.New("disk full")).
		AddErrback(func(f *failure.Failure) (any, error) {
			f.Trap(errOffline)
			fmt.Println("  not reached")
			return "from the cache", nil
		}).
		AddErrback(mend("errback 2"))
	// endregion
}
