//go:build linux || darwin

package term

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// shell is how the shell of a session is started.
type shell struct {
	path string
	bash bool
}

// findShell looks for the shell outside of the session, which sees the same
// programs at the same paths.
func findShell(name string, env []string) (shell, error) {
	names := []string{name}
	if name == "" {
		names = []string{"bash", "sh"}
	}
	var first error
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err == nil {
			path, err = filepath.Abs(path)
		}
		if err == nil {
			return shell{path: path, bash: filepath.Base(path) == "bash"}, nil
		}
		if first == nil {
			first = err
		}
	}
	return shell{}, fmt.Errorf("shell: %w", first)
}

// start says how to start the shell such that its prompts are marks. Bash
// tells apart the moment when it has read a command, from which on all that
// the terminal shows is the command's own.
func (s shell) start(token string, env []string, dir string) *shellStart {
	intro, end := "\x1b]"+token+";", "\a"
	lines := []string{
		"exec 3<&-",
		"PS1='" + intro + "E;$?" + end + "'",
		"PS2='" + intro + "M" + end + "'",
	}
	q := &shellStart{Path: s.path, Dir: dir, Env: env}
	if s.bash {
		lines = append(lines, "PS0='"+intro+"S"+end+"'", "unset HISTFILE MAILCHECK")
		q.Args = []string{"bash", "--noprofile", "--rcfile", "/dev/fd/3", "--noediting", "-i"}
	} else {
		lines = append(lines, "unset ENV HISTFILE MAILCHECK")
		q.Args = []string{filepath.Base(s.path), "-i"}
		q.Env = append(env[:len(env):len(env)], "ENV=/dev/fd/3")
	}
	q.Setup = strings.Join(lines, "\n") + "\n"
	return q
}
