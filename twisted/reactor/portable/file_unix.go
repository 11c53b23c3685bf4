//go:build unix

package portable

import (
	"os"

	"golang.org/x/sys/unix"
)

// tooMany returns the system's own errors for want of descriptors or memory.
func tooMany() []error { return nil }

// directions says whether a file can be read and written.
func directions(f *os.File) (read, write bool, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return false, false, err
	}
	flags, flagsErr := 0, error(nil)
	if err := raw.Control(func(fd uintptr) { flags, flagsErr = unix.FcntlInt(fd, unix.F_GETFL, 0) }); err != nil {
		return false, false, err
	}
	mode := flags & unix.O_ACCMODE
	return mode != unix.O_WRONLY, mode != unix.O_RDONLY, os.NewSyscallError("fcntl", flagsErr)
}
