package markdown_test

import (
	"os"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/markdown"
	"github.com/lore-docs/lore/lore/source"
)

// howto is a page of about 10 kB as authors write them.
var howto = "---\ntitle: Writing servers\nauthors: [Moshe <m@example.com>]\ndescription: How to write one.\n---\n# Writing servers\n\n" +
	strings.Repeat(`## The protocol {#protocol}

A *protocol* answers what comes over the wire; the [factory](factory.md#make) makes
one for each connection. See [net.Listener] and `+"`LineReceived`"+` for what it is told,
and [the chapter on clients](clients.md) for the other side[^1]. Nothing blocks here,
so that **one goroutine** serves them all, and `+"`CallFromThread`"+` is the way in.

- It is told of every line.
- It writes with `+"`Write`"+`, which never waits.
- It is told once that the connection is lost.

> [!NOTE] Port 79 needs root
> Use 1079 & tell your users.

`+"```go file=listings/finger/finger02/main.go lines=12-30 caption=\"Do nothing\"\n```"+`

`+"```console\n$ telnet localhost 1079\nTrying 127.0.0.1...\nConnected to localhost.\n```"+`

| Name | Port |
|------|-----:|
| finger | 79 |
| telnet | 23 |

The rest is what you know from the last chapter: a loop, a factory, a protocol, and
the transport between them. Read on when it runs on your machine.

`, 8) + "[^1]: A footnote with *emphasis*.\n"

func BenchmarkRead(b *testing.B) {
	b.Run("howto", func(b *testing.B) { benchmark(b, howto) })
	if data, err := os.ReadFile("../../README.md"); err == nil {
		b.Run("README", func(b *testing.B) { benchmark(b, string(data)) })
	}
}

func benchmark(b *testing.B, text string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		markdown.Reader{}.Read(source.New("x.md", text), diag.Discard{})
	}
}
