package finger

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
)

// The errors of Ask, beside those of package protocol.
var (
	// ErrTimeout: there was no whole answer in time.
	ErrTimeout = errors.New("no answer in time")
	// ErrTooLong: the answer was longer than MaxAnswer.
	ErrTooLong = errors.New("answer is too long")
)

// DefaultMaxAnswer is how many bytes an answer may have.
const DefaultMaxAnswer = 1 << 20

// Reactor is the part of a reactor that Ask needs.
type Reactor interface {
	ConnectTCP(address string, f protocol.ClientFactory, opts ...protocol.ConnectOption) protocol.Connector
}

// Option changes how Ask asks.
type Option func(*client)

// Timeout gives up when there is no whole answer after d: ErrTimeout. Without
// it, an attempt to connect may take 30 seconds, and the answer any time.
func Timeout(d time.Duration) Option { return func(c *client) { c.timeout = d } }

// MaxAnswer allows an answer of so many bytes: DefaultMaxAnswer.
func MaxAnswer(bytes int) Option { return func(c *client) { c.max = bytes } }

// Ask sends the query to the server at an address, "host" or "host:port", and
// fires with the answer when the server has closed the connection. The answer
// is as it came: use [Printable] before a terminal sees it. Hosts in the query
// are for that server to forward it to.
//
// It fails with what wraps ErrBadQuery, ErrTimeout, ErrTooLong or an error of
// package protocol. To cancel the Deferred closes the connection.
func Ask(r Reactor, address string, q Query, options ...Option) deferred.Of[[]byte] {
	if err := q.check(); err != nil {
		return deferred.Fail[[]byte](err)
	}
	c := &client{query: q, max: DefaultMaxAnswer}
	for _, option := range options {
		option(c)
	}
	d, result := deferred.NewCancellableOf(func(deferred.Resolver[[]byte]) { c.giveUp(deferred.ErrCancelled) })
	c.result = result
	c.connector = r.ConnectTCP(withPort(address), c)
	if c.timeout > 0 && !result.Called() {
		call := c.connector.Scheduler().CallLater(c.timeout, func() { c.giveUp(ErrTimeout) })
		c.stopTimer = func() { _ = call.Cancel() } // which may be too late
	}
	return d
}

// withPort adds the port of the protocol to an address without one.
func withPort(address string) string {
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(strings.Trim(address, "[]"), strconv.Itoa(Port))
}

// client is the protocol of one query, and its factory.
type client struct {
	protocol.Base
	protocol.BaseClientFactory

	query     Query
	max       int
	timeout   time.Duration
	connector protocol.Connector
	stopTimer func()
	answer    []byte
	given     error // why it was given up
	result    deferred.Resolver[[]byte]
}

// BuildProtocol is the client itself.
func (c *client) BuildProtocol(net.Addr) protocol.Protocol { return c }

func (c *client) ConnectionMade() { _, _ = c.Transport.Write([]byte(c.query.String() + "\r\n")) }

func (c *client) DataReceived(data []byte) {
	if len(c.answer)+len(data) > c.max {
		c.giveUp(fmt.Errorf("%w: more than %d bytes", ErrTooLong, c.max))
		return
	}
	c.answer = append(c.answer, data...)
}

// giveUp ends what there is. The end follows.
func (c *client) giveUp(why error) {
	if c.given != nil {
		return
	}
	c.given = why
	if c.connector.State() == protocol.Connected {
		c.Transport.AbortConnection()
		return
	}
	c.connector.Disconnect()
}

func (c *client) ClientConnectionFailed(_ protocol.Connector, reason *failure.Failure) {
	c.finish(reason)
}

func (c *client) ClientConnectionLost(_ protocol.Connector, reason *failure.Failure) {
	c.finish(reason)
}

// finish tells the result, unless that was told before.
func (c *client) finish(reason error) {
	if c.stopTimer != nil {
		c.stopTimer()
	}
	switch {
	case c.result.Called():
	case c.given != nil:
		c.result.Errback(c.given)
	case errors.Is(reason, protocol.ErrConnectionDone):
		c.result.Callback(c.answer)
	default:
		c.result.Errback(reason)
	}
}
