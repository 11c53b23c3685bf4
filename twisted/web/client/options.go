package client

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// The limits of a request that does not have others.
const (
	DefaultMaxHead      = 64 << 10 // bytes of the status line, headers and trailers
	DefaultMaxBody      = 64 << 20 // bytes of a page that is kept in memory
	DefaultMaxRedirects = 20
)

// maxErrorBody is how much of the page is kept that comes with an error.
const maxErrorBody = 64 << 10

// Option changes a request.
type Option func(*settings)

// settings are what the options make.
type settings struct {
	method       string
	header       http.Header
	body         []byte
	timeout      time.Duration
	maxHead      int
	maxBody      int64
	maxRedirects int
	err          error // an option that cannot be
}

// Method sends the request with a method other than GET.
func Method(method string) Option {
	return func(s *settings) {
		if !isToken(method) {
			s.err = fmt.Errorf("%w: method %q", ErrRequest, method)
		}
		s.method = method
	}
}

// Body sends data of a type, such as "application/x-www-form-urlencoded", with
// the request. The method is POST unless Method says otherwise. The data must
// not be changed until the Deferred fires.
func Body(contentType string, data []byte) Option {
	return func(s *settings) {
		Header("Content-Type", contentType)(s)
		s.body = data
		if s.body == nil {
			s.body = []byte{}
		}
	}
}

// Header sends a header with the request, in place of one of that name. Host
// and the headers that say where the request ends or what becomes of the
// connection cannot be set.
func Header(name, value string) Option {
	return func(s *settings) {
		switch name = http.CanonicalHeaderKey(name); {
		case !isToken(name) || strings.ContainsAny(value, "\r\n\x00"):
			s.err = fmt.Errorf("%w: header %q: %q", ErrRequest, name, value)
		case name == "Connection" || name == "Content-Length" || name == "Host" || name == "Transfer-Encoding" || name == "Upgrade":
			s.err = fmt.Errorf("%w: header %q is the client's", ErrRequest, name)
		default:
			s.header.Set(name, value)
		}
	}
}

// Agent is the User-Agent that the request says it comes from.
func Agent(agent string) Option { return Header("User-Agent", agent) }

// Timeout gives up after d, redirects included: ErrTimeout. Without it, an
// attempt to connect may take 30 seconds, and the answer any time.
func Timeout(d time.Duration) Option { return func(s *settings) { s.timeout = d } }

// MaxHead allows so many bytes of status line, headers and trailers:
// DefaultMaxHead.
func MaxHead(bytes int) Option { return func(s *settings) { s.maxHead = bytes } }

// MaxBody allows a page of so many bytes: DefaultMaxBody, or any number for
// DownloadPage. Negative is any number.
func MaxBody(bytes int64) Option { return func(s *settings) { s.maxBody = bytes } }

// MaxRedirects follows so many redirects: DefaultMaxRedirects. With 0, a
// redirect is an [*Error].
func MaxRedirects(n int) Option { return func(s *settings) { s.maxRedirects = n } }

func newSettings(options []Option) *settings {
	s := &settings{
		header:       http.Header{},
		maxHead:      DefaultMaxHead,
		maxBody:      DefaultMaxBody,
		maxRedirects: DefaultMaxRedirects,
	}
	Agent("twisted (github.com/lore-docs/lore)")(s)
	for _, option := range options {
		option(s)
	}
	switch {
	case s.method != "":
	case s.body != nil:
		s.method = http.MethodPost
	default:
		s.method = http.MethodGet
	}
	return s
}

// isToken is the token of RFC 9110, section 5.6.2.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}
