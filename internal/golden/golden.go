// Package golden runs tests that are kept as txtar files: the input of a case
// and every output wanted from it stand in one file, section by section.
//
//	What the case is about, for the reader.
//	-- input.xhtml --
//	<p>Hello.</p>
//	-- html --
//	<p>Hello.</p>
//
// A test reads the inputs of a [Case] with [Case.File] and compares outputs
// with [Case.Want]. `go test -update` writes what was got into the file in
// place of what was wanted and leaves every other byte as it is. LORE_UPDATE=1
// does the same, for runs over packages that do not know the flag.
package golden

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", os.Getenv("LORE_UPDATE") != "", "write the outputs into the golden files")

// Run calls f in a subtest for each file that matches the pattern, in the
// order of their names. The subtest is named after the file. A pattern that
// matches nothing fails the test.
//
// When f is done, a section that it neither read nor compared fails the case,
// so that a mistyped section name does not go unseen.
func Run(t *testing.T, pattern string, f func(t *testing.T, c *Case)) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatalf("golden pattern %q: %v", pattern, err)
	}
	if len(paths) == 0 {
		t.Fatalf("no golden file matches %q", pattern)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		t.Run(name, func(t *testing.T) {
			c, err := load(path)
			if err != nil {
				t.Fatal(err)
			}
			c.Name, c.t, c.update = name, t, *update
			t.Cleanup(c.finish)
			f(t, c)
		})
	}
}

// A tester is the part of testing.TB that a case reports to.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Failed() bool
	Skipped() bool
}

// A Case is one golden file. It belongs to the goroutine of its subtest.
type Case struct {
	Name string // base name of the file without .txtar
	Path string // path of the file, as the pattern spells it

	archive
	data   []byte // the file as it was read
	used   map[string]bool
	t      tester
	update bool
}

func load(path string) (*Case, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	a, err := parse(data)
	if err != nil {
		return nil, &fs.PathError{Op: "read golden file", Path: path, Err: err}
	}
	return &Case{Path: path, archive: a, data: data, used: map[string]bool{}}, nil
}

// Comment returns the text above the first section.
func (c *Case) Comment() string { return string(c.comment) }

// Has reports whether the case has the section. Asking is no use of it.
func (c *Case) Has(section string) bool { return c.find(section) != nil }

// File returns the text of an input section, and fails the test if there is
// none. The text ends with a newline unless it is empty.
func (c *Case) File(section string) string {
	c.t.Helper()
	s := c.find(section)
	if s == nil {
		c.t.Fatalf("%s: no section %q", c.Path, section)
		return ""
	}
	c.used[section] = true
	return string(s.data)
}

// FS returns the sections whose names start with the prefix, with the prefix
// cut from their names, as a file system. FS("") has every section.
func (c *Case) FS(prefix string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, s := range c.sections {
		if name, ok := strings.CutPrefix(s.name, prefix); ok {
			fsys[name] = &fstest.MapFile{Data: slices.Clone(s.data), Mode: 0o644}
			c.used[s.name] = true
		}
	}
	return fsys
}

// Want compares got with the section and fails the test, but does not end it,
// if they differ. A section that is absent wants nothing. As a txtar section
// cannot lack its last newline, got is compared as if it had one.
//
// Under -update, got becomes the section. All sections of a case are written
// together when its subtest ends, and none if the subtest failed.
func (c *Case) Want(section, got string) {
	c.t.Helper()
	c.used[section] = true
	text := withNewline([]byte(got))
	if line := markerLine(text); line != "" {
		c.t.Errorf("%s: %s: a golden file cannot hold the line %q, which starts a section", c.Path, section, line)
		return
	}
	if c.update {
		c.set(section, text)
		return
	}
	var want []byte
	if s := c.find(section); s != nil {
		want = s.data
	}
	if !bytes.Equal(want, text) {
		c.t.Errorf("%s: %s differs (-want +got; -update accepts it)\n%s", c.Path, section, lineDiff(want, text))
	}
}

// finish reports sections that were not used and writes the file if it is to
// be updated.
func (c *Case) finish() {
	c.t.Helper()
	if c.t.Failed() || c.t.Skipped() {
		return
	}
	for _, s := range c.sections {
		if !c.used[s.name] {
			c.t.Errorf("%s: section %q is neither read nor compared", c.Path, s.name)
		}
	}
	if !c.update || c.t.Failed() {
		return
	}
	if data := c.format(); !bytes.Equal(data, c.data) {
		if err := os.WriteFile(c.Path, data, 0o644); err != nil {
			c.t.Errorf("update golden file: %v", err)
		}
	}
}
