package log_test

import (
	stdlog "log"
	"log/slog"
	"strings"
	"testing"

	"github.com/lore-docs/lore/twisted/log"
)

func TestStartLogging(t *testing.T) {
	was := log.Default()
	log.SetDefault(log.New())
	defer log.SetDefault(was)
	var before, b strings.Builder
	out, flags := stdlog.Writer(), stdlog.Flags()
	defer stdlog.SetOutput(out)
	defer stdlog.SetFlags(flags)
	stdlog.SetOutput(&before)
	stdlog.SetFlags(stdlog.Lmsgprefix)

	stdlog.Print("before")
	stop := log.StartLogging(&b, log.WithTimeLayout(""))
	stdlog.Print("from log\nin two lines")
	slog.Warn("from slog", "n", 1)
	log.Default().Logger("finger").Msg("from here")
	stop()
	stdlog.Print("after")
	slog.Info("after, too")
	log.Default().Logger("finger").Msg("nobody sees this")

	want := " [-] Log opened.\n [-] from log\n\tin two lines\n [-#warn] from slog n=1\n [finger] from here\n"
	if b.String() != want {
		t.Errorf("wrote %q, want %q", b.String(), want)
	}
	if got, want := before.String(), "before\nafter\nINFO after, too\n"; got != want {
		t.Errorf("package log wrote %q, want %q", got, want)
	}
}
