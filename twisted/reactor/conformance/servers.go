package conformance

import (
	"errors"
	"net"
	"strings"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/protocol/prototest"
)

var serverTests = []func(*world){echoes, receivesAnyChunks, writesInOrder, tellsAddresses, countsFactories, opensPorts, listensEverywhere,
	refusesProtocols, blamesProtocols, names, pausesReading}

func echoes(w *world) {
	peer, c := w.pair()
	w.echo(c)
	for _, text := range []string{"a", "hello", strings.Repeat("0123456789", 10_000)} {
		go func() { _, _ = peer.Write([]byte(text)) }()
		if got := peer.read(len(text)); got != text {
			w.Fatalf("%d bytes came back as %d others", len(text), len(got))
		}
	}
	_ = peer.Close()
	w.until("the end", c.isLost)
	w.equal("events", c.events, []string{"made", "lost: connection closed"})
	w.turns(3)
	w.equal("events later", len(c.events), 2)
}

// receivesAnyChunks sends a message in all ways in which it can be cut: what
// comes is the same, in order.
func receivesAnyChunks(w *world) {
	const message = "all of it"
	f := &factory{build: w.each(w.echo)}
	port := w.listen(f)
	out := w.dial(port)
	for pieces := range prototest.Chunkings([]byte(message)) {
		for _, piece := range pieces {
			out.write(string(piece))
			w.equal("a piece", out.read(len(piece)), string(piece))
		}
	}
}

// writesInOrder mixes writes in callbacks with others, small with large.
func writesInOrder(w *world) {
	peer, c := w.pair()
	large := strings.Repeat("x", 200_000)
	c.data = func([]byte) {
		c.write("1")
		c.Transport.WriteSequence([][]byte{[]byte("2"), nil, []byte("3")})
		c.write(large)
		c.write("4")
		c.write("")
	}
	c.Transport.WriteSequence([][]byte{[]byte("a"), []byte("b")})
	c.write("c")
	peer.write("go")
	want := "abc123" + large + "4"
	if got := peer.read(len(want)); got != want {
		w.Fatalf("came in another order: %.20q ... %.20q", got, got[len(got)-20:])
	}
	c.write("5")
	w.equal("what is written later", peer.read(1), "5")
}

func tellsAddresses(w *world) {
	peer, c := w.pair()
	w.equal("Peer", c.Transport.Peer().String(), peer.LocalAddr().String())
	w.equal("Host", c.Transport.Host().String(), peer.RemoteAddr().String())
	_ = peer.Close()
	w.until("the end", c.isLost)
	w.equal("Peer of a lost connection", c.Transport.Peer().String(), peer.LocalAddr().String())
	w.equal("Host of a lost connection", c.Transport.Host().String(), peer.RemoteAddr().String())
	if !c.Transport.Disconnecting() {
		w.Error("a lost connection is not Disconnecting")
	}
}

func countsFactories(w *world) {
	f := &factory{}
	f.build = w.each(nil)
	one, two := w.listen(f), w.listen(f)
	client := w.loop.ConnectTCP(one.Addr().String(), f)
	w.until("the client", func() bool { return client.State() == protocol.Connected })
	w.await(one.StopListening())
	w.await(two.StopListening())
	w.equal("with a client", f.events, []string{"start", "connecting"})
	client.Disconnect()
	w.until("the end", func() bool { return client.State() == protocol.Disconnected })
	w.equal("in the end", f.events, []string{"start", "connecting", "lost", "stop"})
}

func opensPorts(w *world) {
	f := &factory{build: w.each(w.echo)}
	p := w.listen(f)
	addr := p.Addr().String()
	if strings.HasSuffix(addr, ":0") {
		w.Errorf("the port chosen is %s", addr)
	}
	_, err := w.loop.ListenTCP(addr, f)
	var cannot *protocol.CannotListenError
	if !errors.As(err, &cannot) || cannot.Address != addr {
		w.Fatalf("the port is taken, and ListenTCP returns %v", err)
	}
	for _, bad := range []string{"", "nonsense", "127.0.0.1:66000", "127.0.0.1"} {
		if _, err := w.loop.ListenTCP(bad, f); !errors.As(err, &cannot) {
			w.Errorf("ListenTCP(%q) returns %v", bad, err)
		}
	}
	out := w.dial(p)
	out.write("x")
	out.read(1)
	w.await(p.StopListening())
	w.await(p.StopListening())
	if c, err := net.Dial("tcp", addr); err == nil {
		_ = c.Close()
		w.Error("a closed port accepts connections")
	}
	out.write("y")
	w.equal("a connection of the closed port", out.read(1), "y")
	if err := p.StartListening(); err != nil {
		w.Fatal(err)
	}
	w.equal("the address anew", p.Addr().String(), addr)
	if err := p.StartListening(); err != nil {
		w.Errorf("StartListening twice: %v", err)
	}
	again := w.dial(p)
	again.write("z")
	w.equal("a connection of the port anew", again.read(1), "z")
	w.equal("the factory", f.events, []string{"start", "stop", "start"})
}

