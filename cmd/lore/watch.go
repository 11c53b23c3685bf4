package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lore-docs/lore/internal/atomicfile"
	"github.com/lore-docs/lore/lore"
)

// errWatchFlags refuses flags that make no sense together.
var errWatchFlags = errors.New("--watch goes with neither --bless nor --json")

// watch tests again whenever a file changes that a test may depend on, until
// ctx ends. What passed and did not change is not done again.
func (c *testCmd) watch(s *streams, ctx context.Context) error {
	if c.Bless || c.JSON {
		return usageError{errWatchFlags}
	}
	w, err := c.watcher()
	if err != nil {
		return usageError{err}
	}
	for first := true; ; first = false {
		before := w.look()
		err := c.once(s, ctx)
		var said statusError
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err == nil, errors.As(err, &said):
		case first:
			return err
		default:
			fmt.Fprintf(s.err, "lore: %v\n", err)
		}
		fmt.Fprintln(s.err, "waiting for changes; ^C ends")
		changed, err := w.wait(ctx, before)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.err, "\n%s\n", changed)
	}
}

// A watcher looks at the files of a module.
type watcher struct {
	root string
	skip []string // files and folders that the command writes itself
	also []string // files elsewhere
}

func (c *testCmd) watcher() (*watcher, error) {
	var cfg lore.Config
	if err := (&buildCmd{Paths: c.Paths}).paths(&cfg); err != nil {
		return nil, err
	}
	dir := documentsDir(cfg)
	root, err := filepath.Abs(dir)
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		return nil, err
	}
	w := &watcher{root: root}
	if module := lore.Ascend(root, "go.mod"); module != "" {
		w.root = module
	}
	for _, name := range []string{c.Keep, c.Junit} {
		if abs, err := filepath.Abs(name); name != "" && err == nil {
			w.skip = append(w.skip, abs)
		}
	}
	for _, name := range []string{c.Config, lore.FindSettings(dir)} {
		if name != "" {
			w.also = append(w.also, name)
		}
	}
	return w, nil
}

// A look is what files looked like, by name.
type look map[string]fileLook

type fileLook struct {
	size int64
	time time.Time
}

// look notes the files of the module. Hidden ones, sites that lore made, and
// what other tools keep of other modules have no part in tests.
func (w *watcher) look() look {
	seen := look{}
	add := func(name string, info fs.FileInfo, err error) {
		if err == nil && info.Mode().IsRegular() {
			seen[name] = fileLook{info.Size(), info.ModTime()}
		}
	}
	_ = filepath.WalkDir(w.root, func(name string, e fs.DirEntry, err error) error {
		base := filepath.Base(name)
		switch {
		case err != nil || name == w.root: // what cannot be read does not change
		case strings.HasPrefix(base, "."), slices.Contains(w.skip, name), e.IsDir() && (base == "node_modules" || atomicfile.IsTree(os.DirFS(name), ".")):
			if e.IsDir() {
				return fs.SkipDir
			}
		case e.Type()&fs.ModeSymlink != 0:
			info, err := os.Stat(name)
			add(name, info, err)
		case !e.IsDir():
			info, err := e.Info()
			add(name, info, err)
		}
		return nil
	})
	for _, name := range w.also {
		info, err := os.Stat(name)
		add(name, info, err)
	}
	return seen
}

// The pace of looking: often, but a tenth of the time at most.
const (
	leastPause = 200 * time.Millisecond
	pauseShare = 10
)

// wait returns what changed since before, once nothing more does.
func (w *watcher) wait(ctx context.Context, before look) (string, error) {
	last := before
	for {
		start := time.Now()
		now := w.look()
		if names := now.changed(before); len(names) > 0 && maps.Equal(now, last) {
			return w.describe(names), nil
		}
		last = now
		select {
		case <-ctx.Done():
			return "", context.Cause(ctx)
		case <-time.After(max(leastPause, pauseShare*time.Since(start))):
		}
	}
}

// changed returns the files that are not as they were before, sorted.
func (l look) changed(before look) (names []string) {
	for name, f := range l {
		if old, ok := before[name]; !ok || old != f {
			names = append(names, name)
		}
	}
	for name := range before {
		if _, ok := l[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// describe names what changed, as somebody in the working folder would.
func (w *watcher) describe(names []string) string {
	name := names[0]
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, name); err == nil && filepath.IsLocal(rel) {
			name = rel
		}
	}
	if len(names) > 1 {
		return fmt.Sprintf("%s and %s more changed", filepath.ToSlash(name), count(len(names)-1, "file"))
	}
	return filepath.ToSlash(name) + " changed"
}
