package protocol

import (
	"net"
	"reflect"
	"strings"

	"github.com/lore-docs/lore/twisted/failure"
)

// ServerFactory is a Factory to embed: it lacks BuildProtocol only.
type ServerFactory struct{}

// StartFactory does nothing.
func (ServerFactory) StartFactory() {}

// StopFactory does nothing.
func (ServerFactory) StopFactory() {}

// BaseClientFactory is a ClientFactory to embed: it lacks BuildProtocol only.
type BaseClientFactory struct{ ServerFactory }

// StartedConnecting does nothing.
func (BaseClientFactory) StartedConnecting(Connector) {}

// ClientConnectionFailed does nothing.
func (BaseClientFactory) ClientConnectionFailed(Connector, *failure.Failure) {}

// ClientConnectionLost does nothing.
func (BaseClientFactory) ClientConnectionLost(Connector, *failure.Failure) {}

// Of is a factory whose protocols are made by build and need nothing from it.
// It serves ports and connectors alike.
func Of[P Protocol](build func() P) ClientFactory {
	return &built{build: func() Protocol { return build() }, name: typeName[P]()}
}

type built struct {
	BaseClientFactory
	build func() Protocol
	name  string
}

// LogPrefix is the type of the protocols.
func (f *built) LogPrefix() string { return f.name }

func typeName[T any]() string {
	name, _, _ := strings.Cut(reflect.TypeFor[T]().String(), "[")
	return name[strings.LastIndexAny(name, ".*")+1:]
}

func (f *built) BuildProtocol(net.Addr) Protocol { return f.build() }
