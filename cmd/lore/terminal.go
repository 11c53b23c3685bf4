package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/term"

	"github.com/lore-docs/lore/lore"
)

func newStreams(stdout, stderr io.Writer, color string) *streams {
	s := &streams{out: stdout, err: stderr, terminal: isTerminal(stderr)}
	switch {
	case color == "always":
		s.color = true
	case color == "never" || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb":
	default:
		s.color = s.terminal || os.Getenv("CLICOLOR_FORCE") != ""
	}
	return s
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// statusDelay is how long a build may take before it says what it is doing.
const statusDelay = 300 * time.Millisecond

// A statusLine shows how far a build is, on one line of a terminal, and takes
// the line away in the end.
type statusLine struct {
	w     io.Writer
	state atomic.Pointer[string]
	stop  chan struct{}
	gone  sync.WaitGroup
}

// newStatusLine starts a status line; on anything but a terminal it shows nothing.
func newStatusLine(s *streams) *statusLine {
	l := &statusLine{w: s.err, stop: make(chan struct{})}
	if s.terminal && os.Getenv("TERM") != "dumb" {
		l.gone.Go(l.show)
	}
	return l
}

// progress is lore.Config.Progress.
func (l *statusLine) progress(stage lore.Stage, done, total int) {
	text := string(stage)
	if total > 0 {
		text = fmt.Sprintf("%s %d/%d", stage, done, total)
	}
	l.state.Store(&text)
}

func (l *statusLine) show() {
	const clear = "\r\x1b[K"
	wait := time.NewTimer(statusDelay)
	defer wait.Stop()
	shown := false
	for {
		select {
		case <-l.stop:
			if shown {
				fmt.Fprint(l.w, clear)
			}
			return
		case <-wait.C:
			if text := l.state.Load(); text != nil {
				fmt.Fprint(l.w, clear+*text)
				shown = true
			}
			wait.Reset(100 * time.Millisecond)
		}
	}
}

// end takes the line away.
func (l *statusLine) end() {
	close(l.stop)
	l.gone.Wait()
}
