package apilinks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A run of the Go command that takes longer than processTime is given up; one
// that was killed has killDelay to close its pipes.
const (
	processTime = 30 * time.Second
	killDelay   = 8 * time.Second
)

// A goCommand is the Go command to ask.
type goCommand struct {
	file string // what to run
	dir  string // where
}

// findGo looks up the configured command, or "go". The reason says why there is none.
func findGo(cfg *Config) (c goCommand, reason string) {
	command := cfg.GoCommand
	if command == "" {
		command = "go"
	}
	file, err := exec.LookPath(command)
	if err != nil {
		if cfg.GoCommand == "" {
			return c, "there is no go command on PATH"
		}
		return c, fmt.Sprintf("there is no go command %q", cfg.GoCommand)
	}
	return goCommand{file: file, dir: cfg.Dir}, ""
}

// run runs the Go command without network and without leave to switch to
// another toolchain, and returns what it prints. Only env and list are ever
// run: both read, neither builds.
func (c goCommand) run(ctx context.Context, args ...string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, processTime)
	defer cancel()
	cmd := exec.CommandContext(limited, c.file, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN=local", "GOPROXY=off", "GO111MODULE=on", "GOVCS=*:off")
	cmd.WaitDelay = killDelay
	killGroup(cmd)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	switch {
	case err == nil:
		return stdout.Bytes(), nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case limited.Err() != nil:
		return nil, fmt.Errorf("go %s took longer than %v", args[0], processTime)
	}
	if line := firstLine(stderr.String()); line != "" {
		return nil, errors.New(line)
	}
	return nil, fmt.Errorf("go %s: %w", args[0], err)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(strings.TrimPrefix(line, "go: "))
}
