// Command subladder has a callback that returns a Deferred.
package main

import (
	"fmt"

	"github.com/lore-docs/lore/twisted/deferred"
)

// say is a callback that prints and goes on with another value.
func say(name string, then any) func(any) (any, error) {
	return func(v any) (any, error) {
		fmt.Printf("%s got %v\n", name, v)
		return then, nil
	}
}

func main() {
	// region wait
	inner := deferred.New()
	inner.AddCallback(say("inner 1", "B"))

	outer := deferred.New()
	outer.AddCallback(say("outer 1", inner)) // waits for inner
	outer.AddCallback(say("outer 2", "C"))

	outer.Callback("A")
	fmt.Println("outer has fired and waits")
	inner.Callback("b")
	// endregion

	// region after
	inner.AddCallback(say("inner 2", nil))
	outer.AddCallback(say("outer 3", nil))
	// endregion
}
