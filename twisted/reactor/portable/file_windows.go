package portable

import (
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// tooMany returns the system's own errors for want of descriptors or memory.
func tooMany() []error {
	return []error{syscall.Errno(windows.WSAEMFILE), syscall.Errno(windows.WSAENOBUFS)}
}

// directions says whether a file can be read and written. Windows does not
// tell; but writing nothing fails where writing does, and a pipe that can be
// written is the writing end.
func directions(f *os.File) (read, write bool, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return false, false, err
	}
	err = raw.Control(func(handle uintptr) {
		h := windows.Handle(handle)
		kind, kindErr := windows.GetFileType(h)
		var n uint32
		write = windows.WriteFile(h, nil, &n, nil) == nil
		read = !write || kindErr != nil || kind != windows.FILE_TYPE_PIPE
	})
	return read, write, err
}

// waitHangup does not wait: that nobody reads a pipe is noticed when it is
// written.
func waitHangup(*os.File) bool { return false }
