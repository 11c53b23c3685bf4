package protocol_test

import (
	"errors"
	"math"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/protocol/prototest"
	"github.com/lore-docs/lore/twisted/task"
)

// network is a reactor that connects as the test says, on a fake clock.
type network struct {
	clock *task.Clock
	last  *connector
}

func newNetwork() *network { return &network{clock: task.NewClock(time.Unix(0, 0))} }

func (n *network) ConnectTCP(address string, f protocol.ClientFactory, _ ...protocol.ConnectOption) protocol.Connector {
	n.last = &connector{network: n, address: address, factory: f}
	_ = n.last.Connect()
	return n.last
}

func (n *network) ConnectUNIX(path string, f protocol.ClientFactory, opts ...protocol.ConnectOption) protocol.Connector {
	return n.ConnectTCP("unix:"+path, f, opts...)
}

type connector struct {
	network   *network
	address   string
	factory   protocol.ClientFactory
	state     protocol.ConnectorState
	attempts  int
	transport *prototest.Transport
	given     error // by StopConnecting
}

func (c *connector) Connect() error {
	if c.state != protocol.Disconnected {
		return protocol.ErrNotDisconnected
	}
	c.state = protocol.Connecting
	c.attempts++
	c.factory.StartedConnecting(c)
	return nil
}

func (c *connector) succeed() {
	c.state = protocol.Connected
	c.transport = prototest.Connect(c.factory.BuildProtocol(nil))
}

func (c *connector) fail(err error) {
	c.state = protocol.Disconnected
	c.factory.ClientConnectionFailed(c, failure.Bare(err))
}

func (c *connector) lose(err error) {
	c.state = protocol.Disconnected
	c.transport.Lose(err)
	c.factory.ClientConnectionLost(c, failure.Bare(err))
}

func (c *connector) Disconnect() {
	switch c.state {
	case protocol.Connecting:
		_ = c.StopConnecting()
	case protocol.Connected:
		c.lose(protocol.ErrConnectionDone)
	}
}

func (c *connector) StopConnecting() error {
	if c.state != protocol.Connecting {
		return protocol.ErrNotConnecting
	}
	c.given = protocol.ErrUser
	c.fail(protocol.ErrUser)
	return nil
}

func (c *connector) State() protocol.ConnectorState { return c.state }
func (c *connector) Destination() string            { return c.address }
func (c *connector) Scheduler() task.Scheduler      { return c.network.clock }

// bot comes back, without jitter.
type bot struct {
	protocol.ReconnectingClientFactory
	resets bool
}

func newBot() *bot {
	f := &bot{}
	f.Jitter = -1
	return f
}

func (f *bot) BuildProtocol(net.Addr) protocol.Protocol {
	if f.resets {
		f.ResetDelay()
	}
	return &greeter{}
}

func TestReconnectingDelays(t *testing.T) {
	n := newNetwork()
	f := newBot()
	c := n.ConnectTCP("there:79", f).(*connector)
	var delays []time.Duration
	for range 12 {
		c.fail(errors.New("refused"))
		calls := n.clock.DelayedCalls()
		if len(calls) != 1 {
			t.Fatalf("%d delayed calls", len(calls))
		}
		delays = append(delays, f.Delay().Round(time.Millisecond))
		n.clock.Advance(f.Delay() - 1)
		if c.state != protocol.Disconnected {
			t.Fatal("connected again too early")
		}
		n.clock.Advance(1)
		if c.state != protocol.Connecting {
			t.Fatal("did not connect again")
		}
	}
	want := 1.0
	for i, got := range delays {
		want = min(want*math.E, 3600)
		if math.Abs(got.Seconds()-want) > 0.01 {
			t.Errorf("wait %d is %v, want %v s", i+1, got, want)
		}
	}
	if c.attempts != 13 {
		t.Errorf("%d attempts", c.attempts)
	}
}

