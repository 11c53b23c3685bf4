package run

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/tree"
)

// The limits of a working folder.
const (
	mostFiles = 5000
	mostBytes = 256 << 20
)

// A copyFile is a file of the module that a session sees.
type copyFile struct {
	name string
	data []byte
	mode fs.FileMode
}

// A copier collects what a session needs of the module.
type copier struct {
	fsys    fs.FS
	module  string // import path, "" without go.mod
	files   map[string]copyFile
	folders map[string]bool // seen, by path; true: with all below
	bytes   int
	full    bool
}

// workFiles returns the files of a session, sorted by name.
func (r *run) workFiles(s *session) ([]copyFile, error) {
	c := &copier{fsys: r.root.FS(), module: r.modulePath(), files: map[string]copyFile{}, folders: map[string]bool{}}
	c.file("go.mod")
	c.file("go.sum")
	if s.alone {
		c.folder(s.dir, false)
	}
	for _, code := range s.page.Code {
		if code != nil && code.Kind == tree.CodeFile && !s.alone {
			c.folder(path.Dir(code.File), false)
		}
	}
	for _, n := range s.programs {
		for _, name := range r.plan.Of[n].Files {
			c.folder(path.Dir(name), false)
		}
	}
	for _, st := range s.all() {
		if st.enterDir != "" && st.enterDir != s.page.dir {
			c.folder(st.enterDir, false)
		}
		for _, p := range st.commands {
			c.words(p)
		}
	}
	c.pageFiles(s.page)
	if c.full {
		return nil, fmt.Errorf("the session names more than %d files or %d MB of its module", mostFiles, mostBytes>>20)
	}
	list := make([]copyFile, 0, len(c.files))
	for _, f := range c.files {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b copyFile) int { return strings.Compare(a.name, b.name) })
	return list, nil
}

// modulePath returns the path in the module's go.mod.
func (r *run) modulePath() string {
	text, _ := fs.ReadFile(r.root.FS(), "go.mod")
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "module "); ok {
			return strings.Trim(strings.TrimSpace(name), `"`)
		}
	}
	return ""
}

// moduleName is what the folder of the module is called in sessions: the last
// part of its path, as a clone of it would be.
func (r *run) moduleName() string {
	name := path.Base(r.modulePath())
	if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
		name = path.Base(path.Dir(r.modulePath()))
	}
	if name == "." || name == "/" {
		return "work"
	}
	return name
}

// words copies what the words of a command name.
func (c *copier) words(p placed) {
	name, args := p.name()
	tests := name == "go" && len(args) > 0 && args[0] == "test"
	if tests {
		c.folder(p.dir, false)
		c.folder(path.Join(p.dir, "testdata"), true)
	}
	for _, w := range p.command {
		if i := strings.LastIndexByte(w, '='); i >= 0 {
			w = w[i+1:]
		}
		all := strings.HasSuffix(w, "/...")
		w = strings.TrimSuffix(w, "/...")
		w, ok := inModule(p.dir, w)
		if !ok {
			continue
		}
		info, err := fs.Lstat(c.fsys, w)
		switch {
		case err != nil:
		case info.Mode().IsRegular():
			c.file(w)
		case info.IsDir():
			c.folder(w, all || w != "." && w != p.dir && !strings.HasPrefix(p.dir, w+"/"))
		}
	}
}

// folder copies the regular files of a folder, and with all those below it.
func (c *copier) folder(dir string, all bool) {
	if seen, ok := c.folders[dir]; ok && (seen || !all) {
		return
	}
	c.folders[dir] = all
	entries, _ := fs.ReadDir(c.fsys, dir) // a folder that is not there is empty
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch {
		case e.Type().IsRegular():
			c.file(name)
		case e.IsDir() && all && !strings.HasPrefix(e.Name(), ".") && e.Name() != "node_modules":
			c.folder(name, true)
		}
	}
}

// file copies one file, and what it imports if it is one of Go.
func (c *copier) file(name string) {
	if _, ok := c.files[name]; ok || c.full {
		return
	}
	info, err := fs.Lstat(c.fsys, name)
	if err != nil || !info.Mode().IsRegular() || linked(c.fsys, path.Dir(name)) {
		return
	}
	if c.full = len(c.files) >= mostFiles || c.bytes+int(info.Size()) > mostBytes; c.full {
		return
	}
	data, err := fs.ReadFile(c.fsys, name)
	if err != nil {
		return // the session shows that it is not there
	}
	c.files[name] = copyFile{name, data, 0o644 | info.Mode()&0o111}
	c.bytes += len(data)
	if dir := path.Dir(name); dir != "." && c.module != "" {
		for up := dir; up != "."; up = path.Dir(up) { // a module within
			c.file(path.Join(up, "go.mod"))
			c.file(path.Join(up, "go.sum"))
		}
	}
	if strings.HasSuffix(name, ".go") && c.module != "" {
		c.imports(name, data)
	}
}

// linked reports whether a symbolic link leads to the folder.
func linked(fsys fs.FS, dir string) bool {
	for ; dir != "."; dir = path.Dir(dir) {
		if info, err := fs.Lstat(fsys, dir); err != nil || info.Mode()&fs.ModeSymlink != 0 {
			return true
		}
	}
	return false
}

// imports copies the packages of the module that a file imports, and what it
// may embed.
func (c *copier) imports(name string, data []byte) {
	if strings.Contains(string(data), "//go:embed") {
		c.folder(path.Dir(name), true)
	}
	syntax, _ := parser.ParseFile(token.NewFileSet(), "", data, parser.ImportsOnly|parser.SkipObjectResolution)
	if syntax == nil {
		return
	}
	for _, spec := range syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		if imported == c.module {
			c.folder(".", false)
		} else if dir, ok := strings.CutPrefix(imported, c.module+"/"); ok && fs.ValidPath(dir) {
			c.folder(dir, false)
		}
	}
}

// write makes the working folder.
func (s *session) write(dir string, files []copyFile) error {
	for _, st := range s.all() {
		if st.enterDir != "" {
			if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(st.enterDir)), 0o777); err != nil {
				return err
			}
		}
	}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.data, f.mode); err != nil {
			return err
		}
	}
	return nil
}
