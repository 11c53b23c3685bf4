package apilinks

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// demo is a module with packages of all sorts and a requirement that a local
// folder replaces.
var demo = map[string]string{
	"go.mod": `module example.com/demo

go 1.21

require example.com/dep/v2 v2.3.4

replace example.com/dep/v2 => ./third/dep
`,
	"doc/page.md": "",
	"demo.go":     "// Package demo is the root.\npackage demo\n\n// Root is here.\nfunc Root() {}\n",
	"reactor/loop.go": `package reactor

import (
	"example.com/dep/v2/wire"
	renamed "net/http"
	"sync"
)

// A Loop runs [Factory] after [Factory].
// It has a second sentence.
type Loop struct {
	core
	sync.Mutex
	*wire.Conn
	renamed.Header

	Limits struct {
		Max int // most at a time
		Deep struct{ Er bool }
	}
	Next  *Loop
	Any   wire.Box[int]
}

type core struct{ Depth int; hidden int }

// Run runs.
func (c *core) Run(
	times int, // how often
	f func(
		a, b int,
	) error,
) (err error) {
	return nil
}

// Name is of the outer type, and hides the one of wire.Conn.
func (*Loop) Name() string { return "" }

func (*Loop) Halt() {}

type Factory interface {
	wire.Builder
	// Build builds.
	Build() error
	private()
}

type (
	// Copy has the fields of Loop and none of its methods.
	Copy Loop
	// Alias is Loop.
	Alias = Loop
	// Pair has parameters.
	Pair[K comparable, V any] struct {
		Key K
		base[V]
	}
	base[V any] struct{ Value V }
)

func (b *base[V]) Get() V { return b.Value }

const (
	A = iota // the first
	B
	C, D = 1 << iota, "a long string, far too long to be shown in any signature whatever it is"
)

var X, Y int = 1, 2
`,
	"reactor/loop_test.go":      "package reactor\n\nfunc OnlyInTest() {}\n",
	"reactor/sub/sub.go":        "package sub\n\nfunc Sub() {}\n",
	"reactor/nested/go.mod":     "module example.com/other\n",
	"reactor/nested/n.go":       "package nested\n\nfunc N() {}\n",
	"go-fancy/f.go":             "package fancy\n\nfunc Do() {}\n",
	"cmd/tool/main.go":          "package main\n\nfunc Exported() {}\n",
	"broken/broken.go":          "package broken\n\n// Good is fine.\nfunc Good() {}\n\nfunc Bad( {\n\n// After comes after.\ntype After struct { Field int }\n",
	"broken/empty.go":           "",
	"broken/garbage.go":         "this is no Go }}}} func",
	"internal/hush/s.go":        "package hush\n\nfunc Tell() {}\n",
	"mixed/a.go":                "package mixed\n\nfunc One() {}\n",
	"mixed/b.go":                "package mixed\n\nfunc Two() {}\n",
	"mixed/c.go":                "package other\n\nfunc Three() {}\n",
	"mixed/gen.go":              "//go:build ignore\n\npackage main\n\nfunc Four() {}\n",
	"http/http.go":              "package http\n\ntype Client struct{}\n\ntype OnlyHere struct{}\n",
	"third/dep/go.mod":          "module example.com/dep/v2\n\ngo 1.21\n",
	"third/dep/dep.go":          "package dep\n\nfunc Dep() {}\n",
	"third/dep/wire/wire.go":    "package wire\n\ntype Conn struct{ Peer string }\n\nfunc (c *Conn) Name() string { return \"\" }\n\n// Shut shuts.\nfunc (c *Conn) Shut() {}\n\ntype Box[T any] struct{ Item T }\n\ntype Builder interface{ Start() }\n",
	"third/dep/internal/i/i.go": "package i\n\nfunc I() {}\n",
}

