// Command rotating fills log files of 200 bytes, and keeps three.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/lore-docs/lore/twisted/log"
)

func main() {
	file, err := log.OpenLogFile("finger.log", log.WithRotateSize(200), log.WithKeep(2))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer file.Close()

	stop := log.StartLogging(file, log.WithTimeLayout(time.DateOnly))
	defer stop()

	l := log.Default().Logger("finger")
	for i := range 30 {
		l.Msg("somebody asked", "count", i+1)
	}
}
