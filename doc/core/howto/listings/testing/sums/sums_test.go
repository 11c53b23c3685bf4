package sums

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/protocol/prototest"
	"github.com/lore-docs/lore/twisted/task"
	"github.com/lore-docs/lore/twisted/trial"
)

// region memory
func TestSums(t *testing.T) {
	for pieces := range prototest.Chunkings([]byte("7\r\n-2\r\n")) {
		clock := task.NewClock(time.Unix(0, 0))
		transport := prototest.Connect(&Sums{Clock: clock})
		transport.Deliver(pieces...)
		if got := transport.Written(); got != "7\r\n5\r\n" {
			t.Errorf("%q was answered with %q", pieces, got)
		}
	}
}

// endregion

// region silence
func TestSilence(t *testing.T) {
	clock := task.NewClock(time.Unix(0, 0))
	transport := prototest.Connect(&Sums{Clock: clock})
	clock.Advance(59 * time.Second)
	transport.Deliver([]byte("7\r\n"))
	clock.Advance(59 * time.Second)
	if transport.Disconnecting() {
		t.Error("hung up on somebody who was not silent")
	}
	clock.Advance(time.Second)
	if !transport.Disconnecting() {
		t.Error("still waiting for somebody who is silent")
	}
}

// endregion

// region network
// listen serves sums on a port of its own.
func listen(t *testing.T, r *trial.Loop) protocol.Port {
	build := func() *Sums { return &Sums{Clock: r, Log: r.Log()} }
	port, err := r.ListenTCP("127.0.0.1:0", protocol.Of(build))
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// A question is a client with one line to ask.
type question struct {
	basic.LineReceiver
	line   string
	answer deferred.Resolver[string]
}

func (q *question) ConnectionMade() { q.SendLine([]byte(q.line)) }

func (q *question) LineReceived(line []byte) {
	q.Transport.LoseConnection()
	q.answer.Callback(string(line))
}

// ask asks the server at the port.
func ask(r *trial.Loop, port protocol.Port, line string) deferred.Of[string] {
	d, answer := deferred.NewOf[string]()
	build := func() *question { return &question{line: line, answer: answer} }
	r.ConnectTCP(port.Addr().String(), protocol.Of(build))
	return d
}

func TestNetwork(t *testing.T) {
	r := trial.New(t)
	port := listen(t, r)
	if got, err := trial.Wait(r, ask(r, port, "7")); got != "7" || err != nil {
		t.Errorf("the answer is %q, %v", got, err)
	}
	r.Wait(port.StopListening())
}

// endregion

// region errors
func TestNoNumber(t *testing.T) {
	r := trial.New(t)
	port := listen(t, r)
	if got, err := trial.Wait(r, ask(r, port, "seven")); got != "?" || err != nil {
		t.Errorf("the answer is %q, %v", got, err)
	}
	if fs := r.FlushErrors(strconv.ErrSyntax); len(fs) != 1 {
		t.Errorf("%d errors were logged", len(fs))
	}
	r.Wait(port.StopListening())
}

// endregion

// region result
func TestAnswerIsADeferred(t *testing.T) {
	d, answer := deferred.NewOf[string]()
	trial.NoResult(t, d)
	answer.Errback(errors.New("hung up"))
	if f := trial.FailureResultOf(t, d); f.Error() != "hung up" {
		t.Errorf("the failure is %v", f)
	}
}

// endregion
