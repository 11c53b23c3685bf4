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
