package apilinks

import (
	"cmp"
	"fmt"
	"strings"
)

// A Kind says what a name stands for.
type Kind uint8

// The kinds of symbols. KindForeign is a name of another language, which a
// Pattern gave a URL.
const (
	KindPackage Kind = iota + 1
	KindFunc
	KindType
	KindMethod // of a type or of an interface
	KindField
	KindConst
	KindVar
	KindForeign
)

var kindNames = [...]string{"unknown", "package", "function", "type", "method", "field", "constant", "variable", "foreign name"}

// String returns the kind as a word of prose: "package", "function".
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		k = 0
	}
	return kindNames[k]
}

// A Symbol is what a reference resolves to.
type Symbol struct {
	Kind    Kind
	Package string // import path; "" for a foreign name
	Name    string // within the package, as in "Client.Do"; "" for a package; the whole name if foreign
	URL     string

	// Anchor is the fragment of the symbol on the page of its package, as
	// pkg.go.dev names it: "Client.Do". It is "" for a package, and that of
	// the nearest documented owner for what has no fragment of its own.
	Anchor string

	// Declared is the full name of the declaration where it is elsewhere:
	// "bufio.Writer.Flush" for the promoted bufio.ReadWriter.Flush. The URL
	// and all that follows are those of the declaration.
	Declared string

	Signature string // one line of Go, "func (c *Client) Do(req *Request) (*Response, error)"
	Synopsis  string // first sentence of the comment, plain text; "" without one
	Module    string // path of the module; "" for the standard library
	Version   string // required version of the module; "" for the standard library and the module being documented
	File      string // file of the declaration; "" for a package
	Line      int    // counted from 1; 0 for a package
}

// FullName returns the import path and the name, "net/http.Client.Do".
func (s Symbol) FullName() string {
	if s.Package == "" || s.Name == "" {
		return cmp.Or(s.Package, s.Name)
	}
	return s.Package + "." + s.Name
}

// String describes the symbol in a few lines for people: signature, synopsis,
// URL and where it is declared.
func (s Symbol) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", s.Kind, s.FullName())
	line := func(format string, what ...any) { fmt.Fprintf(&b, "  "+format+"\n", what...) }
	if s.Signature != "" {
		line("%s", s.Signature)
	}
	if s.Synopsis != "" {
		line("%s", s.Synopsis)
	}
	if s.Declared != "" {
		line("declared as %s", s.Declared)
	}
	if s.URL != "" {
		line("%s", s.URL)
	}
	switch {
	case s.Version != "":
		line("module %s %s", s.Module, s.Version)
	case s.Module != "":
		line("module %s", s.Module)
	case s.Kind != KindForeign:
		line("standard library")
	}
	if s.File != "" {
		line("%s:%d", s.File, s.Line)
	}
	return b.String()
}
