package highlight

import (
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// goListing is a listing of 60 lines as howtos have them.
var goListing = strings.TrimPrefix(`
// Command finger02 answers each query with the status of one user.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

const limitStore = 0x20

// ErrStore is returned when there is no room.
var ErrStore = errors.New("store is full")

// Store holds values in order and
// is safe for use by several goroutines.
type Store struct {
	mu    sync.Mutex
	items map[string]int
	order []string
}

// NewStore returns an empty Store.
func NewStore() *Store {
	return &Store{items: make(map[string]int)}
}

// Put adds v under name, or fails when there is no room.
func (s *Store) Put(name string, v int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.order) >= limitStore {
		return fmt.Errorf("put %q: %w", name, ErrStore)
	}
	if _, ok := s.items[name]; !ok {
		s.order = append(s.order, name)
	}
	s.items[name] = v*0x1f + 7
	return nil
}

func (s *Store) String() string {
	var b strings.Builder
	for i, name := range s.order {
		fmt.Fprintf(&b, "%d:%s=%d\n", i, name, s.items[name])
	}
	return b.String()
}

func main() {
	s := NewStore()
	for i, name := range os.Args[1:] {
		if err := s.Put(name, i); err != nil {
			fmt.Fprintln(os.Stderr, "error:", err)
		}
	}
	fmt.Print(s)
}
`, "\n")

// pyListing is a Python listing of 40 lines.
var pyListing = strings.Repeat(`from twisted.internet import protocol, reactor
from twisted.protocols import basic

class FingerProtocol(basic.LineReceiver):
    """Answers one query."""
    def lineReceived(self, user):
        # look it up
        self.transport.write("%s\r\n" % self.factory.getUser(user))
        self.transport.loseConnection()

`, 4)

func BenchmarkGo(b *testing.B) {
	b.SetBytes(int64(len(goListing)))
	b.ReportAllocs()
	for b.Loop() {
		goLines(goListing)
	}
}

// BenchmarkGoByChroma is what the Go scan replaces.
func BenchmarkGoByChroma(b *testing.B) {
	b.SetBytes(int64(len(goListing)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := chroma.Tokenise(lexers.Go, nil, goListing); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPython(b *testing.B) {
	b.SetBytes(int64(len(pyListing)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pythonLines(pyListing); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPythonByChroma(b *testing.B) {
	b.SetBytes(int64(len(pyListing)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := chroma.Tokenise(lexers.Get("python"), nil, pyListing); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMemoHit(b *testing.B) {
	h := New()
	b.ReportAllocs()
	for b.Loop() {
		h.Lines("go", goListing)
	}
}

func BenchmarkConsole(b *testing.B) {
	text := strings.Repeat("$ go run ./finger02 &  # serve\nanswer\n", 10)
	b.ReportAllocs()
	for b.Loop() {
		transcriptLines(text, Transcript{})
	}
}
