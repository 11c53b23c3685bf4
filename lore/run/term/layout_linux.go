package term

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Where a sandbox has what is ours.
const (
	innerRoot = "/run/lore"
	innerHome = homeName
)

// covered are the folders of which a sandbox has its own.
var covered = []string{"/dev", "/proc", "/run", "/tmp", "/var/tmp"}

// strictTop are the top-level names that a strict sandbox shows.
var strictTop = []string{"bin", "etc", "gnu", "lib", "lib32", "lib64", "libx32", "nix", "opt", "sbin", "usr"}

// secrets are not shown by a strict sandbox, though they lie in what it
// shows, because the user may be root.
var secrets = []string{
	"/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-", "/etc/sudoers", "/etc/sudoers.d",
	"/etc/ssh", "/etc/ssl/private", "/etc/docker", "/etc/kubernetes", "/etc/NetworkManager/system-connections",
}

const (
	mountBind    mountKind = "bind"    // From, with all that is mounted below it
	mountOverlay mountKind = "overlay" // From, with writes kept in memory
	mountTmp     mountKind = "tmpfs"
	mountProc    mountKind = "proc"
	mountPts     mountKind = "devpts"
	makeDir      mountKind = "dir"
	makeFile     mountKind = "file"
	makeLink     mountKind = "link"
	bindInner    mountKind = "inner" // From, which is in the sandbox already
	copyFile     mountKind = "copy"  // From, once
	hidePath     mountKind = "hide"  // show an empty file or folder in its place
)

// layout plans the file system of a sandbox.
type layout struct {
	strict bool
	top    []string // top-level names that are shown
	shown  []string // folders that are shown besides
	steps  []mountStep
}

func (l *layout) add(kind mountKind, to, text string) {
	l.steps = append(l.steps, mountStep{Kind: kind, To: to, Text: text})
}

func (l *layout) bind(from, to string, write bool) {
	l.steps = append(l.steps, mountStep{Kind: mountBind, From: from, To: to, Write: write})
}

// visible reports whether a path of the machine is seen in the sandbox, so
// far.
func (l *layout) visible(path string) bool {
	for _, dir := range l.shown {
		if within(path, dir) {
			return true
		}
	}
	for _, dir := range covered {
		if within(path, dir) {
			return false
		}
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return slices.Contains(l.top, first)
}

func within(path, dir string) bool {
	return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, "/")+"/")
}

// show makes a folder of the machine visible, read-only, at its own path. The
// path must be free of links.
func (l *layout) show(path string) {
	if path != "" && !l.visible(path) {
		l.bind(path, path, false)
		l.shown = append(l.shown, path)
	}
}

// planRoot shows the machine, read-only: all but what is covered, or for a
// strict sandbox no more than its programs.
func (l *layout) planRoot() error {
	entries, err := os.ReadDir("/")
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := "/" + e.Name()
		if slices.Contains(covered, path) || path == homes || l.strict && !slices.Contains(strictTop, e.Name()) {
			continue
		}
		switch {
		case e.Type()&os.ModeSymlink != 0:
			to, err := os.Readlink(path)
			if err != nil {
				return err
			}
			l.add(makeLink, path, to)
		case e.IsDir():
			l.bind(path, path, false)
		default:
			continue
		}
		l.top = append(l.top, e.Name())
	}
	return nil
}

// planSystem adds the kernel's file systems, devices and private folders.
func (l *layout) planSystem(disk int64) {
	size := ",size=" + fmt.Sprint(disk)
	l.add(mountProc, "/proc", "")
	l.add(mountTmp, "/dev", "mode=755,size=64k")
	for _, name := range []string{"null", "zero", "full", "random", "urandom", "tty"} {
		l.bind("/dev/"+name, "/dev/"+name, false) // which does not keep a device from being written
	}
	l.add(mountPts, "/dev/pts", "newinstance,ptmxmode=0666,mode=0620")
	l.add(mountTmp, "/dev/shm", "mode=1777"+size)
	for name, to := range map[string]string{"ptmx": "pts/ptmx", "fd": "/proc/self/fd",
		"stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2"} {
		l.add(makeLink, "/dev/"+name, to)
	}
	l.add(mountTmp, "/tmp", "mode=1777"+size)
	if _, err := os.Lstat("/var/tmp"); err == nil && !l.strict {
		l.add(mountTmp, "/var/tmp", "mode=1777"+size)
	}
	l.add(makeDir, "/run", "")
	l.planHome(size)
}

// homes is where people have their home folders.
const homes = "/home"

// planHome makes the session's home, beside those of the machine if they are
// shown.
func (l *layout) planHome(size string) {
	l.add(makeDir, homes, "")
	if !l.strict {
		entries, _ := os.ReadDir(homes) // a machine need not have it
		for _, e := range entries {
			path := filepath.Join(homes, e.Name())
			if info, err := os.Stat(path); err == nil && info.IsDir() && path != innerHome {
				l.bind(path, path, false)
			}
		}
		l.top = append(l.top, strings.TrimPrefix(homes, "/"))
	}
	l.add(mountTmp, innerHome, "mode=755"+size)
}

// planNames makes localhost the loopback of IPv4 alone, as the transcripts
// of most machines have it, and keeps look-ups of names short: there is no
// network to ask.
func (l *layout) planNames() {
	l.add(makeFile, innerRoot+"/hosts", "127.0.0.1\tlocalhost\n::1\tip6-localhost ip6-loopback\n")
	l.add(makeFile, innerRoot+"/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
	for _, name := range []string{"hosts", "resolv.conf"} {
		path := "/etc/" + name
		if real, err := filepath.EvalSymlinks(path); err == nil && l.visible(real) {
			l.steps = append(l.steps, mountStep{Kind: bindInner, From: innerRoot + "/" + name, To: real})
		}
	}
}

// planWork shows the working folder, writable. A strict sandbox does not show
// its history.
func (l *layout) planWork(dir, at string) {
	l.bind(dir, at, true)
	l.shown = append(l.shown, at)
	if l.strict {
		l.add(hidePath, filepath.Join(at, ".git"), "")
	}
}

// planCaches shows the caches: to be written, or to be written in vain.
func (l *layout) planCaches(caches []string) {
	for _, path := range caches {
		if l.strict {
			l.steps = append(l.steps, mountStep{Kind: mountOverlay, From: path, To: path})
		} else {
			l.bind(path, path, true)
		}
		l.shown = append(l.shown, path)
	}
}

// planFiles adds stand-ins and the binary behind them.
func (l *layout) planFiles(files map[string]string, binaries []string) {
	l.planSelf()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		l.add(makeFile, innerRoot+"/"+name, files[name])
	}
	for i, path := range binaries {
		l.bind(path, innerBinary(i), false)
	}
}

// planSelf shows the running binary, or a copy where its file is gone.
func (l *layout) planSelf() {
	const link = "/proc/self/exe"
	running, err := os.Stat(link)
	path, _ := os.Executable()
	if st, err2 := os.Stat(path); err == nil && err2 == nil && os.SameFile(running, st) {
		l.bind(path, innerRoot+"/helper", false)
		return
	}
	l.steps = append(l.steps, mountStep{Kind: copyFile, From: link, To: innerRoot + "/helper"})
}

func innerBinary(i int) string { return innerRoot + "/programs/" + itoa(i) }
