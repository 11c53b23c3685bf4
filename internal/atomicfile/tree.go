package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
)

// ErrForeign means that a file or folder stands in the way that lore did not
// make, and so will not touch.
var ErrForeign = errors.New("not made by lore")

// A Tree replaces a folder of output with a new set of files in one step.
//
// New content is collected in a folder beside it: on the same file system, so
// that it can be renamed, and lacking every file that already has the right
// bytes. Commit adds those as hard links, adds links to the files in the old
// folder that lore did not make, and swaps the two folders. Until that moment
// nothing in the old folder changes; if no byte is new, nothing ever does.
//
// For an output folder "html", three names beside it belong to the tree:
//
//	.html.lore-lock  held while a tree is open
//	.html.lore-new   the folder being made; after the swap, the old one
//	.html.lore-old   the old folder, where folders can only be renamed in turn
//
// A run that is killed leaves some of them behind. The next OpenTree holds the
// lock, hence knows that nobody uses them, and puts everything right.
type Tree struct {
	name   string // the folder as the caller spells it
	dir    string // the same, absolute
	stage  string
	aside  string
	lock   *os.File
	parent []string // folders above dir that were made for it, outermost first

	root    *os.Root // the old folder; nil if there is none
	old     manifest
	oldData []byte // the old manifest as it is in its file

	mu    sync.Mutex
	files manifest        // what was written so far
	kept  map[string]bool // of those, what the old folder already has
	dirs  map[string]bool // folders made in stage; nil until there is a stage
	err   error           // the first failure of Write; Commit returns it
	done  bool

	// Replaced by tests.
	create   func(name string) (*os.File, error)
	exchange func(a, b string) error
	reached  func(step string)
}

// Stats counts what a Commit did.
type Stats struct {
	Written int   // files with new content
	Kept    int   // files that had the right content already
	Removed int   // files of the previous build that are no longer made
	Bytes   int64 // in the files written
}

// OpenTree prepares to replace the folder dir, which may be absent, empty or
// made by an earlier Commit. Anything else is an error that wraps ErrForeign,
// and ErrBusy is wrapped while another tree is open for the same folder. The
// caller ends the tree with Commit or Abort.
func OpenTree(dir string) (*Tree, error) {
	t := &Tree{
		name: dir, files: manifest{}, kept: map[string]bool{},
		create: createNew, exchange: exchange, reached: func(string) {},
	}
	if err := t.open(); err != nil {
		t.close()
		return nil, fmt.Errorf("replace %s: %w", dir, err)
	}
	return t, nil
}

func createNew(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

func (t *Tree) open() error {
	abs, err := filepath.Abs(t.name)
	if err != nil {
		return err
	}
	parent, base := filepath.Split(abs)
	if base == "" {
		return fmt.Errorf("the root of a file system is %w", ErrForeign)
	}
	t.dir = abs
	beside := filepath.Join(parent, "."+base+".lore-")
	t.stage, t.aside = beside+"new", beside+"old"
	if t.parent, err = makeDirs(filepath.Clean(parent)); err != nil {
		return err
	}
	if t.lock, err = acquire(beside + "lock"); err != nil {
		return err
	}
	if err := t.restore(); err != nil {
		return err
	}
	if err := t.inspect(); err != nil {
		return err
	}
	return t.sweep()
}

// makeDirs makes the folder and those above it, and returns what it made.
func makeDirs(dir string) (made []string, err error) {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil, nil
	}
	if up := filepath.Dir(dir); up != dir {
		if made, err = makeDirs(up); err != nil {
			return made, err
		}
	}
	err = os.Mkdir(dir, 0o777)
	info, statErr := os.Stat(dir)
	switch {
	case err != nil && statErr == nil && info.IsDir():
		return made, nil // another process was faster
	case errors.Is(err, fs.ErrExist):
		return made, fmt.Errorf("%s is a file: %w", dir, ErrForeign)
	case err != nil:
		return made, err
	}
	return append(made, dir), nil
}

// inspect finds out whether the folder may be replaced.
func (t *Tree) inspect() error {
	info, err := os.Lstat(t.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().Type() == fs.ModeSymlink:
		return fmt.Errorf("it is a symbolic link: %w", ErrForeign)
	case !info.IsDir():
		return fmt.Errorf("it is a file: %w", ErrForeign)
	}
	if t.root, err = os.OpenRoot(t.dir); err != nil {
		return err
	}
	t.old, t.oldData, err = readManifest(t.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return t.wantEmpty()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", err, ErrForeign)
	}
	return nil
}

func (t *Tree) wantEmpty() error {
	d, err := t.root.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	switch names, err := d.Readdirnames(1); {
	case len(names) > 0:
		return fmt.Errorf("it has files, such as %q, but no %s: %w", names[0], manifestName, ErrForeign)
	case !errors.Is(err, io.EOF):
		return err
	}
	return nil
}

