package reactor

import (
	"os"
	"os/signal"
	"syscall"
)

// handleSignals stops the loop at signals that ask for it, until restore is
// called.
func (l *Loop) handleSignals() (restore func()) {
	if !l.options.signals {
		return func() {}
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	post, done := l.poster(), make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				post(func() { l.received(s) })
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

// received stops the loop, at once if it is stopping already: whoever sends a
// second signal does not want to wait any more.
func (l *Loop) received(s os.Signal) {
	if l.state == stopping {
		l.log.Msg("Received another " + signalName(s) + ", ending at once.")
		l.Crash()
		return
	}
	l.log.Msg("Received " + signalName(s) + ", shutting down.")
	_ = l.Stop()
}

func signalName(s os.Signal) string {
	switch s {
	case os.Interrupt:
		return "SIGINT"
	case syscall.SIGTERM:
		return "SIGTERM"
	}
	return s.String()
}
