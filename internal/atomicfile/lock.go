package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ErrBusy means that another process is writing to the same folder.
var ErrBusy = errors.New("another build is writing to it")

// acquire makes the lock file and locks it. The system drops the lock with the
// process, however that ends, so a lock file without a lock means nothing.
func acquire(path string) (*os.File, error) {
	for range 100 {
		if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s is not a regular file", path)
		}
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			return nil, err
		}
		if err := lock(f); err != nil {
			f.Close()
			return nil, err
		}
		if stillAt(path, f) {
			return f, nil
		}
		f.Close() // its holder removed it before we had the lock
	}
	return nil, ErrBusy
}

func stillAt(path string, f *os.File) bool {
	there, err := os.Lstat(path)
	if err != nil {
		return false
	}
	ours, err := f.Stat()
	return err == nil && os.SameFile(there, ours)
}

// removeIfThere removes a file or an empty folder.
func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
