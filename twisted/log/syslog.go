package log

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Facility tells a syslog daemon what kind of program an event comes from. The
// values are those of RFC 5424, table 1.
type Facility int

// Facilities that a program may have. Local0 to Local7 mean what the
// administrator wants.
const (
	FacilityUser   Facility = 1
	FacilityMail   Facility = 2
	FacilityDaemon Facility = 3
	FacilityFTP    Facility = 11
	FacilityLocal0 Facility = 16
	FacilityLocal1 Facility = 17
	FacilityLocal2 Facility = 18
	FacilityLocal3 Facility = 19
	FacilityLocal4 Facility = 20
	FacilityLocal5 Facility = 21
	FacilityLocal6 Facility = 22
	FacilityLocal7 Facility = 23
)

// SyslogOption changes how a Syslog works.
type SyslogOption func(*Syslog)

// WithFacility says what kind of program it is. Without it that is
// FacilityUser.
func WithFacility(f Facility) SyslogOption { return func(s *Syslog) { s.facility = f } }

// WithSyslogSocket sends to another socket than /dev/log.
func WithSyslogSocket(path string) SyslogOption { return func(s *Syslog) { s.path = path } }

// WithTag sends a name for the program in place of its own.
func WithTag(tag string) SyslogOption { return func(s *Syslog) { s.tag = tag } }

// Syslog sends events to the syslog daemon of the computer: its Observe is an
// Observer. Each line of an event's text is a message of its own, in the form
// of RFC 3164, section 4.1 without the host, as the C library writes it; the
// lines after the first are indented by a tab.
//
// A daemon that is restarted is found again. One that does not read loses
// events, since the program does not wait for it for more than a moment; the
// next message that it takes is how many were lost.
type Syslog struct {
	path     string
	tag      string
	facility Facility

	mu     sync.Mutex
	conn   net.Conn
	stream bool      // whether conn is one, and not of datagrams
	lost   int       // messages, since one was last sent
	rest   time.Time // until when a daemon that does not read is left alone
}

// syslogPatience is for how long a message may wait until the daemon takes it.
const syslogPatience = 100 * time.Millisecond

// syslogRest is for how long nothing is sent after that was in vain: the lines
// of a traceback must not all wait.
const syslogRest = time.Second

// maxSyslogLine is how much of a line is sent. Daemons cut longer messages, of
// 1024 bytes in RFC 3164 and of 8192 in fact.
const maxSyslogLine = 8000

// OpenSyslog connects to the syslog daemon.
func OpenSyslog(opts ...SyslogOption) (*Syslog, error) {
	s := &Syslog{path: "/dev/log", tag: filepath.Base(os.Args[0]), facility: FacilityUser}
	for _, opt := range opts {
		opt(s)
	}
	if err := s.connect(); err != nil {
		return nil, fmt.Errorf("syslog: %w", err)
	}
	return s, nil
}

// connect dials the socket, which belongs to a daemon that wants datagrams or,
// with some, a stream.
func (s *Syslog) connect() error {
	conn, err := net.Dial("unixgram", s.path)
	s.stream = err != nil
	if s.stream {
		var streamErr error
		if conn, streamErr = net.Dial("unix", s.path); streamErr != nil {
			return err
		}
	}
	s.conn = conn
	return nil
}

// Close ends the connection. Events that come later connect anew.
func (s *Syslog) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.disconnect()
}

func (s *Syslog) disconnect() error {
	if s.conn == nil {
		return nil
	}
	err := s.conn.Close()
	s.conn = nil
	return err
}

// Observe sends an event. It may be called by several goroutines.
func (s *Syslog) Observe(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := strings.TrimRight("["+cmp.Or(e.System, "-")+"] "+e.Text(), "\n")
	for line := range strings.SplitSeq(string(appendClean(nil, text, "\n\t")), "\n") {
		s.send(e.Time, severity(e), line)
	}
}

// send sends a line, and before it what is to be said of lost ones.
func (s *Syslog) send(at time.Time, severity int, line string) {
	if s.lost > 0 && s.message(at, 3, fmt.Sprintf("[log] %d messages were lost", s.lost)) {
		s.lost = 0
	}
	if s.lost > 0 || !s.message(at, severity, line) {
		s.lost++
	}
}

// message reports whether the daemon took a line.
func (s *Syslog) message(at time.Time, severity int, line string) bool {
	line = line[:min(len(line), maxSyslogLine)]
	text := fmt.Sprintf("<%d>%s %s[%d]: %s", int(s.facility)<<3|severity,
		at.Local().Format(time.Stamp), s.tag, os.Getpid(), line)
	if time.Now().Before(s.rest) {
		return false
	}
	// A daemon that was restarted has a new socket: the first write fails.
	for range 2 {
		if s.conn == nil && s.connect() != nil {
			return false
		}
		err := s.write(text)
		if err == nil {
			return true
		}
		_ = s.disconnect()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			s.rest = time.Now().Add(syslogRest)
			return false
		}
	}
	return false
}

func (s *Syslog) write(text string) error {
	if s.stream {
		text += "\n" // between the messages of a stream
	}
	if err := s.conn.SetWriteDeadline(time.Now().Add(syslogPatience)); err != nil {
		return err
	}
	_, err := s.conn.Write([]byte(text))
	return err
}

// severity is one of RFC 5424, table 2.
func severity(e Event) int {
	switch {
	case e.IsError():
		return 3
	case e.Level >= slog.LevelWarn:
		return 4
	case e.Level >= slog.LevelInfo:
		return 6
	}
	return 7
}
