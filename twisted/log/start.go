package log

import (
	"io"
	stdlog "log"
	"log/slog"
)

// StartLogging has everything that the default publisher is told written to w,
// and what the program or its libraries write by means of packages log and
// log/slog as well. It begins with an event "Log opened.". Call stop, from
// which on all is as before, when w can no longer be written to.
//
// Nothing of that is done to standard output and standard error themselves: a
// program may have a purpose for them. Do not use it with a w that writes to
// package log or log/slog in turn.
func StartLogging(w io.Writer, opts ...FileOption) (stop func()) {
	p := Default()
	remove := p.AddObserver(FileObserver(w, opts...))
	release := captureStd(p)
	p.Logger("").Msg("Log opened.")
	return func() {
		release()
		remove()
	}
}

// captureStd has packages log and log/slog write to p.
func captureStd(p *Publisher) (release func()) {
	logger, out, flags := slog.Default(), stdlog.Writer(), stdlog.Flags()
	slog.SetDefault(slog.New(NewSlogHandler(p))) // which takes package log with it
	return func() {
		slog.SetDefault(logger)
		// What SetDefault did to package log is not undone by it.
		stdlog.SetOutput(out)
		stdlog.SetFlags(flags)
	}
}
