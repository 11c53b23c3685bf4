package client

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// Why there is no page. Test for them with errors.Is.
var (
	// ErrHTTPS: pages are fetched without TLS only, as yet.
	ErrHTTPS = errors.New("https is not supported")
	// ErrURL: the address is none of a page.
	ErrURL = errors.New("not the URL of a page")
	// ErrRequest: an option has what cannot be sent, such as a header with
	// the end of a line in it.
	ErrRequest = errors.New("request cannot be sent")
	// ErrResponse: the server did not answer in HTTP.
	ErrResponse = errors.New("not an HTTP response")
	// ErrTooLarge: the answer is longer than the limits allow.
	ErrTooLarge = errors.New("response is too large")
	// ErrIncomplete: the connection ended before the answer did.
	ErrIncomplete = errors.New("response is incomplete")
	// ErrTimeout: the whole took longer than the Timeout.
	ErrTimeout = errors.New("fetching the page took too long")
	// ErrRedirects: there were more redirects than MaxRedirects, or one
	// without a new address.
	ErrRedirects = errors.New("redirected too often")
)

// Error is an answer other than a page: its status is not 2xx, and no
// redirect that was followed.
type Error struct {
	// Status is the number, such as 404, and Reason the words beside it.
	Status int
	Reason string
	// URL is the address that gave this answer, after redirects.
	URL *url.URL
	// Header and Body are those of the answer; of the body, the first
	// 64 KiB.
	Header http.Header
	Body   []byte
}

func (e *Error) Error() string {
	reason := e.Reason
	if reason == "" {
		reason = http.StatusText(e.Status)
	}
	return fmt.Sprintf("%s: %d %s", e.URL.Redacted(), e.Status, reason)
}
