// Command bridges joins a publisher to log/slog, in both directions.
package main

import (
	"log/slog"
	"os"

	"github.com/lore-docs/lore/twisted/log"
)

func main() {
	p := log.New()

	// region out
	p.AddObserver(log.SlogObserver(slog.NewJSONHandler(os.Stdout, nil)))
	// endregion

	// region in
	library := slog.New(log.NewSlogHandler(p)).With("system", "library")
	library.Info("cache is warm", "entries", 7)
	// endregion

	p.Logger("finger").Msg("starting", "port", 1079)
}
