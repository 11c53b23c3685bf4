package basic

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/protocol/prototest"
)

// stringNotes is what a receiver of strings has received.
type stringNotes struct {
	events []string
	pause  func() // called after the string "pause"
	lose   func() // called after the string "bye"
}

func (n *stringNotes) StringReceived(s []byte) {
	n.events = append(n.events, "string "+string(s))
	switch string(s) {
	case "pause":
		n.pause()
	case "bye":
		n.lose()
	}
}

type netstrings struct {
	NetstringReceiver
	stringNotes
}

func (p *netstrings) StringReceived(s []byte) { p.stringNotes.StringReceived(s) }

func newNetstrings() *netstrings {
	p := &netstrings{}
	p.pause, p.lose = p.PauseProducing, func() { p.Transport.LoseConnection() }
	return p
}

// tolerant does not disconnect a peer that sends rubbish.
type tolerant struct {
	netstrings
	refusals []error
}

func (p *tolerant) StringRefused(err error) { p.refusals = append(p.refusals, err) }

func TestNetstrings(t *testing.T) {
	for _, tt := range []struct {
		data   string
		want   []string
		closed bool
	}{
		{"5:hello,0:,3:a,:,", []string{"string hello", "string ", "string a,:"}, false},
		{"12:hello world!,1:x", []string{"string hello world!"}, false},
		{"1:a,3:bye,1:b,", []string{"string a", "string bye"}, true},
		{"1:a,1:bx1:c,", []string{"string a"}, true},
		{"01:a,", nil, true},
		{"00:,", nil, true},
		{":a,", nil, true},
		{"-1:a,", nil, true},
		{"+1:a,", nil, true},
		{" 1:a,", nil, true},
		{"1;a,", nil, true},
		{"11:", nil, false},
		{"21:", nil, true},
		{"99999999999999999999999999999999:", nil, true},
	} {
		each(t, tt.data, func(pieces [][]byte) {
			p := newNetstrings()
			p.MaxLength = 20
			transport := prototest.Connect(p)
			transport.Deliver(pieces...)
			wantEvents(t, p.events, tt.want...)
			if transport.Disconnecting() != tt.closed {
				t.Errorf("%q: disconnecting %t", tt.data, transport.Disconnecting())
			}
		})
	}
}

func TestNetstringRefused(t *testing.T) {
	for data, want := range map[string]error{"1:ab1:c,": ErrNotNetstring, "x": ErrNotNetstring, "021:": ErrNotNetstring, "100000:": ErrTooLong} {
		p := &tolerant{}
		prototest.Connect(p).Deliver([]byte(data), []byte("1:a,"))
		if len(p.refusals) != 1 || !errors.Is(p.refusals[0], want) || len(p.events) != 0 {
			t.Errorf("%q: refused with %v, received %q", data, p.refusals, p.events)
		}
	}
}

func TestDefaultMaxStringLength(t *testing.T) {
	p := newNetstrings()
	transport := prototest.Connect(p)
	longest := strings.Repeat("x", MaxStringLength)
	transport.Deliver([]byte("99999:"), []byte(longest), []byte(","))
	wantEvents(t, p.events, "string "+longest)
}

func TestPauseBetweenStrings(t *testing.T) {
	each(t, "1:a,5:pause,1:b,", func(pieces [][]byte) {
		p := newNetstrings()
		transport := prototest.Connect(p)
		transport.Deliver(pieces...)
		wantEvents(t, p.events, "string a", "string pause")
		p.ResumeProducing()
		wantEvents(t, p.events, "string a", "string pause", "string b")
		if transport.Paused() {
			t.Error("transport is paused")
		}
	})
}

func TestSendNetstring(t *testing.T) {
	p := newNetstrings()
	transport := prototest.Connect(p)
	p.SendString([]byte("hello"))
	p.SendString(nil)
	if got := transport.Written(); got != "5:hello,0:," {
		t.Errorf("wrote %q", got)
	}
}

