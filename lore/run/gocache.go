package run

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// ownGoCache makes a build cache for a session that runs go test: the one at
// cache, but for what that knows of tests. A page that shows how long its tests
// took would else be told that they are "(cached)", from the run before. What the
// session itself has tested it remembers.
func ownGoCache(cache string) (dir string, err error) {
	// Not among the temporary files, which the session has for itself.
	if dir, err = os.MkdirTemp(filepath.Dir(cache), "lore-gocache-"); err != nil {
		return "", fmt.Errorf("make a build cache: %w", err)
	}
	for i := range 256 {
		name := fmt.Sprintf("%02x", i)
		if err := os.MkdirAll(filepath.Join(cache, name), 0o777); err != nil {
			return dir, fmt.Errorf("make a build cache: %w", err)
		}
		if err := os.Symlink(filepath.Join(cache, name), filepath.Join(dir, name)); err != nil {
			return dir, fmt.Errorf("make a build cache: %w", err)
		}
	}
	// The go command takes no notice of results that are older than this. It
	// does not trim a cache that was trimmed a moment ago.
	now := time.Now()
	files := map[string]string{"testexpire.txt": fmt.Sprintln(now.UnixNano()), "trim.txt": fmt.Sprint(now.Unix())}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return dir, fmt.Errorf("make a build cache: %w", err)
		}
	}
	return dir, nil
}

// tests reports whether a step of the session runs go test.
func (s *session) tests() bool {
	return slices.ContainsFunc(s.all(), func(st *step) bool {
		return slices.ContainsFunc(st.commands, func(c placed) bool {
			name, args := c.name()
			return name == "go" && len(args) > 0 && args[0] == "test"
		})
	})
}
