// Command trouble has a callback that panics.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/reactor"
)

func fallOver() {
	name := strings.Fields("moshez")
	fmt.Println("surname:", name[1])
}

func main() {
	log.StartLogging(os.Stdout)
	r, err := reactor.New()
	if err == nil {
		r.CallLater(0, fallOver)
		r.CallLater(0, func() {
			fmt.Println("still running")
			r.Stop()
		})
		err = r.Run(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
