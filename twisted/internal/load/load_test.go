//go:build linux

package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/internal/engine"
)

// TestMain lets the test program be the server and the client that the
// measurement starts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "serve" || os.Args[1] == "drive") {
		main()
	}
	os.Exit(m.Run())
}

func TestRounds(t *testing.T) {
	for _, p := range peers() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			if p.name == python {
				if err := pythonTwisted(); err != nil {
					engine.Need(t, engine.Program("Python Twisted", "apt-get install python3-twisted"))
				}
			}
			c := column{scene: scene{busy: 20, quiet: 5}, samples: map[string][]sample{}, failed: map[string]error{}}
			c.add(p.name, 300*time.Millisecond)
			if err := c.failed[p.name]; err != nil {
				t.Fatal(err)
			}
			got := c.samples[p.name][0]
			// Each connection has one request under way, so at least one came back
			// in any time that is long enough to count.
			if got.Requests < 1 || got.Server <= 0 || got.Client <= 0 || got.Elapsed < 300*time.Millisecond {
				t.Errorf("round: %+v", got)
			}
			var table bytes.Buffer
			speedTable(&table, []peer{p}, []column{c})
			if !strings.Contains(table.String(), p.title) {
				t.Errorf("table without %q:\n%s", p.title, table.String())
			}
		})
	}
}

func TestMemory(t *testing.T) {
	before, after, err := memory(peer{name: plainNet}, 500)
	if err != nil {
		t.Fatal(err)
	}
	// A goroutine has a stack of 2 KB and its buffer 4 KB.
	if each := (after - before) / 500; each < 4000 || each > 40000 {
		t.Errorf("%d bytes a connection", each)
	}
}

// A server that cannot have so many is not asked to.
func TestMemoryOfFew(t *testing.T) {
	if _, _, err := memory(peer{name: plainNet, most: 10}, 11); err == nil {
		t.Error("measured more connections than there can be")
	}
}

// A server that does not echo is found out.
func TestWrongEcho(t *testing.T) {
	for name, answer := range map[string]string{
		"other bytes": strings.Repeat("x", messageSize),
		"closed":      "",
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, messageSize))
			fmt.Fprint(conn, answer)
			conn.Close()
		}()
		if d, err := newDriver(l.Addr().String(), scene{busy: 1}); err == nil {
			d.close()
			t.Errorf("%s: taken for an echo", name)
		}
		l.Close()
	}
}

func TestPairedMedian(t *testing.T) {
	round := func(requests int, server time.Duration) sample {
		return sample{Requests: requests, Server: server}
	}
	// The machine was twice as slow in the second round, for both.
	a := []sample{round(100, time.Second), round(50, time.Second), round(100, time.Second)}
	b := []sample{round(200, time.Second), round(100, time.Second), round(100, time.Second)}
	if got := paired(a, b); got != 2 {
		t.Errorf("paired: %v, want 2", got)
	}
	if got := median([]float64{4, 1, 3, 2}); got != 2.5 {
		t.Errorf("median: %v, want 2.5", got)
	}
	if got := paired(nil, b); got != 0 {
		t.Errorf("paired with nothing: %v, want 0", got)
	}
}

func TestChoosePeers(t *testing.T) {
	if _, err := choosePeers("net,nosuch"); err == nil {
		t.Error("a peer that there is not was taken")
	}
	got, err := choosePeers(plainNet)
	if err != nil || len(got) != 1 || got[0].name != plainNet {
		t.Errorf("choosePeers(net) = %v, %v", got, err)
	}
}

func TestParseScene(t *testing.T) {
	for text, want := range map[string]scene{"100": {busy: 100}, "10/990": {10, 990}} {
		if got, err := parseScene(text); got != want || err != nil {
			t.Errorf("parseScene(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "1/x", "1/-1", "100000", "1/2/3"} {
		if got, err := parseScene(text); err == nil {
			t.Errorf("parseScene(%q) = %v", text, got)
		}
	}
}
