//go:build linux || darwin

package term

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// runTelnet stands in for telnet: the same text, line by line, and no options
// of the protocol but to refuse them.
func runTelnet(args []string) int {
	quietSignals()
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 || len(args) > 2 || strings.HasPrefix(args[0], "-") {
		fmt.Fprintln(os.Stderr, "usage: telnet host [port]")
		return 1
	}
	host, port := args[0], "23"
	if len(args) == 2 {
		port = args[1]
	}
	conn, err := dialTelnet(host, port)
	if err != nil {
		fmt.Fprintln(os.Stderr, "telnet:", err)
		return 1
	}
	defer conn.Close()
	defer escapeEndsLine()() // before it is told, and may be typed
	fmt.Printf("Connected to %s.\nEscape character is '^]'.\n", host)
	return talk(conn)
}

// quietSignals keeps a stand-in from showing goroutines that are not of the
// page, and from being stopped in the background, where it just has no input.
func quietSignals() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGQUIT)
	signal.Ignore(syscall.SIGTTIN)
}

func dialTelnet(host, port string) (net.Conn, error) {
	number, err := net.LookupPort("tcp", port)
	if err != nil {
		return nil, fmt.Errorf("could not resolve %s/%s: Servname not supported for ai_socktype", host, port)
	}
	addrs, err := net.LookupHost(host)
	if err != nil {
		return nil, fmt.Errorf("could not resolve %s/%s: Name or service not known", host, port)
	}
	for i, addr := range addrs {
		fmt.Printf("Trying %s...\n", addr)
		var conn net.Conn
		conn, err = net.DialTimeout("tcp", net.JoinHostPort(addr, itoa(number)), time.Minute)
		if err == nil {
			return conn, nil
		}
		if i < len(addrs)-1 {
			fmt.Fprintf(os.Stderr, "telnet: connect to address %s: %s\n", addr, reason(err))
		}
	}
	return nil, fmt.Errorf("%s: %s", unable, reason(err))
}

const unable = "Unable to connect to remote host"

// reason is an error as C programs print it.
func reason(err error) string {
	var no syscall.Errno
	if !errors.As(err, &no) {
		return err.Error()
	}
	text := no.Error()
	return strings.ToUpper(text[:1]) + text[1:]
}

// escapeKey is ^].
const escapeKey = ']' & 0x1f

// escapeEndsLine makes the terminal hand a line over at the escape character,
// and gives what sets it back.
func escapeEndsLine() func() {
	t, err := unix.IoctlGetTermios(0, getModes)
	if err != nil {
		return func() {} // no terminal
	}
	old := *t
	t.Cc[unix.VEOL] = escapeKey
	unix.IoctlSetTermios(0, setModesNow, t)
	return func() { unix.IoctlSetTermios(0, setModesNow, &old) }
}

// talk passes lines on until either side is done.
func talk(conn net.Conn) int {
	quit, closed := make(chan bool), make(chan bool)
	go func() { say(conn); close(quit) }()
	go func() { hear(conn); close(closed) }()
	select {
	case <-quit:
		return 0
	case <-closed:
		fmt.Fprintln(os.Stderr, "Connection closed by foreign host.")
		return 1
	}
}

// hear prints what the host sends, until it closes the connection.
func hear(conn net.Conn) {
	var o options
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		text, answer := o.filter(buf[:n])
		os.Stdout.Write(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
		if len(answer) > 0 {
			conn.Write(answer)
		}
		if err != nil {
			return
		}
	}
}

// say sends what is typed, until the user quits. The escape character leads to
// telnet's own prompt.
func say(conn net.Conn) {
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := readTyped(in)
		if body, cut := bytes.CutSuffix(line, []byte{escapeKey}); cut {
			conn.Write(body)
			if commandPrompt(in) {
				fmt.Println("Connection closed.")
				return
			}
			continue
		}
		line = bytes.ReplaceAll(line, []byte("\xff"), []byte("\xff\xff"))
		if _, werr := conn.Write(bytes.ReplaceAll(line, []byte("\n"), []byte("\r\n"))); werr != nil {
			select {} // hear tells that the connection is closed
		}
		if err != nil {
			return
		}
	}
}

func readTyped(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		b, err := in.ReadByte()
		if err != nil {
			return line, err
		}
		line = append(line, b)
		if b == '\n' || b == escapeKey {
			return line, nil
		}
	}
}

// commandPrompt reads one order at telnet's prompt and reports whether it is to
// quit.
func commandPrompt(in *bufio.Reader) bool {
	fmt.Print("\ntelnet> ")
	line, err := in.ReadString('\n')
	word := strings.TrimSpace(line)
	switch {
	case err != nil, word != "" && (strings.HasPrefix("quit", word) || strings.HasPrefix("close", word)):
		return true
	case word != "":
		fmt.Println("?Invalid command")
	}
	return false
}

// options answers the option requests of the telnet protocol in a stream.
type options struct{ held []byte }

const (
	iac  = 255
	dont = 254
	do   = 253
	wont = 252
	will = 251
	sb   = 250
	se   = 240
)

// filter gives the text without requests, and what refuses them. A request
// that is not whole yet is held until the rest comes.
func (o *options) filter(p []byte) (text, answer []byte) {
	if len(o.held) > 0 {
		p = append(o.held, p...)
		o.held = nil
	}
	for len(p) > 0 {
		i := bytes.IndexByte(p, iac)
		if i < 0 {
			return append(text, p...), answer
		}
		text = append(text, p[:i]...)
		p = p[i:]
		n := requestLength(p)
		if n == 0 {
			o.held = bytes.Clone(p)
			return text, answer
		}
		switch p[1] {
		case iac:
			text = append(text, iac)
		case do:
			answer = append(answer, iac, wont, p[2])
		case will:
			answer = append(answer, iac, dont, p[2])
		}
		p = p[n:]
	}
	return text, answer
}

// requestLength is the length of the request that p begins with, or 0 where
// it is not whole.
func requestLength(p []byte) int {
	if len(p) < 2 {
		return 0
	}
	switch p[1] {
	case will, wont, do, dont:
		if len(p) < 3 {
			return 0
		}
		return 3
	case sb:
		i := bytes.Index(p, []byte{iac, se})
		if i < 0 {
			return 0
		}
		return i + 2
	}
	return 2
}