func TestModule(t *testing.T) {
	needGo(t)
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	dir := writeModule(t, demo)
	x := New(Config{Dir: filepath.Join(dir, "doc")})
	for _, c := range []struct{ ref, url, signature, synopsis string }{
		{"example.com/demo", "example.com/demo", `package demo // import "example.com/demo"`, "Package demo is the root."},
		{"example.com/demo.Root", "example.com/demo#Root", "func Root()", "Root is here."},
		{"demo.Root", "example.com/demo#Root", "func Root()", "Root is here."},
		{"example.com/demo/reactor|Loop", "example.com/demo/reactor#Loop", "type Loop struct{ ... }", "A Loop runs Factory after Factory."},
		{"reactor.Loop.Run", "example.com/demo/reactor#Loop.Run", "func (c *core) Run(times int, f func(a, b int) error) (err error)", "Run runs."},
		{"reactor.Loop.Depth", "example.com/demo/reactor#Loop", "Depth int", ""},
		{"reactor.Loop.Lock", "sync#Mutex.Lock", "func (m *Mutex) Lock()", "Lock locks m."},
		{"reactor.Loop.Get", "net/http#Header.Get", "", ""},
		{"reactor.Loop.Mutex", "example.com/demo/reactor#Loop.Mutex", "sync.Mutex", ""},
		{"reactor.Loop.Shut", "example.com/dep/v2/wire@v2.3.4#Conn.Shut", "func (c *Conn) Shut()", "Shut shuts."},
		{"reactor.Loop.Peer", "example.com/dep/v2/wire@v2.3.4#Conn.Peer", "Peer string", ""},
		{"reactor.Loop.Name", "example.com/demo/reactor#Loop.Name", "func (*Loop) Name() string", ""},
		{"reactor.Loop.Limits", "example.com/demo/reactor#Loop.Limits", "Limits struct{ ... }", ""},
		{"reactor.Loop.Limits.Max", "example.com/demo/reactor#Loop.Limits", "Max int", "most at a time"},
		{"reactor.Loop.Limits.Deep.Er", "example.com/demo/reactor#Loop.Limits", "Er bool", ""},
		{"reactor.Loop.Next.Next.Limits", "example.com/demo/reactor#Loop.Limits", "", ""},
		{"reactor.Loop.Any.Item", "example.com/dep/v2/wire@v2.3.4#Box.Item", "Item T", ""},
		{"reactor.Factory.Build", "example.com/demo/reactor#Factory.Build", "func (Factory) Build() error", "Build builds."},
		{"reactor.Factory.Start", "example.com/dep/v2/wire@v2.3.4#Builder.Start", "func (Builder) Start()", ""},
		{"reactor.Copy.Limits", "example.com/demo/reactor#Loop.Limits", "", ""},
		{"reactor.Copy.Lock", "sync#Mutex.Lock", "", ""}, // embedded, so it comes along
		{"reactor.Alias.Name", "example.com/demo/reactor#Loop.Name", "", ""},
		{"reactor.Alias", "example.com/demo/reactor#Alias", "type Alias = Loop", "Alias is Loop."},
		{"reactor.Pair", "example.com/demo/reactor#Pair", "type Pair[K comparable, V any] struct{ ... }", "Pair has parameters."},
		{"reactor.Pair[string, int].Key", "example.com/demo/reactor#Pair.Key", "Key K", ""},
		{"reactor.Pair.Get", "example.com/demo/reactor#Pair.Get", "func (b *base[V]) Get() V", ""},
		{"reactor.A", "example.com/demo/reactor#A", "const A = iota", "the first"},
		{"reactor.B", "example.com/demo/reactor#B", "const B", ""},
		{"reactor.C", "example.com/demo/reactor#C", "const C = 1 << iota", ""},
		{"reactor.D", "example.com/demo/reactor#D", "const D = ...", ""},
		{"reactor.Y", "example.com/demo/reactor#Y", "var Y int", ""},
		{"sub.Sub", "example.com/demo/reactor/sub#Sub", "func Sub()", ""},
		{"reactor/sub.Sub", "example.com/demo/reactor/sub#Sub", "func Sub()", ""},
		{"fancy.Do", "example.com/demo/go-fancy#Do", "func Do()", ""},
		{"example.com/demo/cmd/tool", "example.com/demo/cmd/tool", "", ""},
		{"example.com/demo/internal/hush.Tell", "example.com/demo/internal/hush#Tell", "", ""},
		{"broken.Good", "example.com/demo/broken#Good", "func Good()", "Good is fine."},
		{"mixed.One", "example.com/demo/mixed#One", "", ""},
		{"http.OnlyHere", "example.com/demo/http#OnlyHere", "", ""},
		{"http.Server", "net/http#Server", "", ""},
		{"dep.Dep", "example.com/dep/v2@v2.3.4#Dep", "func Dep()", ""},
		{"example.com/dep/v2.Dep", "example.com/dep/v2@v2.3.4#Dep", "func Dep()", ""},
		{"example.com/dep/v2/wire|Conn", "example.com/dep/v2/wire@v2.3.4#Conn", "", ""},
		{"wire.Conn", "example.com/dep/v2/wire@v2.3.4#Conn", "", ""},
	} {
		s, err := resolve(t, x, c.ref)
		if err != nil {
			t.Errorf("%s: %v", c.ref, err)
			continue
		}
		if want := "https://pkg.go.dev/" + c.url; s.URL != want {
			t.Errorf("%s: %s, want %s", c.ref, s.URL, want)
		}
		if c.signature != "" && s.Signature != c.signature {
			t.Errorf("%s: signature %q, want %q", c.ref, s.Signature, c.signature)
		}
		if c.synopsis != "" && s.Synopsis != c.synopsis {
			t.Errorf("%s: synopsis %q, want %q", c.ref, s.Synopsis, c.synopsis)
		}
	}
	for _, c := range []struct{ ref, want string }{
		{"reactor.OnlyInTest", `"OnlyInTest" is not in package example.com/demo/reactor`},
		{"reactor.Copy.Halt", `example.com/demo/reactor.Copy has no field or method "Halt"`},
		{"reactor.Loop.hidden", `example.com/demo/reactor.Loop has no field or method "hidden"`},
		{"reactor.Factory.private", `"Factory.private" is not exported by package example.com/demo/reactor`},
		{"nested.N", `there is no package "nested"`},
		{"example.com/demo/reactor/nested.N", `there is no package "example.com/demo/reactor/nested"`},
		{"tool.Exported", `there is no package "tool"`},
		{"hush.Tell", `there is no package "hush"`},
		{"mixed.Three", `"Three" is not in package example.com/demo/mixed`},
		{"mixed.Four", `"Four" is not in package example.com/demo/mixed`},
		{"http.Client", `"http.Client" fits example.com/demo/http.Client and net/http.Client`},
		{"example.com/demo/../demo.Root", `there is no package "example.com/demo/../demo"`},
	} {
		if _, err := resolve(t, x, c.ref); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v\n\twant %s", c.ref, err, c.want)
		}
	}
}

