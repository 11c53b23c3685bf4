package protocol

import (
	"net"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/task"
)

// Clients is the part of a reactor that connects.
type Clients interface {
	ConnectTCP(address string, f ClientFactory, opts ...ConnectOption) Connector
	ConnectUNIX(path string, f ClientFactory, opts ...ConnectOption) Connector
}

// ClientCreator makes single connections, each with a protocol of its own,
// for what needs no factory.
type ClientCreator[P Protocol] struct {
	r     Clients
	build func() P
}

// NewClientCreator returns a creator of connections on r whose protocols are
// made by build.
func NewClientCreator[P Protocol](r Clients, build func() P) *ClientCreator[P] {
	return &ClientCreator[P]{r, build}
}

// ConnectTCP connects. The Deferred fires with the protocol in the turn of the
// loop after its ConnectionMade, or with why there is no connection. To cancel
// it gives the attempt up.
func (c *ClientCreator[P]) ConnectTCP(address string, opts ...ConnectOption) deferred.Of[P] {
	return c.create(func(f ClientFactory) Connector { return c.r.ConnectTCP(address, f, opts...) })
}

// ConnectUNIX is ConnectTCP to a UNIX socket.
func (c *ClientCreator[P]) ConnectUNIX(path string, opts ...ConnectOption) deferred.Of[P] {
	return c.create(func(f ClientFactory) Connector { return c.r.ConnectUNIX(path, f, opts...) })
}

func (c *ClientCreator[P]) create(connect func(ClientFactory) Connector) deferred.Of[P] {
	f := &creation{build: func() Protocol { return c.build() }}
	f.result = deferred.NewCancellable(f.cancel)
	f.connector = connect(f)
	return deferred.From[P](f.result)
}

// creation is the factory of one connection.
type creation struct {
	BaseClientFactory
	build     func() Protocol
	connector Connector
	made      *task.DelayedCall // tells of the protocol
	result    *deferred.Deferred
	over      bool // nobody waits for the result
}

func (f *creation) StartedConnecting(c Connector) { f.connector = c }

func (f *creation) BuildProtocol(net.Addr) Protocol {
	p := f.build()
	f.made = f.connector.Scheduler().CallLater(0, func() {
		f.over = true
		f.result.Callback(p)
	})
	return p
}

func (f *creation) ClientConnectionFailed(_ Connector, reason *failure.Failure) { f.fail(reason) }

func (f *creation) ClientConnectionLost(_ Connector, reason *failure.Failure) { f.fail(reason) }

func (f *creation) cancel(*deferred.Deferred) {
	f.end()
	f.connector.Disconnect()
}

// fail tells of the end if nothing was told before.
func (f *creation) fail(reason *failure.Failure) {
	if !f.over {
		f.end()
		f.result.Errback(reason)
	}
}

func (f *creation) end() {
	f.over = true
	if f.made != nil && f.made.Active() {
		_ = f.made.Cancel()
	}
}
