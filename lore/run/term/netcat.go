//go:build linux || darwin

package term

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// netcat is the command line of nc, of which the options that transcripts use
// are known.
type netcat struct {
	listen, zero, verbose, udp, numeric, keep, shut bool
	wait                                            time.Duration
	host, port                                      string
}

// runNetcat stands in for nc, and does as OpenBSD's does.
func runNetcat(args []string) int {
	quietSignals()
	n, err := parseNetcat(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "nc: %v\nusage: nc [-klNnuvz] [-p port] [-w seconds] [host] [port]\n", err)
		return 1
	}
	switch {
	case n.listen && n.udp:
		err = n.servePackets()
	case n.listen:
		err = n.serve()
	default:
		err = n.dial()
	}
	if err == nil {
		return 0
	}
	if n.verbose || n.listen {
		fmt.Fprintln(os.Stderr, "nc:", err)
	}
	return 1
}

func parseNetcat(args []string) (*netcat, error) {
	n := &netcat{}
	for len(args) > 0 && strings.HasPrefix(args[0], "-") && len(args[0]) > 1 {
		flags := args[0][1:]
		args = args[1:]
		for i := 0; i < len(flags); i++ {
			if !strings.ContainsRune("pwq", rune(flags[i])) {
				if err := n.flag(flags[i]); err != nil {
					return nil, err
				}
				continue
			}
			value := flags[i+1:]
			if value == "" {
				if len(args) == 0 {
					return nil, fmt.Errorf("option requires an argument -- '%c'", flags[i])
				}
				value, args = args[0], args[1:]
			}
			if err := n.valued(flags[i], value); err != nil {
				return nil, err
			}
			break
		}
	}
	return n, n.operands(args)
}

func (n *netcat) flag(f byte) error {
	switch f {
	case 'l':
		n.listen = true
	case 'z':
		n.zero = true
	case 'v':
		n.verbose = true
	case 'u':
		n.udp = true
	case 'n':
		n.numeric = true
	case 'k':
		n.keep = true
	case 'N':
		n.shut = true
	case '4', '6':
	default:
		return fmt.Errorf("invalid option -- '%c'", f)
	}
	return nil
}

func (n *netcat) valued(f byte, value string) error {
	if f == 'p' {
		n.port = value
		return nil
	}
	seconds, err := strconv.Atoi(value)
	if err != nil || seconds < 0 {
		return fmt.Errorf("timeout invalid: %s", value)
	}
	if f == 'q' {
		n.shut = true
	} else {
		n.wait = time.Duration(seconds) * time.Second
	}
	return nil
}

func (n *netcat) operands(args []string) error {
	switch {
	case len(args) == 2:
		n.host, n.port = args[0], args[1]
	case len(args) == 1 && n.listen && n.port == "":
		n.port = args[0]
	case len(args) == 1:
		n.host = args[0]
	case len(args) > 2:
		return errors.New("too many operands")
	}
	if n.port == "" || n.host == "" && !n.listen {
		return errors.New("missing port number")
	}
	return nil
}

func (n *netcat) network() string {
	if n.udp {
		return "udp"
	}
	return "tcp"
}

func (n *netcat) dial() error {
	conn, err := net.DialTimeout(n.network(), net.JoinHostPort(n.host, n.port), orTime(n.wait, time.Minute))
	if err != nil {
		return fmt.Errorf("connect to %s port %s (%s) failed: %s", n.host, n.port, n.network(), reason(err))
	}
	defer conn.Close()
	if n.verbose {
		fmt.Fprintf(os.Stderr, "Connection to %s %s port [%s/*] succeeded!\n", n.host, n.port, n.network())
	}
	if n.zero {
		return nil
	}
	return n.relay(conn)
}

func orTime(d, other time.Duration) time.Duration {
	if d == 0 {
		return other
	}
	return d
}

func (n *netcat) serve() error {
	l, err := net.Listen("tcp", net.JoinHostPort(n.host, n.port))
	if err != nil {
		return errors.New(reason(err))
	}
	defer l.Close()
	if n.verbose {
		fmt.Fprintf(os.Stderr, "Listening on %s %s\n", orElse(n.host, "0.0.0.0"), n.port)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		if n.verbose {
			host, port, _ := net.SplitHostPort(conn.RemoteAddr().String())
			fmt.Fprintf(os.Stderr, "Connection received on %s %s\n", host, port)
		}
		if !n.keep {
			l.Close()
			defer conn.Close()
			return n.relay(conn)
		}
		n.relay(conn)
		conn.Close()
	}
}

// servePackets prints what comes, and answers the first who sent.
func (n *netcat) servePackets() error {
	c, err := net.ListenPacket("udp", net.JoinHostPort(n.host, n.port))
	if err != nil {
		return errors.New(reason(err))
	}
	defer c.Close()
	buf := make([]byte, 64<<10)
	for first := true; ; first = false {
		size, peer, err := c.ReadFrom(buf)
		if err != nil {
			return err
		}
		os.Stdout.Write(buf[:size])
		if first {
			go io.Copy(packetsTo{c, peer}, os.Stdin)
		}
	}
}

type packetsTo struct {
	c    net.PacketConn
	peer net.Addr
}

func (w packetsTo) Write(p []byte) (int, error) { return w.c.WriteTo(p, w.peer) }

// relay passes bytes both ways until the peer closes, or, with -w, nothing
// comes for that long. The end of the input is passed on with -N only.
func (n *netcat) relay(conn net.Conn) error {
	go func() {
		io.Copy(conn, os.Stdin)
		if c, ok := conn.(*net.TCPConn); ok && n.shut {
			c.CloseWrite()
		}
	}()
	buf := make([]byte, 32<<10)
	for {
		if n.wait > 0 {
			conn.SetReadDeadline(time.Now().Add(n.wait))
		}
		size, err := conn.Read(buf)
		os.Stdout.Write(buf[:size])
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, os.ErrDeadlineExceeded) {
				return nil
			}
			return errors.New(reason(err))
		}
	}
}
