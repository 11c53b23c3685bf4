// Command opened logs to standard output, in four ways.
package main

import (
	stdlog "log"
	"log/slog"
	"os"

	"github.com/lore-docs/lore/twisted/log"
)

func main() {
	stop := log.StartLogging(os.Stdout)
	defer stop()

	l := log.Default().Logger("finger")
	l.Msg("starting", "port", 1079)
	l.Warn("there are no users yet,\nso nobody can be found")

	stdlog.Print("this comes from package log")
	slog.Info("this comes from slog", "answers", 42)

	readUsers(l)
}

// region err
func readUsers(l *log.Logger) {
	_, err := os.ReadFile("no/such/file")
	if err != nil {
		l.Err(err, "Cannot read the users:")
	}
}

// endregion
