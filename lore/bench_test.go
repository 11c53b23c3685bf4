package lore

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

func readSettings(t testing.TB, name string) Settings {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var found diag.List
	s := ReadSettings(source.New(name, string(text)), &found)
	if len(found) > 0 {
		t.Fatal(found)
	}
	return s
}

// BenchmarkBuild builds sites of several sizes from nothing, in both dialects:
// pages of about a thousand words with four listings each, out of a hundred
// files. The time for a page should not depend on how many there are.
func BenchmarkBuild(b *testing.B) {
	for _, ext := range []string{".xhtml", ".md"} {
		for _, pages := range []int{100, 1000, 5000} {
			b.Run(fmt.Sprintf("%s/pages=%d", ext[1:], pages), func(b *testing.B) {
				dir := b.TempDir()
				writeSite(b, dir, ext, pages)
				b.ResetTimer()
				for i := range b.N {
					cfg := Config{Dir: dir, Out: filepath.Join(dir, fmt.Sprintf("out%d", i))}
					r, err := Build(context.Background(), cfg)
					if err != nil || len(r.Diagnostics) > 0 {
						b.Fatal(err, r.Diagnostics)
					}
					b.StopTimer()
					_ = os.RemoveAll(cfg.Out)
					b.StartTimer()
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*pages), "µs/page")
			})
		}
	}
}

const benchListing = `// Program %d keeps names.
package main

import "fmt"

// A Store keeps values by name.
type Store struct {
	items map[string]int
	order []string
}

// Put adds v under name.
func (s *Store) Put(name string, v int) error {
	if _, ok := s.items[name]; ok {
		return fmt.Errorf("put %%q: %%w", name, errTwice) // once is enough
	}
	s.items[name] = v*0x1f + %d
	return nil
}
`

func writeSite(b *testing.B, dir, ext string, pages int) {
	b.Helper()
	write := func(name, text string) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	write("go.mod", "module example.test/howtos\n\ngo 1.25\n")
	for i := range 100 {
		write(fmt.Sprintf("listings/l%02d/main.go", i), strings.Repeat(fmt.Sprintf(benchListing, i, i), 3))
	}
	for i := range pages {
		write(benchPath(i)+ext, benchPage(i, pages, ext))
	}
}

func benchPath(i int) string { return fmt.Sprintf("part%02d/howto%04d", i/50, i) }

func benchPage(i, pages int, ext string) string {
	heading, para, code, link, listing := "## Section %d\n\n", "%s\n\n", "[net.Dial]", "[another](../%s)", "```go file=../listings/l%02d/main.go\n```\n\n"
	text := fmt.Sprintf("# Howto %d\n\n", i)
	end := ""
	if ext == ".xhtml" {
		heading, para, code, link, listing = "<h2>Section %d</h2>\n", "<p>%s</p>\n", `<code class="API">net.Dial</code>`,
			`<a href="../%s">another</a>`, `<a class="go-listing" href="../listings/l%02d/main.go"></a>`+"\n"
		text = fmt.Sprintf("<html><head><title>Howto %d</title></head>\n<body>\n<h1>Howto %d</h1>\n", i, i)
		end = "</body></html>\n"
	}
	words := strings.Repeat("A server reads what its callers send, and every caller gets an answer. ", 6)
	for s := range 6 {
		text += fmt.Sprintf(heading, s)
		for p := range 2 {
			more := words + "See " + code + " and " + fmt.Sprintf(link, benchPath((i*7+s*13+p)%pages)+ext) + "."
			text += fmt.Sprintf(para, more)
		}
		if s < 4 {
			text += fmt.Sprintf(listing, (i*3+s*17)%100)
		}
	}
	return text + end
}
