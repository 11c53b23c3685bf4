package finger

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/protocol/prototest"
)

func TestParse(t *testing.T) {
	for line, want := range map[string]Query{
		"":                    {},
		"   ":                 {},
		"/W":                  {Verbose: true},
		"/w":                  {Verbose: true},
		"moshez":              {User: "moshez"},
		"  moshez ":           {User: "moshez"},
		"/W moshez":           {Verbose: true, User: "moshez"},
		"moshez /W":           {Verbose: true, User: "moshez"},
		"/Wmoshez":            {User: "/Wmoshez"},
		"/W  moshez@there":    {Verbose: true, User: "moshez", Hosts: []string{"there"}},
		"@there":              {Hosts: []string{"there"}},
		"moshez@in@out":       {User: "moshez", Hosts: []string{"in", "out"}},
		"żółw@there":          {User: "żółw", Hosts: []string{"there"}},
		"moshez@10.0.0.1:79":  {User: "moshez", Hosts: []string{"10.0.0.1:79"}},
		"\tmoshez\t/W":        {Verbose: true, User: "moshez"},
		"/W @a@b":             {Verbose: true, Hosts: []string{"a", "b"}},
		"under_score-x.y+z;!": {User: "under_score-x.y+z;!"},
	} {
		got, err := Parse(line)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, error %v", line, got, err)
		}
	}
	for _, line := range []string{"a b", "a /W b", "/W a b", "a@", "a@@b", "@", "a\x00", "a\x1b[2J@b", "a@b\r", "/W /W /W"} {
		if got, err := Parse(line); !errors.Is(err, ErrBadQuery) {
			t.Errorf("%q: %+v, error %v", line, got, err)
		}
	}
}

func TestQueryString(t *testing.T) {
	for want, q := range map[string]Query{
		"":            {},
		"/W":          {Verbose: true},
		"moshez":      {User: "moshez"},
		"/W moshez@a": {Verbose: true, User: "moshez", Hosts: []string{"a"}},
		"@in@out":     {Hosts: []string{"in", "out"}},
	} {
		if got := q.String(); got != want || q.check() != nil {
			t.Errorf("%+v is %q, error %v", q, got, q.check())
		}
	}
	for _, q := range []Query{{User: "a b"}, {User: "a\r\nb"}, {User: "a@b"}, {User: "/W"}, {Hosts: []string{""}}, {Hosts: []string{"a@b"}}, {User: " a"}} {
		if err := q.check(); !errors.Is(err, ErrBadQuery) {
			t.Errorf("%+v can be sent as %q", q, q.String())
		}
	}
}

func TestForward(t *testing.T) {
	q, _ := Parse("/W moshez@in@out")
	host, next := q.Forward()
	if host != "out" || next.String() != "/W moshez@in" {
		t.Errorf("%q to %s", next, host)
	}
	if host, next = next.Forward(); host != "in" || next.String() != "/W moshez" {
		t.Errorf("%q to %s", next, host)
	}
}

func TestPrintable(t *testing.T) {
	for answer, want := range map[string]string{
		"Login: x\r\n\tPlan.\r\n":  "Login: x\n\tPlan.\n",
		"\x1b[2Jred\x07 \x00\x7f":  "[2Jred ",
		"a\rb":                     "ab",
		"ok żółw":                  "ok żółw",
		"\xff":                     "\uFFFD",
		"\u009b2J and \u0085 else": "2J and  else",
	} {
		if got := Printable([]byte(answer)); got != want {
			t.Errorf("%q is %q, want %q", answer, got, want)
		}
	}
}

// status answers what it was asked.
type status struct {
	Server
	later []func() // answers that are not given at once
	slow  bool
}

func (s *status) answer(kind string, q Query) {
	reply := func() { s.Answer(fmt.Sprintf("%s %s\nverbose %t", kind, q, q.Verbose)) }
	if s.slow {
		s.later = append(s.later, reply)
		return
	}
	reply()
}

func (s *status) GetUser(q Query)      { s.answer("user", q) }
func (s *status) GetDomain(q Query)    { s.answer("domain", q) }
func (s *status) ForwardQuery(q Query) { s.answer("forward", q) }

func TestServer(t *testing.T) {
	for query, want := range map[string]string{
		"moshez\r\n":           "user moshez\r\nverbose false\r\n",
		"moshez\n":             "user moshez\r\nverbose false\r\n",
		"\r\n":                 "domain \r\nverbose false\r\n",
		"/W a@b\r\n":           "forward /W a@b\r\nverbose true\r\n",
		"a b\r\n":              "Query not understood\r\n",
		"moshez\r\nsecond\r\n": "user moshez\r\nverbose false\r\n",
		"unfinished":           "",
	} {
		for pieces := range prototest.Chunkings([]byte(query)) {
			transport := prototest.Connect(&status{})
			transport.Deliver(pieces...)
			if got := transport.Written(); got != want || transport.Disconnecting() != (want != "") {
				t.Fatalf("%q: answered %q, disconnecting %t", pieces, got, transport.Disconnecting())
			}
		}
	}
}

