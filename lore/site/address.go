package site

import (
	"net/url"
	"strings"
)

// An address is a URL taken apart. What is in the module has neither scheme
// nor host, and its path is as the author wrote it, escapes included.
type address struct {
	whole    string // without what browsers strip
	scheme   string // lower case
	host     bool   // begins with //
	path     string
	query    string // without the ?
	fragment string // without the #, as written
}

// safeSchemes are what pages may link to.
var safeSchemes = []string{
	"http", "https", "mailto", "ftp", "ftps", "sftp", "tel", "sms", "news", "nntp", "snews", "irc", "ircs", "xmpp", "sip", "sips",
	"git", "ssh", "svn", "gopher", "gemini", "telnet", "ldap", "ldaps", "rsync", "magnet", "urn", "doi", "geo", "matrix", "webcal",
}

// isUnsafe reports whether an address with the scheme may run code or show
// something other than it says. Such a link never reaches an output.
func isUnsafe(scheme string) bool {
	switch scheme {
	case "javascript", "vbscript", "livescript", "mocha", "jscript", "data", "blob", "filesystem", "jar", "view-source", "about":
		return true
	}
	return false
}

// parseAddress takes an address apart. Trouble says why it cannot be read.
func parseAddress(s string) (a address, trouble string) {
	if s, trouble = stripAddress(s); trouble != "" {
		return a, trouble
	}
	a.whole = s
	if i := schemeEnd(s); i > 0 {
		a.scheme = strings.ToLower(s[:i])
		return a, ""
	}
	if strings.HasPrefix(s, "//") {
		a.host = true
		return a, ""
	}
	a.path = s
	if i := strings.IndexByte(a.path, '#'); i >= 0 {
		a.path, a.fragment = a.path[:i], a.path[i+1:]
	}
	if i := strings.IndexByte(a.path, '?'); i >= 0 {
		a.path, a.query = a.path[:i], a.path[i+1:]
	}
	if strings.IndexByte(a.path, '%') >= 0 {
		path, err := url.PathUnescape(a.path)
		if err != nil {
			return a, "a % that is meant as it stands is written %25"
		}
		a.path = path
	}
	switch {
	case strings.IndexByte(a.path, 0) >= 0:
		return a, "it holds a control character"
	case strings.IndexByte(a.path, '\\') >= 0:
		return a, backslashes
	}
	return a, ""
}

// backslashes is the trouble with the addresses of files as Windows names them.
const backslashes = `folders are parted by "/"`

// stripAddress removes what browsers remove before they look at an address:
// blanks at its ends, and tabs and line ends anywhere.
func stripAddress(s string) (stripped, trouble string) {
	plain := true
	for i := range len(s) {
		if s[i] <= ' ' || s[i] == 0x7f {
			plain = false
			break
		}
	}
	if !plain {
		s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
		s = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
		for i := range len(s) {
			if s[i] < ' ' || s[i] == 0x7f {
				return "", "it holds a control character"
			}
		}
	}
	if s == "" {
		return "", "it is empty"
	}
	return s, ""
}

// schemeEnd returns the place of the colon behind the scheme of s, or -1 when
// s has none (RFC 3986, section 3.1).
func schemeEnd(s string) int {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
		case c == ':' && i > 0:
			return i
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return -1
		}
	}
	return -1
}

// badExternal returns what is wrong with the address of something elsewhere,
// or "".
func badExternal(a address) string {
	switch a.scheme {
	case "http", "https", "ftp", "":
	default:
		return ""
	}
	if host, _, _ := strings.Cut(strings.TrimPrefix(a.whole[len(a.scheme):], "://"), "/"); strings.Contains(host, " ") {
		return "there is a blank in the name of its host"
	}
	u, err := url.Parse(escapeExternal(a.whole))
	if err != nil {
		if e, ok := err.(*url.Error); ok {
			err = e.Err
		}
		return err.Error()
	}
	if u.Host == "" {
		return "it names no host"
	}
	return ""
}

// escapeExternal escapes what may not stand in an address and leaves the rest
// as it is. Letters of other scripts may stay.
func escapeExternal(s string) string {
	const bad = " \"<>\\^`{|}"
	if !strings.ContainsAny(s, bad) {
		return strings.ToValidUTF8(s, "%EF%BF%BD")
	}
	b := make([]byte, 0, len(s)+16)
	for i := range len(s) {
		if c := s[i]; strings.IndexByte(bad, c) >= 0 {
			b = appendEscape(b, c)
		} else {
			b = append(b, c)
		}
	}
	return strings.ToValidUTF8(string(b), "%EF%BF%BD")
}

func appendEscape(b []byte, c byte) []byte {
	const hex = "0123456789ABCDEF"
	return append(b, '%', hex[c>>4], hex[c&15])
}
