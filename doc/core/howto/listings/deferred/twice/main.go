// Command twice fires a Deferred that has fired.
package main

import (
	"fmt"

	"github.com/lore-docs/lore/twisted/deferred"
)

func question() *deferred.Deferred { return deferred.New() }

func answer(d *deferred.Deferred) { d.Callback(42) }

func main() {
	// region debug
	deferred.SetDebug(true)
	d := question()
	answer(d)

	defer func() {
		e := recover().(*deferred.AlreadyCalledError)
		fmt.Println("made in ", e.Created[0].Function)
		fmt.Println("fired in", e.Fired[0].Function)
	}()
	answer(d)
	// endregion
}
