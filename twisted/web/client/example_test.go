package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/web/client"
)

func ExampleGetPage() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/moshez" {
			http.NotFound(w, r)
			return
		}
		_, _ = fmt.Fprint(w, "happy and well")
	}))
	defer server.Close()

	r, err := reactor.New(reactor.WithSignals(false))
	if err != nil {
		fmt.Println(err)
		return
	}
	status := func(user string) deferred.Of[string] {
		page := client.GetPage(r, server.URL+"/"+user)
		text := deferred.Then(page, func(text []byte) (string, error) { return string(text), nil })
		return text.Recover(func(f *failure.Failure) (string, error) {
			var answer *client.Error
			if errors.As(f, &answer) && answer.Status == http.StatusNotFound {
				return "no such user", nil
			}
			return "", f
		})
	}
	r.CallWhenRunning(func() {
		both := deferred.Bind(status("moshez"), func(first string) deferred.Of[string] {
			return deferred.Then(status("glyph"), func(second string) (string, error) {
				return first + ", " + second, nil
			})
		})
		deferred.Then(both, func(text string) (any, error) {
			fmt.Println(text)
			return nil, r.Stop()
		})
	})
	if err := r.Run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: happy and well, no such user
}
