package xhtml

import (
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// howto is a page of some ten kilobytes with the mix of elements that howtos
// have.
func howto() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Servers</title></head><body><h1>Servers</h1>
`)
	for range 9 {
		b.WriteString(`<h2>Writing a protocol</h2>
<p>A protocol class is <em>instantiated</em> for each connection, on demand, and will go away when the
connection is finished. This means that persistent configuration is not saved in the
<code class="API" base="twisted.internet.protocol">Protocol</code>; it is kept in the factory, which is usually
a subclass of <code class="API">twisted.internet.protocol.Factory</code> &mdash; see
<a href="clients.xhtml#factory">the clients' howto</a> for more of it.</p>
<a class="go-listing" href="listings/servers/echo/main.go" data-region="serve">An echo server</a>
<ul><li>The first thing to know about it is <strong>short</strong>.</li>
<li>The second takes a few more words than the first, as second things often do.</li></ul>
<pre class="shell">
$ telnet localhost 8007
Trying 127.0.0.1...
</pre>
<div class="note"><p>Ports below 1024 need more rights than a howto should ask for.</p></div>
`)
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

func BenchmarkRead(b *testing.B) {
	page := howto()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		Reader{}.Read(source.New("servers.xhtml", page), diag.Discard{})
	}
}

func BenchmarkReadCorpus(b *testing.B) {
	files := corpus(b)
	var n int64
	for _, f := range files {
		n += int64(len(f.Text))
	}
	b.SetBytes(n)
	b.ReportAllocs()
	for b.Loop() {
		for _, f := range files {
			Reader{}.Read(f, diag.Discard{})
		}
	}
}
