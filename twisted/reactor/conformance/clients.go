package conformance

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
)

var clientTests = []func(*world){connects, isRefused, reconnects, timesOut, givesUp, disconnects, looksUpNames,
	bindsAddresses, refusesClientProtocols, failsLater, shutsDownClients}

// echoPort is a port of the loop that sends back what comes.
func (w *world) echoPort() protocol.Port { return w.listen(&factory{build: w.each(w.echo)}) }

// client is a factory of one connection.
func (w *world) client() (*factory, *conn) {
	c := &conn{w: w}
	f := &factory{}
	f.build = func(net.Addr) protocol.Protocol {
		f.note("build")
		return c
	}
	c.made = func() { f.note("made") }
	c.lost = func() { f.note("connection lost") }
	return f, c
}

func connects(w *world) {
	f, c := w.client()
	p := w.echoPort()
	var states []protocol.ConnectorState
	f.begun = func(con protocol.Connector) { states = append(states, con.State()) }
	f.lost = f.begun
	con := w.loop.ConnectTCP(p.Addr().String(), f)
	w.equal("within ConnectTCP", f.events, []string{"start", "connecting"})
	if err := con.Connect(); !errors.Is(err, protocol.ErrNotDisconnected) {
		w.Errorf("Connect while connecting: %v", err)
	}
	w.until("the connection", func() bool { return len(c.events) > 0 })
	w.equal("Peer", c.Transport.Peer().String(), p.Addr().String())
	w.equal("Destination", con.Destination(), p.Addr().String())
	if err := con.Connect(); !errors.Is(err, protocol.ErrNotDisconnected) {
		w.Errorf("Connect while connected: %v", err)
	}
	if err := con.StopConnecting(); !errors.Is(err, protocol.ErrNotConnecting) {
		w.Errorf("StopConnecting while connected: %v", err)
	}
	states = append(states, con.State())
	c.write("hello")
	w.until("the echo", func() bool { return c.received == "hello" })
	c.Transport.LoseConnection()
	w.until("the end", func() bool { return con.State() == protocol.Disconnected })
	w.equal("events", f.events, []string{"start", "connecting", "build", "made", "connection lost", "lost", "stop"})
	w.equal("states", states, []protocol.ConnectorState{protocol.Connecting, protocol.Connected, protocol.Disconnected})
	w.equal("the reason", kindOf(f.reason), protocol.ErrConnectionDone.Error())
	if con.Scheduler() == nil || len(w.loop.DelayedCalls()) != 0 {
		w.Errorf("calls that are left: %v", w.loop.DelayedCalls())
	}
}

// closedPort is an address on which nobody listens.
func (w *world) closedPort() string {
	p := w.listen(&factory{})
	addr := p.Addr().String()
	w.await(p.StopListening())
	return addr
}

func isRefused(w *world) {
	f, _ := w.client()
	addr := w.closedPort()
	con := w.loop.ConnectTCP(addr, f)
	w.equal("within ConnectTCP", f.events, []string{"start", "connecting"})
	w.until("the failure", func() bool { return con.State() == protocol.Disconnected })
	w.equal("events", f.events, []string{"start", "connecting", "failed", "stop"})
	var refused *protocol.ConnectError
	if !errors.As(f.reason, &refused) || refused.Address != addr || !isRefusal(refused.Err) {
		w.Errorf("the reason: %v", f.reason)
	}
	w.equal("calls that are left", len(w.loop.DelayedCalls()), 0)
}

// reconnects connects again from within the factory, which goes on.
func reconnects(w *world) {
	f, c := w.client()
	p := w.echoPort()
	again := 0
	retry := func(con protocol.Connector) {
		if again++; again > 2 {
			return
		}
		if err := con.Connect(); err != nil {
			w.Errorf("Connect within the factory: %v", err)
		}
	}
	f.lost, f.failed = retry, retry
	made := c.made
	c.made = func() {
		made()
		c.reason = nil
		c.Transport.LoseConnection()
	}
	con := w.loop.ConnectTCP(p.Addr().String(), f)
	w.until("the third end", func() bool { return again == 3 && con.State() == protocol.Disconnected })
	want := []string{"start"}
	for range 3 {
		want = append(want, "connecting", "build", "made", "connection lost", "lost")
	}
	w.equal("events", f.events, append(want, "stop"))

	refused, _ := w.client()
	again = 0
	refused.failed = retry
	con = w.loop.ConnectTCP(w.closedPort(), refused)
	w.until("the third failure", func() bool { return again == 3 && con.State() == protocol.Disconnected })
	w.equal("events", refused.events, []string{"start", "connecting", "failed", "connecting", "failed", "connecting",
		"failed", "stop"})
}