// Write adds a file to the new content. The name is slash-separated, relative
// to the folder, and can be written once. Writes may run concurrently; data is
// not kept. After an error, Commit fails with the same error.
func (t *Tree) Write(name string, data []byte) error {
	err := t.write(name, data)
	if err != nil {
		err = fmt.Errorf("write %s: %w", filepath.Join(t.name, filepath.FromSlash(name)), reason(err))
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.err == nil {
			t.err = err
		}
	}
	return err
}

func (t *Tree) write(name string, data []byte) error {
	if err := t.claim(name, data); err != nil {
		return err
	}
	if t.has(name, data) {
		t.mu.Lock()
		t.kept[name] = true
		t.mu.Unlock()
		return nil
	}
	if err := t.makeDir(path.Dir(name)); err != nil {
		return err
	}
	f, err := t.create(t.staged(name))
	if err != nil {
		return err
	}
	return fill(f, data, false)
}

func (t *Tree) claim(name string, data []byte) error {
	if !validName(name) {
		return fmt.Errorf("%q is not the path of an output file", name)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.done {
		return errors.New("the tree is closed")
	}
	if _, ok := t.files[name]; ok {
		return errors.New("two outputs have this path")
	}
	t.files[name] = int64(len(data))
	return nil
}

func (t *Tree) staged(name string) string { return filepath.Join(t.stage, filepath.FromSlash(name)) }

func (t *Tree) path(name string) string { return filepath.Join(t.dir, filepath.FromSlash(name)) }

// makeDir makes a folder of the new tree, and those above it, once.
func (t *Tree) makeDir(dir string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.dirs == nil {
		if err := os.Mkdir(t.stage, 0o777); err != nil {
			return err
		}
		t.dirs = map[string]bool{".": true}
	}
	return t.makeDirLocked(dir)
}

func (t *Tree) makeDirLocked(dir string) error {
	if t.dirs[dir] {
		return nil
	}
	if err := t.makeDirLocked(path.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(t.staged(dir), 0o777); err != nil {
		return err
	}
	t.dirs[dir] = true
	return nil
}

// has reports whether the old folder has the file with these bytes. It goes
// through an os.Root, which no symbolic link in the folder can lead out of.
func (t *Tree) has(name string, data []byte) bool {
	if size, ok := t.old[name]; !ok || size != int64(len(data)) {
		return false
	}
	local := filepath.FromSlash(name)
	info, err := t.root.Lstat(local)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(data)) {
		return false
	}
	f, err := t.root.Open(local)
	if err != nil {
		return false
	}
	defer f.Close()
	return hasBytes(f, data)
}

var buffers = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// hasBytes reports whether the reader gives exactly the data.
func hasBytes(r io.Reader, data []byte) bool {
	buf := buffers.Get().(*[64 << 10]byte)
	defer buffers.Put(buf)
	for {
		n, err := r.Read(buf[:])
		if n > len(data) || !bytes.Equal(buf[:n], data[:n]) {
			return false
		}
		data = data[n:]
		if err != nil {
			return err == io.EOF && len(data) == 0
		}
	}
}

// Commit puts the files that were written in place of the old folder, and
// ends the tree; no Write may be running. Files of the previous build that were not written again are
// gone then; files that lore did not make stay where they are. If one of them
// has the path of an output, the error wraps ErrForeign.
//
// If Commit fails the old folder is unchanged, except when the error says that
// only the old files could not be cleared away.
func (t *Tree) Commit() (Stats, error) {
	t.mu.Lock()
	err := t.err
	if err == nil && t.done {
		err = errors.New("the tree is closed")
	}
	t.mu.Unlock()
	if err != nil {
		t.Abort()
		return Stats{}, err
	}
	defer t.Abort()
	data := t.files.format()
	if t.dirs == nil && t.root != nil && bytes.Equal(data, t.oldData) {
		return t.stats(), nil
	}
	if err := t.complete(data); err != nil {
		return Stats{}, fmt.Errorf("replace %s: %w", t.name, err)
	}
	if err := t.swap(); err != nil {
		return Stats{}, fmt.Errorf("replace %s: %w", t.name, reason(err))
	}
	return t.stats(), t.clear()
}

func (t *Tree) stats() Stats {
	s := Stats{Kept: len(t.kept), Written: len(t.files) - len(t.kept)}
	for name, size := range t.files {
		if !t.kept[name] {
			s.Bytes += size
		}
	}
	for name := range t.old {
		if _, ok := t.files[name]; !ok {
			s.Removed++
		}
	}
	return s
}

// Abort ends the tree and leaves the old folder as it is. After Commit or
// another Abort it does nothing, so it can be deferred. No Write may be running.
func (t *Tree) Abort() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.done {
		return
	}
	t.done = true
	if t.dirs != nil {
		os.RemoveAll(t.stage)
	}
	t.close()
}

// close lets go of the lock and of folders that were made for nothing.
func (t *Tree) close() {
	if t.root != nil {
		t.root.Close()
	}
	if t.lock != nil {
		release(t.lock)
	}
	for i := len(t.parent) - 1; i >= 0; i-- {
		os.Remove(t.parent[i]) // fails if it is in use
	}
}