// What a server does not override is refused.
func TestServerRefuses(t *testing.T) {
	for query, want := range map[string]string{
		"moshez\r\n":                   "No such user\r\n",
		"\r\n":                         "Finger online list denied\r\n",
		"a@b\r\n":                      "Finger forwarding service denied\r\n",
		strings.Repeat("x", 2000):      "Query not understood\r\n",
		strings.Repeat("x ", 9) + "\n": "Query not understood\r\n",
	} {
		transport := prototest.Connect(&Server{})
		transport.Deliver([]byte(query))
		if got := transport.Written(); got != want {
			t.Errorf("%.20q: answered %q", query, got)
		}
	}
}

// A second line while the answer is being looked for changes nothing, nor
// does a client that has closed its direction, as nc -N does.
func TestServerThatAnswersLater(t *testing.T) {
	s := &status{slow: true}
	transport := prototest.Connect(s)
	transport.Deliver([]byte("moshez\r\n"), []byte("second\r\n"), []byte(strings.Repeat("x", 5000)))
	transport.CloseByPeer()
	if len(s.later) != 1 || transport.Disconnecting() {
		t.Fatalf("%d answers, disconnecting %t", len(s.later), transport.Disconnecting())
	}
	s.later[0]()
	if got := transport.Written(); got != "user moshez\r\nverbose false\r\n" || !transport.Disconnecting() {
		t.Errorf("answered %q", got)
	}
}

func TestServerWithoutQuery(t *testing.T) {
	transport := prototest.Connect(&status{})
	transport.Deliver([]byte("mosh"))
	transport.CloseByPeer()
	if !transport.Disconnecting() {
		t.Error("waits for a client that has closed")
	}
}

func TestAnswerHasCRLF(t *testing.T) {
	s := &Server{}
	transport := prototest.Connect(s)
	s.Answer("a\nb\r\n\r\nc\n")
	if got := transport.Written(); got != "a\r\nb\r\n\r\nc\r\n" {
		t.Errorf("wrote %q", got)
	}
}

func TestWithPort(t *testing.T) {
	for address, want := range map[string]string{
		"there": "there:79", "there:7979": "there:7979", "::1": "[::1]:79", "[::1]": "[::1]:79", "[::1]:7": "[::1]:7", "10.0.0.1": "10.0.0.1:79",
	} {
		if got := withPort(address); got != want {
			t.Errorf("%s is %s", address, got)
		}
	}
}

// FuzzServer: whatever comes, in whatever pieces, there is at most one answer,
// the same for all pieces, and it ends the connection.
func FuzzServer(f *testing.F) {
	for _, s := range []string{"moshez\r\n", "/W moshez@in@out\r\n", "\n", "a\x00b\n", "@@\n", "\xff\n"} {
		f.Add([]byte(s), uint64(0x5555))
	}
	f.Fuzz(func(t *testing.T, data []byte, cuts uint64) {
		answer := func(cuts uint64) string {
			transport := prototest.Connect(&status{})
			from := 0
			for i := range data {
				if cuts>>(i%64)&1 == 1 {
					transport.Deliver(data[from:i])
					from = i
				}
			}
			transport.Deliver(data[from:])
			got := transport.Written()
			if (got != "") != transport.Disconnecting() {
				t.Errorf("answered %q, disconnecting %t", got, transport.Disconnecting())
			}
			return got
		}
		whole := answer(0)
		if got := answer(cuts); got != whole {
			t.Errorf("answered %q, whole %q", got, whole)
		}
		line, _, complete := strings.Cut(string(data), "\n")
		if (complete || len(data) > MaxQuery) && whole == "" {
			t.Error("no answer")
		}
		q, err := Parse(strings.TrimSuffix(line, "\r"))
		if err != nil {
			return
		}
		if again, err := Parse(q.String()); err != nil || again.String() != q.String() {
			t.Errorf("%+v is sent as %q, which is %+v, error %v", q, q.String(), again, err)
		}
		if text := Printable(data); !utf8.ValidString(text) || strings.ContainsAny(text, "\x1b\r\x00") {
			t.Errorf("printable %q", text)
		}
	})
}

var _ protocol.HalfCloser = (*status)(nil)
