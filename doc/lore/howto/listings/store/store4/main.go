// Command store4 keeps words for many callers at once, and in a file when it
// is ended.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"sync"
)

const file = "words.json"

func main() {
	s, err := load()
	if err != nil {
		log.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:7070")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", l.Addr())

	// region end
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, func() { l.Close() })
	err = s.run(l)
	if !errors.Is(err, net.ErrClosed) {
		log.Fatal(err)
	}
	if err := s.save(); err != nil {
		log.Fatal(err)
	}
	// endregion
}

// run answers calls until the listener is closed.
func (s *store) run(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go s.serve(conn)
	}
}

// A store keeps words. Several goroutines may use it at once.
type store struct {
	mu    sync.Mutex
	words map[string]string
}

// load reads the words that were saved, if any were.
func load() (*store, error) {
	s := &store{words: map[string]string{}}
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	return s, json.Unmarshal(data, &s.words)
}

// save writes all words to the file.
func (s *store) save() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, err := json.Marshal(s.words)
	if err != nil {
		return err
	}
	fmt.Printf("saving %d of them in %s\n", len(s.words), file)
	return os.WriteFile(file, data, 0o666)
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