// resolver is one for tests.
type resolver func(ctx context.Context, host string) ([]netip.Addr, error)

func (r resolver) LookupNetIP(ctx context.Context, _, host string) ([]netip.Addr, error) {
	return r(ctx, host)
}

// timesOut looks up a name, in vain. The lookup is told when nobody waits.
func timesOut(w *world) {
	told := make(chan struct{})
	w.with(reactor.WithResolver(resolver(func(ctx context.Context, _ string) ([]netip.Addr, error) {
		<-ctx.Done()
		close(told)
		return nil, ctx.Err()
	})))
	f, _ := w.client()
	con := w.loop.ConnectTCP("example.org:79", f, protocol.Timeout(5*time.Millisecond))
	w.until("the failure", func() bool { return con.State() == protocol.Disconnected })
	w.equal("events", f.events, []string{"start", "connecting", "failed", "stop"})
	w.equal("the reason", kindOf(f.reason), protocol.ErrTimeout.Error())
	w.aside(func() error { <-told; return nil })
	w.turns(3)
	w.equal("events later", len(f.events), 4)
}

func givesUp(w *world) {
	p := w.echoPort()
	for _, within := range []bool{true, false} {
		f, _ := w.client()
		stop := func(con protocol.Connector) {
			if err := con.StopConnecting(); err != nil {
				w.Error(err)
			}
		}
		if within {
			f.begun = stop
		}
		con := w.loop.ConnectTCP(p.Addr().String(), f)
		if !within {
			stop(con)
		}
		w.until("the failure", func() bool { return len(f.events) == 4 })
		w.turns(3)
		w.equal("events", f.events, []string{"start", "connecting", "failed", "stop"})
		w.equal("the reason", kindOf(f.reason), protocol.ErrUser.Error())
		if err := con.StopConnecting(); !errors.Is(err, protocol.ErrNotConnecting) {
			w.Errorf("StopConnecting without an attempt: %v", err)
		}
	}
}

func disconnects(w *world) {
	p := w.echoPort()
	f, c := w.client()
	con := w.loop.ConnectTCP(p.Addr().String(), f)
	con.Disconnect()
	w.until("the failure", func() bool { return con.State() == protocol.Disconnected })
	w.equal("the reason", kindOf(f.reason), protocol.ErrUser.Error())
	con.Disconnect() // from nothing

	made := c.made
	c.made = func() {
		made()
		con.Disconnect() // before anybody has the connection
	}
	if err := con.Connect(); err != nil {
		w.Fatal(err)
	}
	w.until("the end", func() bool { return con.State() == protocol.Disconnected })
	w.equal("the reason", kindOf(f.reason), protocol.ErrConnectionDone.Error())
}

