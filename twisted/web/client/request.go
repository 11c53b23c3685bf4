package client

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// request is what is asked of one server.
type request struct {
	url    *url.URL
	method string
	header http.Header
	body   []byte
}

// parseURL reads an address of http.
func parseURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	return u, checkURL(u)
}

func checkURL(u *url.URL) error {
	switch {
	case u.Scheme == "https":
		return fmt.Errorf("%w: %s", ErrHTTPS, u.Redacted())
	case u.Scheme != "http" || u.Hostname() == "" || u.Opaque != "":
		return fmt.Errorf("%w: %q", ErrURL, u.Redacted())
	case strings.ContainsFunc(u.Host, func(c rune) bool { return c <= ' ' || c == 0x7f }):
		return fmt.Errorf("%w: host %q", ErrURL, u.Host)
	}
	return nil
}

// address is where to connect to.
func (r *request) address() string {
	port := r.url.Port()
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(r.url.Hostname(), port)
}

// target is the path and the query, as the request line has them: as they
// were written, except that what would end the line or a word is escaped.
func target(u *url.URL) string {
	path := u.RawPath
	if path == "" {
		path = u.EscapedPath()
	}
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + u.RawQuery
	}
	var s strings.Builder
	for i := range len(path) {
		if c := path[i]; c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&s, "%%%02X", c)
		} else {
			s.WriteByte(c)
		}
	}
	return s.String()
}

// bytes is the request as it is sent.
func (r *request) bytes() []byte {
	message := fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.method, target(r.url), strings.TrimSuffix(r.url.Host, ":80"))
	for _, name := range slices.Sorted(maps.Keys(r.header)) {
		message = fmt.Appendf(message, "%s: %s\r\n", name, r.header.Get(name))
	}
	if user := r.url.User; user != nil && r.header.Get("Authorization") == "" {
		password, _ := user.Password()
		secret := base64.StdEncoding.EncodeToString([]byte(user.Username() + ":" + password))
		message = fmt.Appendf(message, "Authorization: Basic %s\r\n", secret)
	}
	if r.body != nil {
		message = append(message, "Content-Length: "+strconv.Itoa(len(r.body))+"\r\n"...)
	}
	message = append(message, "Connection: close\r\n\r\n"...)
	return append(message, r.body...)
}

// redirected is the request that an answer with a status of 3xx asks for
// (RFC 9110, section 15.4), or nil if it asks for none.
func (r *request) redirected(status int, location string) (*request, error) {
	next := &request{method: r.method, header: r.header.Clone(), body: r.body}
	switch status {
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	case http.StatusMovedPermanently, http.StatusFound:
		if r.method == http.MethodPost {
			next.becomeGet()
		}
	case http.StatusSeeOther:
		if r.method != http.MethodHead {
			next.becomeGet()
		}
	default:
		return nil, nil
	}
	if location == "" {
		return nil, fmt.Errorf("%w: %d of %s has no address", ErrRedirects, status, r.url.Redacted())
	}
	u, err := r.url.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("%w: redirected by %s: %w", ErrURL, r.url.Redacted(), err)
	}
	if err := checkURL(u); err != nil {
		return nil, fmt.Errorf("redirected by %s: %w", r.url.Redacted(), err)
	}
	next.url = u
	if u.Host != r.url.Host { // what is secret is for the first server only
		next.header.Del("Authorization")
		next.header.Del("Cookie")
	}
	return next, nil
}

func (r *request) becomeGet() {
	r.method, r.body = http.MethodGet, nil
	r.header.Del("Content-Type")
}
