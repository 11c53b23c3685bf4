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

// waitHangup waits until nobody reads a pipe that f writes, and reports
// whether it is so; it does not wait where the system cannot tell, or when f
// is closed. Go waits for something to read, of which there will be nothing,
// and is told of the end with that; on the BSDs it is not, and the wait lasts
// until f is closed.
func waitHangup(f *os.File) bool {
	raw, err := f.SyscallConn()
	if err != nil {
		return false
	}
	gone := false
	err = raw.Read(func(fd uintptr) bool {
		ready := []unix.PollFd{{Fd: int32(fd)}}
		_, err := unix.Poll(ready, 0)
		gone = err == nil && ready[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0
		return gone
	})
	return err == nil && gone
}
