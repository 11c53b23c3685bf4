package basic

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/protocol/prototest"
)

// lineLog notes what it receives. A script says what else it does with a line.
type lineLog struct {
	LineReceiver
	events []string
	on     map[string]func(*lineLog)
}

func (p *lineLog) note(kind string, data []byte) {
	p.events = append(p.events, kind+string(data))
}

func (p *lineLog) LineReceived(line []byte) {
	p.note("line ", line)
	if f := p.on[string(line)]; f != nil {
		f(p)
	}
}

func (p *lineLog) RawDataReceived(data []byte) {
	if last := len(p.events) - 1; last >= 0 && strings.HasPrefix(p.events[last], "raw ") {
		p.events[last] += string(data) // the pieces are not the protocol's
	} else {
		p.note("raw ", data)
	}
	if i := bytes.IndexByte(data, '.'); i >= 0 {
		event := &p.events[len(p.events)-1]
		*event = (*event)[:len(*event)-len(data)+i+1]
		p.SetLineMode(data[i+1:])
	}
}

// careful goes on after a line that is too long.
type careful struct{ lineLog }

func (p *careful) LineLengthExceeded(start []byte) { p.note("long ", start) }

// each runs f for each chunking of data.
func each(t *testing.T, data string, f func(pieces [][]byte)) {
	t.Helper()
	for pieces := range prototest.Chunkings([]byte(data)) {
		f(pieces)
		if t.Failed() {
			t.Fatalf("in the pieces %.200q", pieces)
		}
	}
}

func wantEvents(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %.300q\nwant %.300q", got, want)
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 100)
	for _, tt := range []struct {
		name, delimiter, data string
		want                  []string
	}{
		{"two", "", "a\r\nbc\r\n", []string{"line a", "line bc"}},
		{"empty", "", "\r\n\r\n", []string{"line ", "line "}},
		{"unfinished", "", "a\r\nb\r", []string{"line a"}},
		{"lone bytes", "", "\ra\n\r\r\n\n\r\n", []string{"line \ra\n\r", "line \n"}},
		{"newline", "\n", "a\r\nb\n", []string{"line a\r", "line b"}},
		{"delimiter that repeats", "aab", "aaaabxaabaab", []string{"line aa", "line x", "line "}},
		{"delimiter of five", "<br/>", "a<br/><br<br/>b<br/", []string{"line a", "line <br"}},
		{"longer", "", long + "\r\n" + long + "\r\n", []string{"line " + long, "line " + long}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each(t, tt.data, func(pieces [][]byte) {
				p := &lineLog{LineReceiver: LineReceiver{LineOnlyReceiver: LineOnlyReceiver{Delimiter: []byte(tt.delimiter)}}}
				prototest.Connect(p).Deliver(pieces...)
				wantEvents(t, p.events, tt.want...)
			})
		})
	}
}

func TestLineTooLong(t *testing.T) {
	for _, tt := range []struct {
		data string
		want []string
	}{
		{"12345\r\n123456\r\na\r\n", []string{"line 12345", "long 12345", "line a"}},
		{"1234567890\r\nab", []string{"long 12345"}},
		{"12345\r\r\nb\r\n", []string{"long 12345", "line b"}},
		{"123456\r1\n\r\nb\r\n", []string{"long 12345", "line b"}},
		{"12345678901234567890", []string{"long 12345"}},
		{"12345\r\n\r\n", []string{"line 12345", "line "}},
	} {
		each(t, tt.data, func(pieces [][]byte) {
			p := &careful{}
			p.MaxLength = 5
			transport := prototest.Connect(p)
			transport.Deliver(pieces...)
			wantEvents(t, p.events, tt.want...)
			if transport.Disconnecting() {
				t.Error("disconnected")
			}
		})
	}
}

func TestLineTooLongDisconnects(t *testing.T) {
	each(t, "a\r\n123456\r\nb\r\n", func(pieces [][]byte) {
		p := &lineLog{}
		p.MaxLength = 5
		transport := prototest.Connect(p)
		transport.Deliver(pieces...)
		wantEvents(t, p.events, "line a")
		if !transport.Disconnecting() {
			t.Error("not disconnected")
		}
	})
}

