package program

import (
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
)

// MaxSize is the size in bytes of the largest file that is checked.
const MaxSize = 1 << 20

// Config says where code is and with what it is checked.
type Config struct {
	// Dir is the absolute path of the module root. Listings are files in it.
	Dir string

	// GoCommand is the go command, "go" if empty.
	GoCommand string

	// Version is what checks: a new one makes new keys.
	Version string

	// CacheDir is where answers of the go command are kept between runs. If
	// it is empty, nothing is kept.
	CacheDir string

	// Cgo lets Build use cgo. Without it a program that imports C is skipped.
	Cgo bool

	// Debug makes Build keep symbol tables and DWARF. Stack traces do not
	// need them.
	Debug bool

	// Runners check other languages. They come before what is built in.
	Runners []Runner

	// Require makes a failure of modules and tools that are not there.
	// Without it what needs them is skipped.
	Require bool

	// Jobs is how many programs are checked at once, GOMAXPROCS if below 1.
	Jobs int
}

// A Checker checks the code of one module. It reads each file once, so it
// serves one run. It is safe for concurrent use.
type Checker struct {
	cfg     Config
	root    *os.Root
	fset    *token.FileSet
	files   *memo[string, *goFile]
	folders *memo[string, *folder]
	modules *memo[string, *module]
	sources *memo[string, *packageSource]
	tools   *memo[string, tool]
	gocmd   func() (*toolchain, error)
	exports exports
}

// New returns a Checker of the module at cfg.Dir. It starts no process.
func New(cfg Config) (*Checker, error) {
	if !filepath.IsAbs(cfg.Dir) {
		return nil, fmt.Errorf("check listings: %q is no absolute path", cfg.Dir)
	}
	root, err := os.OpenRoot(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("check listings: %w", err)
	}
	// Paths that tools print have links resolved.
	if real, err := filepath.EvalSymlinks(cfg.Dir); err == nil {
		cfg.Dir = real
	}
	c := &Checker{cfg: cfg, root: root, fset: token.NewFileSet()}
	c.files = newMemo(c.readGoFile)
	c.folders = newMemo(c.readFolder)
	c.modules = newMemo(c.findModule)
	c.sources = newMemo(readPackageSource)
	c.tools = newMemo(findTool)
	c.gocmd = sync.OnceValues(c.findGo)
	return c, nil
}

// Close lets go of the module's folder. Programs must not be used any more.
func (c *Checker) Close() error { return c.root.Close() }

// abs returns where a path in the module is on disk.
func (c *Checker) abs(name string) string { return filepath.Join(c.cfg.Dir, filepath.FromSlash(name)) }

// rel returns the path in the module of a path on disk.
func (c *Checker) rel(abs string) (string, bool) {
	name, err := filepath.Rel(c.cfg.Dir, abs)
	if err != nil || !filepath.IsLocal(name) {
		return "", false
	}
	return filepath.ToSlash(name), true
}

// linked returns the first part of name that is a symbolic link, or "". Code
// behind links is not read: what a page shows is in the module.
func (c *Checker) linked(name string) string {
	for dir := name; dir != "." && dir != "/"; dir = path.Dir(dir) {
		info, err := c.root.Lstat(filepath.FromSlash(dir))
		if err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return dir
		}
	}
	return ""
}

// read returns the text of a file of the module, or why there is none.
func (c *Checker) read(name string) (text, bad string) {
	if !fs.ValidPath(name) {
		return "", fmt.Sprintf("path %q is no file of the module", name)
	}
	if link := c.linked(name); link != "" {
		return "", fmt.Sprintf("file %q is behind the symbolic link %q", name, link)
	}
	info, err := c.root.Lstat(filepath.FromSlash(name))
	switch {
	case err != nil:
		return "", fmt.Sprintf("file %q cannot be read: %v", name, reason(err))
	case !info.Mode().IsRegular():
		return "", fmt.Sprintf("file %q is no regular file", name)
	case info.Size() > MaxSize:
		return "", fmt.Sprintf("file %q has %d bytes; a listing has %d at most", name, info.Size(), MaxSize)
	}
	data, err := c.root.ReadFile(filepath.FromSlash(name))
	if err != nil {
		return "", fmt.Sprintf("file %q cannot be read: %v", name, reason(err))
	}
	return string(data), ""
}

// reason is err without the path, which messages name in their own way.
func reason(err error) error {
	if perr, ok := err.(*fs.PathError); ok {
		return perr.Err
	}
	return err
}

// names returns the regular files and links of a folder of the module that
// keep says yes to, sorted.
func (c *Checker) names(dir string, keep func(name string) bool) []string {
	d, err := c.root.Open(filepath.FromSlash(dir))
	if err != nil {
		return nil
	}
	defer d.Close() // nothing was written
	entries, _ := d.ReadDir(-1)
	var names []string
	for _, e := range entries {
		if !e.IsDir() && keep(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names
}
