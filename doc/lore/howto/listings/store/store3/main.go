// Command store3 keeps words for many callers at once.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"strings"
	"sync"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:7070")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", l.Addr())
	s := store{words: map[string]string{}}
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("call from", conn.RemoteAddr())
		go s.serve(conn)
	}
}

// A store keeps words. Several goroutines may use it at once.
type store struct {
	mu    sync.Mutex
	words map[string]string
}

// serve answers the lines of one caller until it hangs up.
func (s *store) serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintf(conn, "%s\r\n", s.answer(lines.Text()))
	}
}

// answer does what a line asks for: "set NAME VALUE" or "get NAME".
func (s *store) answer(line string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := strings.Fields(line)
	switch {
	case len(f) == 3 && f[0] == "set":
		s.words[f[1]] = f[2]
		return "ok"
	case len(f) == 2 && f[0] == "get":
		if value, ok := s.words[f[1]]; ok {
			return value
		}
		return "no " + f[1]
	}
	return "what?"
}
