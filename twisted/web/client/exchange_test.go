package client

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/protocol/prototest"
)

// outcome is what came of an exchange, to compare.
type outcome struct {
	status int
	reason string
	header http.Header
	body   string
	err    error
}

func (o outcome) String() string {
	return fmt.Sprintf("%d %q %v %q, error %v", o.status, o.reason, o.header, o.body, o.err)
}

// converse feeds an answer to an exchange, and ends the connection for a
// reason if the exchange has not.
func converse(method string, pieces [][]byte, reason error) outcome {
	u, _ := parseURL("http://there/page")
	p := &page{max: 1 << 16}
	x := &exchange{
		request: &request{url: u, method: method}, maxHead: 1000,
		headRead: func(*exchange) (body, error) { return p, nil },
	}
	transport := prototest.Connect(x)
	transport.Deliver(pieces...)
	transport.Lose(reason)
	o := outcome{x.status, x.reason, x.header, p.String(), x.err}
	if x.err != nil {
		o.body = "" // it depends on the pieces how much of it there is
	}
	return o
}

func TestResponses(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\n"
	for _, tt := range []struct{ name, answer, body string }{
		{"length", head + "Content-Length: 5\r\n\r\nhello", "hello"},
		{"length and more", head + "Content-Length: 5\r\n\r\nhelloHTTP/1.1 500", "hello"},
		{"length twice", head + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "hello"},
		{"length in a list", head + "Content-Length: 5, 5\r\n\r\nhello", "hello"},
		{"length 0", head + "Content-Length: 0\r\n\r\n", ""},
		{"to the end", head + "\r\nhello\r\nworld", "hello\r\nworld"},
		{"to the end, empty", head + "\r\n", ""},
		{"chunks", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n \r\n00a;x=\"y\"\r\nwonderful!\r\n0\r\n\r\n", "hello wonderful!"},
		{"chunks and length", head + "Content-Length: 3\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello"},
		{"trailers", head + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\nZ: w\r\n\r\n", "a"},
		{"no chunks", head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ""},
		{"newlines alone", "HTTP/1.1 200 OK\nContent-Length: 1\n\nx", "x"},
		{"1.0", "HTTP/1.0 200 OK\r\n\r\nhello", "hello"},
		{"no reason", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", "x"},
		{"continue first", "HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + head + "Content-Length: 1\r\n\r\nx", "x"},
		{"204", "HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n", ""},
		{"folded header", head + "X: a\r\n  b\r\n\tc\r\nContent-Length: 1\r\n\r\nx", "x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			whole := converse("GET", [][]byte{[]byte(tt.answer)}, protocol.ErrConnectionDone)
			if whole.err != nil || whole.body != tt.body {
				t.Fatalf("got %q, error %v; want %q", whole.body, whole.err, tt.body)
			}
			for pieces := range prototest.Chunkings([]byte(tt.answer)) {
				if got := converse("GET", pieces, protocol.ErrConnectionDone); got.String() != whole.String() {
					t.Fatalf("%q\ngive %v\nnot  %v", pieces, got, whole)
				}
			}
		})
	}
}

func TestResponseHeader(t *testing.T) {
	got := converse("GET", [][]byte{[]byte("HTTP/1.1 299 Rather so\r\nset-cookie: a\r\nSet-Cookie:\tb \r\nx-empty:\r\nFolded: a\r\n b\r\n\r\n")}, protocol.ErrConnectionDone)
	want := `299 "Rather so" map[Folded:[a b] Set-Cookie:[a b] X-Empty:[]] "", error <nil>`
	if got.String() != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
}

func TestNoBodyForHead(t *testing.T) {
	got := converse("HEAD", [][]byte{[]byte("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")}, protocol.ErrConnectionDone)
	if got.err != nil || got.body != "" {
		t.Error(got)
	}
}

func TestBadResponses(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\n"
	long := strings.Repeat("x", 1100)
	for _, tt := range []struct {
		name, answer string
		want         error
	}{
		{"nothing", "", ErrIncomplete},
		{"not HTTP", "220 there ESMTP\r\n", ErrResponse},
		{"HTTP/2", "HTTP/2 200 OK\r\n", ErrResponse},
		{"HTTP/1.10", "HTTP/1.10 200 OK\r\n", ErrResponse},
		{"HTTP/0.9", "<html>\nhello", ErrResponse},
		{"status of two digits", "HTTP/1.1 20 OK\r\n", ErrResponse},
		{"status with a sign", "HTTP/1.1 +20 OK\r\n", ErrResponse},
		{"status 099", "HTTP/1.1 099 OK\r\n", ErrResponse},
		{"another protocol", "HTTP/1.1 101 Switching\r\n\r\n", ErrResponse},
		{"header without colon", head + "hello\r\n", ErrResponse},
		{"header without name", head + ": x\r\n", ErrResponse},
		{"blank before the colon", head + "Content-Length : 5\r\n", ErrResponse},
		{"fold without header", head + " x\r\n", ErrResponse},
		{"NUL in a header", head + "A: \x00\r\n", ErrResponse},
		{"CR in a header", head + "A: b\rc\r\n", ErrResponse},
		{"lengths differ", head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", ErrResponse},
		{"length with a sign", head + "Content-Length: +5\r\n\r\nhello", ErrResponse},
		{"negative length", head + "Content-Length: -5\r\n\r\nhello", ErrResponse},
		{"length too large to count", head + "Content-Length: 9999999999999999999999\r\n\r\n", ErrResponse},
		{"coding", head + "Transfer-Encoding: gzip, chunked\r\n\r\n", ErrResponse},
		{"two codings", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n", ErrResponse},
		{"chunks in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ErrResponse},
		{"chunk of no size", head + "Transfer-Encoding: chunked\r\n\r\n\r\n", ErrResponse},
		{"chunk of negative size", head + "Transfer-Encoding: chunked\r\n\r\n-1\r\n", ErrResponse},
		{"chunk of 0x size", head + "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n", ErrResponse},
		{"chunk too large to count", head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", ErrResponse},
		{"chunk without its end", head + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", ErrResponse},
		{"head cut off", head + "Content-Len", ErrIncomplete},
		{"body cut off", head + "Content-Length: 5\r\n\r\nhell", ErrIncomplete},
		{"chunks cut off", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", ErrIncomplete},
		{"trailers cut off", head + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n", ErrIncomplete},
		{"long line", "HTTP/1.1 200 " + long, ErrTooLarge},
		{"long head", head + strings.Repeat("A: bcdefgh\r\n", 100), ErrTooLarge},
		{"long trailers", head + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + strings.Repeat("A: bcdefgh\r\n", 100), ErrTooLarge},
		{"long chunk extension", head + "Transfer-Encoding: chunked\r\n\r\n1;" + long, ErrTooLarge},
		{"continue without end", strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 50), ErrTooLarge},
		{"long body", head + "\r\n" + strings.Repeat("x", 1<<16+1), ErrTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			whole := converse("GET", [][]byte{[]byte(tt.answer)}, protocol.ErrConnectionDone)
			if !errors.Is(whole.err, tt.want) {
				t.Fatalf("got %v, want the error %v", whole, tt.want)
			}
			if len(tt.answer) > 2000 {
				return
			}
			for pieces := range prototest.Chunkings([]byte(tt.answer)) {
				if got := converse("GET", pieces, protocol.ErrConnectionDone); !errors.Is(got.err, tt.want) {
					t.Fatalf("%q\ngive %v", pieces, got)
				}
			}
		})
	}
}

// A body that ends with the connection is complete only if that was closed.
func TestBodyToTheEndOfABrokenConnection(t *testing.T) {
	got := converse("GET", [][]byte{[]byte("HTTP/1.1 200 OK\r\n\r\nhel")}, protocol.ErrConnectionLost)
	if !errors.Is(got.err, ErrIncomplete) || !errors.Is(got.err, protocol.ErrConnectionLost) {
		t.Error(got)
	}
}

func TestRequestBytes(t *testing.T) {
	for _, tt := range []struct {
		address string
		options []Option
		want    string
	}{
		{"http://there", nil, "GET / HTTP/1.1\r\nHost: there\r\nUser-Agent: test\r\nConnection: close\r\n\r\n"},
		{"http://there:8000/a%2Fb/ü?q=x y#part", nil, "GET /a%2Fb/%C3%BC?q=x%20y HTTP/1.1\r\nHost: there:8000\r\nUser-Agent: test\r\nConnection: close\r\n\r\n"},
		{"http://[::1]:80/", []Option{Method("DELETE"), Header("x-a", "b")}, "DELETE / HTTP/1.1\r\nHost: [::1]\r\nUser-Agent: test\r\nX-A: b\r\nConnection: close\r\n\r\n"},
		{"http://me:secret@there/", nil, "GET / HTTP/1.1\r\nHost: there\r\nUser-Agent: test\r\nAuthorization: Basic bWU6c2VjcmV0\r\nConnection: close\r\n\r\n"},
		{"http://there?q", []Option{Body("text/plain", []byte("hello"))}, "POST /?q HTTP/1.1\r\nHost: there\r\nContent-Type: text/plain\r\nUser-Agent: test\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"},
		{"http://there", []Option{Method("PUT"), Body("text/plain", nil)}, "PUT / HTTP/1.1\r\nHost: there\r\nContent-Type: text/plain\r\nUser-Agent: test\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
	} {
		u, err := parseURL(tt.address)
		s := newSettings(append([]Option{Agent("test")}, tt.options...))
		if err != nil || s.err != nil {
			t.Error(tt.address, err, s.err)
			continue
		}
		message := (&request{url: u, method: s.method, header: s.header, body: s.body}).bytes()
		if string(message) != tt.want {
			t.Errorf("%s: got\n%q, want\n%q", tt.address, message, tt.want)
		}
		if _, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(message))); err != nil {
			t.Errorf("%s: net/http does not read it: %v", tt.address, err)
		}
	}
}

func TestBadRequests(t *testing.T) {
	for address, want := range map[string]error{
		"https://there/":        ErrHTTPS,
		"ftp://there/":          ErrURL,
		"there/page":            ErrURL,
		"http:///page":          ErrURL,
		"http:there":            ErrURL,
		"http://there:port/":    ErrURL,
		"http://there/\r\nX: y": ErrURL,
		"http://the re/":        ErrURL,
		"":                      ErrURL,
		"http://there%0d%0aX/":  ErrURL,
		"http://there/%zz":      ErrURL,
	} {
		if _, err := parseURL(address); !errors.Is(err, want) {
			t.Errorf("%q: error %v", address, err)
		}
	}
	for name, option := range map[string]Option{
		"method with a blank": Method("GET /x"), "no method": Method(""),
		"newline in a value": Header("A", "b\r\nC: d"), "colon in a name": Header("A:", "b"), "no name": Header("", "b"),
		"length": Header("content-length", "5"), "host": Header("host", "x"), "content type": Body("a\nb", nil),
	} {
		if s := newSettings([]Option{option}); !errors.Is(s.err, ErrRequest) {
			t.Errorf("%s: error %v", name, s.err)
		}
	}
}

// FuzzExchange: the pieces do not matter, and what net/http and we both take
// for an answer is the same to both.
func FuzzExchange(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n",
		"HTTP/1.0 404 Not Found\nX: y\n z\n\nbody", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n",
	} {
		f.Add([]byte(s), uint64(0x9249249249249249))
	}
	f.Fuzz(func(t *testing.T, data []byte, cuts uint64) {
		var pieces [][]byte
		from := 0
		for i := range data {
			if cuts>>(i%64)&1 == 1 {
				pieces = append(pieces, data[from:i])
				from = i
			}
		}
		pieces = append(pieces, data[from:])
		whole := converse("GET", [][]byte{data}, protocol.ErrConnectionDone)
		if got := converse("GET", pieces, protocol.ErrConnectionDone); got.String() != whole.String() {
			t.Fatalf("%q\ngive %v\nnot  %v", pieces, got, whole)
		}
		if whole.err != nil {
			return
		}
		theirs, body, err := readAll(data)
		if err != nil {
			return // net/http is stricter in some ways
		}
		if theirs.StatusCode != whole.status || body != whole.body {
			t.Errorf("%q: net/http has %d %q, we have %v", data, theirs.StatusCode, body, whole)
		}
	})
}

// readAll is what net/http makes of an answer to GET.
func readAll(data []byte) (*http.Response, string, error) {
	r := bufio.NewReader(bytes.NewReader(data))
	for {
		response, err := http.ReadResponse(r, &http.Request{Method: "GET"})
		if err != nil {
			return nil, "", err
		}
		if response.StatusCode < 200 {
			continue
		}
		body, err := io.ReadAll(response.Body)
		return response, string(body), err
	}
}

func BenchmarkExchange(b *testing.B) {
	answer := []byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("400\r\n"+strings.Repeat("x", 1024)+"\r\n", 64) + "0\r\n\r\n")
	b.SetBytes(int64(len(answer)))
	b.ReportAllocs()
	for b.Loop() {
		if o := converse("GET", [][]byte{answer}, protocol.ErrConnectionDone); len(o.body) != 65536 {
			b.Fatal(o)
		}
	}
}
