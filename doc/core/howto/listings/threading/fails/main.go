// Command fails shows what becomes of errors and panics in a thread.
package main

import (
	"context"
	"fmt"
	"io/fs"
	"log"
	"os"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/threads"
)

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	both := deferred.Bind(missing(r), func([]byte) deferred.Of[[]byte] { return broken(r) })
	deferred.Then(both, func([]byte) (any, error) { return nil, r.Stop() })
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// region errors
func missing(r *reactor.Loop) deferred.Of[[]byte] {
	return threads.DeferToThread(r, func() ([]byte, error) {
		return os.ReadFile("/no/such/file")
	}).Recover(func(f *failure.Failure) ([]byte, error) {
		fmt.Println("is it missing?", f.Check(fs.ErrNotExist) != nil)
		return nil, nil
	})
}

func broken(r *reactor.Loop) deferred.Of[[]byte] {
	return threads.DeferToThread(r, func() ([]byte, error) {
		panic("the disk is on fire")
	}).Recover(func(f *failure.Failure) ([]byte, error) {
		fmt.Println(f)
		return nil, nil
	})
}

// endregion
