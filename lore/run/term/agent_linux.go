package term

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	getModes    = unix.TCGETS
	setModesNow = unix.TCSETS
)

// flushTyped forgets what was typed and not read. That is asked of the other
// end, which is not kept open: its last closing tells that a shell has ended.
func flushTyped(pty int) {
	if tty, err := openPeer(pty); err == nil {
		unix.IoctlSetInt(tty, unix.TCFLSH, unix.TCIFLUSH)
		unix.Close(tty)
	}
}

// openPeer asks the master for its slave, and does not look it up by name,
// which works wherever devpts is mounted.
func openPeer(pty int) (int, error) {
	fd, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(pty), unix.TIOCGPTPEER, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC)
	if errno != 0 {
		return -1, errno
	}
	return int(fd), nil
}

// openPair opens a terminal of the file system that the agent sees, which in
// a sandbox is the sandbox's own.
func openPair() (pty, tty int, err error) {
	pty, err = unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, -1, &os.PathError{Op: "open", Path: "/dev/ptmx", Err: err}
	}
	if err = unix.IoctlSetPointerInt(pty, unix.TIOCSPTLCK, 0); err == nil {
		if tty, err = openPeer(pty); err == nil {
			return pty, tty, nil
		}
	}
	unix.Close(pty)
	return -1, -1, fmt.Errorf("terminal: %w", err)
}

// prepare makes the sandbox, or makes the agent the parent of orphans, so
// that a process that hides by losing its parent is still found.
func prepare(s *setup) error {
	if s.Sandbox {
		return enterSandbox(s)
	}
	return os.NewSyscallError("prctl", unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
}

// restrictThread gives up, for the calling thread and all that it starts,
// every capability and every way to get one. In a plain session it leaves
// what the user may do, but for writes outside of the session's folders
// where the kernel has Landlock.
func restrictThread(s *setup) error {
	unix.KeyctlJoinSessionKeyring("") // no keys of the user; there need not be any
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl no_new_privs", err)
	}
	if !s.Sandbox {
		return restrictWrites(s.Writable)
	}
	return dropCapabilities()
}

func dropCapabilities() error {
	for c := uintptr(0); c <= unix.CAP_LAST_CAP; c++ {
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0); err != nil && err != unix.EINVAL {
			return os.NewSyscallError("prctl capbset", err)
		}
	}
	const noRoot, noRootLocked, noFixup, noFixupLocked = 1, 2, 4, 8
	if err := unix.Prctl(unix.PR_SET_SECUREBITS, noRoot|noRootLocked|noFixup|noFixupLocked, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl securebits", err)
	}
	if err := unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl ambient", err)
	}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var none [2]unix.CapUserData
	return os.NewSyscallError("capset", unix.Capset(&header, &none[0]))
}

// limitProcess bounds a shell, before it is given its first command, and with
// it all that it starts. The agent itself stays free: it must be able to act
// when a program has used everything up.
func limitProcess(pid int, limits []rlimit) error {
	for _, l := range limits {
		var now unix.Rlimit
		if err := unix.Prlimit(pid, l.Resource, nil, &now); err != nil {
			return os.NewSyscallError("prlimit", err)
		}
		limit := min(l.Max, now.Max)
		if err := unix.Prlimit(pid, l.Resource, &unix.Rlimit{Cur: limit, Max: limit}, nil); err != nil {
			return os.NewSyscallError("prlimit", err)
		}
	}
	return nil
}

// slack is how much wider the kernel's bound on processes is than ours. Of a
// program that multiplies, most die when they run into the kernel's; those
// that wait to try again are then still more than we allow.
const slack = 4

// rlimits are the kernel's part of the limits.
func rlimits(l Limits) []rlimit {
	r := []rlimit{
		{unix.RLIMIT_FSIZE, uint64(l.File)},
		{unix.RLIMIT_CPU, uint64(l.CPU.Seconds() + 1)},
		{unix.RLIMIT_NPROC, uint64(slack*l.Processes + ownProcesses())},
		{unix.RLIMIT_CORE, 0},
	}
	if l.Memory > 0 {
		r = append(r, rlimit{unix.RLIMIT_AS, uint64(l.Memory)})
	}
	return r
}

// restrictWrites allows the thread and its children to write in the given
// places only. Where the kernel has no Landlock it does nothing.
func restrictWrites(writable []string) error {
	abi, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 || len(writable) == 0 {
		return nil
	}
	handled := landlockWrites(int(abi))
	rules := unix.LandlockRulesetAttr{Handled_access_fs: handled}
	// The size is that of the first field, which every version has.
	set, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&rules)), 8, 0)
	if errno != 0 {
		return os.NewSyscallError("landlock_create_ruleset", errno)
	}
	defer unix.Close(int(set))
	for _, path := range writable {
		if err := allowWrites(int(set), path, handled); err != nil {
			return err
		}
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, set, 0, 0); errno != 0 {
		return os.NewSyscallError("landlock_restrict_self", errno)
	}
	return nil
}

func landlockWrites(abi int) uint64 {
	writes := uint64(unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_REMOVE_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE |
		unix.LANDLOCK_ACCESS_FS_MAKE_CHAR | unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_MAKE_REG |
		unix.LANDLOCK_ACCESS_FS_MAKE_SOCK | unix.LANDLOCK_ACCESS_FS_MAKE_FIFO | unix.LANDLOCK_ACCESS_FS_MAKE_BLOCK | unix.LANDLOCK_ACCESS_FS_MAKE_SYM)
	if abi >= 2 {
		writes |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if abi >= 3 {
		writes |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	return writes
}

func allowWrites(set int, path string, access uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil // what is not there needs no rule
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if unix.Fstat(fd, &st) == nil && st.Mode&unix.S_IFMT != unix.S_IFDIR {
		access &= unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: access, Parent_fd: int32(fd)}
	if _, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(set), unix.LANDLOCK_RULE_PATH_BENEATH,
		uintptr(unsafe.Pointer(&rule)), 0, 0, 0); errno != 0 {
		return fmt.Errorf("landlock: %s: %w", path, errno)
	}
	return nil
}

func executable(pid int) string {
	path := "/proc/" + itoa(pid) + "/exe"
	if _, err := os.Readlink(path); err != nil {
		return ""
	}
	return path
}