func TestDefaultMaxLength(t *testing.T) {
	p := &lineLog{}
	transport := prototest.Connect(p)
	transport.Deliver([]byte(strings.Repeat("x", MaxLineLength)+"\r\n"), bytes.Repeat([]byte("x"), MaxLineLength+1))
	if len(p.events) != 1 || transport.Disconnecting() {
		t.Errorf("%d lines; disconnecting %t", len(p.events), transport.Disconnecting())
	}
	if transport.Deliver([]byte("xx")); !transport.Disconnecting() {
		t.Error("not disconnected by a line that is too long")
	}
}

func TestRawMode(t *testing.T) {
	raw := map[string]func(*lineLog){"raw": func(p *lineLog) { p.SetRawMode() }}
	each(t, "a\r\nraw\r\n\r\nb\r\n.c\r\nraw\r\n.\r\nraw\r\nd\r\n", func(pieces [][]byte) {
		p := &lineLog{on: raw}
		prototest.Connect(p).Deliver(pieces...)
		wantEvents(t, p.events, "line a", "line raw", "raw \r\nb\r\n.", "line c", "line raw", "raw .", "line ", "line raw", "raw d\r\n")
	})
}

func TestModesFromOutside(t *testing.T) {
	p := &lineLog{}
	transport := prototest.Connect(p)
	transport.Deliver([]byte("a\r\nbeg"))
	p.SetRawMode()
	wantEvents(t, p.events, "line a", "raw beg")
	transport.Deliver([]byte("in"))
	p.SetLineMode([]byte("c\r\nd"))
	transport.Deliver([]byte("e\r\n"))
	wantEvents(t, p.events, "line a", "raw begin", "line c", "line de")
}

// A line that is handed back in the middle of other lines comes next.
func TestHandBackInLineMode(t *testing.T) {
	each(t, "a\r\nagain\r\nb\r\n", func(pieces [][]byte) {
		p := &lineLog{on: map[string]func(*lineLog){"again": func(p *lineLog) {
			p.SetLineMode([]byte("y\r\nz\r\n"))
			p.SetLineMode([]byte("x\r\n"))
		}}}
		prototest.Connect(p).Deliver(pieces...)
		wantEvents(t, p.events, "line a", "line again", "line x", "line y", "line z", "line b")
	})
}

func TestPause(t *testing.T) {
	pause := func(p *lineLog) { p.PauseProducing() }
	each(t, "a\r\npause\r\nb\r\npause\r\nraw\r\nc.d\r\n", func(pieces [][]byte) {
		p := &lineLog{on: map[string]func(*lineLog){"pause": pause, "raw": func(p *lineLog) { p.SetRawMode(); p.PauseProducing() }}}
		transport := prototest.Connect(p)
		transport.Deliver(pieces...)
		wantEvents(t, p.events, "line a", "line pause")
		if !transport.Paused() {
			t.Error("transport is not paused")
		}
		p.ResumeProducing()
		wantEvents(t, p.events, "line a", "line pause", "line b", "line pause")
		p.ResumeProducing()
		p.ResumeProducing()
		wantEvents(t, p.events, "line a", "line pause", "line b", "line pause", "line raw", "raw c.", "line d")
		if transport.Paused() {
			t.Error("transport is paused")
		}
	})
}

// Data that comes while the protocol is paused or busy is not lost, whoever
// delivers it.
func TestDataOutOfTurn(t *testing.T) {
	p := &lineLog{on: map[string]func(*lineLog){
		"more":  func(p *lineLog) { p.DataReceived([]byte("late\r\nla")) },
		"pause": func(p *lineLog) { p.PauseProducing(); p.DataReceived([]byte("ter\r\n")) },
	}}
	prototest.Connect(p).Deliver([]byte("more\r\nsoon\r\n"))
	wantEvents(t, p.events, "line more", "line soon", "line late")
	p.DataReceived([]byte("ter\r\npause\r\nb\r\n"))
	p.DataReceived([]byte("c\r\n"))
	p.SetLineMode([]byte("first\r\n"))
	p.ResumeProducing()
	wantEvents(t, p.events[3:], "line later", "line pause", "line first", "line b", "line ter", "line c")
}

func TestNothingAfterLoseConnection(t *testing.T) {
	each(t, "a\r\nbye\r\nb\r\nc", func(pieces [][]byte) {
		p := &lineLog{on: map[string]func(*lineLog){"bye": func(p *lineLog) { p.Transport.LoseConnection() }}}
		prototest.Connect(p).Deliver(pieces...)
		p.DataReceived([]byte("d\r\n"))
		p.ResumeProducing()
		wantEvents(t, p.events, "line a", "line bye")
	})
}

