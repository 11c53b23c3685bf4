package program

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// An overlay is a set of files that the go command sees in place of those on
// disk. They are kept in a folder for temporary files.
type overlay struct {
	dir     string
	replace map[string]string
}

func newOverlay() (*overlay, error) {
	dir, err := os.MkdirTemp("", "lore-go-")
	if err != nil {
		return nil, fmt.Errorf("make overlay: %w", err)
	}
	return &overlay{dir: dir, replace: map[string]string{}}, nil
}

func (o *overlay) remove() { os.RemoveAll(o.dir) }

// add lets a path have the given text.
func (o *overlay) add(path, text string) error {
	real := filepath.Join(o.dir, strconv.Itoa(len(o.replace)))
	o.replace[path] = real
	return os.WriteFile(real, []byte(text), 0o666)
}

// link lets a path have the content of a file on disk.
func (o *overlay) link(path, real string) { o.replace[path] = real }

// write writes the list of files and returns its path.
func (o *overlay) write() (string, error) {
	data, err := json.Marshal(map[string]any{"Replace": o.replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(o.dir, "overlay.json")
	return file, os.WriteFile(file, data, 0o666)
}

// hide takes the places in files of o from what the compiler prints: with a
// line directive it names both places.
func (o *overlay) hide(output string) string {
	if o == nil {
		return output
	}
	var b strings.Builder
	for {
		before, after, _ := strings.Cut(output, "["+o.dir)
		end := strings.IndexByte(after, ']')
		if end < 0 {
			b.WriteString(output)
			return b.String()
		}
		b.WriteString(before)
		output = after[end+1:]
	}
}

// placed is where the go command finds a program.
type placed struct {
	program    *Program
	importPath string // as headings have it
	pattern    string // what to ask the go command for
	exec       string // the name of the binary that go build -o FOLDER makes
}

// inFolder places a program that is a package where it is.
func (p *Program) inFolder() placed {
	m := p.module()
	rel, _ := filepath.Rel(m.dir, p.checker.abs(p.Dir))
	return placed{p, m.importPath(p.checker.abs(p.Dir)), "./" + filepath.ToSlash(rel), p.folderName()}
}

// inOverlay gives a program a folder of its own below the one that it is in,
// so that it may import what the folder may. Line directives keep the names of
// its files.
func (p *Program) inOverlay(o *overlay, key string) (placed, error) {
	base := "lore-" + hex.EncodeToString([]byte(key)) + "-" + safeName(p.Name)
	m := p.module()
	dir := filepath.Join(p.checker.abs(p.Dir), base)
	for i, f := range p.files {
		text := fmt.Sprintf("//line %s:1:1\n%s", p.checker.abs(f.path), f.unconstrained())
		// A name of our own has no suffix that is a constraint.
		if err := o.add(filepath.Join(dir, fmt.Sprintf("f%d.go", i)), text); err != nil {
			return placed{}, err
		}
		for _, pattern := range f.embeds {
			p.embed(o, dir, pattern)
		}
	}
	rel, err := filepath.Rel(m.dir, dir)
	return placed{p, m.importPath(dir), "./" + filepath.ToSlash(rel), base}, err
}

// embed shows the files that a go:embed directive names in the folder of the
// overlay. What it gets wrong is for the compiler to say.
func (p *Program) embed(o *overlay, dir, pattern string) {
	from := p.checker.abs(p.Dir)
	if !fs.ValidPath(pattern) {
		return
	}
	matches, _ := filepath.Glob(filepath.Join(from, filepath.FromSlash(pattern)))
	for _, match := range matches {
		_ = filepath.WalkDir(match, func(name string, e fs.DirEntry, err error) error {
			rel, relErr := filepath.Rel(from, name)
			if err != nil || relErr != nil || !e.Type().IsRegular() {
				return nil // the go command embeds regular files only
			}
			if in, ok := p.checker.rel(name); ok && p.checker.linked(in) == "" {
				o.link(filepath.Join(dir, rel), name)
			}
			return nil
		})
	}
}

// safeName leaves of a name what an import path may have.
func safeName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '_', r == '-':
			return r
		}
		return '-'
	}, name)
}
