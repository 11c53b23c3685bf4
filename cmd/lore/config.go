package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// readConfig returns the text of a file of settings, and the folder that its
// paths are seen from. A name like origin/main:lore.toml is that of a file in a
// commit, seen from the root of the repository, or with ./ from the working
// folder: the checks that it names are then not those of the branch that is
// tested.
func readConfig(name string) (text []byte, dir string, err error) {
	text, err = os.ReadFile(name)
	rev, file, ok := strings.Cut(name, ":")
	if err == nil || !ok || rev == "" || file == "" || !errors.Is(err, os.ErrNotExist) {
		return text, filepath.Dir(name), err
	}
	if text, err = git("cat-file", "blob", "--end-of-options", name); err != nil {
		return nil, "", fmt.Errorf("read %s: %w", name, err)
	}
	if strings.HasPrefix(file, "./") || strings.HasPrefix(file, "../") {
		return text, filepath.Dir(filepath.FromSlash(file)), nil
	}
	top, err := git("rev-parse", "--show-toplevel")
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", name, err)
	}
	root := strings.TrimRight(string(top), "\r\n")
	return text, filepath.Join(filepath.FromSlash(root), filepath.Dir(filepath.FromSlash(file))), nil
}

// git runs a command of git and returns what it prints.
func git(args ...string) ([]byte, error) {
	out, err := exec.Command("git", args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		said, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return nil, errors.New("git: " + strings.TrimPrefix(said, "fatal: "))
	}
	return out, err
}
