// Command output runs a program, and prints what it printed.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/process"
	"github.com/lore-docs/lore/twisted/reactor"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("usage: output PROGRAM [ARGUMENT ...]")
	}
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	r.CallWhenRunning(func() { show(r, exec.Command(os.Args[1], os.Args[2:]...)) })
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// show prints the output of a program, or what went wrong, and stops the
// reactor.
func show(r *reactor.Loop, cmd *exec.Cmd) {
	output := process.Output(r, cmd)
	shown := deferred.Then(output, func(text []byte) (any, error) {
		fmt.Printf("output: %q\n", text)
		return nil, nil
	})
	shown = shown.Recover(func(f *failure.Failure) (any, error) {
		fmt.Println("no output:", f)
		if failed, ok := errors.AsType[*process.OutputError](f); ok {
			fmt.Printf("it said %q\n", failed.Stderr)
		}
		return nil, nil
	})
	deferred.Then(shown, func(any) (any, error) { return nil, r.Stop() })
}