func TestSendLine(t *testing.T) {
	p := &lineLog{}
	transport := prototest.Connect(p)
	p.SendLine([]byte("hello"))
	p.Delimiter = []byte("\n")
	p.SendLine(nil)
	if got := transport.Written(); got != "hello\r\n\n" {
		t.Errorf("wrote %q", got)
	}
	p.StopProducing()
	if !transport.Disconnecting() {
		t.Error("StopProducing does not close the connection")
	}
}

type lineOnly struct {
	LineOnlyReceiver
	lines []string
}

func (p *lineOnly) LineReceived(line []byte) {
	p.lines = append(p.lines, string(line))
	if string(line) == "pause" {
		p.PauseProducing()
	}
}

func TestLineOnlyReceiver(t *testing.T) {
	each(t, "a\r\n\r\npause\r\nb\r\n", func(pieces [][]byte) {
		p := &lineOnly{}
		prototest.Connect(p).Deliver(pieces...)
		wantEvents(t, p.lines, "a", "", "pause")
		p.ResumeProducing()
		wantEvents(t, p.lines, "a", "", "pause", "b")
	})
}

type nothing struct{ LineReceiver }
type noRaw struct{ LineReceiver }

func (*noRaw) LineReceived([]byte) {}

type noString struct{ Int16StringReceiver }

func TestMissingMethod(t *testing.T) {
	panicOf := func(f func()) (v any) {
		defer func() { v = recover() }()
		f()
		return nil
	}
	raw := &noRaw{}
	prototest.Connect(raw)
	for method, f := range map[string]func(){
		"*basic.nothing has no method LineReceived":    func() { prototest.Connect(&nothing{}) },
		"*basic.noRaw has no method RawDataReceived":   func() { raw.SetRawMode() },
		"*basic.noString has no method StringReceived": func() { prototest.Connect(&noString{}) },
	} {
		err, _ := panicOf(f).(error)
		var missing *MissingMethodError
		if !errors.As(err, &missing) || err.Error() != method {
			t.Errorf("panic with %v, want %s", err, method)
		}
	}
}

// What a receiver keeps between messages is small, whatever came before.
func TestBuffersAreReleased(t *testing.T) {
	p := &lineLog{}
	transport := prototest.Connect(p)
	transport.Deliver(bytes.Repeat([]byte("x"), 4000), []byte("\r\n"))
	if n := cap(p.part) + cap(p.rest); n > keep {
		t.Errorf("keeps %d bytes", n)
	}
	p.PauseProducing()
	p.DataReceived(bytes.Repeat([]byte("y\r\n"), 4000))
	p.ResumeProducing()
	if n := cap(p.part) + cap(p.rest); n > keep || len(p.events) != 4001 {
		t.Errorf("keeps %d bytes after %d lines", n, len(p.events))
	}
}

// silent counts lines, and pauses after each if it is told to.
type silent struct {
	LineReceiver
	lines  int
	raw    int // how many bytes are still to come
	pauses bool
}

func (p *silent) LineReceived(line []byte) {
	p.lines++
	if string(line) == "raw" { // for four bytes
		p.SetRawMode()
		p.raw = 4
	}
	if p.pauses {
		p.PauseProducing()
	}
}

func (p *silent) RawDataReceived(data []byte) {
	n := min(p.raw, len(data))
	if p.raw -= n; p.raw == 0 {
		p.SetLineMode(data[n:])
	}
	if p.pauses {
		p.PauseProducing()
	}
}

func (p *silent) LineLengthExceeded([]byte) {}

// No allocation for a line that comes whole, nor for lines whose pieces fit
// the small buffer.
func TestAllocationsOfLines(t *testing.T) {
	p := &silent{}
	prototest.Connect(p)
	whole := []byte("the quick brown fox\r\njumps\r\n")
	if n := testing.AllocsPerRun(100, func() { p.DataReceived(whole) }); n != 0 {
		t.Errorf("whole lines: %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() {
		for i := range whole {
			p.DataReceived(whole[i : i+1])
		}
	}); n != 0 {
		t.Errorf("lines in bytes: %v allocations", n)
	}
	line := []byte("answer")
	p.Transport = discard{}
	if n := testing.AllocsPerRun(100, func() { p.SendLine(line) }); n != 0 {
		t.Errorf("SendLine: %v allocations", n)
	}
}

