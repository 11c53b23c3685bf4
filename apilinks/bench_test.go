package apilinks

import (
	"context"
	"testing"
)

var netRefs = func() (refs []Ref) {
	for _, name := range []string{"Conn", "Listener", "Addr", "Dialer", "Error", "IP", "IPNet", "Dial", "Listen", "Pipe", "LookupHost", "ParseIP", "TCPConn", "UDPConn", "JoinHostPort"} {
		refs = append(refs, Ref{Name: "net." + name})
	}
	return refs
}()

// BenchmarkLoadCold reads net with nothing kept: one process, 70 files.
func BenchmarkLoadCold(b *testing.B) {
	needGo(b)
	dir := outside(b)
	for b.Loop() {
		load(b, Config{Dir: dir}, netRefs...)
	}
}

// BenchmarkLoadWarm reads net from the cache, without a process.
func BenchmarkLoadWarm(b *testing.B) {
	needGo(b)
	cfg := Config{Dir: outside(b), CacheDir: b.TempDir()}
	load(b, cfg, netRefs...)
	for b.Loop() {
		load(b, cfg, netRefs...)
	}
}

// BenchmarkLoadModule has lore itself for the module being documented, and a
// short name, for which the modules are searched.
func BenchmarkLoadModule(b *testing.B) {
	needGo(b)
	refs := append([]Ref{{Name: "http.Client.Do"}, {Name: "apilinks.Index.Load"}}, netRefs...)
	for _, c := range []struct {
		name string
		kept string
	}{{"cold", ""}, {"warm", b.TempDir()}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				load(b, Config{Dir: ".", CacheDir: c.kept}, refs...)
			}
		})
	}
}

func BenchmarkResolve(b *testing.B) {
	needGo(b)
	x := load(b, Config{Dir: outside(b)}, netRefs...)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r := netRefs[i%len(netRefs)]
		if _, err := x.Resolve(r.Base, r.Name); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoadPages loads the references of 1000 pages, page by page, as a
// build does when each page asks for its own.
func BenchmarkLoadPages(b *testing.B) {
	needGo(b)
	x := load(b, Config{Dir: outside(b)}, netRefs...)
	for b.Loop() {
		for range 1000 {
			if err := x.Load(context.Background(), netRefs); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkMisspelt measures what a mistake costs, nearest name included.
func BenchmarkMisspelt(b *testing.B) {
	needGo(b)
	x := load(b, Config{Dir: outside(b)}, Ref{Name: "net.Listner"})
	k := x.now.Load()
	for b.Loop() {
		l := lookup{cfg: &x.cfg, k: k, ref: Ref{Name: "net.Listner"}}
		if _, err := l.resolve(); err == nil {
			b.Fatal("resolved")
		}
	}
}
