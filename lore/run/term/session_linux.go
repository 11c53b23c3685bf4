package term

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// agentCommand starts the running binary again, in namespaces if sandbox. The
// link to it works even where its file was replaced meanwhile.
func agentCommand(sandbox bool) *exec.Cmd {
	cmd := &exec.Cmd{Path: "/proc/self/exe", Args: []string{"lore", helperMark + "agent"}}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if sandbox {
		uid, gid := os.Geteuid(), os.Getegid()
		cmd.SysProcAttr.Cloneflags = sandboxFlags
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}}
		cmd.SysProcAttr.AmbientCaps = agentCapabilities
	}
	return cmd
}

// openSandbox starts a session in namespaces. Its error says what the machine
// refused, or what of the configuration cannot be.
func (s *Session) openSandbox(c Config) error {
	l := layout{strict: c.Mode == Strict}
	at, err := l.plan(&c, &s.place)
	if err != nil {
		return err
	}
	s.place.dir, s.place.home, s.place.tmp = at, innerHome, "/tmp"
	s.place.root, s.place.helper = innerRoot, innerRoot+"/helper"
	s.renames = newRenames([2]string{c.Sources, at})
	for i := range c.Programs {
		s.place.binaries = append(s.place.binaries, innerBinary(i))
	}
	files, err := standIns(c, &s.place)
	if err != nil {
		return err
	}
	var binaries []string
	for _, p := range c.Programs {
		binaries = append(binaries, p.Binary)
	}
	l.planFiles(files, binaries)
	err = s.startAgent(c, &setup{Sandbox: true, Base: "/dev", Mounts: l.steps, Processes: c.Limits.Processes,
		Limits: rlimits(c.Limits)})
	if err != nil {
		s.place = place{}
	}
	return err
}

// plan lays out what the session sees of the machine, and gives the path of
// the working folder in it.
func (l *layout) plan(c *Config, p *place) (at string, err error) {
	if at = c.Dir; c.At != "" {
		if at = filepath.Clean(c.At); !filepath.IsAbs(at) {
			return "", fmt.Errorf("working folder at %q: not an absolute path", c.At)
		}
	}
	if err := l.planRoot(); err != nil {
		return "", err
	}
	l.planSystem(c.Limits.Disk)
	for _, path := range c.ReadOnly {
		if err := l.showReal(path); err != nil {
			return "", err
		}
	}
	if goCmd := realGo(c.Go); goCmd != "" {
		if err := l.showReal(filepath.Dir(filepath.Dir(goCmd))); err != nil {
			return "", err
		}
	}
	p.path = l.planPath(os.Getenv("PATH"))
	caches, err := realFolders(c.Caches)
	if err != nil {
		return "", err
	}
	l.planCaches(caches)
	l.planWork(c.Dir, at)
	l.planNames()
	if l.strict {
		for _, path := range secrets {
			l.add(hidePath, path, "")
		}
	}
	return at, nil
}

func (l *layout) showReal(path string) error {
	path, err := filepath.EvalSymlinks(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil {
		l.show(path)
	}
	return err
}

func realFolders(paths []string) ([]string, error) {
	var all []string
	for _, path := range paths {
		path, err := realFolder(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, path)
	}
	return all, nil
}

// planPath gives PATH for the session. A strict one loses the folders that it
// does not see; any other is shown them.
func (l *layout) planPath(path string) string {
	var kept []string
	for _, dir := range filepath.SplitList(path) {
		real, err := filepath.EvalSymlinks(dir)
		if err != nil || !filepath.IsAbs(dir) {
			continue
		}
		if !l.strict {
			l.show(real)
		}
		if l.visible(real) {
			kept = append(kept, dir)
		}
	}
	return strings.Join(kept, string(filepath.ListSeparator))
}

// plainSetup is what the agent of a plain session is told.
func plainSetup(c Config, p place) *setup {
	writable := append([]string{p.dir, p.home, p.tmp, "/tmp", "/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/ptmx",
		"/dev/pts", "/dev/shm"}, c.Caches...)
	return &setup{Writable: writable, Processes: c.Limits.Processes, Limits: rlimits(c.Limits)}
}

// ownProcesses counts the threads that the user has already, since the limit
// on processes counts all of them; in a user namespace too, before Linux 5.14.
// Root is not limited in this way.
func ownProcesses() int {
	if os.Getuid() == 0 {
		return 0
	}
	n, uid := 0, uint32(os.Getuid())
	for _, pid := range numbers("/proc") {
		st, err := os.Stat("/proc/" + itoa(pid))
		if err != nil {
			continue
		}
		if sys, ok := st.Sys().(*syscall.Stat_t); ok && sys.Uid == uid {
			if s, ok := readStat(pid); ok {
				n += s.threads
			}
		}
	}
	return n
}