// listensEverywhere has no host in its address: it is for IPv4 and for IPv6,
// if there is any.
func listensEverywhere(w *world) {
	f := &factory{}
	var last *conn
	f.build = w.each(func(c *conn) { w.echo(c); last = c })
	p, err := w.loop.ListenTCP(":0", f)
	if err != nil {
		w.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(p.Addr().String())
	for _, host := range []string{"127.0.0.1", "::1"} {
		out, err := net.Dial("tcp", net.JoinHostPort(host, port))
		if err != nil && host == "::1" {
			w.Logf("no IPv6: %v", err)
			continue
		}
		if err != nil {
			w.Fatal(err)
		}
		defer out.Close()
		peer := &peer{out.(*net.TCPConn), w}
		peer.write("x")
		w.equal("the echo", peer.read(1), "x")
		w.equal("Host", last.Transport.Host().String(), out.RemoteAddr().String())
		w.equal("Peer", last.Transport.Peer().String(), out.LocalAddr().String())

		clients, c := w.client()
		w.loop.ConnectTCP(net.JoinHostPort(host, port), clients)
		w.until("the connection", func() bool { return len(c.events) > 0 })
		w.equal("Peer of a client", c.Transport.Peer().String(), net.JoinHostPort(host, port))
	}
	if c, err := net.Dial("tcp6", net.JoinHostPort("::1", port)); err == nil {
		_ = c.Close()
		only, err := w.loop.ListenTCP("[::1]:0", f)
		if err != nil {
			w.Fatal(err)
		}
		w.equal("where it listens", only.Addr().(*net.TCPAddr).IP.String(), "::1")
	}
}

func refusesProtocols(w *world) {
	calls := 0
	f := &factory{build: func(net.Addr) protocol.Protocol {
		switch calls++; calls {
		case 1:
			return nil
		case 2:
			panic("no protocol today")
		}
		c := &conn{w: w}
		w.echo(c)
		return c
	}}
	p := w.listen(f)
	for range 2 {
		w.equal("what a refused peer reads", w.dial(p).readAll(), "")
	}
	w.wantErrors("no protocol today")
	out := w.dial(p)
	out.write("x")
	w.equal("the next peer", out.read(1), "x")
}

// blamesProtocols has each of the methods panic. The connection is lost, for
// that reason, and no other.
func blamesProtocols(w *world) {
	innocent, c := w.pair()
	w.echo(c)
	for _, method := range []string{"ConnectionMade", "DataReceived", "ConnectionLost"} {
		panics := func() { panic(method + " panics") }
		var guilty *conn
		f := &factory{build: w.each(func(c *conn) {
			guilty = c
			switch method {
			case "ConnectionMade":
				c.made = panics
			case "DataReceived":
				c.data = func([]byte) { panics() }
			case "ConnectionLost":
				c.data = func([]byte) { c.Transport.LoseConnection() }
				c.lost = panics
			}
		})}
		p := w.listen(f)
		out := w.dial(p)
		out.write("x")
		w.aside(func() error { // the end, or a reset for what was not read
			_, _ = out.Read(make([]byte, 1))
			return nil
		})
		w.until("the end", guilty.isLost)
		var panicked *failure.PanicError
		if method != "ConnectionLost" && !errors.As(guilty.reason, &panicked) {
			w.Errorf("the connection whose %s panicked is lost because: %v", method, guilty.reason)
		}
		w.equal("events", len(guilty.events), 2)
		w.wantErrors(method + " panics")
		w.await(p.StopListening())
	}
	innocent.write("x")
	w.equal("another connection", innocent.read(1), "x")
}

// named has a name in the log.
type named struct {
	conn
	name string
}

func (n *named) LogPrefix() string { return n.name }

// names checks under which name a panic is in the log.
func names(w *world) {
	p := w.listen(&factory{build: func(net.Addr) protocol.Protocol {
		n := &named{conn{w: w}, "Guestbook"}
		n.data = func([]byte) { panic("full") }
		return n
	}})
	for range 2 {
		out := w.dial(p)
		out.write("x")
		w.aside(func() error { _, _ = out.Read(make([]byte, 1)); return nil })
	}
	w.wantErrors("[Guestbook,1,127.0.0.1] Unhandled panic: panic: full", "[Guestbook,2,127.0.0.1]")
	for _, text := range []string{"[-] factory starting on " + p.Addr().String(), "[-] Starting factory factory"} {
		if !w.wasLogged(text) {
			w.Errorf("not in the log: %s\n%q", text, w.messages())
		}
	}
}

func pausesReading(w *world) {
	peer, c := w.pair()
	c.Transport.PauseProducing()
	peer.write("while paused")
	for range 5 {
		w.turns(1)
		time.Sleep(time.Millisecond)
	}
	w.equal("while paused", c.received, "")
	c.Transport.ResumeProducing()
	w.until("data", func() bool { return c.received == "while paused" })
	c.data = func(data []byte) {
		c.received += string(data)
		c.Transport.PauseProducing()
		w.loop.CallLater(0, c.Transport.ResumeProducing)
	}
	peer.write(" and after")
	w.until("the rest", func() bool { return c.received == "while paused and after" })
}
