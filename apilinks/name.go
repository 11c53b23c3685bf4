package apilinks

import (
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Ref is a reference as its author wrote it: the base attribute, if any, and
// the text.
type Ref struct{ Base, Name string }

// full returns the whole name as written, for messages.
func (r Ref) full() string {
	if r.Base == "" || r.Name == "" {
		return r.Base + r.Name
	}
	return r.Base + "." + r.Name
}

// A name is a reference made plain: no blanks, pointers, calls or type
// arguments. path holds everything up to the last slash, that slash included,
// and parts what is after it, cut at the dots.
type name struct {
	full  string // path + parts joined by dots
	path  string
	parts []string
	base  string // the tidied base, to be tried first as a package
}

func parseName(r Ref) name {
	base, text := tidy(r.Base), tidy(r.Name)
	full := text
	switch {
	case base != "" && text != "":
		full = base + "." + text
	case base != "":
		full = base
	}
	slash := strings.LastIndexByte(full, '/') + 1
	n := name{full: full, path: full[:slash], base: base}
	if full[slash:] != "" {
		n.parts = strings.Split(full[slash:], ".")
	}
	return n
}

// tidy takes off what a careful author may add to a name and what says nothing
// about which name it is: blanks around it, the star of a pointer or of a
// method expression, the parentheses of a call, type arguments, stray dots.
func tidy(s string) string {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "()[]*& ") {
		s = strings.TrimLeft(s, "*& ")
		if method, ok := cutReceiver(s); ok {
			s = method
		}
		s = cutGroup(s, '(', ')')
		s = cutGroup(s, '[', ']')
	}
	return strings.Trim(s, ".")
}

// cutReceiver rewrites "(*Client).Do" and "net/http.(*Client).Do", the form of
// method expressions and stack traces, as "Client.Do" and "net/http.Client.Do".
func cutReceiver(s string) (string, bool) {
	before, rest, ok := strings.Cut(s, "(")
	if !ok || before != "" && !strings.HasSuffix(before, ".") {
		return s, false
	}
	recv, after, ok := strings.Cut(rest, ")")
	if !ok || !strings.HasPrefix(after, ".") {
		return s, false
	}
	return before + strings.TrimLeft(recv, "* ") + after, true
}

// cutGroup removes the first bracketed group that closes, nested groups
// included. A group that nothing stands before stays.
func cutGroup(s string, open, shut byte) string {
	i := strings.IndexByte(s, open)
	if i <= 0 {
		return s
	}
	depth := 0
	for j := i; j < len(s); j++ {
		switch s[j] {
		case open:
			depth++
		case shut:
			if depth--; depth == 0 {
				return strings.TrimRight(s[:i], " ") + s[j+1:]
			}
		}
	}
	return s
}

// splits calls f with each way to read n as an import path and names within
// that package: the base as it stands first, then the longest path first,
// because "gopkg.in/yaml.v3.Node" has a dot in its path.
func (n name) splits(f func(path string, symbol []string)) {
	shape := func(k int) (string, bool) {
		path := n.path + strings.Join(n.parts[:k], ".")
		return path, validImportPath(path)
	}
	first := 0
	for k := 1; n.base != "" && k <= len(n.parts); k++ {
		if path, ok := shape(k); ok && path == n.base {
			first = k
			f(path, n.parts[k:])
		}
	}
	for k := len(n.parts); k > 0; k-- {
		if path, ok := shape(k); ok && k != first {
			f(path, n.parts[k:])
		}
	}
}

// validImportPath reports whether path is safe and sensible to look for on
// disk. Elements that begin with a dot are refused, and so is all that could
// leave a module's folder.
func validImportPath(path string) bool {
	start := 0
	for i := 0; i <= len(path); i++ {
		if i == len(path) || path[i] == '/' {
			if i == start || path[start] == '.' {
				return false
			}
			start = i + 1
			continue
		}
		if c := path[i]; !isAlnum(c) && !strings.ContainsRune("-._~+", rune(c)) {
			return false
		}
	}
	return len(path) < 1000
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// A shape is what the look of a name says, before anything is looked up.
type shape uint8

const (
	shapeGo      shape = iota // package.Exported, package.Type.Member, anything with a slash
	shapeMember               // Exported.Exported: a Go name that lacks its package
	shapeWord                 // one word in lower case: a package, or anything
	shapePair                 // word.word: a Go name in the wrong case, or a name of another language
	shapeForeign              // no Go reference looks so
	shapeNone                 // no name at all
)

// shape judges n by the two rules that every Go reference obeys: a package
// name is one word in lower case and no keyword, and whatever comes after it
// is exported, so begins in upper case. Python's dotted module paths break
// the second rule (twisted.internet.reactor), its class members too
// (Protocol.connectionMade), and a class alone (Versioned) has no package.
func (n name) shape() shape {
	if len(n.parts) == 0 || strings.ContainsFunc(n.full, unicode.IsSpace) {
		return shapeNone
	}
	if n.path != "" {
		for _, p := range n.parts {
			if !token.IsIdentifier(p) && !validImportPath(p) {
				return shapeNone
			}
		}
		return shapeGo
	}
	exported := 0
	for i, p := range n.parts {
		if !token.IsIdentifier(p) {
			return shapeForeign // a keyword too: twisted's defer is no Go package
		}
		if i > 0 && isUpper(p) {
			exported++
		}
	}
	more := len(n.parts) - 1
	switch {
	case isUpper(n.parts[0]):
		if more > 0 && exported == more {
			return shapeMember
		}
		return shapeForeign
	case more == 0:
		return shapeWord
	case exported == more:
		return shapeGo
	case more == 1:
		return shapePair
	}
	return shapeForeign
}
