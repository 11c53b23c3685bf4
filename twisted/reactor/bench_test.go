package reactor_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

func newLoop(b *testing.B) *reactor.Loop {
	b.Helper()
	l, err := reactor.New(reactor.WithSignals(false), reactor.WithLog(log.New()))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	return l
}

// rally is a number of messages that go back and forth, and who plays.
type rally struct {
	players []*pingPong
	missing int // players
	left    int // messages
	begin   func()
	stop    func()
}

// pingPong sends what comes back.
type pingPong struct {
	protocol.Base
	*rally
}

func (p *pingPong) ConnectionMade() {
	p.players = append(p.players, p)
	if p.missing--; p.missing > 0 {
		return
	}
	p.begin()
	for _, player := range p.players {
		_, _ = player.Transport.Write(make([]byte, 64))
	}
}

func (p *pingPong) DataReceived(data []byte) {
	if p.left--; p.left < 0 {
		p.stop()
		return
	}
	_, _ = p.Transport.Write(data)
}

// BenchmarkEcho is a message of 64 bytes there and back, with both ends on
// one loop: twice what a server has to do.
func BenchmarkEcho(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("connections=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			l := newLoop(b)
			p, err := l.ListenTCP("127.0.0.1:0", protocol.Of(func() *echo { return &echo{} }), protocol.Backlog(n))
			if err != nil {
				b.Fatal(err)
			}
			r := &rally{missing: n, left: b.N, begin: b.ResetTimer, stop: func() { _ = l.Stop(); b.StopTimer() }}
			for range n {
				l.ConnectTCP(p.Addr().String(), protocol.Of(func() *pingPong { return &pingPong{rally: r} }))
			}
			if err := l.Run(context.Background()); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkEchoOfNet is what BenchmarkEcho is to be compared with: a
// goroutine for each end.
func BenchmarkEchoOfNet(b *testing.B) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{c}) }()
		}
	}()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	buf := make([]byte, 64)
	for b.Loop() {
		if _, err := c.Write(buf); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(c, buf); err != nil {
			b.Fatal(err)
		}
	}
}

// once is a client that closes its connection when it is made.
type once struct {
	protocol.BaseClientFactory
	left int
	stop func()
}

func (f *once) BuildProtocol(net.Addr) protocol.Protocol { return &closer{} }

func (f *once) ClientConnectionLost(c protocol.Connector, _ *failure.Failure) {
	if f.left--; f.left > 0 {
		_ = c.Connect()
	} else {
		f.stop()
	}
}

type closer struct{ protocol.Base }

func (c *closer) ConnectionMade() { c.Transport.AbortConnection() }

// BenchmarkConnect opens and closes a connection, with both ends on one loop.
func BenchmarkConnect(b *testing.B) {
	b.ReportAllocs()
	l := newLoop(b)
	p, err := l.ListenTCP("127.0.0.1:0", protocol.Of(func() *echo { return &echo{} }))
	if err != nil {
		b.Fatal(err)
	}
	l.ConnectTCP(p.Addr().String(), &once{left: b.N, stop: func() { _ = l.Stop() }})
	if err := l.Run(context.Background()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkCallLater schedules and cancels a call while others are pending,
// as a timeout does.
func BenchmarkCallLater(b *testing.B) {
	l := newLoop(b)
	for i := range 10_000 {
		l.CallLater(time.Duration(i)*time.Second, func() {})
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = l.CallLater(time.Minute, func() {}).Cancel()
	}
}

// BenchmarkTurn is a turn of the loop that has nothing to do.
func BenchmarkTurn(b *testing.B) {
	l := newLoop(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := l.Iterate(0); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCallFromThread is a call from another goroutine, many at a time.
func BenchmarkCallFromThread(b *testing.B) {
	l := newLoop(b)
	b.ReportAllocs()
	left := b.N
	go func() {
		for range b.N {
			l.CallFromThread(func() {
				if left--; left == 0 {
					_ = l.Stop()
				}
			})
		}
	}()
	if err := l.Run(context.Background()); err != nil {
		b.Fatal(err)
	}
}