func TestNearestInModule(t *testing.T) {
	needGo(t)
	t.Setenv("GOWORK", "off")
	x := New(Config{Dir: writeModule(t, demo)})
	for name, want := range map[string]string{
		"example.com/demo/reactr.Loop":        "example.com/demo/reactor.Loop",
		"reactr.Loop":                         "reactor.Loop",
		"reactor.Loop.Lok":                    "reactor.Loop.Lock",
		"reactor.Loop.Limits.Maxx":            "reactor.Loop.Limits.Max",
		"example.com/dep/wire.Conn":           "example.com/dep/v2/wire.Conn",
		"example.com/demo/reactor.Alias.Runn": "example.com/demo/reactor.Alias.Run",
	} {
		_, err := resolve(t, x, name)
		var u *UnknownError
		if !errors.As(err, &u) || u.Nearest != want {
			t.Errorf("%s: %v, %+v; want nearest %s", name, err, u, want)
		}
	}
}

func TestNotDownloaded(t *testing.T) {
	needGo(t)
	t.Setenv("GOWORK", "off")
	t.Setenv("GOMODCACHE", t.TempDir())
	dir := writeModule(t, map[string]string{
		"go.mod": "module example.com/m\n\ngo 1.21\n\nrequire example.com/gone v1.2.3\n",
		"m.go":   "package m\n\nfunc M() {}\n",
	})
	kept := t.TempDir()
	x := New(Config{Dir: dir, CacheDir: kept})
	for _, r := range []string{"example.com/gone/pkg.Name", "example.com/gone/pkg|Name", "gone.Name"} {
		_, err := resolve(t, x, r)
		var u *UnavailableError
		if !errors.As(err, &u) || u.Module != "example.com/gone" || u.Version != "v1.2.3" || u.Reason != "module example.com/gone v1.2.3 is not downloaded" {
			t.Errorf("%s: %v, %+v", r, err, u)
		}
	}
	if s, err := resolve(t, x, "m.M"); err != nil || s.Kind != KindFunc {
		t.Errorf("the module itself: %v", err)
	}
	if _, err := resolve(t, x, "net.Dial"); err != nil {
		t.Errorf("the standard library: %v", err)
	}

	// Once it is there, the cache does not say otherwise.
	there := filepath.Join(os.Getenv("GOMODCACHE"), "example.com", "gone@v1.2.3", "pkg")
	if err := os.MkdirAll(there, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(there, "p.go"), []byte("package pkg\n\nfunc Name() {}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := resolve(t, New(Config{Dir: dir, CacheDir: kept}), "example.com/gone/pkg.Name")
	if err != nil || s.URL != "https://pkg.go.dev/example.com/gone/pkg@v1.2.3#Name" {
		t.Errorf("after the download: %s, %v", s.URL, err)
	}
}

func TestGoTooOld(t *testing.T) {
	needGo(t)
	t.Setenv("GOWORK", "off")
	x := New(Config{Dir: writeModule(t, map[string]string{
		"go.mod": "module example.com/m // the module\n\ngo 1.999\n\nrequire (\n\texample.com/gone v1.2.3\n\texample.com/far v0.1.0 // indirect\n)\n",
		"m.go":   "package m\n\nfunc M() {}\n",
	})})
	if _, err := resolve(t, x, "m.M"); err != nil {
		t.Errorf("the module itself: %v", err)
	}
	_, err := resolve(t, x, "example.com/gone.Name")
	var u *UnavailableError
	if !errors.As(err, &u) || !strings.Contains(u.Reason, "1.999") || u.Version != "v1.2.3" {
		t.Errorf("a requirement: %v", err)
	}
}

func TestVendored(t *testing.T) {
	needGo(t)
	t.Setenv("GOWORK", "off")
	t.Setenv("GOMODCACHE", t.TempDir())
	x := New(Config{Dir: writeModule(t, map[string]string{
		"go.mod":                        "module example.com/m\n\ngo 1.21\n\nrequire example.com/dep v1.2.3\n",
		"vendor/example.com/dep/dep.go": "package dep\n\nfunc Dep() {}\n",
	})})
	if s, err := resolve(t, x, "dep.Dep"); err != nil || s.Version != "v1.2.3" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestWorkspace(t *testing.T) {
	needGo(t)
	t.Setenv("GOWORK", "")
	t.Setenv("GOFLAGS", "")
	dir := writeModule(t, map[string]string{
		"go.work":  "go 1.21\n\nuse (\n\t./a\n\t./b\n)\n",
		"a/go.mod": "module example.com/a\n\ngo 1.21\n",
		"a/a.go":   "package a\n\nfunc A() {}\n",
		"b/go.mod": "module example.com/b\n\ngo 1.21\n",
		"b/b.go":   "package b\n\nfunc B() {}\n",
	})
	x := New(Config{Dir: filepath.Join(dir, "a")})
	for _, name := range []string{"a.A", "b.B", "example.com/b.B"} {
		if _, err := resolve(t, x, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnreadable(t *testing.T) {
	needGo(t)
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("this user can read everything")
	}
	dir := writeModule(t, map[string]string{"go.mod": "module example.com/m\n\ngo 1.21\n", "m.go": "package m\n"})
	if err := os.Chmod(filepath.Join(dir, "m.go"), 0); err != nil {
		t.Fatal(err)
	}
	_, err := resolve(t, New(Config{Dir: dir}), "example.com/m.M")
	var u *UnavailableError
	if !errors.As(err, &u) {
		t.Errorf("%v, want an UnavailableError", err)
	}
}

// A folder that has the name of a source file, and a file that is too long to
// be source, are no reasons to fail.
func TestOddFiles(t *testing.T) {
	needGo(t)
	t.Setenv("GOWORK", "off")
	dir := writeModule(t, map[string]string{"go.mod": "module example.com/m\n\ngo 1.21\n", "m.go": "package m\n\nfunc M() {}\n", "dir.go/x": "", "long.go": "package m\n"})
	if err := os.Truncate(filepath.Join(dir, "long.go"), maxSource+1); err != nil {
		t.Fatal(err)
	}
	if _, err := resolve(t, New(Config{Dir: dir, CacheDir: t.TempDir()}), "example.com/m.M"); err != nil {
		t.Error(err)
	}
}