type int8s struct {
	Int8StringReceiver
	stringNotes
}

func (p *int8s) StringReceived(s []byte) { p.stringNotes.StringReceived(s) }

type int16s struct {
	Int16StringReceiver
	stringNotes
}

func (p *int16s) StringReceived(s []byte) { p.stringNotes.StringReceived(s) }

type int32s struct {
	Int32StringReceiver
	stringNotes
}

func (p *int32s) StringReceived(s []byte) { p.stringNotes.StringReceived(s) }

// prefixedProtocol is what the three have in common.
type prefixedProtocol interface {
	protocol.Protocol
	PauseProducing()
	ResumeProducing()
	SendString([]byte) error
}

// prefixedKinds makes a protocol of each kind, and its notes.
func prefixedKinds() map[int]func() (prefixedProtocol, *stringNotes, *int) {
	return map[int]func() (prefixedProtocol, *stringNotes, *int){
		1: func() (prefixedProtocol, *stringNotes, *int) {
			p := &int8s{}
			p.pause, p.lose = p.PauseProducing, func() { p.Transport.LoseConnection() }
			return p, &p.stringNotes, &p.MaxLength
		},
		2: func() (prefixedProtocol, *stringNotes, *int) {
			p := &int16s{}
			p.pause, p.lose = p.PauseProducing, func() { p.Transport.LoseConnection() }
			return p, &p.stringNotes, &p.MaxLength
		},
		4: func() (prefixedProtocol, *stringNotes, *int) {
			p := &int32s{}
			p.pause, p.lose = p.PauseProducing, func() { p.Transport.LoseConnection() }
			return p, &p.stringNotes, &p.MaxLength
		},
	}
}

// encode is the strings as the standard library would send them.
func encode(size int, messages ...string) string {
	var data []byte
	for _, s := range messages {
		prefix := binary.BigEndian.AppendUint32(nil, uint32(len(s)))
		data = append(append(data, prefix[4-size:]...), s...)
	}
	return string(data)
}

func TestPrefixedStrings(t *testing.T) {
	for size, kind := range prefixedKinds() {
		each(t, encode(size, "a", "", "pause", "", "hello", "bye", "b"), func(pieces [][]byte) {
			p, notes, _ := kind()
			transport := prototest.Connect(p)
			transport.Deliver(pieces...)
			wantEvents(t, notes.events, "string a", "string ", "string pause")
			p.ResumeProducing()
			wantEvents(t, notes.events[3:], "string ", "string hello", "string bye")
			if !transport.Disconnecting() {
				t.Error("not disconnected")
			}
		})
	}
}

func TestPrefixedTooLong(t *testing.T) {
	for size, kind := range prefixedKinds() {
		each(t, encode(size, "12345", "123456", "a"), func(pieces [][]byte) {
			p, notes, maxLength := kind()
			*maxLength = 5
			transport := prototest.Connect(p)
			transport.Deliver(pieces...)
			wantEvents(t, notes.events, "string 12345")
			if !transport.Disconnecting() {
				t.Error("not disconnected")
			}
		})
	}
}

func TestSendPrefixed(t *testing.T) {
	for size, kind := range prefixedKinds() {
		p, _, _ := kind()
		transport := prototest.Connect(p)
		messages := []string{"", "hello", strings.Repeat("x", 255)}
		if size > 1 {
			messages = append(messages, strings.Repeat("y", 65535))
		}
		for _, s := range messages {
			if err := p.SendString([]byte(s)); err != nil {
				t.Error(err)
			}
		}
		if transport.Written() != encode(size, messages...) {
			t.Errorf("prefix of %d: not the bytes of encoding/binary", size)
		}
		tooLong := map[int]int{1: 256, 2: 65536}[size]
		if err := p.SendString(make([]byte, tooLong)); errors.Is(err, ErrTooLong) != (tooLong > 0) {
			t.Errorf("prefix of %d: error %v for %d bytes", size, err, tooLong)
		}
	}
}

