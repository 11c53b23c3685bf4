package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// complete makes the new folder whole: the files that did not change, the
// files that lore did not make, and the manifest as the last of all. A folder
// beside the output that has a manifest is whole.
func (t *Tree) complete(data []byte) error {
	if err := t.makeDir("."); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(t.kept)) {
		if err := t.link(name); err != nil {
			return fmt.Errorf("keep %s: %w", name, reason(err))
		}
	}
	t.reached("staged")
	if t.root != nil {
		if err := t.carry(); err != nil {
			return err
		}
	}
	t.reached("carried")
	f, err := t.create(t.staged(manifestName))
	if err == nil {
		err = fill(f, data, false)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", manifestName, reason(err))
	}
	t.reached("complete")
	return nil
}

// carry takes the files that lore did not make over into the new folder.
func (t *Tree) carry() error {
	known := t.old.dirs()
	return filepath.WalkDir(t.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := t.relative(t.dir, p)
		if err != nil {
			return err
		}
		switch {
		case name == ".":
			return t.copyMode(d)
		case d.IsDir() && known[name], !d.IsDir() && t.ours(name, d):
			return nil
		}
		if t.taken(name, d) {
			return fmt.Errorf("%s has the path of an output: %w", filepath.Join(t.name, filepath.FromSlash(name)), ErrForeign)
		}
		if d.IsDir() {
			return t.makeDir(name)
		}
		if err := t.link(name); err != nil && !errors.Is(err, fs.ErrNotExist) { // its owner may remove it at any time
			return fmt.Errorf("keep %s: %w", name, reason(err))
		}
		return nil
	})
}

func (t *Tree) relative(dir, p string) (string, error) {
	rel, err := filepath.Rel(dir, p)
	return filepath.ToSlash(rel), err
}

// copyMode gives the new folder the permissions of the old one.
func (t *Tree) copyMode(d fs.DirEntry) error {
	old, err := d.Info()
	if err != nil {
		return err
	}
	made, err := os.Stat(t.stage)
	if err != nil || made.Mode() == old.Mode() {
		return err
	}
	return os.Chmod(t.stage, old.Mode())
}

// ours reports whether an entry of the old folder that is no folder goes with
// it: lore made it, and it is made anew or else still has the size that lore
// gave it. With another size it is somebody's work now.
func (t *Tree) ours(name string, d fs.DirEntry) bool {
	if name == manifestName {
		return true
	}
	size, listed := t.old[name]
	if !listed {
		return false
	}
	if _, ok := t.files[name]; ok {
		return true
	}
	info, err := d.Info()
	return err == nil && info.Mode().IsRegular() && info.Size() == size
}

// taken reports whether an entry of the old folder cannot be carried over, as
// an output is in its place or above it.
func (t *Tree) taken(name string, d fs.DirEntry) bool {
	if !d.IsDir() && t.dirs[name] {
		return true
	}
	for ; name != "."; name = path.Dir(name) {
		if _, ok := t.files[name]; ok {
			return true
		}
	}
	return false
}

// link puts a file of the old folder into the new one too.
func (t *Tree) link(name string) error {
	if err := t.makeDir(path.Dir(name)); err != nil {
		return err
	}
	from, to := t.path(name), t.staged(name)
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// The file system has no hard links, or not for files of another user.
	return copyEntry(from, to)
}

// copyEntry copies a file with its mode and time, or a symbolic link.
func copyEntry(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	switch {
	case info.Mode().Type() == fs.ModeSymlink:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s can be neither linked nor copied", from)
	}
	if err := copyFile(from, to, info.Mode().Perm()); err != nil {
		return err
	}
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}

func copyFile(from, to string, perm fs.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	return err
}

// swap puts the new folder in the place of the old one, which is then at
// stage, or at aside where two folders cannot change places in one step.
func (t *Tree) swap() error {
	if t.root == nil {
		return os.Rename(t.stage, t.dir)
	}
	t.root.Close() // an open folder cannot be renamed on Windows
	err := t.exchange(t.stage, t.dir)
	if !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if err := os.Rename(t.dir, t.aside); err != nil {
		return err
	}
	t.reached("aside")
	if err := os.Rename(t.stage, t.dir); err != nil {
		return errors.Join(err, os.Rename(t.aside, t.dir))
	}
	return nil
}

// clear removes the old folder after the swap.
func (t *Tree) clear() error {
	t.reached("swapped")
	if err := errors.Join(t.retire(t.stage, true), t.retire(t.aside, true)); err != nil {
		return fmt.Errorf("%s is complete, but its old files could not be cleared away: %w", t.name, err)
	}
	return nil
}

// retire removes a folder that took part in a swap, if it exists. Files that
// lore did not make have been carried over, so they are removed as well; those
// that came too late for that are moved now. A file that was replaced after it
// was carried over moves too, if the folder is known to have the newer one.
func (t *Tree) retire(dir string, newer bool) error {
	var dirs []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			dirs = append(dirs, p)
			return nil
		}
		name, err := t.relative(dir, p)
		if err != nil || name == manifestName {
			return err
		}
		return t.retireFile(name, p, d, newer)
	})
	if errors.Is(err, fs.ErrNotExist) && len(dirs) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	// The manifest goes last: without it the folder is taken for unfinished.
	if err := removeIfThere(filepath.Join(dir, manifestName)); err != nil {
		return err
	}
	for _, d := range slices.Backward(dirs) {
		if err := os.Remove(d); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tree) retireFile(name, p string, d fs.DirEntry, newer bool) error {
	if _, made := t.files[name]; made || t.ours(name, d) {
		return os.Remove(p)
	}
	there, err := os.Lstat(t.path(name))
	if err == nil && (!newer || sameFile(d, there)) {
		return os.Remove(p)
	}
	if err := os.MkdirAll(filepath.Dir(t.path(name)), 0o777); err != nil {
		return err
	}
	return os.Rename(p, t.path(name))
}

func sameFile(d fs.DirEntry, other fs.FileInfo) bool {
	info, err := d.Info()
	return err == nil && os.SameFile(info, other)
}

// restore undoes the first half of a swap whose second half never came.
func (t *Tree) restore() error {
	if _, err := os.Lstat(t.dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(t.aside, t.dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sweep removes what a killed run left. A folder with a manifest took part in
// a swap or was about to: either way its own manifest tells which of its files
// lore made, and that of the output which it has.
func (t *Tree) sweep() error {
	for _, dir := range []string{t.stage, t.aside} {
		listed, _, err := readManifest(dir)
		if err != nil || t.root == nil {
			err = os.RemoveAll(dir)
		} else {
			err = (&Tree{dir: t.dir, old: listed, files: t.old}).retire(dir, false)
		}
		if err != nil {
			return fmt.Errorf("clear away what an interrupted build left: %w", err)
		}
	}
	return nil
}
