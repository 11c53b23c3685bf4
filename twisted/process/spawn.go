package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
)

// Reactor is what the package needs of one.
type Reactor interface {
	OpenStream(f *os.File, p protocol.Protocol) (protocol.Transport, error)
	CallFromThread(f func())
}

// Spawn starts a program and joins p to it. If it returns an error, nothing
// runs, and nothing was or will be called. The command must not be started
// before, nor be used after.
func Spawn(r Reactor, p Protocol, cmd *exec.Cmd, opts ...Option) (*Process, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	ends, err := connect(cmd, &o)
	if err != nil {
		ends.close()
		return nil, fmt.Errorf("connecting %s: %w", cmd.Path, err)
	}
	if err := cmd.Start(); err != nil {
		ends.close()
		return nil, fmt.Errorf("starting: %w", err)
	}
	ends.closeChild()
	proc := &Process{reactor: r, proto: p, cmd: cmd}
	if err := proc.openStreams(ends.list); err != nil {
		ends.close()
		proc.abandon()
		return nil, fmt.Errorf("connecting %s: %w", cmd.Path, err)
	}
	p.MakeConnection(p, proc)
	go proc.wait()
	return proc, nil
}

// wait collects the process when it has ended. It is a goroutine, and runs
// even when the loop does not.
func (p *Process) wait() {
	err := p.cmd.Wait()
	p.reactor.CallFromThread(func() { p.exited(failure.Bare(outcome(p.cmd.ProcessState, err))) })
}

// openStreams makes streams of our ends. Those that it has not come to when
// it fails are still to be closed.
func (p *Process) openStreams(list []*end) error {
	for _, e := range list {
		s := &stream{process: p, fd: e.fd, direction: e.direction, resizer: e.resizer}
		e.resizer = nil
		file := e.ours
		e.ours = nil // the reactor's, whatever comes of it
		if _, err := p.reactor.OpenStream(file, s); err != nil {
			s.forget()
			return err
		}
		p.streams = append(p.streams, s)
	}
	return nil
}

// abandon ends a process that nobody has heard of yet.
func (p *Process) abandon() {
	p.ended = true
	p.each(both, func(s *stream) { s.Transport.AbortConnection() })
	_ = p.cmd.Process.Kill()
	go func() { _ = p.cmd.Wait() }()
}

// A direction is which way data goes through a connection.
type direction int

const (
	out  direction = 1 << iota // from the process
	in                         // to the process
	both = out | in
)

// An end is one connection to the process, before there is a stream.
type end struct {
	fd        int
	direction direction
	ours      *os.File
	childs    *os.File
	resizer   *os.File // a second descriptor of ours, if it is a terminal
}

type ends struct{ list []*end }

// connect fills in the files of the command, and returns the other ends. On
// an error the ends that were made are returned with it.
func connect(cmd *exec.Cmd, o *options) (*ends, error) {
	all := &ends{}
	if err := all.standard(cmd, o); err != nil {
		return all, err
	}
	for _, fd := range o.toChild {
		if err := all.extra(cmd, fd, in); err != nil {
			return all, err
		}
	}
	for _, fd := range o.fromChild {
		if err := all.extra(cmd, fd, out); err != nil {
			return all, err
		}
	}
	return all, nil
}

// standard connects those of 0, 1 and 2 that are nil.
func (all *ends) standard(cmd *exec.Cmd, o *options) error {
	wanted := []bool{
		cmd.Stdin == nil && !slices.Contains(o.null, 0),
		cmd.Stdout == nil && !slices.Contains(o.null, 1),
		cmd.Stderr == nil && !slices.Contains(o.null, 2),
	}
	if o.terminal {
		return all.tty(cmd, o, wanted)
	}
	combine := wanted[2] && o.combined
	wanted[2] = wanted[2] && !combine
	for fd, d := range []direction{in, out, out} {
		if !wanted[fd] {
			continue
		}
		e, err := all.pipe(fd, d)
		if err != nil {
			return err
		}
		give(cmd, fd, e.childs)
	}
	if combine {
		cmd.Stderr = cmd.Stdout
	}
	return nil
}

// give makes f the descriptor fd, one of 0, 1 and 2, of the process.
func give(cmd *exec.Cmd, fd int, f *os.File) {
	switch fd {
	case 0:
		cmd.Stdin = f
	case 1:
		cmd.Stdout = f
	case 2:
		cmd.Stderr = f
	}
}

// tty connects the wanted ones of 0, 1 and 2 to a new terminal.
func (all *ends) tty(cmd *exec.Cmd, o *options, wanted []bool) error {
	leader := slices.Index(wanted, true)
	if leader < 0 {
		return errors.New("nothing is left to connect to a terminal")
	}
	ours, childs, err := openTerminal(o.rows, o.columns)
	if err != nil {
		return fmt.Errorf("opening a terminal: %w", err)
	}
	e := &end{fd: 1, direction: both, ours: ours, childs: childs}
	all.list = append(all.list, e)
	if e.resizer, err = resizer(ours); err != nil {
		return err
	}
	for fd := range wanted {
		if wanted[fd] {
			give(cmd, fd, childs)
		}
	}
	lead(cmd, leader)
	return nil
}

// extra connects a descriptor above the three.
func (all *ends) extra(cmd *exec.Cmd, fd int, d direction) error {
	const most = 255
	i := fd - 3
	if i < 0 || fd > most {
		return fmt.Errorf("descriptor %d is not from 3 to %d", fd, most)
	}
	if i < len(cmd.ExtraFiles) && cmd.ExtraFiles[i] != nil {
		return fmt.Errorf("descriptor %d has a file", fd)
	}
	e, err := all.pipe(fd, d)
	if err != nil {
		return err
	}
	for len(cmd.ExtraFiles) <= i {
		cmd.ExtraFiles = append(cmd.ExtraFiles, nil)
	}
	cmd.ExtraFiles[i] = e.childs
	return nil
}

// pipe makes one, and adds it to the ends.
func (all *ends) pipe(fd int, d direction) (*end, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	e := &end{fd: fd, direction: d, ours: r, childs: w}
	if d == in {
		e.ours, e.childs = w, r
	}
	all.list = append(all.list, e)
	return e, nil
}

// closeChild closes what only the process needs.
func (all *ends) closeChild() {
	for _, e := range all.list {
		if e.childs != nil {
			_ = e.childs.Close()
			e.childs = nil
		}
	}
}

// close closes what nobody has taken over.
func (all *ends) close() {
	for _, e := range all.list {
		for _, f := range []*os.File{e.ours, e.childs, e.resizer} {
			if f != nil {
				_ = f.Close()
			}
		}
	}
}