// A peer that announces a long string does not make us reserve the room.
func TestAnnouncedLengthIsNotReserved(t *testing.T) {
	p, _, maxLength := prefixedKinds()[4]()
	*maxLength = 1 << 30
	prototest.Connect(p).Deliver([]byte("\x3f\xff\xff\xff"), []byte("abc"))
	if n := cap(p.(*int32s).part); n > 1024 {
		t.Errorf("%d bytes reserved", n)
	}
}

func TestAllocationsOfStrings(t *testing.T) {
	p := &quiet{}
	p.MakeConnection(p, discard{})
	data := []byte(encode(4, "hello", "", "world"))
	if n := testing.AllocsPerRun(100, func() { p.DataReceived(data) }); n != 0 {
		t.Errorf("whole strings: %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() {
		for i := range data {
			p.DataReceived(data[i : i+1])
		}
	}); n != 0 {
		t.Errorf("strings in bytes: %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { _ = p.SendString(data) }); n != 0 {
		t.Errorf("SendString: %v allocations", n)
	}
}

type quiet struct {
	Int32StringReceiver
	strings int
}

func (p *quiet) StringReceived([]byte) { p.strings++ }

// FuzzNetstrings compares the receiver, on pieces, with a regular expression.
func FuzzNetstrings(f *testing.F) {
	f.Add([]byte("5:hello,0:,3:a,:,1:xy"), uint64(0))
	f.Add([]byte("12:hello world!,"), ^uint64(0))
	f.Add([]byte("007:"), uint64(5))
	f.Fuzz(func(t *testing.T, data []byte, cuts uint64) {
		p := newNetstrings()
		p.MaxLength = 300
		p.pause, p.lose = func() {}, func() {}
		transport := prototest.Connect(p)
		from := 0
		for i := range data {
			if cuts>>(i%64)&1 == 1 {
				transport.Deliver(data[from:i])
				from = i
			}
		}
		transport.Deliver(data[from:])
		wants, bad := wantNetstrings(string(data), 300)
		wantEvents(t, p.events, wants...)
		if transport.Disconnecting() != bad {
			t.Errorf("%q: disconnecting %t", data, transport.Disconnecting())
		}
	})
}

var netstringLength = regexp.MustCompile(`^(0|[1-9][0-9]*):`)
var lengthBegins = regexp.MustCompile(`^(|0|[1-9][0-9]*)$`)

// wantNetstrings is what is in data, and whether something wrong follows.
func wantNetstrings(data string, limit int) (events []string, bad bool) {
	for {
		m := netstringLength.FindStringSubmatch(data)
		if m == nil {
			n, _ := strconv.ParseUint(data, 10, 64)
			return events, !lengthBegins.MatchString(data) || n > uint64(limit)
		}
		n, err := strconv.Atoi(m[1])
		if err != nil || n > limit {
			return events, true
		}
		data = data[len(m[0]):]
		if len(data) <= n {
			return events, false
		}
		if data[n] != ',' {
			return events, true
		}
		events = append(events, "string "+data[:n])
		data = data[n+1:]
	}
}

func BenchmarkStrings(b *testing.B) {
	for _, length := range []int{16, 1024} {
		data := bytes.Repeat([]byte(encode(4, strings.Repeat("x", length))), 65536/(length+4))
		for _, size := range []int{1, 1460, 65536} {
			b.Run(fmt.Sprintf("length=%d/pieces=%d", length, size), func(b *testing.B) {
				p := &quiet{}
				p.MakeConnection(p, discard{})
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				for b.Loop() {
					for from := 0; from < len(data); from += size {
						p.DataReceived(data[from:min(from+size, len(data))])
					}
				}
				if p.strings == 0 {
					b.Error("no strings")
				}
			})
		}
	}
}
