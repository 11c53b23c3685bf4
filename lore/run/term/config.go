package term

import (
	"errors"
	"fmt"
	"time"
)

// Mode says how far a session is kept from the machine.
type Mode int

const (
	// Auto is a sandbox where the machine allows one, otherwise Plain.
	Auto Mode = iota
	// Strict is a sandbox with nothing of the machine but its programs, or
	// ErrNoSandbox. It is the mode for commands of strangers.
	Strict
	// Plain uses no namespaces: the programs run on the machine itself.
	Plain
)

// Config describes a session.
type Config struct {
	// Dir is the working folder, prepared by the caller and written by the
	// session. It is the only folder that outlives it.
	Dir string
	// At is the absolute path under which a sandbox shows Dir, so that pages
	// which print it are the same everywhere. Empty is Dir itself. A plain
	// session gives it in place of Dir in what its terminals show. AtHome
	// makes one that suits.
	At string
	// Sources is a folder of the machine whose files are copied to Dir, and in
	// which the Programs were built. Where they print a path in it, as in a
	// stack trace, terminals show the one in Dir. Empty is none.
	Sources string
	// Env has more variables, each "name=value". They win over those that a
	// session sets by itself; nothing else is inherited.
	Env []string
	// Mode is Auto, Strict or Plain.
	Mode Mode
	// Programs are those whose binary is at hand.
	Programs []Program
	// Self is the name by which the session can call the program that runs
	// now. Empty is none.
	Self string
	// Go is the real go command. Empty is the one in PATH, if there is one.
	Go string
	// Caches are folders that the session may write as well, such as GOCACHE.
	// In Strict mode it sees them, and its writes are thrown away.
	Caches []string
	// ReadOnly are more folders that a Strict session must see, such as
	// GOMODCACHE. The folders of PATH and GOROOT are seen anyway.
	ReadOnly []string
	// Ports are those that the text of the session names, see PortsIn. A
	// plain session locks them; a sandbox has them all to itself.
	Ports []int
	// Moved has ports that stand for others, to the ones that are used: what a
	// terminal shows of a used one is the other. The caller changes programs
	// and commands.
	Moved map[int]int
	// Shell is the path or name of the shell. Empty is bash, or sh where
	// there is no bash.
	Shell string
	// Limits are the session's limits; a zero field has its default.
	Limits Limits
}

// Program is a program that was built before the session. The go command of
// a session runs it, or copies it, in place of building it again, as long as
// none of the files in the working folder has changed.
type Program struct {
	// Dir is the folder of its package, relative to Config.Dir, where the
	// whole folder is the program; "." is Config.Dir.
	Dir string
	// Files are its files, relative to Config.Dir, where they are named one
	// by one. A program may have both.
	Files []string
	// Path is its import path, or empty.
	Path string
	// Binary is the path of what was built.
	Binary string
}

// Limits bound a session. Zero means the default that is named.
type Limits struct {
	Step      time.Duration // for one step: 10 s
	Session   time.Duration // from Open: 60 s
	Quiet     time.Duration // without output or work, for a program to count as ready or stuck: 2 s
	Output    int           // bytes kept of one step, half from its head and half from its tail: 1 MiB
	Flood     int64         // bytes after which a step is stopped: 16 times Output
	Processes int           // processes and threads at one time: 512
	Memory    int64         // bytes of address space of one process: 8 GiB when Strict, else none; negative is none
	File      int64         // bytes of one file: 1 GiB
	CPU       time.Duration // of one process: twice Session
	Disk      int64         // bytes of /tmp and of home, each: 1 GiB
}

func (l Limits) filled(m Mode) Limits {
	set(&l.Step, 10*time.Second)
	set(&l.Session, time.Minute)
	set(&l.Quiet, 2*time.Second)
	set(&l.Output, 1<<20)
	set(&l.Flood, 16*int64(l.Output))
	set(&l.Processes, 512)
	set(&l.File, 1<<30)
	set(&l.CPU, 2*l.Session)
	set(&l.Disk, 1<<30)
	if m == Strict {
		set(&l.Memory, 8<<30)
	}
	return l
}

func set[T comparable](v *T, to T) {
	if *v == *new(T) {
		*v = to
	}
}

var (
	// ErrNoSandbox is wrapped by the error of Open in Strict mode where the
	// machine gives no sandbox. The error says what was refused.
	ErrNoSandbox = errors.New("no sandbox on this machine")
	// ErrUnsupported is returned by Open on systems without Unix terminals.
	ErrUnsupported = errors.New("terminal sessions need a Unix system")
	// ErrEnded is returned for a step in a terminal whose shell has ended,
	// and for everything in a session that was closed.
	ErrEnded = errors.New("the shell has ended")
	// ErrSessionTime is the cause when Limits.Session has passed.
	ErrSessionTime = errors.New("the session took too long")
)

// PortBusyError says that a plain session cannot have a port that its text
// names.
type PortBusyError struct {
	Port    int
	PID     int    // of the holder, or 0 where it cannot be known
	Program string // the holder's name, or empty
}

func (e *PortBusyError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("port %d is in use by a program of another user", e.Port)
	}
	return fmt.Sprintf("port %d is in use by %s (process %d)", e.Port, e.Program, e.PID)
}
