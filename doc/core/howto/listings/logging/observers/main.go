// Command observers counts errors, and shows what becomes of an observer that
// fails.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
)

func main() {
	p := log.New()

	// region count
	errorCount := 0
	remove := p.AddObserver(func(e log.Event) {
		if e.IsError() {
			errorCount++
		}
	})
	// endregion
	p.AddObserver(log.FileObserver(os.Stdout, log.WithTimeLayout("15:04")))

	// region fails
	p.AddObserver(func(e log.Event) {
		if e.Failure != nil {
			panic("the pager is out of order")
		}
	})
	// endregion

	l := p.Logger("shop")
	l.Msg("open")
	l.Err(failure.Bare(errors.New("the till is empty")), "")
	l.Err(failure.Bare(errors.New("the till is still empty")), "")
	remove()
	l.Err(failure.Bare(errors.New("nobody counts this")), "")

	fmt.Println(errorCount, "errors")
}
