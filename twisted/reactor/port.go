package reactor

import (
	"errors"
	"fmt"
	"net"
	"reflect"
	"strings"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor/poller"
	"github.com/lore-docs/lore/twisted/task"
)

// port listens for one factory.
type port struct {
	loop     *Loop
	network  string
	address  string
	options  protocol.ListenOptions
	factory  protocol.Factory
	listener poller.Listener // nil while it does not listen
	addr     net.Addr
	sessions uint32
	rest     *task.DelayedCall // after which to accept again
}

var _ protocol.Port = (*port)(nil)

// ListenTCP listens on an address such as "127.0.0.1:79".
func (l *Loop) ListenTCP(address string, f protocol.Factory, opts ...protocol.ListenOption) (protocol.Port, error) {
	return l.listen("tcp", address, f, opts)
}

// ListenUNIX listens on a path.
func (l *Loop) ListenUNIX(path string, f protocol.Factory, opts ...protocol.ListenOption) (protocol.Port, error) {
	return l.listen("unix", path, f, opts)
}

func (l *Loop) listen(network, address string, f protocol.Factory, opts []protocol.ListenOption) (protocol.Port, error) {
	p := &port{loop: l, network: network, address: address, factory: f, options: protocol.DefaultListenOptions()}
	for _, opt := range opts {
		opt(&p.options)
	}
	if network == "tcp" {
		if _, _, err := net.SplitHostPort(address); err != nil {
			return nil, p.cannot(err)
		}
	}
	if err := p.StartListening(); err != nil {
		return nil, err
	}
	p.address = p.addr.String() // with the port that the system chose
	return p, nil
}

// StartListening listens, or does nothing if it does already.
func (p *port) StartListening() error {
	l := p.loop
	l.check("StartListening")
	if p.listener != nil {
		return nil
	}
	if err := l.open(); err != nil {
		return p.cannot(err)
	}
	listener, err := l.network.Listen(p.network, p.address, p.options.Backlog)
	if err != nil {
		return p.cannot(err)
	}
	if err := listener.Watch(p, poller.Readable); err != nil {
		_ = listener.Close()
		return p.cannot(err)
	}
	p.listener, p.addr = listener, listener.Addr()
	l.ports.add(p)
	l.log.Msg(fmt.Sprintf("%s starting on %v", prefixOf(p.factory), p.addr))
	l.startFactory(p.factory)
	return nil
}

func (p *port) cannot(err error) error {
	return &protocol.CannotListenError{Address: p.address, Err: err}
}

// StopListening closes the port.
func (p *port) StopListening() *deferred.Deferred {
	l := p.loop
	l.check("StopListening")
	if p.listener == nil {
		return deferred.Succeeded(nil)
	}
	err := p.listener.Close()
	p.listener = nil
	l.ports.remove(p)
	if p.rest != nil && p.rest.Active() {
		_ = p.rest.Cancel()
	}
	l.log.Msg(fmt.Sprintf("(Port %v Closed)", p.addr))
	l.stopFactory(p.factory)
	if err != nil {
		return deferred.Failed(fmt.Errorf("closing port %v: %w", p.addr, err))
	}
	return deferred.Succeeded(nil)
}

// Addr is the address listened on.
func (p *port) Addr() net.Addr { return p.addr }

// acceptsAtOnce is after how many connections others have their turn.
const acceptsAtOnce = 64

// Ready accepts connections.
func (p *port) Ready(poller.Events) {
	for range acceptsAtOnce {
		if p.listener == nil || p.loop.crashed {
			return
		}
		s, err := p.listener.Accept()
		switch {
		case err == nil:
			p.accepted(s)
		case errors.Is(err, poller.ErrWouldBlock):
			return
		default:
			p.pause(err)
			return
		}
	}
}

func (p *port) accepted(s poller.Stream) {
	var proto protocol.Protocol
	failed := p.loop.call(p, func() { proto = p.factory.BuildProtocol(s.RemoteAddr()) })
	if failed != nil || proto == nil {
		_ = s.Close()
		return
	}
	p.sessions++
	p.loop.newConn(s, proto, p, p.sessions).begin()
}

// restAfterError is how long a port accepts nothing when it cannot: without a
// rest the loop would do nothing but try.
const restAfterError = 200 * time.Millisecond

func (p *port) pause(err error) {
	l := p.loop
	l.log.With(p.logPrefix()).Err(err, "Could not accept a connection, trying again soon")
	if err := p.listener.Watch(p, 0); err != nil {
		l.log.Err(err, "Pausing a port")
	}
	p.rest = l.timers.CallLater(restAfterError, p.resume)
}

func (p *port) resume() {
	if err := p.listener.Watch(p, poller.Readable); err != nil {
		p.pause(err)
	}
}

func (p *port) logPrefix() string { return prefixOf(p.factory) }

func (p *port) callbackName() string { return fmt.Sprintf("a method of %T", p.factory) }

func (p *port) failed(*failure.Failure) {}

func (p *port) prefix(c *conn) string {
	peer := ""
	if a, ok := c.Peer().(*net.TCPAddr); ok {
		peer = "," + a.IP.String()
	}
	return fmt.Sprintf("%s,%d%s", prefixOf(c.protocol), c.session, peer)
}

func (p *port) lost(*failure.Failure) {}

// LogPrefixer is a protocol or factory that has another name in the log than
// that of its type.
type LogPrefixer interface{ LogPrefix() string }

// prefixOf is the name of a protocol or factory in the log.
func prefixOf(v any) string {
	if p, ok := v.(LogPrefixer); ok {
		return p.LogPrefix()
	}
	t := reflect.TypeOf(v)
	if t == nil {
		return "-"
	}
	name := strings.TrimLeft(t.String(), "*")
	return name[strings.LastIndexByte(name, '.')+1:]
}

// startFactory counts one more user of a factory.
func (l *Loop) startFactory(f protocol.Factory) {
	l.factories[f]++
	if l.factories[f] == 1 {
		l.log.Msg("Starting factory " + prefixOf(f))
		l.call(object{f}, f.StartFactory)
	}
}

// stopFactory counts one user less.
func (l *Loop) stopFactory(f protocol.Factory) {
	l.factories[f]--
	if l.factories[f] == 0 {
		delete(l.factories, f)
		l.log.Msg("Stopping factory " + prefixOf(f))
		l.call(object{f}, f.StopFactory)
	}
}
