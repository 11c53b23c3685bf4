package protocol_test

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/protocol/prototest"
)

// greeter overrides what Base does.
type greeter struct {
	protocol.Base
	reasons []error
}

func (p *greeter) ConnectionMade() { _, _ = io.WriteString(p.Transport, "hello") }
func (p *greeter) ConnectionLost(reason *failure.Failure) {
	p.reasons = append(p.reasons, reason)
}

func TestBaseCallsTheWhole(t *testing.T) {
	p := &greeter{}
	if p.Self() != nil {
		t.Error("Self before the connection is made")
	}
	transport := prototest.Connect(p)
	if got := transport.Written(); got != "hello" {
		t.Errorf("wrote %q", got)
	}
	if p.Self() != protocol.Protocol(p) {
		t.Error("Self is not the protocol")
	}
	transport.Lose(protocol.ErrConnectionDone)
	if len(p.reasons) != 1 || !errors.Is(p.reasons[0], protocol.ErrConnectionDone) {
		t.Errorf("reasons %v", p.reasons)
	}
}

func TestBaseDoesNothing(t *testing.T) {
	p := &protocol.Base{}
	transport := prototest.Connect(p)
	transport.Deliver([]byte("data"))
	transport.Lose(protocol.ErrConnectionLost)
	if got := transport.Written(); got != "" || transport.Paused() {
		t.Errorf("wrote %q, paused %t", got, transport.Paused())
	}
}

func TestOf(t *testing.T) {
	n := 0
	f := protocol.Of(func() *greeter { n++; return &greeter{} })
	f.StartFactory()
	a, b := f.BuildProtocol(nil), f.BuildProtocol(nil)
	if _, ok := a.(*greeter); !ok || a == b || n != 2 {
		t.Errorf("%T, %d made", a, n)
	}
	f.StopFactory()
}

func TestErrorsTellTheirCause(t *testing.T) {
	cause := errors.New("address already in use")
	var listen error = &protocol.CannotListenError{Address: ":79", Err: cause}
	var connect error = &protocol.ConnectError{Address: "there:79", Err: cause}
	for err, want := range map[error]string{
		listen:  "cannot listen on :79: address already in use",
		connect: "cannot connect to there:79: address already in use",
	} {
		if err.Error() != want || !errors.Is(err, cause) {
			t.Errorf("%v; wraps its cause: %t", err, errors.Is(err, cause))
		}
	}
}

func TestOptions(t *testing.T) {
	listen := protocol.DefaultListenOptions()
	protocol.Backlog(7)(&listen)
	connect := protocol.DefaultConnectOptions()
	if connect.Timeout != 30*time.Second {
		t.Errorf("timeout %v", connect.Timeout)
	}
	protocol.Timeout(time.Minute)(&connect)
	protocol.BindAddress("127.0.0.2:0")(&connect)
	if got := fmt.Sprint(listen, connect); got != "{7} {1m0s 127.0.0.2:0}" {
		t.Error(got)
	}
}

// In the log a factory that is made by Of is called as its protocols are.
func TestOfInTheLog(t *testing.T) {
	f, ok := protocol.Of(func() *greeter { return &greeter{} }).(interface{ LogPrefix() string })
	if !ok || f.LogPrefix() != "greeter" {
		t.Errorf("the factory is called %v", f)
	}
}
