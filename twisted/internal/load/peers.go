//go:build linux

package main

import (
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/reactor/epoll"
	"github.com/lore-docs/lore/twisted/reactor/poll"
	"github.com/lore-docs/lore/twisted/reactor/portable"
	"github.com/lore-docs/lore/twisted/reactor/selectpoll"
)

// A peer is a server that is measured.
type peer struct {
	name  string
	title string
	serve func() error // until killed; nil if it is no part of this program
	most  int          // connections that it can have, if that is few
}

const (
	plainNet = "net"    // what the ratios are of
	python   = "python" // Twisted's own
)

var errNoPython = errors.New("/usr/bin/python3 has no twisted: apt-get install python3-twisted")

//go:embed echo.py
var pythonServer string

// peers lists the servers in the order of the table.
func peers() []peer {
	return []peer{
		{name: plainNet, title: "net, goroutine a connection", serve: serveNet},
		{name: python, title: "Python Twisted, epoll"},
		{name: "epoll", title: "reactor, epoll", serve: serveLoop(reactor.WithPoller(epoll.New))},
		{name: "poll", title: "reactor, poll", serve: serveLoop(reactor.WithPoller(poll.New))},
		{name: "select", title: "reactor, select", serve: serveLoop(reactor.WithPoller(selectpoll.New)), most: 1000},
		{name: "portable", title: "reactor, portable", serve: serveLoop(reactor.WithNetwork(portable.New))},
	}
}

func peerNames() []string {
	var names []string
	for _, p := range peers() {
		names = append(names, p.name)
	}
	return names
}

// choosePeers returns the named peers, or all that are installed.
func choosePeers(names string) ([]peer, error) {
	all := peers()
	if names == "" {
		if err := pythonTwisted(); err != nil {
			fmt.Fprintln(os.Stderr, "load:", err)
			all = slices.DeleteFunc(all, func(p peer) bool { return p.name == python })
		}
		return all, nil
	}
	var chosen []peer
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(all, func(p peer) bool { return p.name == name })
		if i < 0 {
			return nil, fmt.Errorf("-peers: %q is none of %s", name, strings.Join(peerNames(), ", "))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// pythonTwisted tells whether the interpreter of the system has Twisted.
func pythonTwisted() error {
	if exec.Command("/usr/bin/python3", "-c", "import twisted.internet.epollreactor").Run() != nil {
		return errNoPython
	}
	return nil
}

// serverCommand returns the command that runs a peer. It prints its address.
func serverCommand(name string) (*exec.Cmd, error) {
	if name == python {
		return exec.Command("/usr/bin/python3", "-c", pythonServer), nil
	}
	return ownProcess("serve", name)
}

// serve is the server process.
func serve(name string) error {
	if err := raiseFileLimit(); err != nil {
		return err
	}
	chosen, err := choosePeers(name)
	if err != nil {
		return err
	}
	return chosen[0].serve()
}

// serveNet is the echo server as it is written in Go.
func serveNet() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go echoNet(conn)
	}
}

func echoNet(conn net.Conn) {
	defer conn.Close()
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if n > 0 {
			if _, err := conn.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
