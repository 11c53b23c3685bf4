package prototest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
)

func TestChunkings(t *testing.T) {
	seen := map[string]bool{}
	for pieces := range Chunkings([]byte("abcd")) {
		if got := bytes.Join(pieces, nil); string(got) != "abcd" {
			t.Errorf("%q", pieces)
		}
		seen[fmt.Sprintf("%q", pieces)] = true
	}
	if len(seen) != 8 || !seen[`["a" "b" "c" "d"]`] || !seen[`["abcd"]`] || !seen[`["a" "bcd"]`] {
		t.Errorf("%d ways: %v", len(seen), seen)
	}
	long := bytes.Repeat([]byte("0123456789"), 30)
	var bytewise, whole, n int
	for pieces := range Chunkings(long) {
		n++
		if !bytes.Equal(bytes.Join(pieces, nil), long) || slices.ContainsFunc(pieces, func(p []byte) bool { return len(p) == 0 }) {
			t.Fatalf("%q", pieces)
		}
		switch len(pieces) {
		case 1:
			whole++
		case len(long):
			bytewise++
		}
	}
	if n < 400 || bytewise == 0 || whole == 0 {
		t.Errorf("%d ways, %d of single bytes, %d whole", n, bytewise, whole)
	}
	for range Chunkings(long) {
		break // must not go on
	}
	for pieces := range Chunkings(nil) {
		if len(pieces) != 1 || len(pieces[0]) != 0 {
			t.Errorf("of nothing: %q", pieces)
		}
	}
}

// keeper keeps slices that it should have copied.
type keeper struct {
	protocol.Base
	got     [][]byte
	reasons []error
}

func (p *keeper) DataReceived(data []byte)               { p.got = append(p.got, data) }
func (p *keeper) ConnectionLost(reason *failure.Failure) { p.reasons = append(p.reasons, reason) }

func TestDataIsOverwritten(t *testing.T) {
	p := &keeper{}
	data := []byte("abc")
	Connect(p).Deliver(data)
	if string(data) != "abc" || string(p.got[0]) == "abc" {
		t.Errorf("delivered %q, which is %q afterwards", data, p.got[0])
	}
}

func TestPauseAndEnd(t *testing.T) {
	p := &keeper{}
	transport := Connect(p)
	transport.PauseProducing()
	transport.Deliver([]byte("a"), []byte("b"))
	if len(p.got) != 0 || !transport.Paused() {
		t.Error("delivered while paused")
	}
	transport.ResumeProducing()
	if len(p.got) != 1 || len(p.got[0]) != 2 {
		t.Errorf("got %q", p.got)
	}
	transport.LoseConnection()
	transport.Deliver([]byte("c"))
	_, _ = transport.Write([]byte("late"))
	if len(p.got) != 1 || transport.Written() != "" {
		t.Error("data after LoseConnection")
	}
	transport.Lose(protocol.ErrConnectionDone)
	transport.CloseByPeer()
	if len(p.reasons) != 1 {
		t.Errorf("lost %d times", len(p.reasons))
	}
}

// source is a pull producer of n bytes.
type source struct {
	transport *Transport
	n         int
	stopped   bool
}

func (s *source) ResumeProducing() {
	if s.n--; s.n < 0 {
		s.transport.UnregisterProducer()
		return
	}
	_, _ = io.WriteString(s.transport, "x")
}

func (s *source) StopProducing() { s.stopped = true }

// After LoseConnection nothing arrives any more, and a producer goes on to
// its end.
func TestLinkWaitsForTheProducer(t *testing.T) {
	for size := range 4 {
		server, client := &keeperOfCopies{}, &keeperOfCopies{}
		link := Join(server, client)
		link.Size = size
		_, _ = io.WriteString(link.Client, "question")
		s := &source{transport: link.Server, n: 3}
		if err := link.Server.RegisterProducer(s, false); err != nil {
			t.Fatal(err)
		}
		if err := link.Server.RegisterProducer(s, false); !errors.Is(err, protocol.ErrProducerRegistered) {
			t.Errorf("second producer: %v", err)
		}
		link.Server.LoseConnection()
		link.Run()
		if server.all != "" || client.all != "xxx" {
			t.Errorf("server got %q, client %q", server.all, client.all)
		}
		if len(server.reasons) != 1 || len(client.reasons) != 1 {
			t.Errorf("lost %d and %d times", len(server.reasons), len(client.reasons))
		}
	}
}

type keeperOfCopies struct {
	keeper
	all string
}

func (p *keeperOfCopies) DataReceived(data []byte) { p.all += string(data) }

func TestLinkTransmits(t *testing.T) {
	server, client := &keeperOfCopies{}, &keeperOfCopies{}
	link := Join(server, client)
	link.Size = 3
	_, _ = io.WriteString(link.Client, "question")
	s := &source{transport: link.Server, n: 5}
	if err := link.Server.RegisterProducer(s, false); err != nil {
		t.Fatal(err)
	}
	link.Run()
	if server.all != "question" || client.all != "xxxxx" || len(server.reasons) != 0 {
		t.Errorf("server got %q, client %q, lost %v", server.all, client.all, server.reasons)
	}
	_, _ = io.WriteString(link.Server, "last words")
	link.Server.LoseConnection()
	link.Run()
	if client.all != "xxxxxlast words" || !errors.Is(client.reasons[0], protocol.ErrConnectionDone) {
		t.Errorf("client got %q, lost %v", client.all, client.reasons)
	}
}

func TestLinkAborts(t *testing.T) {
	server, client := &keeperOfCopies{}, &keeperOfCopies{}
	link := Join(server, client)
	_, _ = io.WriteString(link.Server, "dropped")
	link.Server.AbortConnection()
	link.Run()
	if client.all != "" || !errors.Is(client.reasons[0], protocol.ErrConnectionLost) || !errors.Is(server.reasons[0], protocol.ErrConnectionAborted) {
		t.Errorf("client got %q, lost %v and %v", client.all, client.reasons, server.reasons)
	}
}

// half hears of the end of each direction.
type half struct {
	keeperOfCopies
	ends []string
}

func (p *half) ReadConnectionLost()  { p.ends = append(p.ends, "read") }
func (p *half) WriteConnectionLost() { p.ends = append(p.ends, "write") }

func TestHalfClose(t *testing.T) {
	server, client := &half{}, &keeperOfCopies{}
	link := Join(server, client)
	_, _ = io.WriteString(link.Client, "all I have")
	link.Client.LoseWriteConnection()
	_, _ = io.WriteString(link.Client, "late")
	link.Run()
	if server.all != "all I have" || !slices.Equal(server.ends, []string{"read"}) || len(server.reasons) != 0 {
		t.Errorf("server got %q, ends %q, lost %v", server.all, server.ends, server.reasons)
	}
	_, _ = io.WriteString(link.Server, "answer")
	link.Server.LoseConnection()
	link.Run()
	if client.all != "answer" || len(server.reasons) != 1 {
		t.Errorf("client got %q", client.all)
	}
}
