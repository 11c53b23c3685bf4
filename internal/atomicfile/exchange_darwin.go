package atomicfile

import (
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps two existing paths in one step. The error is
// errors.ErrUnsupported where the file system cannot.
func exchange(a, b string) error {
	if err := unix.RenamexNp(a, b, unix.RENAME_SWAP); err != nil {
		return &os.LinkError{Op: "exchange", Old: a, New: b, Err: err}
	}
	return nil
}
