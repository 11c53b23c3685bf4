package conformance

import (
	"os"

	"golang.org/x/sys/unix"
)

// openTerminal returns the two ends of a terminal, without its echo, or nil.
func openTerminal(w *world) (ours, other *os.File) {
	w.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil
	}
	ours = os.NewFile(uintptr(fd), "/dev/ptmx")
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		w.Fatal(err)
	}
	const flags = unix.O_RDWR | unix.O_NOCTTY | unix.O_CLOEXEC
	otherFD, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.TIOCGPTPEER, flags)
	if errno != 0 {
		w.Fatal(errno)
	}
	mode, err := unix.IoctlGetTermios(int(otherFD), unix.TCGETS)
	if err != nil {
		w.Fatal(err)
	}
	mode.Lflag &^= unix.ECHO
	mode.Oflag &^= unix.OPOST
	if err := unix.IoctlSetTermios(int(otherFD), unix.TCSETS, mode); err != nil {
		w.Fatal(err)
	}
	return ours, os.NewFile(otherFD, "terminal")
}
