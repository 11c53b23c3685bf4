//go:build unix

package reactor_test

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/reactor/poller"
	"github.com/lore-docs/lore/twisted/reactor/selectpoll"
)

// failing is a client that hears why there is no connection.
type failing struct {
	protocol.BaseClientFactory
	failed func(error)
}

func (*failing) BuildProtocol(net.Addr) protocol.Protocol { return &protocol.Base{} }

func (f *failing) ClientConnectionFailed(_ protocol.Connector, reason *failure.Failure) {
	f.failed(reason)
}

// A loop with select refuses what it could not wait for, and says so.
func TestSelectIsFull(t *testing.T) {
	l, err := reactor.New(reactor.WithPoller(selectpoll.New), reactor.WithSignals(false), reactor.WithLog(log.New()))
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.ListenTCP("127.0.0.1:0", protocol.Of(func() *echo { return &echo{} }))
	if err != nil {
		t.Fatal(err)
	}
	for { // so that the next is too large
		fd, err := unix.FcntlInt(os.Stdin.Fd(), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			t.Skipf("files cannot be that many here: %v", err)
		}
		defer unix.Close(fd)
		if fd >= selectpoll.Limit-1 {
			break
		}
	}
	var reason error
	l.ConnectTCP(p.Addr().String(), &failing{failed: func(err error) {
		reason = err
		_ = l.Stop()
	}})
	if err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(reason, poller.ErrTooManyFiles) {
		t.Errorf("connecting: %v", reason)
	}
}
