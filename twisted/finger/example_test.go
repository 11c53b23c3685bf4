package finger_test

import (
	"fmt"

	"github.com/lore-docs/lore/twisted/finger"
	"github.com/lore-docs/lore/twisted/protocol/prototest"
)

// Status is a server that knows one user.
type Status struct{ finger.Server }

func (s *Status) GetUser(q finger.Query) {
	if q.User != "moshez" {
		s.Server.GetUser(q)
		return
	}
	s.Answer("happy and well")
}

func ExampleServer() {
	for _, query := range []string{"moshez\r\n", "glyph\r\n", "moshez@example.org\r\n"} {
		transport := prototest.Connect(&Status{})
		transport.Deliver([]byte(query))
		fmt.Printf("%q\n", transport.Written())
	}
	// Output:
	// "happy and well\r\n"
	// "No such user\r\n"
	// "Finger forwarding service denied\r\n"
}

func ExampleQuery_Forward() {
	q, _ := finger.Parse("/W moshez@inner@outer")
	host, next := q.Forward()
	fmt.Printf("ask %s: %q\n", host, next)
	// Output: ask outer: "/W moshez@inner"
}
