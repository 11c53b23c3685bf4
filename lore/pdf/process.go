package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// A process is a run of another program.
type process struct {
	dir      string
	env      []string
	log      string          // the file that the program writes its log to; may be ""
	progress func(pages int) // called as pages are done
}

var errLog = errors.New("the log grows without end")

// run runs the program to its end, or kills it and all that it started when
// ctx ends or its log grows past all reason.
func (p *process) run(ctx context.Context, program string, args ...string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = p.dir, p.env, 2*time.Second
	cmd.Stdout = &pageCounter{progress: p.progress, tooMuch: func() { cancel(errLog) }}
	ownGroup(cmd)
	done := make(chan struct{})
	defer close(done)
	go p.watch(done, cancel)
	err := cmd.Run()
	if cause := context.Cause(ctx); cause != nil && err != nil {
		return cause
	}
	return err
}

// watch looks after the size of the log.
func (p *process) watch(done <-chan struct{}, cancel context.CancelCauseFunc) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			if info, err := os.Stat(p.log); err == nil && info.Size() > maxLog {
				cancel(errLog)
			}
		}
	}
}

// A pageCounter counts the pages that TeX says it has done, "[12]", and drops
// the rest.
type pageCounter struct {
	progress func(pages int)
	tooMuch  func()
	pages    int
	bytes    int
	open     bool
}

// Write looks for pages in b.
func (c *pageCounter) Write(b []byte) (int, error) {
	pages := c.pages
	for _, ch := range b {
		switch {
		case ch == '[':
			c.open = true
		case c.open && '0' <= ch && ch <= '9':
			c.pages++
			c.open = false
		default:
			c.open = false
		}
	}
	if c.bytes += len(b); c.bytes > maxLog {
		c.tooMuch()
	}
	if c.pages > pages {
		c.progress(c.pages)
	}
	return len(b), nil
}

// readLog returns the log, of one that is very long the first part.
func readLog(name string) (string, error) {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read TeX's log: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxLog))
	return string(data), err
}
