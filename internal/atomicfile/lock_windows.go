package atomicfile

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock takes the lock of an open file or returns ErrBusy.
func lock(f *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	switch {
	case err == nil:
		return nil
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION):
		return ErrBusy
	}
	return &os.PathError{Op: "lock", Path: f.Name(), Err: err}
}

// release closes the file first, as an open one cannot be removed here. One
// that another process has opened since stays, and is that one's to remove.
func release(f *os.File) {
	f.Close()
	os.Remove(f.Name())
}
