// Command ask serves a number over HTTP, which belongs to a loop.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/task"
	"github.com/lore-docs/lore/twisted/threads"
)

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region ask
	visitors := 0 // belongs to the loop
	next := func() deferred.Of[int] {
		visitors++
		n := visitors
		return task.DeferLater(r, 10*time.Millisecond, func() (int, error) { return n, nil })
	}

	handler := func(w http.ResponseWriter, req *http.Request) {
		n, err := threads.BlockingCallFromThread(req.Context(), r, next)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "You are visitor number", n)
	}
	// endregion

	listener, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Print(http.Serve(listener, http.HandlerFunc(handler))) }()
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
