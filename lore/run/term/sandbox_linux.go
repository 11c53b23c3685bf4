package term

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// sandboxFlags are the namespaces that the agent of a sandbox is started in.
const sandboxFlags = unix.CLONE_NEWUSER | unix.CLONE_NEWNS | unix.CLONE_NEWPID |
	unix.CLONE_NEWNET | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS

// agentCapabilities are what an agent keeps of the rights in its namespaces,
// whichever user it is.
var agentCapabilities = []uintptr{
	unix.CAP_SYS_ADMIN, unix.CAP_NET_ADMIN, unix.CAP_SETPCAP, unix.CAP_SYS_RESOURCE,
	unix.CAP_SYS_PTRACE, unix.CAP_KILL, unix.CAP_DAC_OVERRIDE,
}

// enterSandbox turns the namespaces that the agent was started in into the
// machine that a session sees.
func enterSandbox(s *setup) error {
	if err := unix.Sethostname([]byte("localhost")); err != nil {
		return os.NewSyscallError("sethostname", err)
	}
	if err := loopbackUp(); err != nil {
		return err
	}
	if err := buildRoot(s); err != nil {
		return err
	}
	return nil
}

// loopbackUp starts the one network interface that there is.
func loopbackUp() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	defer unix.Close(fd)
	r, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	r.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, r); err != nil {
		return fmt.Errorf("loopback: %w", err)
	}
	return nil
}

// boundProcesses bounds what the limit on processes of a user does not: root
// is free of that one. Kernels before 6.14 have no such bound for a single
// namespace. Nested user namespaces, the usual way
// to more rights over the kernel, are closed. Both are best effort: neither
// file must exist.
func boundProcesses(base string, n int) {
	const spare = 301 // the least that the kernel accepts
	os.WriteFile(base+"/proc/sys/user/max_user_namespaces", []byte("0"), 0)
	os.WriteFile(base+"/proc/sys/kernel/pid_max", []byte(itoa(slack*n+spare)), 0)
}

// freePorts lets the programs of a session listen on ports below 1024, which on
// this network are nobody else's. The kernel may not have the file.
func freePorts(base string) {
	os.WriteFile(base+"/proc/sys/net/ipv4/ip_unprivileged_port_start", []byte("0"), 0)
}

// kernelFiles are those of /proc that set up the machine. Root may write them
// without any capability, also root in a sandbox.
var kernelFiles = []string{"sys", "sysrq-trigger", "irq", "bus", "fs", "acpi", "scsi", "asound", "driver", "latency_stats"}

