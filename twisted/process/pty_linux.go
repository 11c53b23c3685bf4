package process

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// openTerminal returns the two ends of a new terminal: ours, and that of the
// process.
func openTerminal(rows, columns uint16) (ours, childs *os.File, err error) {
	const path = "/dev/ptmx"
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	ours = os.NewFile(uintptr(fd), path)
	childs, err = otherEnd(fd, rows, columns)
	if err != nil {
		_ = ours.Close()
		return nil, nil, err
	}
	return ours, childs, nil
}

// otherEnd unlocks the terminal that fd controls, gives it a size and opens
// it. It asks for the other end itself and not for its name, which another
// mount of /dev/pts would not have.
func otherEnd(fd int, rows, columns uint16) (*os.File, error) {
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return nil, os.NewSyscallError("unlocking", err)
	}
	if err := setSize(fd, rows, columns); err != nil {
		return nil, err
	}
	const flags = unix.O_RDWR | unix.O_NOCTTY | unix.O_CLOEXEC
	other, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.TIOCGPTPEER, flags)
	if errno != 0 {
		return nil, os.NewSyscallError("opening the other end", errno)
	}
	return os.NewFile(other, "/dev/pts"), nil
}

func setSize(fd int, rows, columns uint16) error {
	err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: rows, Col: columns})
	return os.NewSyscallError("setting the size of a terminal", err)
}

// resizer returns a file to resize the terminal of f with once the reactor
// has f.
func resizer(f *os.File) (*os.File, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	fd, dupErr := -1, error(nil)
	if err := raw.Control(func(from uintptr) {
		fd, dupErr = unix.FcntlInt(from, unix.F_DUPFD_CLOEXEC, 0)
	}); err != nil {
		return nil, err
	}
	if dupErr != nil {
		return nil, fmt.Errorf("dup: %w", dupErr)
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

func resize(f *os.File, rows, columns uint16) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var sizeErr error
	if err := raw.Control(func(fd uintptr) { sizeErr = setSize(int(fd), rows, columns) }); err != nil {
		return err
	}
	return sizeErr
}

// lead makes the process the leader of a session whose terminal is its
// descriptor fd.
func lead(cmd *exec.Cmd, fd int) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setsid, cmd.SysProcAttr.Setctty, cmd.SysProcAttr.Ctty = true, true, fd
}
