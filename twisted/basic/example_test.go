package basic_test

import (
	"fmt"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/protocol/prototest"
)

// Greeter answers each line.
type Greeter struct{ basic.LineReceiver }

func (p *Greeter) LineReceived(line []byte) {
	p.SendLine(fmt.Append(nil, "hello ", string(line)))
}

// A protocol needs no reactor to be tried out: a transport in memory does.
func ExampleLineReceiver() {
	transport := prototest.Connect(&Greeter{})
	transport.Deliver([]byte("mosh"), []byte("ez\r"), []byte("\nglyph\r\n"))
	fmt.Printf("%q\n", transport.Written())
	// Output: "hello moshez\r\nhello glyph\r\n"
}
