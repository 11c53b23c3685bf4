// Package log tells what happens in a program: to a file, to the terminal, to
// syslog, to a test.
//
// What happens is an [Event]. Events go to a [Publisher], which hands each of
// them to all of its observers:
//
//	p := log.New()
//	p.AddObserver(log.FileObserver(os.Stdout))
//	l := p.Logger("finger")
//	l.Msg("starting", "port", 1079)    // 2005/03/27 12:00 UTC [finger] starting port=1079
//	l.Err(err, "cannot read the users") // and the traceback, indented
//
// Until there is an observer, errors are written to standard error, and
// everything else is dropped. [StartLogging] is what a program does that wants
// all of it.
//
// It is not instead of [log/slog] but beside it: a reactor's events have a
// system, which is the protocol or service that is at work, and errors come
// with a [failure.Failure]. [NewSlogHandler] makes a slog.Handler of a
// Publisher, and [SlogObserver] an observer of a slog.Handler.
//
// Publishers and loggers may be used by any number of goroutines.
package log
