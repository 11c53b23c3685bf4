package reactor

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
	"sync/atomic"
)

// owner is the goroutine that a loop belongs to, if that is looked after.
type owner struct {
	on        bool
	goroutine atomic.Uint64 // 0 while the loop does not run
}

// take makes the present goroutine the owner, until restore is called.
func (o *owner) take() (restore func()) {
	if !o.on {
		return func() {}
	}
	before := o.goroutine.Swap(goroutineID())
	return func() { o.goroutine.Store(before) }
}

// check panics if a method is called on the wrong goroutine.
func (l *Loop) check(method string) {
	if l.owner.on {
		l.owner.check(method)
	}
}

func (o *owner) check(method string) {
	of := o.goroutine.Load()
	if of == 0 {
		return
	}
	if here := goroutineID(); here != of {
		panic(fmt.Sprintf("reactor: %s was called on goroutine %d, but the loop runs on %d: use CallFromThread",
			method, here, of))
	}
}

// goroutineID is the number of the present goroutine, which Go only tells in
// the text of a stack: "goroutine 12 [running]".
func goroutineID() uint64 {
	var buf [64]byte
	text := buf[:runtime.Stack(buf[:], false)]
	text, _ = bytes.CutPrefix(text, []byte("goroutine "))
	text, _, _ = bytes.Cut(text, []byte(" "))
	id, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		panic(fmt.Sprintf("reactor: no number of a goroutine in %q", buf))
	}
	return id
}

// poison makes data that a protocol has kept, and must not, easy to see.
func poison(data []byte) {
	for i := range data {
		data[i] = 0xDB
	}
}
