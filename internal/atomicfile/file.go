// Package atomicfile replaces files, and whole folders of them, in one step:
// whoever looks sees the old content or the new, never a part.
//
// Steps are atomic against other processes, and against this one being killed.
// They are not flushed to the disk unless asked for: lore can make its output
// again, the next build compares bytes and so repairs what a power cut lost,
// and to flush every page would make a build many times slower.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// WriteFile replaces the file, or makes it with the permissions perm less the
// umask. The new content is written beside it and renamed over it, so a
// symbolic link of that name is replaced rather than followed.
func WriteFile(name string, data []byte, perm fs.FileMode) error {
	return replace(name, data, perm, false)
}

// WriteFileSync is WriteFile for what cannot be made again: content and name
// are on the disk when it returns, where the system can promise that.
func WriteFileSync(name string, data []byte, perm fs.FileMode) error {
	return replace(name, data, perm, true)
}

func replace(name string, data []byte, perm fs.FileMode, sync bool) error {
	f, err := createBeside(name, perm)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, reason(err))
	}
	err = fill(f, data, sync)
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", name, reason(err))
	}
	if sync {
		return syncDir(filepath.Dir(name))
	}
	return nil
}

// createBeside makes a new file in the folder of name. os.CreateTemp would not
// let the umask decide on its permissions.
func createBeside(name string, perm fs.FileMode) (*os.File, error) {
	dir, base := filepath.Split(name)
	for range 100 {
		temp := fmt.Sprintf("%s.%s.lore-%08x", dir, base, rand.Uint32())
		f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, errors.New("no free name for a temporary file")
}

// fill writes the data and closes the file.
func fill(f *os.File, data []byte, sync bool) error {
	_, err := f.Write(data)
	if err == nil && sync {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// reason cuts the operation and the paths from an error of package os. They
// name temporary files, which mean nothing to the reader of the message.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
