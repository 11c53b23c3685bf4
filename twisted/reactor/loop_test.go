package reactor_test

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

type echo struct{ protocol.Base }

func (e *echo) DataReceived(data []byte) { e.Transport.Write(data) }

func TestSmoke(t *testing.T) {
	l, err := reactor.New(reactor.WithDebug(), reactor.WithWatchdog(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.ListenTCP("127.0.0.1:0", protocol.Of(func() *echo { return &echo{} }))
	if err != nil {
		t.Fatal(err)
	}
	addr := p.Addr().String()
	go func() {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Error(err)
		}
		c.Write([]byte("hello"))
		b := make([]byte, 5)
		io.ReadFull(c, b)
		t.Logf("%s", b)
		c.Close()
		l.CallFromThread(func() { l.CallLater(10*time.Millisecond, func() { l.Stop() }) })
	}()
	if err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// Close ends when the last thread does, which is while it waits.
func TestCloseWaitsForThreads(t *testing.T) {
	l, err := reactor.New()
	if err != nil {
		t.Fatal(err)
	}
	done := false
	begun := make(chan bool, 1)
	l.CallInThread(func() {
		begun <- true
		time.Sleep(50 * time.Millisecond) // by then Close waits
		done = true
	})
	if err := l.Iterate(0); err != nil {
		t.Fatal(err)
	}
	<-begun
	if err := l.Close(); err != nil || !done {
		t.Errorf("Close returned %v when the thread was done: %v", err, done)
	}
}