// discard is a transport that writes nowhere.
type discard struct{ protocol.Transport }

func (discard) Disconnecting() bool            { return false }
func (discard) Write(data []byte) (int, error) { return len(data), nil }
func (discard) WriteSequence([][]byte)         {}
func (discard) PauseProducing()                {}
func (discard) ResumeProducing()               {}

// The work is proportional to the bytes, whatever is done with them: a copy of
// all that there is, for each piece, shows in what is allocated.
func TestWorkIsLinear(t *testing.T) {
	inBytes := func(p *silent, data []byte) {
		for i := range data {
			p.DataReceived(data[i : i+1])
		}
	}
	withPauses := func(p *silent, data []byte) {
		p.pauses = true
		p.DataReceived(data)
		for p.paused {
			p.ResumeProducing()
		}
	}
	const size = 1 << 18
	alternating := bytes.Repeat([]byte("raw\r\n...."), size/9)
	for _, tt := range []struct {
		name string
		feed func(*silent, []byte)
		data []byte
	}{
		{"short lines in bytes", inBytes, bytes.Repeat([]byte("ab\r\n"), size/4)},
		{"long line in bytes", inBytes, append(bytes.Repeat([]byte("x"), size), "\r\n"...)},
		{"no line in bytes", inBytes, bytes.Repeat([]byte("\r"), size)},
		{"short lines with pauses", withPauses, bytes.Repeat([]byte("ab\r\n"), size/4)},
		{"modes that alternate", (*silent).DataReceived, alternating},
		{"modes that alternate with pauses", withPauses, alternating},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &silent{}
			p.MaxLength = 2 * size
			p.MakeConnection(p, discard{})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			tt.feed(p, tt.data)
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > 20*size {
				t.Errorf("%d bytes allocated for %d", n, size)
			}
			if lines := bytes.Count(tt.data, crlf); p.lines != lines {
				t.Errorf("%d lines of %d", p.lines, lines)
			}
		})
	}
}

// FuzzLines compares the receiver, on pieces, with bytes.Split.
func FuzzLines(f *testing.F) {
	f.Add([]byte("a\r\nb\r\n"), "\r\n", uint16(3), uint64(5), false)
	f.Add([]byte("aaaab"), "aab", uint16(100), uint64(0x55), true)
	f.Fuzz(func(t *testing.T, data []byte, delimiter string, limit uint16, cuts uint64, pauses bool) {
		if delimiter == "" || limit == 0 {
			return
		}
		p := &careful{}
		p.Delimiter, p.MaxLength = []byte(delimiter), int(limit)
		transport := prototest.Connect(p)
		from := 0
		for i := range data {
			if cuts>>(i%64)&1 == 1 {
				transport.Deliver(data[from:i])
				from = i
				if pauses {
					p.PauseProducing()
				}
				if i%3 == 0 {
					p.ResumeProducing()
				}
			}
		}
		transport.Deliver(data[from:])
		p.ResumeProducing()
		wantEvents(t, p.events, wantLines(string(data), delimiter, int(limit))...)
	})
}

func wantLines(data, delimiter string, limit int) (events []string) {
	lines := strings.Split(data, delimiter)
	last := len(lines) - 1
	for _, line := range lines[:last] {
		if len(line) > limit {
			events = append(events, "long "+line[:limit])
		} else {
			events = append(events, "line "+line)
		}
	}
	if len(lines[last]) >= limit+len(delimiter) {
		events = append(events, "long "+lines[last][:limit])
	}
	return events
}

func BenchmarkLines(b *testing.B) {
	for _, length := range []int{16, 64, 1024} {
		line := append(bytes.Repeat([]byte("x"), length-2), "\r\n"...)
		data := bytes.Repeat(line, 65536/length)
		for _, size := range []int{1, 1460, 65536} {
			b.Run(fmt.Sprintf("length=%d/pieces=%d", length, size), func(b *testing.B) {
				p := &silent{}
				p.MakeConnection(p, discard{})
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				for b.Loop() {
					for from := 0; from < len(data); from += size {
						p.DataReceived(data[from:min(from+size, len(data))])
					}
				}
				if p.lines == 0 {
					b.Error("no lines")
				}
			})
		}
	}
}
