package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A talk is what a command says, while it does.
type talk struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (s *talk) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

// until waits for a text, and forgets what was said up to it.
func (s *talk) until(t *testing.T, text string) string {
	t.Helper()
	late := time.After(time.Minute)
	for {
		s.mu.Lock()
		all := s.text.String()
		before, after, found := strings.Cut(all, text)
		if found {
			s.text.Reset()
			s.text.WriteString(after)
		}
		s.mu.Unlock()
		if found {
			return before
		}
		select {
		case <-s.more:
		case <-late:
			t.Fatalf("waited for %q; there is\n%s", text, all)
		}
	}
}

// change writes a file that cannot be taken for the one before.
func change(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

const waiting = "waiting for changes; ^C ends\n"

// TestWatch changes pages and code, and holds that only this has a new test.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, ".cache"))
	t.Chdir(dir)
	for name, text := range map[string]string{
		"go.mod":       "module example.test/m\n\ngo 1.25\n",
		"doc/one.md":   "# One\n\n```console\n$ echo one\none\n```\n",
		"doc/two.md":   "# Two\n\n```go file=two/two.go\n```\n",
		"doc/two/a.go": "// Package two counts.\npackage two\n",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		change(t, name, text)
	}
	change(t, "doc/two/two.go", "package two\n\n// N is two.\nconst N = 2\n")

	ctx, cancel := context.WithCancel(context.Background())
	out := &talk{more: make(chan struct{}, 1)}
	c := &testCmd{Paths: []string{"doc"}, Level: "compare", Sandbox: "auto", Watch: true, Junit: "doc/report.xml"}
	ended := make(chan error, 1)
	go func() { ended <- c.Run(&streams{out: out, err: out}, &ctx) }()
	defer func() {
		cancel()
		<-ended
	}()

	out.until(t, "2 tests passed in 2 pages")
	out.until(t, waiting)

	change(t, "doc/one.md", "# One\n\n```console\n$ echo two\none\n```\n")
	out.until(t, "\ndoc/one.md changed\n")
	out.until(t, `doc/one.md:5:1: error[transcript-differs]: printed "two", wanted "one"`)
	out.until(t, "1 test passed (1 unchanged), 1 failed")
	out.until(t, waiting)

	// A file of the package that no page names counts, too.
	change(t, "doc/two/a.go", "// Package two counts.\npackage two\n\nconst n string = N\n")
	out.until(t, "doc/two/a.go changed\n")
	out.until(t, "doc/two/a.go:4:18: error[listing-compile]")
	out.until(t, waiting)

	// Settings that cannot be read, and none at all.
	change(t, "doc/lore.toml", "title = \n")
	out.until(t, "doc/lore.toml changed\n")
	out.until(t, "doc/lore.toml:1:")
	out.until(t, waiting)
	if err := os.Remove("doc/lore.toml"); err != nil {
		t.Fatal(err)
	}
	change(t, "doc/two/a.go", "// Package two counts.\npackage two\n")
	out.until(t, "changed\n")
	out.until(t, "1 test passed (1 unchanged), 1 failed")
	out.until(t, waiting)

	// No pages at all do not end it.
	for _, name := range []string{"doc/one.md", "doc/two.md"} {
		if err := os.Rename(name, name+".off"); err != nil {
			t.Fatal(err)
		}
	}
	out.until(t, "lore: no documents in doc")
	out.until(t, waiting)

	cancel()
	if err := <-ended; err == nil || ctx.Err() == nil {
		t.Errorf("ended with %v", err)
	}
	ended <- nil
}

// TestWatchRefuses holds what --watch cannot be combined with.
func TestWatchRefuses(t *testing.T) {
	ctx := context.Background()
	for _, c := range []testCmd{{Watch: true, Bless: true}, {Watch: true, JSON: true}, {Watch: true, Paths: []string{"none"}}} {
		if err := c.Run(&streams{}, &ctx); err == nil || (&streams{err: &bytes.Buffer{}}).exit(ctx, err) != exitUsage {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
