package client

import (
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/task"
)

// Reactor is the part of a reactor that fetching a page needs.
type Reactor interface {
	task.Scheduler
	ConnectTCP(address string, f protocol.ClientFactory, opts ...protocol.ConnectOption) protocol.Connector
}

// Response is a page, and what the server said about it.
type Response struct {
	// Status is the number, 200 to 299, and Reason the words beside it.
	Status int
	Reason string
	// URL is the address that the page came from, after redirects.
	URL *url.URL
	// Header is what the server said, with names in the form of
	// http.CanonicalHeaderKey.
	Header http.Header
	// Body is the page.
	Body []byte
}

// GetPage fetches the page at an address, with GET unless an option says
// otherwise, and follows redirects. The Deferred fires with the page once its
// connection is closed. It fails with an [*Error] if the server has no page,
// and otherwise with what wraps one of the errors of this package or of
// package protocol.
//
// To cancel the Deferred closes the connection.
func GetPage(r Reactor, address string, options ...Option) deferred.Of[[]byte] {
	return deferred.Then(Do(r, address, options...), func(response *Response) ([]byte, error) {
		return response.Body, nil
	})
}

// Do is GetPage for those who need more than the page.
func Do(r Reactor, address string, options ...Option) deferred.Of[*Response] {
	s := newSettings(options)
	p := &page{max: s.maxBody}
	f := &fetch{
		r: r, settings: s,
		begin: func(x *exchange) (body, error) {
			*p = page{max: s.maxBody}
			return p, p.expect(x.remaining)
		},
		end: func() ([]byte, error) { return p.Bytes(), nil },
	}
	return f.start(address)
}

// expect is an error if a body of n bytes would be too large.
func (p *page) expect(n int64) error {
	if p.max >= 0 && n > p.max {
		return fmt.Errorf("%w: %d bytes, of %d allowed", ErrTooLarge, n, p.max)
	}
	return nil
}

// fetch is the factory of the connections that it takes to get one page.
type fetch struct {
	protocol.BaseClientFactory

	r        Reactor
	settings *settings
	begin    func(*exchange) (body, error) // what takes the page
	end      func() ([]byte, error)        // the page is complete
	failed   func()                        // it will not be, if not nil

	exchange  *exchange
	redirects int
	next      *request // that the present answer redirects to
	complaint *beginning
	connector protocol.Connector
	timer     *task.DelayedCall
	result    *deferred.Deferred
	given     error // why it was given up
}

// start asks for the first page.
func (f *fetch) start(address string) deferred.Of[*Response] {
	f.result = deferred.NewCancellable(func(*deferred.Deferred) { f.giveUp(deferred.ErrCancelled) })
	u, err := parseURL(address)
	if f.settings.err != nil {
		err = f.settings.err
	}
	if err != nil {
		f.finish(nil, err)
		return deferred.From[*Response](f.result)
	}
	if f.settings.timeout > 0 {
		f.timer = f.r.CallLater(f.settings.timeout, func() { f.giveUp(ErrTimeout) })
	}
	f.ask(&request{url: u, method: f.settings.method, header: f.settings.header, body: f.settings.body})
	return deferred.From[*Response](f.result)
}

// ask makes the connection for a request.
func (f *fetch) ask(request *request) {
	f.next, f.complaint = nil, nil
	f.exchange = &exchange{request: request, maxHead: f.settings.maxHead, headRead: f.headRead}
	f.connector = f.r.ConnectTCP(request.address(), f)
}

// BuildProtocol is the exchange that was asked for.
func (f *fetch) BuildProtocol(net.Addr) protocol.Protocol { return f.exchange }

// headRead decides by the status what becomes of the body.
func (f *fetch) headRead(x *exchange) (body, error) {
	if x.status/100 == 3 && f.settings.maxRedirects > 0 {
		next, err := x.request.redirected(x.status, x.header.Get("Location"))
		if next != nil {
			f.next = next
			_ = x.complete() // the body does not matter
		}
		if next != nil || err != nil {
			return nil, err
		}
	}
	if x.status/100 != 2 {
		f.complaint = &beginning{}
		return f.complaint, nil
	}
	return f.begin(x)
}

// ClientConnectionFailed is the end.
func (f *fetch) ClientConnectionFailed(_ protocol.Connector, reason *failure.Failure) {
	f.finish(nil, reason)
}

// ClientConnectionLost is the end, or leads to the next address.
func (f *fetch) ClientConnectionLost(protocol.Connector, *failure.Failure) {
	x := f.exchange
	switch {
	case f.given != nil:
		f.finish(nil, f.given)
	case x.err != nil:
		f.finish(nil, fmt.Errorf("%s: %w", x.request.url.Redacted(), x.err))
	case f.next != nil:
		f.redirect(f.next)
	case f.complaint != nil:
		f.finish(nil, &Error{Status: x.status, Reason: x.reason, URL: x.request.url, Header: x.header, Body: f.complaint.Bytes()})
	default:
		page, err := f.end()
		f.finish(&Response{Status: x.status, Reason: x.reason, URL: x.request.url, Header: x.header, Body: page}, err)
	}
}

func (f *fetch) redirect(next *request) {
	if f.redirects++; f.redirects > f.settings.maxRedirects {
		f.finish(nil, fmt.Errorf("%w: %d times, then to %s", ErrRedirects, f.settings.maxRedirects, next.url.Redacted()))
		return
	}
	f.ask(next)
}

// giveUp ends what there is. The end follows.
func (f *fetch) giveUp(why error) {
	if f.given != nil || f.result.Called() {
		return
	}
	f.given = why
	if f.connector.State() == protocol.Connected {
		f.exchange.Transport.AbortConnection()
		return
	}
	f.connector.Disconnect()
}

// finish tells the result, unless that was told before.
func (f *fetch) finish(response *Response, err error) {
	if f.timer != nil && f.timer.Active() {
		_ = f.timer.Cancel()
	}
	if err != nil && f.failed != nil {
		f.failed()
	}
	switch {
	case f.result.Called():
	case f.given != nil:
		f.result.Errback(f.given)
	case err != nil:
		f.result.Errback(err)
	default:
		f.result.Callback(response)
	}
}
