package program

import (
	"context"
	"encoding/json"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A toolchain is the go command, and what it calls itself.
type toolchain struct {
	file    string
	version string // "go1.26.8"
	id      string // changes when the toolchain does
}

// findGo finds the go command. The version is in a file beside it; a command
// that is not in its GOROOT is asked, once.
func (c *Checker) findGo() (*toolchain, error) {
	name := c.cfg.GoCommand
	if name == "" {
		name = "go"
	}
	file, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("check Go listings: %w", err)
	}
	t := &toolchain{file: file}
	stat := statID(file)
	if real, err := filepath.EvalSymlinks(file); err == nil {
		if text, err := os.ReadFile(filepath.Join(filepath.Dir(real), "..", "VERSION")); err == nil {
			t.version, _, _ = strings.Cut(string(text), "\n")
		}
	}
	if !version.IsValid(t.version) {
		if t.version, err = c.askVersion(file, stat); err != nil {
			return nil, err
		}
	}
	t.id = t.version + " " + stat
	return t, nil
}

// statID names a file by what changes when it is replaced.
func statID(file string) string {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	info, err := os.Stat(file)
	if err != nil {
		return file
	}
	return fmt.Sprintf("%s %d %d", file, info.Size(), info.ModTime().UnixNano())
}

func (c *Checker) askVersion(file, stat string) (string, error) {
	kept := store{c.cfg.CacheDir}
	if text, ok := kept.get("go version " + stat); ok {
		return text, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	out, errs, ok, err := command{file: file, args: []string{"env", "-json", "GOVERSION"}, dir: c.cfg.Dir, env: goEnv(false)}.run(ctx)
	var env struct{ GOVERSION string }
	switch {
	case err != nil:
		return "", err
	case !ok:
		return "", fmt.Errorf("go env: %s", firstLine(errs))
	}
	if err := json.Unmarshal([]byte(out), &env); err != nil {
		return "", fmt.Errorf("go env: %w", err)
	}
	kept.put("go version "+stat, env.GOVERSION)
	return env.GOVERSION, nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimPrefix(line, "go: ")
}

// tooOld returns why a program that needs a version of Go cannot be checked,
// or "". A wanted version has the form 1.24 or 1.24.1.
func (t *toolchain) tooOld(wanted string) string {
	wanted = strings.TrimPrefix(strings.TrimPrefix(wanted, ">="), "go")
	if wanted == "" || version.Compare(t.version, "go"+wanted) >= 0 {
		return ""
	}
	if !version.IsValid(t.version) { // a build of the development tree is newer than all
		return ""
	}
	return fmt.Sprintf("needs go %s; this is %s", wanted, t.version)
}

// own is the version of the type checker in this process.
func own() string { return runtime.Version() }
