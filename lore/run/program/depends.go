package program

import (
	"go/version"
	"path/filepath"
	"slices"
	"strings"
)

// Folders returns the folders of the module that hold the packages p is made
// of: its own, unless p is single files, and those of all that it imports. The
// second result is false if files outside the module could change p, too.
func (p *Program) Folders() ([]string, bool) {
	if p.Lang != "go" {
		return nil, true
	}
	var dirs, imports []string
	if p.kind == packageFolder || p.kind == packageTests {
		dirs = append(dirs, p.Dir)
	}
	for _, f := range p.all() {
		for _, spec := range f.imports {
			imports = append(imports, spec.path)
		}
	}
	for _, abs := range p.checker.closure(p.module(), imports) {
		dir, ok := p.checker.rel(abs)
		if !ok {
			return nil, false
		}
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	return slices.Compact(dirs), true
}

// IsSource reports whether the go command makes a package of a file with this
// name; tests are none.
func IsSource(name string) bool {
	return slices.Contains(sourceKinds, filepath.Ext(name)) && !strings.HasSuffix(name, "_test.go")
}

// Language returns the version of Go that programs are checked and built with,
// without its last part: "go1.26". It is "" where there is no go command.
func (c *Checker) Language() string {
	t, err := c.gocmd()
	if err != nil {
		return ""
	}
	return version.Lang(t.version)
}
