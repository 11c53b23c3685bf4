// Command finger01 runs a reactor that has nothing to do.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/reactor"
)

func main() {
	log.StartLogging(os.Stdout)
	r, err := reactor.New()
	if err == nil {
		err = r.Run(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
