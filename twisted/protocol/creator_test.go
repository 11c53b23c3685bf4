package protocol_test

import (
	"errors"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
)

func TestClientCreator(t *testing.T) {
	n := newNetwork()
	creator := protocol.NewClientCreator(n, func() *greeter { return &greeter{} })
	var got *greeter
	d := creator.ConnectTCP("there:79")
	d.Untyped().AddCallback(func(v any) (any, error) { got = v.(*greeter); return nil, nil })
	if n.last.address != "there:79" || n.last.state != protocol.Connecting {
		t.Errorf("%s, state %v", n.last.address, n.last.state)
	}
	n.last.succeed()
	if got != nil {
		t.Error("told before the next turn")
	}
	n.clock.Advance(0)
	if got == nil || n.last.transport.Written() != "hello" {
		t.Errorf("got %v", got)
	}
	n.last.lose(protocol.ErrConnectionDone) // nobody is told twice
	if len(got.reasons) != 1 {
		t.Errorf("reasons %v", got.reasons)
	}
}

// errOf is what the Deferred failed with, once.
func errOf(d *deferred.Deferred) *error {
	var got error
	d.AddErrback(func(f *failure.Failure) (any, error) { got = f; return nil, nil })
	return &got
}

func TestClientCreatorFails(t *testing.T) {
	refused := errors.New("refused")
	n := newNetwork()
	creator := protocol.NewClientCreator(n, func() *greeter { return &greeter{} })
	err := errOf(creator.ConnectUNIX("/there").Untyped())
	n.last.fail(refused)
	if !errors.Is(*err, refused) || n.last.address != "unix:/there" {
		t.Errorf("error %v from %s", *err, n.last.address)
	}

	err = errOf(creator.ConnectTCP("there:79").Untyped())
	n.last.succeed()
	n.last.lose(protocol.ErrConnectionLost)
	n.clock.Advance(0)
	if !errors.Is(*err, protocol.ErrConnectionLost) {
		t.Errorf("error %v after a connection that was lost at once", *err)
	}
}

func TestClientCreatorIsCancelled(t *testing.T) {
	n := newNetwork()
	creator := protocol.NewClientCreator(n, func() *greeter { return &greeter{} })
	for name, begin := range map[string]func(){"connecting": func() {}, "connected": func() { n.last.succeed() }} {
		d := creator.ConnectTCP("there:79").Untyped()
		err := errOf(d)
		begin()
		d.Cancel()
		n.clock.Advance(time.Second)
		if !errors.Is(*err, deferred.ErrCancelled) || n.last.state != protocol.Disconnected {
			t.Errorf("%s: error %v, state %v", name, *err, n.last.state)
		}
	}
}