func TestReconnectingResetDelay(t *testing.T) {
	n := newNetwork()
	f := newBot()
	f.InitialDelay, f.MaxDelay, f.Factor = 10*time.Second, time.Minute, 2
	c := n.ConnectTCP("there:79", f).(*connector)
	wait := func(want time.Duration) {
		t.Helper()
		if f.Delay() != want {
			t.Errorf("waits %v, want %v", f.Delay(), want)
		}
		n.clock.Advance(want)
	}
	for _, want := range []time.Duration{20 * time.Second, 40 * time.Second, time.Minute, time.Minute} {
		c.fail(errors.New("refused"))
		wait(want)
	}
	c.succeed()
	c.lose(protocol.ErrConnectionLost)
	wait(time.Minute) // nobody said that all was well
	f.resets = true
	c.succeed()
	c.lose(protocol.ErrConnectionLost)
	wait(20 * time.Second)
}

func TestReconnectingResetDelayWhileWaiting(t *testing.T) {
	n := newNetwork()
	f := newBot()
	c := n.ConnectTCP("there:79", f).(*connector)
	c.fail(errors.New("refused"))
	f.ResetDelay()
	n.clock.Advance(time.Hour)
	if c.state != protocol.Connecting {
		t.Error("did not connect again")
	}
}

func TestReconnectingMaxRetries(t *testing.T) {
	n := newNetwork()
	f := newBot()
	f.MaxRetries = 2
	var said []string
	publisher := log.New()
	publisher.AddObserver(func(e log.Event) { said = append(said, e.Message) })
	f.Log = publisher.Logger("bot")
	c := n.ConnectTCP("there:79", f).(*connector)
	for range 3 {
		c.fail(errors.New("refused"))
		n.clock.Advance(time.Hour)
	}
	if c.attempts != 3 || c.state != protocol.Disconnected {
		t.Errorf("%d attempts, state %v", c.attempts, c.state)
	}
	want := []string{"connecting again later", "connecting again later", "not connecting again: tried often enough"}
	if !slices.Equal(said, want) {
		t.Errorf("said %q", said)
	}
	f.ResetDelay()
	f.Retry(c)
	n.clock.Advance(time.Hour)
	if c.attempts != 4 {
		t.Error("did not connect again after ResetDelay")
	}
}

func TestReconnectingStopTrying(t *testing.T) {
	n := newNetwork()
	for name, begin := range map[string]func(*connector){
		"connecting": func(*connector) {},
		"waiting":    func(c *connector) { c.fail(errors.New("refused")) },
		"connected":  func(c *connector) { c.succeed() },
	} {
		f := newBot()
		c := n.ConnectTCP("there:79", f).(*connector)
		begin(c)
		f.StopTrying()
		if name == "connected" {
			if c.state != protocol.Connected {
				t.Error("StopTrying closed a connection")
			}
			c.lose(protocol.ErrConnectionDone)
		}
		n.clock.Advance(2 * time.Hour)
		if c.attempts != 1 || c.state != protocol.Disconnected {
			t.Errorf("%s: %d attempts, state %v", name, c.attempts, c.state)
		}
		if (c.given == protocol.ErrUser) != (name == "connecting") {
			t.Errorf("%s: given up with %v", name, c.given)
		}
	}
}

// Who connects by hand while the factory waits is not disturbed.
func TestReconnectingBesideConnect(t *testing.T) {
	n := newNetwork()
	f := newBot()
	c := n.ConnectTCP("there:79", f).(*connector)
	c.fail(errors.New("refused"))
	if err := c.Connect(); err != nil {
		t.Fatal(err)
	}
	n.clock.Advance(time.Hour)
	if c.attempts != 2 {
		t.Errorf("%d attempts", c.attempts)
	}
}

func TestReconnectingJitter(t *testing.T) {
	const n = 2000
	var sum, squares float64
	for range n {
		network := newNetwork()
		f := newBot()
		f.Jitter = 0 // the default
		network.ConnectTCP("there:79", f).(*connector).fail(errors.New("refused"))
		x := f.Delay().Seconds() / math.E
		sum, squares = sum+x, squares+x*x
	}
	mean := sum / n
	deviation := math.Sqrt(squares/n - mean*mean)
	// Ten standard errors of each: a fault, not bad luck.
	if math.Abs(mean-1) > 0.03 || math.Abs(deviation-protocol.DefaultJitter) > 0.02 {
		t.Errorf("mean %.3f, standard deviation %.3f", mean, deviation)
	}
}
