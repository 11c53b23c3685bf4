package basic_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

// hesitant pauses after each line, and goes on in a later turn. In raw mode,
// to which a line switches, it does so after each piece.
type hesitant struct {
	basic.LineReceiver
	reactor *reactor.Loop
	want    int // the number of the next line
	raw     int // how many bytes of the raw data are still to come
	wrong   string
	done    chan string
}

func (p *hesitant) hesitate() {
	p.PauseProducing()
	p.reactor.CallLater(0, p.ResumeProducing)
}

func (p *hesitant) LineReceived(line []byte) {
	p.hesitate()
	if want := fmt.Sprintf("line %d", p.want); string(line) != want && p.wrong == "" {
		p.wrong = fmt.Sprintf("got %q, want %q", line, want)
	}
	if p.want++; p.want%100 == 0 {
		p.raw = 1000
		p.SetRawMode()
	}
}

func (p *hesitant) RawDataReceived(data []byte) {
	p.hesitate()
	n := min(p.raw, len(data))
	if bytes.Count(data[:n], []byte{'\n'}) != n {
		p.wrong = fmt.Sprintf("raw data %q", data[:n])
	}
	if p.raw -= n; p.raw == 0 {
		p.SetLineMode(data[n:])
	}
}

func (p *hesitant) ConnectionLost(reason *failure.Failure) {
	if p.want != lines {
		p.wrong += fmt.Sprintf(" %d lines of %d: %v", p.want, lines, reason)
	}
	p.done <- p.wrong
}

const lines = 3000

// On a real connection, with pauses at every place, no line is lost, doubled
// or out of order. The sender closes only after the last one was received.
func TestPausesOnALoop(t *testing.T) {
	publisher := log.New()
	publisher.AddObserver(func(e log.Event) {
		if e.Failure != nil {
			t.Errorf("logged: %s %v", e.Message, e.Failure)
		}
	})
	r, err := reactor.New(reactor.WithSignals(false), reactor.WithDebug(), reactor.WithLog(publisher))
	if err != nil {
		t.Fatal(err)
	}
	p := &hesitant{reactor: r, done: make(chan string, 1)}
	port, err := r.ListenTCP("127.0.0.1:0", protocol.Of(func() *confirming { return &confirming{hesitant: p} }))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()

	c, err := net.Dial("tcp", port.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	var data []byte
	for i := range lines {
		data = fmt.Appendf(data, "line %d\r\n", i)
		if (i+1)%100 == 0 {
			data = append(data, bytes.Repeat([]byte{'\n'}, 1000)...)
		}
	}
	for from, size := 0, 1; from < len(data); from, size = from+size, 1+(size*7)%5000 {
		if _, err := c.Write(data[from:min(from+size, len(data))]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Read(make([]byte, 1)); err != nil {
		t.Errorf("not confirmed: %v", err)
	}
	_ = c.Close()
	if wrong := <-p.done; wrong != "" {
		t.Error(wrong)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// confirming tells the sender when it has the last line and what follows.
type confirming struct{ *hesitant }

func (p *confirming) LineReceived(line []byte) { p.hesitant.LineReceived(line) }

func (p *confirming) RawDataReceived(data []byte) {
	p.hesitant.RawDataReceived(data)
	if p.want == lines && p.raw == 0 {
		_, _ = p.Transport.Write([]byte("."))
	}
}