func protectKernel(base string) error {
	for _, name := range kernelFiles {
		path := base + "/proc/" + name
		tree, err := openTree(path, false)
		if err == unix.ENOENT {
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		err = attach(tree, path)
		unix.Close(tree)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// buildRoot puts the sandbox's file system together and makes it the root.
func buildRoot(s *setup) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("mount namespace: %w", err)
	}
	// What is shown is taken hold of first, since the new root hides some.
	trees, err := openTrees(s.Mounts)
	defer closeTrees(trees)
	if err != nil {
		return err
	}
	if err := unix.Mount("tmpfs", s.Base, "tmpfs", unix.MS_NOSUID, "mode=755,size=64m"); err != nil {
		return fmt.Errorf("new root: %w", err)
	}
	for i, m := range s.Mounts {
		if err := m.do(s.Base, trees[i]); err != nil {
			return fmt.Errorf("%s %s: %w", m.Kind, m.To, err)
		}
	}
	boundProcesses(s.Base, s.Processes)
	freePorts(s.Base)
	if err := protectKernel(s.Base); err != nil {
		return err
	}
	return enterRoot(s.Base)
}

func enterRoot(base string) error {
	if err := readOnly(unix.AT_FDCWD, base, 0); err != nil {
		return fmt.Errorf("new root: %w", err)
	}
	if err := unix.Chdir(base); err != nil {
		return fmt.Errorf("new root: %w", err)
	}
	if err := unix.PivotRoot(".", "."); err != nil {
		return fmt.Errorf("new root: %w", err)
	}
	if err := unix.Unmount(".", unix.MNT_DETACH); err != nil {
		return fmt.Errorf("old root: %w", err)
	}
	return unix.Chdir("/")
}

// openTrees gives a detached copy of every tree that is to be bound, and -1
// for the other steps.
func openTrees(steps []mountStep) ([]int, error) {
	trees := make([]int, len(steps))
	for i := range trees {
		trees[i] = -1
	}
	for i, m := range steps {
		var err error
		switch m.Kind {
		case mountBind:
			trees[i], err = openTree(m.From, m.Write)
		case mountOverlay:
			trees[i], err = unix.Open(m.From, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		}
		if err != nil {
			return trees, fmt.Errorf("%s: %w", m.From, err)
		}
	}
	return trees, nil
}

func closeTrees(trees []int) {
	for _, fd := range trees {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
}

func openTree(from string, write bool) (int, error) {
	fd, err := unix.OpenTree(unix.AT_FDCWD, from, unix.OPEN_TREE_CLONE|unix.OPEN_TREE_CLOEXEC|unix.AT_RECURSIVE)
	if err != nil || write {
		return fd, err
	}
	if err := readOnly(fd, "", unix.AT_EMPTY_PATH|unix.AT_RECURSIVE); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

func readOnly(fd int, path string, flags uint) error {
	return unix.MountSetattr(fd, path, flags, &unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY | unix.MOUNT_ATTR_NOSUID})
}

// do carries a step out below base.
func (m *mountStep) do(base string, tree int) error {
	to := filepath.Join(base, m.To)
	switch m.Kind {
	case mountBind:
		return attach(tree, to)
	case mountOverlay:
		return mountLayer(tree, to)
	case mountTmp:
		return mountNew("tmpfs", to, unix.MS_NOSUID|unix.MS_NODEV, m.Text)
	case mountProc:
		return mountNew("proc", to, unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, "")
	case mountPts:
		return mountNew("devpts", to, unix.MS_NOSUID|unix.MS_NOEXEC, m.Text)
	case makeDir:
		return os.MkdirAll(to, 0o755)
	case makeFile:
		return writeNew(to, m.Text)
	case makeLink:
		return os.Symlink(m.Text, to)
	case copyFile:
		return copyBinary(m.From, to)
	case bindInner:
		return unix.Mount(filepath.Join(base, m.From), to, "", unix.MS_BIND, "")
	case hidePath:
		return hide(base, to)
	}
	return errors.New("unknown step")
}

// attach shows a tree at a path, which is made if it can be.
func attach(tree int, to string) error {
	var st unix.Stat_t
	if err := unix.Fstat(tree, &st); err != nil {
		return err
	}
	if err := makeTarget(to, st.Mode&unix.S_IFMT == unix.S_IFDIR); err != nil {
		return err
	}
	return os.NewSyscallError("move_mount", unix.MoveMount(tree, "", unix.AT_FDCWD, to, unix.MOVE_MOUNT_F_EMPTY_PATH))
}

func makeTarget(to string, dir bool) error {
	if _, err := os.Lstat(to); err == nil {
		return nil
	}
	if dir {
		return os.MkdirAll(to, 0o755)
	}
	return writeNew(to, "")
}

func writeNew(to, text string) error {
	if err := os.MkdirAll(path.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, []byte(text), 0o755)
}

func mountNew(kind, to string, flags uintptr, options string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	return os.NewSyscallError("mount", unix.Mount(kind, to, kind, flags, options))
}

// mountLayer shows a folder whose changes go to memory and are lost. Where
// the kernel has no overlays for users it is a copy of nothing: a cache may
// be empty, but must not be written.
func mountLayer(tree int, to string) error {
	if err := mountNew("tmpfs", to, unix.MS_NOSUID|unix.MS_NODEV, "mode=755"); err != nil {
		return err
	}
	upper, work := filepath.Join(to, "upper"), filepath.Join(to, "work")
	if err := errors.Join(os.Mkdir(upper, 0o755), os.Mkdir(work, 0o755)); err != nil {
		return err
	}
	options := fmt.Sprintf("lowerdir=/proc/self/fd/%d,upperdir=%s,workdir=%s,userxattr", tree, upper, work)
	if unix.Mount("overlay", to, "overlay", unix.MS_NOSUID|unix.MS_NODEV, options) != nil {
		return errors.Join(os.Remove(upper), os.Remove(work))
	}
	return nil
}

// hide shows nothing in place of a file or folder, if there is one.
func hide(base, to string) error {
	st, err := os.Lstat(to)
	if err != nil || st.Mode()&os.ModeSymlink != 0 {
		return nil
	}
	if st.IsDir() {
		return mountNew("tmpfs", to, unix.MS_NOSUID|unix.MS_NODEV|unix.MS_RDONLY, "mode=755,size=4k")
	}
	return unix.Mount(filepath.Join(base, "/dev/null"), to, "", unix.MS_BIND, "")
}
