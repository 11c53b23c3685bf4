package trial

import (
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/log"
)

// grace is for how long what is about to close may do so after a test.
const grace = time.Second

// finish checks what the test has left behind, and closes the loop.
func (l *Loop) finish() {
	l.t.Helper()
	if !l.t.Failed() { // or else there is enough to read
		l.settle()
		l.reportLeft()
	}
	l.close()
	deferred.FlushUnhandled()
	for _, e := range l.log.close() {
		// The log has its traceback.
		l.t.Errorf("trial: an error was logged, and not taken with FlushErrors: [%s] %s", e.System, brief(e))
	}
}

// settle lets connections end that are about to.
func (l *Loop) settle() {
	for end := time.Now().Add(grace); time.Now().Before(end); l.turn(glance) {
		if len(l.Open()) == 0 {
			break
		}
	}
	l.turn(0) // for what the last of them has put off until the next turn
}

func (l *Loop) reportLeft() {
	l.t.Helper()
	for _, c := range l.DelayedCalls() {
		l.t.Errorf("trial: the test has left behind a %v", c)
		_ = c.Cancel() // it is pending
	}
	for _, o := range l.Open() {
		l.t.Errorf("trial: the test has left behind a %s", o)
	}
}

// close closes the loop, but not under a thread that is busy, for which Close
// would wait.
func (l *Loop) close() {
	l.t.Helper()
	if !l.stopThreads() {
		l.t.Errorf("trial: the test has left a thread behind that is still busy after %v", l.timeout)
		return
	}
	if err := l.Close(); err != nil {
		l.t.Errorf("trial: closing the loop: %v", err)
	}
}

// stopThreads stops the pool while the loop goes on, which a thread may be
// waiting for. It reports whether they have stopped.
func (l *Loop) stopThreads() bool {
	l.t.Helper()
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		l.ThreadPool().Stop()
	}()
	for end := l.deadline(); ; l.turn(glance) {
		select {
		case <-stopped:
			l.turn(0) // for their results
			return true
		default:
		}
		if time.Now().After(end) {
			return false
		}
	}
}

// brief is the event in a line.
func brief(e log.Event) string {
	if e.Message == "" || e.Message == e.Failure.Error() {
		return e.Failure.Error()
	}
	return e.Message + " " + e.Failure.Error()
}
