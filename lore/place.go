package lore

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A place is where a build finds its documents: a module, or a folder where
// there is none, and the folder of the documents in it. Files are read through
// an os.Root, so that no document can reach out of the module.
type place struct {
	root   *os.Root
	fsys   fs.FS
	abs    string // the folder that root holds open
	dir    string // the folder of the documents below it, slash separated, "." for itself
	wd     string // the working folder
	module bool   // there is a go.mod
}

// openPlace opens the module that holds the folder dir.
func openPlace(dir string) (*place, error) {
	abs, err := realpath(dir)
	if err != nil {
		return nil, err
	}
	p := &place{abs: abs}
	if root := Ascend(abs, "go.mod"); root != "" {
		p.abs, p.module = root, true
	}
	if p.root, err = os.OpenRoot(p.abs); err != nil {
		return nil, fmt.Errorf("open %s: %w", relative(p.abs), cause(err))
	}
	p.fsys = p.root.FS()
	if p.dir, err = p.inside(dir); err != nil {
		return nil, err
	}
	p.wd, err = realpath(".")
	return p, err
}

func (p *place) close() { _ = p.root.Close() }

// display returns the name that a file of the module is printed under: as
// somebody in the working folder would write it where that is near, and in
// full otherwise.
func (p *place) display(name string) string {
	abs := filepath.Join(p.abs, filepath.FromSlash(name))
	rel, err := filepath.Rel(p.wd, abs)
	if err != nil || strings.HasPrefix(filepath.ToSlash(rel), "../../../") {
		return filepath.ToSlash(abs)
	}
	return filepath.ToSlash(rel)
}

// inside returns the path in the module of the file or folder name.
func (p *place) inside(name string) (string, error) {
	abs, err := realpath(name)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(p.abs, abs)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", name, err)
	}
	if !filepath.IsLocal(rel) {
		return "", fmt.Errorf("%s is not in %s", name, p.abs)
	}
	return filepath.ToSlash(rel), nil
}

// lexical returns the path in the module that name has if it is, or would be,
// there, and "" otherwise.
func (p *place) lexical(name string) string {
	if name == "" {
		return ""
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(p.wd, name)
	}
	rel, err := filepath.Rel(p.abs, name)
	if err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
}

// realpath returns the full name of a file that is there, links followed, so
// that names can be compared.
func realpath(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", name, err)
	}
	return filepath.EvalSymlinks(abs)
}

// Ascend returns the nearest folder, dir or one above it, that has a file
// called name, or "". It is how lore finds a module and its settings.
func Ascend(dir, name string) string {
	for {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}
