package apilinks

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// needGo skips a test where there is no go command to ask.
func needGo(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command on PATH: install Go")
	}
}

// ref splits "base|name".
func ref(s string) Ref {
	if base, name, ok := strings.Cut(s, "|"); ok {
		return Ref{base, name}
	}
	return Ref{Name: s}
}

func resolve(t testing.TB, x *Index, s string) (Symbol, error) {
	t.Helper()
	r := ref(s)
	if err := x.Load(t.Context(), []Ref{r}); err != nil {
		t.Fatalf("Load(%q): %v", s, err)
	}
	return x.Resolve(r.Base, r.Name)
}

// outside returns a folder that no go.mod is above.
func outside(t testing.TB) string {
	dir := t.TempDir()
	if findUp(dir, "go.mod") != "" {
		t.Skip("the folder for temporary files is in a Go module")
	}
	return dir
}

// writeModule writes files, path and text in turn, and returns their folder.
func writeModule(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestStandardLibrary(t *testing.T) {
	needGo(t)
	x := New(Config{Dir: outside(t)})
	for _, c := range []struct {
		ref       string
		kind      Kind
		url       string // without https://pkg.go.dev/
		signature string
		synopsis  string // how it begins
	}{
		{"net/http|Client.Do", KindMethod, "net/http#Client.Do", "func (c *Client) Do(req *Request) (*Response, error)", "Do sends an HTTP request and returns an HTTP response, following policy"},
		{"net/http.Client.Do", KindMethod, "net/http#Client.Do", "func (c *Client) Do(req *Request) (*Response, error)", "Do sends"},
		{"http.Client.Do", KindMethod, "net/http#Client.Do", "func (c *Client) Do(req *Request) (*Response, error)", "Do sends"},
		{"net/http.Client|Do", KindMethod, "net/http#Client.Do", "func (c *Client) Do(req *Request) (*Response, error)", "Do sends"},
		{"http|Client.Do()", KindMethod, "net/http#Client.Do", "func (c *Client) Do(req *Request) (*Response, error)", ""},
		{"net/http.(*Client).Do", KindMethod, "net/http#Client.Do", "func (c *Client) Do(req *Request) (*Response, error)", ""},
		{"net.Dial", KindFunc, "net#Dial", "func Dial(network, address string) (Conn, error)", "Dial connects to the address on the named network."},
		{"*bytes.Buffer", KindType, "bytes#Buffer", "type Buffer struct{ ... }", "A Buffer is a variable-sized buffer of bytes"},
		{"net/http", KindPackage, "net/http", `package http // import "net/http"`, "Package http provides HTTP client and server implementations."},
		{"http", KindPackage, "net/http", `package http // import "net/http"`, "Package http"},
		{"net.Conn.Close", KindMethod, "net#Conn.Close", "func (Conn) Close() error", "Close closes the connection."},
		{"net.Conn", KindType, "net#Conn", "type Conn interface{ ... }", "Conn is a generic stream-oriented network connection."},
		{"net.TCPConn.Write", KindMethod, "net#TCPConn.Write", "func (c *conn) Write(b []byte) (int, error)", "Write implements the Conn Write method."},
		{"net/http.Server.Addr", KindField, "net/http#Server.Addr", "Addr string", "Addr optionally specifies the TCP address for the server to listen on"},
		{"net/http.StatusOK", KindConst, "net/http#StatusOK", "const StatusOK = 200", "RFC 9110, 15.3.1"},
		{"time.Monday", KindConst, "time#Monday", "const Monday Weekday", ""},
		{"time.Sunday", KindConst, "time#Sunday", "const Sunday Weekday = iota", ""},
		{"io.EOF", KindVar, "io#EOF", `var EOF = errors.New("EOF")`, "EOF is the error returned by Read when no more input is available."},
		{"net/http.DefaultClient", KindVar, "net/http#DefaultClient", "var DefaultClient = &Client{}", "DefaultClient is the default Client and is used by Get"},
		{"net/http.HandlerFunc", KindType, "net/http#HandlerFunc", "type HandlerFunc func(ResponseWriter, *Request)", "The HandlerFunc type is an adapter"},
		{"bufio.ReadWriter.Flush", KindMethod, "bufio#Writer.Flush", "func (b *Writer) Flush() error", "Flush writes any buffered data"},
		{"io.ReadCloser.Read", KindMethod, "io#Reader.Read", "func (Reader) Read(p []byte) (n int, err error)", ""},
		{"os.FileInfo.Name", KindMethod, "io/fs#FileInfo.Name", "func (FileInfo) Name() string", "base name of the file"},
		{"net.Error.Error", KindMethod, "builtin#error.Error", "func (error) Error() string", ""},
		{"sync/atomic.Pointer.Load", KindMethod, "sync/atomic#Pointer.Load", "func (x *Pointer[T]) Load() *T", "Load atomically loads and returns the value stored in x."},
		{"atomic.Pointer[T].Load", KindMethod, "sync/atomic#Pointer.Load", "func (x *Pointer[T]) Load() *T", ""},
		{"slices.SortFunc", KindFunc, "slices#SortFunc", "func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int)", ""},
		{"iter.Seq", KindType, "iter#Seq", "type Seq[V any] func(yield func(V) bool)", ""},
		{"math/rand/v2.N", KindFunc, "math/rand/v2#N", "", ""},
		{"rand/v2.N", KindFunc, "math/rand/v2#N", "", ""},
		{"rand.N", KindFunc, "math/rand/v2#N", "", ""}, // only one rand has it
		{"template.HTML", KindType, "html/template#HTML", "type HTML string", ""},
		{"http.Server.TLSConfig.MinVersion", KindField, "crypto/tls#Config.MinVersion", "MinVersion uint16", ""},
		{"builtin.len", KindFunc, "builtin#len", "func len(v Type) int", ""},
		{"len", KindFunc, "builtin#len", "func len(v Type) int", ""},
		{"error", KindType, "builtin#error", "type error interface{ ... }", ""},
		{"error.Error", KindMethod, "builtin#error.Error", "func (error) Error() string", ""},
		{"unsafe.Pointer", KindType, "unsafe#Pointer", "type Pointer *ArbitraryType", ""},
		{"cmd/go", KindPackage, "cmd/go", `package main // import "cmd/go"`, "Go is a tool for managing Go source code."},
		{"syscall/js.Value", KindType, "syscall/js#Value", "", "Value represents a JavaScript value."},
		{"  net.Listener  ", KindType, "net#Listener", "", ""},
	} {
		s, err := resolve(t, x, c.ref)
		if err != nil {
			t.Errorf("%s: %v", c.ref, err)
			continue
		}
		if s.Kind != c.kind || s.URL != "https://pkg.go.dev/"+c.url {
			t.Errorf("%s: %v %s, want %v %s", c.ref, s.Kind, s.URL, c.kind, c.url)
		}
		if c.signature != "" && s.Signature != c.signature {
			t.Errorf("%s: signature %q, want %q", c.ref, s.Signature, c.signature)
		}
		if !strings.HasPrefix(s.Synopsis, c.synopsis) {
			t.Errorf("%s: synopsis %q, want %q", c.ref, s.Synopsis, c.synopsis)
		}
	}
}

func TestDeclared(t *testing.T) {
	needGo(t)
	x := New(Config{Dir: outside(t)})
	for name, want := range map[string]string{
		"net.Dial":               "",
		"bufio.ReadWriter.Flush": "bufio.Writer.Flush",
		"os.FileInfo.Name":       "io/fs.FileInfo.Name",
		"net.TCPConn.Write":      "",
	} {
		s, err := resolve(t, x, name)
		if err != nil || s.Declared != want {
			t.Errorf("%s: declared %q, %v; want %q", name, s.Declared, err, want)
		}
		if s.FullName() != name || !strings.HasSuffix(s.File, ".go") || s.Line < 1 {
			t.Errorf("%s: %s at %s:%d", name, s.FullName(), s.File, s.Line)
		}
	}
}

func TestMisspelt(t *testing.T) {
	needGo(t)
	x := New(Config{Dir: outside(t)})
	for _, c := range []struct{ ref, reason, nearest string }{
		{"net.Listner", `"Listner" is not in package net`, "net.Listener"},
		{"net.dial", "", "net.Dial"},
		{"net.Dail", `"Dail" is not in package net`, "net.Dial"},
		{"net.dail", "", "net.Dial"},
		{"net/http|Client.Doo", `net/http.Client has no field or method "Doo"`, "Client.Do"},
		{"net/http|Clent.Do", `"Clent" is not in package net/http`, "Client.Do"},
		{"http.Clent.Do", `"Clent" is not in package net/http`, "http.Client.Do"},
		{"http.Clent.Doo", `"Clent" is not in package net/http`, "http.Client.Do"},
		{"http.Clent.Zork", `"Clent" is not in package net/http`, "http.Client"},
		{"net/http.Clent|Do", `"Clent" is not in package net/http`, "net/http.Client"},
		{"htttp.Client.Do", `there is no package "htttp"`, "http.Client.Do"},
		{"htttp.Clent.Do", `there is no package "htttp"`, "http.Client.Do"},
		{"net/htp|Client.Do", `there is no package "net/htp"`, "net/http"},
		{"net/htp|Clent.Do", `there is no package "net/htp"`, "net/http.Client.Do"},
		{"rnd|Reeder", `there is no package "rnd"`, "rand.Reader"},
		{"net/htp.Client.Do", `there is no package "net/htp"`, "net/http.Client.Do"},
		{"net.http.Client.Do", "", "net/http.Client.Do"},
		{"encoding.json.Marshal", "", "encoding/json.Marshal"},
		{"strngs.Split", `there is no package "strngs"`, "strings.Split"},
		{"strngs.split", `there is no package "strngs"`, "strings.Split"},
		{"bytes.Bufer.WriteStrin", "", "bytes.Buffer.WriteString"},
		{"bytes.Buffer.WriteStrin", `bytes.Buffer has no field or method "WriteStrin"`, "bytes.Buffer.WriteString"},
		{"bufio.ReadWriter.Fluhs", `bufio.ReadWriter has no field or method "Fluhs"`, "bufio.ReadWriter.Flush"},
		{"io.Eof", `"Eof" is not in package io`, "io.EOF"},
		{"http.StatusOkay", `"StatusOkay" is not in package net/http`, "http.StatusOK"},
		{"encoding/jsn", `there is no package "encoding/jsn"`, "encoding/json"},
		{"fmtt", `there is no package "fmtt"`, "fmt"},
		{"net.Zork", `"Zork" is not in package net`, ""},
		{"net.Dial.Zork", `"Zork" is sought in net.Dial, which is a function`, ""},
		{"zork.Frobnicate", `there is no package "zork"`, ""},
		{"example.com/zork.Frobnicate", `no required module has a package "example.com/zork"`, ""},
		{"Client.Do", `"Client.Do" names no package`, ""},
		{"net.conn", `"conn" is not exported by package net`, ""},
		{"net.conn.Read", `"conn.Read" is not exported by package net`, ""},
		{"net/http.Client.do", `"Client.do" is not exported by package net/http`, ""},
		{"", "an API name is empty", ""},
		{"net/", `"net/" is no name`, ""},
		{"a net connection", `"a net connection" is no name`, ""},
	} {
		_, err := resolve(t, x, c.ref)
		var unknown *UnknownError
		if !errors.As(err, &unknown) {
			t.Errorf("%s: %T %v, want an UnknownError", c.ref, err, err)
			continue
		}
		if unknown.Nearest != c.nearest || c.reason != "" && unknown.Reason != c.reason {
			t.Errorf("%s: %s; nearest %q\n\twant %s; nearest %q", c.ref, unknown.Reason, unknown.Nearest, c.reason, c.nearest)
		}
		if unknown.Reason == "" || unknown.Ref != ref(c.ref) {
			t.Errorf("%s: incomplete error %+v", c.ref, unknown)
		}
		if unknown.Nearest == "" {
			continue
		}
		// What is suggested must be right.
		fixed := unknown.Fixed
		if err := x.Load(t.Context(), []Ref{fixed}); err != nil {
			t.Fatal(err)
		}
		if _, err := x.Resolve(fixed.Base, fixed.Name); err != nil {
			t.Errorf("%s: suggestion %v: %v", c.ref, fixed, err)
		}
	}
}

func TestAmbiguous(t *testing.T) {
	needGo(t)
	x := New(Config{Dir: outside(t)})
	for name, want := range map[string]string{
		"template.New": `"template.New" fits html/template.New and text/template.New`,
		"rand.Int":     `"rand.Int" fits crypto/rand.Int, math/rand.Int and math/rand/v2.Int`,
		"rand":         `"rand" fits crypto/rand, math/rand and math/rand/v2`,
	} {
		_, err := resolve(t, x, name)
		var a *AmbiguousError
		if !errors.As(err, &a) || a.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

func TestNoGoCommand(t *testing.T) {
	x := New(Config{Dir: t.TempDir(), GoCommand: filepath.Join(t.TempDir(), "go")})
	for _, name := range []string{"net.Dial", "net/http", "http", "Client.Do", "error"} {
		_, err := resolve(t, x, name)
		var u *UnavailableError
		if !errors.As(err, &u) || !strings.Contains(err.Error(), "there is no go command") {
			t.Errorf("%s: %v, want an UnavailableError", name, err)
		}
	}
	_, err := resolve(t, x, "twisted.internet.reactor")
	var f *ForeignError
	if !errors.As(err, &f) {
		t.Errorf("a foreign name without Go: %v", err)
	}
}

func TestNoGoOnPath(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := resolve(t, New(Config{Dir: t.TempDir()}), "net.Dial")
	if want := `cannot look up "net.Dial": there is no go command on PATH`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestResolveWithoutLoad(t *testing.T) {
	_, err := New(Config{}).Resolve("", "net.Dial")
	var u *UnavailableError
	if !errors.As(err, &u) {
		t.Errorf("%v, want an UnavailableError", err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := New(Config{Dir: t.TempDir()}).Load(ctx, []Ref{{Name: "net.Dial"}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled", err)
	}
}

func TestNoFolder(t *testing.T) {
	err := New(Config{Dir: filepath.Join(t.TempDir(), "gone")}).Load(t.Context(), []Ref{{Name: "net.Dial"}})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v, want os.ErrNotExist", err)
	}
}
