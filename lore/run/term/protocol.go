//go:build linux || darwin

package term

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// request is what a session asks of its agent, one at a time.
type request struct {
	Op     string
	Setup  *setup      `json:",omitempty"`
	Shell  *shellStart `json:",omitempty"`
	PID    int         `json:",omitempty"` // a negative one is a process group
	Signal int         `json:",omitempty"`
}

const (
	opSetup    = "setup"    // make the sandbox
	opShell    = "shell"    // start a shell; the reply has our end of its terminal
	opLook     = "look"     // how the processes are
	opList     = "list"     // what they are
	opCount    = "count"    // how many there are
	opSignal   = "signal"   // a signal
	opDump     = "dump"     // SIGQUIT to the Go programs of a group
	opSweep    = "sweep"    // end all processes but the shells
	opShutdown = "shutdown" // end all of them, and the agent
)

type shellStart struct {
	Path  string
	Args  []string
	Env   []string
	Dir   string
	Setup string // what the shell reads first, from file descriptor 3
}

type reply struct {
	Err     string      `json:",omitempty"`
	PID     int         `json:",omitempty"`
	Count   int         `json:",omitempty"`
	Procs   []proc      `json:",omitempty"`
	Listens []uint64    `json:",omitempty"` // inodes of listening sockets
	Exited  map[int]int `json:",omitempty"` // status of the shells that ended
	Flooded bool        `json:",omitempty"` // too many processes were ended since the last look
	Left    []Process   `json:",omitempty"`
}

// proc is the state of a process at one moment.
type proc struct {
	PID, PPID, PGID, SID int
	Front                int    // the foreground group of its terminal
	Awake                bool   // a thread runs, or would if there were a free processor
	CPU                  uint64 // nanoseconds used so far, by all threads
	Threads              int
	Reads                bool // a thread waits for a line from the terminal
	Dead                 bool // it ended, and its parent has not asked how
}

// link is one end of the connection of a session and its agent.
type link struct {
	mu   sync.Mutex // one request and its reply at a time
	conn *net.UnixConn
	fds  []int
}

func newLink(f *os.File) (*link, error) {
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		return nil, err
	}
	u, ok := c.(*net.UnixConn)
	if !ok {
		c.Close()
		return nil, errors.New("not a Unix socket")
	}
	return &link{conn: u}, nil
}

// socketPair gives two connected sockets, neither of which is inherited by
// other children.
func socketPair() (ours, theirs *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	unix.CloseOnExec(fds[0])
	unix.CloseOnExec(fds[1])
	return os.NewFile(uintptr(fds[0]), "session"), os.NewFile(uintptr(fds[1]), "agent"), nil
}

// call sends a request and waits for its reply. The descriptors that came
// with it belong to the caller.
func (l *link) call(q request) (*reply, []int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.send(q, nil); err != nil {
		return nil, nil, err
	}
	var r reply
	if err := l.receive(&r); err != nil {
		return nil, nil, err
	}
	fds := l.fds
	l.fds = nil
	if r.Err != "" {
		return &r, fds, errors.New(r.Err)
	}
	return &r, fds, nil
}

func (l *link) send(v any, fds []int) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	packet := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(body)), uint32(len(body)))
	packet = append(packet, body...)
	var rights []byte
	if len(fds) > 0 {
		rights = unix.UnixRights(fds...)
	}
	n, _, err := l.conn.WriteMsgUnix(packet, rights, nil)
	for err == nil && n < len(packet) {
		var more int
		more, err = l.conn.Write(packet[n:])
		n += more
	}
	return err
}

// most is the size of a message beyond which the other end is not to be
// trusted.
const most = 64 << 20

func (l *link) receive(v any) error {
	var size [4]byte
	oob := make([]byte, unix.CmsgSpace(4*4))
	n, oobn, _, _, err := l.conn.ReadMsgUnix(size[:], oob)
	if err != nil {
		return err
	}
	if n == 0 {
		return io.EOF
	}
	l.keep(oob[:oobn])
	if _, err := io.ReadFull(l.conn, size[n:]); err != nil {
		return err
	}
	length := binary.BigEndian.Uint32(size[:])
	if length > most {
		return fmt.Errorf("a message of %d bytes", length)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(l.conn, body); err != nil {
		return err
	}
	return json.Unmarshal(body, v)
}

func (l *link) keep(oob []byte) {
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return
	}
	for _, m := range messages {
		fds, err := unix.ParseUnixRights(&m)
		if err != nil {
			continue
		}
		for _, fd := range fds {
			unix.CloseOnExec(fd)
		}
		l.fds = append(l.fds, fds...)
	}
}
