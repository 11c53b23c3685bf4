package site

import "strings"

// Relative returns the address of the output file to as the output file from
// links to it: relative, so that it works under any folder of any server and
// from a disk, and percent-encoded. Both are clean slash separated paths in the
// output.
func Relative(from, to string) string {
	up, rest := relative(from, to)
	if up == 0 && isPlainPath(rest) {
		return rest
	}
	return string(appendRelative(make([]byte, 0, 3*up+len(rest)+16), up, rest))
}

// relative returns how many folders to go up from the folder of from, and the
// path of to from there.
func relative(from, to string) (up int, rest string) {
	common := 0
	for i := 0; i < len(from) && i < len(to) && from[i] == to[i]; i++ {
		if from[i] == '/' {
			common = i + 1
		}
	}
	return strings.Count(from[common:], "/"), to[common:]
}

func appendRelative(b []byte, up int, rest string) []byte {
	for range up {
		b = append(b, "../"...)
	}
	if up == 0 && !startsPlain(rest) {
		b = append(b, "./"...)
	}
	for i := range len(rest) {
		if c := rest[i]; c == '/' || urlByte[c]&inPath != 0 {
			b = append(b, c)
		} else {
			b = appendEscape(b, c)
		}
	}
	return b
}

// isPlainPath reports whether path is its own address.
func isPlainPath(path string) bool {
	for i := range len(path) {
		if c := path[i]; c != '/' && urlByte[c]&inPath == 0 {
			return false
		}
	}
	return startsPlain(path)
}

// startsPlain reports whether no browser takes the beginning of path for a
// scheme, a host or the top folder (RFC 3986, section 4.2).
func startsPlain(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return first != "" && strings.IndexByte(first, ':') < 0
}

func appendFragment(b []byte, name string) []byte {
	for i := range len(name) {
		if c := name[i]; urlByte[c]&inFragment != 0 {
			b = append(b, c)
		} else {
			b = appendEscape(b, c)
		}
	}
	return b
}

// Where a byte may stand in an address without an escape (RFC 3986, sections
// 3.3 and 3.5).
const (
	inPath = 1 << iota
	inFragment
)

var urlByte = func() (t [256]uint8) {
	for c := range 256 {
		switch b := byte(c); {
		case 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9',
			b != 0 && strings.IndexByte("-._~!$&'()*+,;=:@", b) >= 0:
			t[c] = inPath | inFragment
		case b == '/' || b == '?':
			t[c] = inFragment
		}
	}
	return t
}()

// Href returns the address of l as the page from links to it, in a format
// whose pages are files that end in ext, such as ".html". It is percent-encoded
// but not escaped for HTML, and "" for a broken link.
func (l *Link) Href(from *Page, ext string) string {
	var buf [128]byte
	b := buf[:0]
	switch l.Kind {
	case External:
		return l.URL
	case ToPage:
		if l.Page == from && l.Query == "" && l.Fragment != "" {
			break // it is enough to name the place
		}
		up, rest := relative(from.Path, l.Page.Path)
		b = append(appendRelative(b, up, rest), ext...)
	case ToFile:
		up, rest := relative(from.Path, l.File)
		b = appendRelative(b, up, rest)
	default:
		return ""
	}
	if l.Query != "" {
		b = append(append(b, '?'), escapeExternal(l.Query)...)
	}
	if l.Fragment == "" {
		return string(b)
	}
	b = append(b, '#')
	if l.Kind == ToFile {
		return string(append(b, escapeExternal(l.Fragment)...))
	}
	return string(appendFragment(b, l.Fragment))
}
