package latex_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/site"
)

// howto is a page of common size: 32 paragraphs with links and names, and four
// listings of 60 lines.
func howto(tb testing.TB) site.View {
	tb.Helper()
	var b strings.Builder
	b.WriteString("# How to\n\n")
	code := strings.Repeat("func serve(l net.Listener) error {\n\tfor {\n\t\tc, err := l.Accept()\n\t\tif err != nil {\n\t\t\treturn fmt.Errorf(\"accept: %w\", err)\n\t\t}\n\t\tgo handle(c) // each caller has a goroutine\n\t}\n}\n\n", 6)
	for i := range 8 {
		fmt.Fprintf(&b, "## Section %d\n\n", i)
		for range 4 {
			b.WriteString("A finger query is one line of text: a user name, then a line end. The reply is whatever the host cares to say. We open the port with [net.Listen] and get what [the manual](https://example.com/) calls a *listener*, whose only job is to hand us callers. Step 1 answered them in turn & slowly.\n\n")
		}
		if i%2 == 0 {
			b.WriteString("```go\n" + code + "```\n\n")
		}
	}
	s, facts := build(tb, fstest.MapFS{"howto.md": {Data: []byte(b.String())}}, true, diag.Discard{})
	for i, p := range s.Pages {
		if p.Path == "howto" {
			return site.View{Site: s, Page: p, Facts: facts[i]}
		}
	}
	tb.Fatal("no page")
	return site.View{}
}

// BenchmarkBody compares with the writer of HTML, than which this one may take
// twice the time.
func BenchmarkBody(b *testing.B) {
	v := howto(b)
	other, err := html.New(html.Options{}, diag.Discard{})
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		body func(site.View, diag.Sink) []byte
	}{{"latex", newWriter(b, latex.Options{}).Body}, {"html", other.Body}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(int64(len(c.body(v, diag.Discard{}))))
			}
		})
	}
}