func looksUpNames(w *world) {
	none := errors.New("no such name")
	var asked atomic.Int32
	w.with(reactor.WithResolver(resolver(func(_ context.Context, host string) ([]netip.Addr, error) {
		asked.Add(1)
		switch host {
		case "two.example":
			// Nobody listens at the first.
			return []netip.Addr{netip.MustParseAddr("127.0.0.77"), netip.MustParseAddr("::ffff:127.0.0.1")}, nil
		case "empty.example":
			return nil, nil
		}
		return nil, fmt.Errorf("%s: %w", host, none)
	})))
	p := w.echoPort()
	_, port, _ := net.SplitHostPort(p.Addr().String())
	f, c := w.client()
	w.loop.ConnectTCP("two.example:"+port, f)
	w.until("the connection", func() bool { return len(c.events) > 0 })
	w.equal("Peer", c.Transport.Peer().String(), p.Addr().String())
	c.Transport.LoseConnection()

	f, _ = w.client()
	con := w.loop.ConnectTCP("nobody.example:79", f)
	w.until("the failure", func() bool { return con.State() == protocol.Disconnected })
	var connectError *protocol.ConnectError
	if !errors.Is(f.reason, none) || !errors.As(f.reason, &connectError) {
		w.Errorf("the reason: %v", f.reason)
	}
	for _, bad := range []string{"empty.example:79", "no port", "", "two.example:nonsense", "127.0.0.1:70000"} {
		f, _ := w.client()
		con := w.loop.ConnectTCP(bad, f)
		w.until("the failure of "+bad, func() bool { return con.State() == protocol.Disconnected })
		if !errors.As(f.reason, &connectError) {
			w.Errorf("connecting to %q: %v", bad, f.reason)
		}
	}
	w.equal("names that were looked up", asked.Load(), int32(3))
	f, c = w.client()
	w.loop.ConnectTCP(":"+port, f)
	w.until("the connection", func() bool { return len(c.events) > 0 })
}

func bindsAddresses(w *world) {
	p := w.echoPort()
	f, c := w.client()
	w.loop.ConnectTCP(p.Addr().String(), f, protocol.BindAddress("127.0.0.1:0"))
	w.until("the connection", func() bool { return len(c.events) > 0 })
	host, ok := c.Transport.Host().(*net.TCPAddr)
	if !ok || host.IP.String() != "127.0.0.1" || host.Port == 0 {
		w.Errorf("Host: %v", c.Transport.Host())
	}
	f, _ = w.client()
	con := w.loop.ConnectTCP(p.Addr().String(), f, protocol.BindAddress("192.0.2.1:0")) // which nobody has
	w.until("the failure", func() bool { return con.State() == protocol.Disconnected })
	w.equal("events", f.events, []string{"start", "connecting", "failed", "stop"})
}

func refusesClientProtocols(w *world) {
	p := w.echoPort()
	for _, panics := range []bool{false, true} {
		f := &factory{build: func(net.Addr) protocol.Protocol {
			if panics {
				panic("no protocol")
			}
			return nil
		}}
		con := w.loop.ConnectTCP(p.Addr().String(), f)
		w.until("the end", func() bool { return con.State() == protocol.Disconnected })
		w.equal("events", f.events, []string{"start", "connecting", "lost", "stop"})
		if panics {
			w.wantErrors("no protocol")
		}
	}
}

// failsLater has factories that panic.
func failsLater(w *world) {
	f, _ := w.client()
	f.begun = func(protocol.Connector) { panic("StartedConnecting panics") }
	f.failed = func(protocol.Connector) { panic("ClientConnectionFailed panics") }
	con := w.loop.ConnectTCP(w.closedPort(), f)
	w.until("the failure", func() bool { return con.State() == protocol.Disconnected })
	w.equal("events", f.events, []string{"start", "connecting", "failed", "stop"})
	w.wantErrors("StartedConnecting panics", "ClientConnectionFailed panics")
}

// shutsDownClients stops a loop that is connecting, connected, and would
// connect again.
func shutsDownClients(w *world) {
	hangs := make(chan struct{})
	w.with(reactor.WithResolver(resolver(func(ctx context.Context, _ string) ([]netip.Addr, error) {
		close(hangs)
		<-ctx.Done()
		return nil, ctx.Err()
	})))
	p := w.echoPort()
	connecting, _ := w.client()
	connected, c := w.client()
	connected.lost = func(con protocol.Connector) { _ = con.Connect() }
	w.run(func() {
		w.loop.ConnectTCP("example.org:79", connecting)
		w.loop.ConnectTCP(p.Addr().String(), connected)
		c.made = func() {
			<-hangs
			w.stop()
		}
	})
	w.equal("the one that was connecting", connecting.events, []string{"start", "connecting", "failed", "stop"})
	w.equal("the one that was connected", c.events, []string{"made", "lost: connection broken off"})
}
