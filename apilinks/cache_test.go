package apilinks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// script writes an executable shell script called go.
func script(t testing.TB, text string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a Unix shell")
	}
	file := filepath.Join(t.TempDir(), "go")
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+text+"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	return file
}

// recorder is a go command that writes down what it is asked, and the function
// that says how often it was asked since.
func recorder(t testing.TB) (command string, runs func() []string) {
	t.Helper()
	needGo(t)
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "log")
	command = script(t, fmt.Sprintf("echo \"$@\" >>'%s'\nexec '%s' \"$@\"", log, real))
	return command, func() []string {
		text, _ := os.ReadFile(log)
		os.Remove(log)
		return strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
	}
}

func load(t testing.TB, cfg Config, refs ...Ref) *Index {
	t.Helper()
	x := New(cfg)
	if err := x.Load(context.Background(), refs); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestProcesses(t *testing.T) {
	t.Setenv("GOWORK", "off")
	command, runs := recorder(t)
	cfg := Config{Dir: writeModule(t, demo), CacheDir: t.TempDir(), GoCommand: command}

	std := []Ref{{"", "net.Dial"}, {"", "net.Conn"}, {"net/http", "Client.Do"}}
	load(t, cfg, std...)
	if got := runs(); len(got) != 1 || !strings.HasPrefix(got[0], "env -json ") {
		t.Errorf("cold, standard library only: ran %q, want one go env", got)
	}
	load(t, cfg, std...)
	if got := runs(); len(got) != 0 {
		t.Errorf("warm, standard library only: ran %q", got)
	}

	all := append(std, Ref{"", "reactor.Loop.Shut"}, Ref{"", "twisted.internet.reactor"}, Ref{"", "net.Dail"}, Ref{"", "rand.Int"})
	cold := load(t, cfg, all...)
	if got := runs(); len(got) != 1 || !strings.HasPrefix(got[0], "list ") {
		t.Errorf("cold, with modules: ran %q, want one go list", got)
	}
	warm := load(t, cfg, all...)
	if got := runs(); len(got) != 0 {
		t.Errorf("warm, with modules: ran %q", got)
	}
	for _, r := range all {
		a, aerr := cold.Resolve(r.Base, r.Name)
		b, berr := warm.Resolve(r.Base, r.Name)
		if a != b || !reflect.DeepEqual(aerr, berr) {
			t.Errorf("%v: cold %+v %v, warm %+v %v", r, a, aerr, b, berr)
		}
	}
	if cold.Digest() != warm.Digest() {
		t.Error("cold and warm digests differ")
	}
}

func TestCacheNoticesChanges(t *testing.T) {
	t.Setenv("GOWORK", "off")
	command, runs := recorder(t)
	dir := writeModule(t, demo)
	cfg := Config{Dir: dir, CacheDir: t.TempDir(), GoCommand: command}
	shut, root := Ref{"", "reactor.Loop.Shut"}, Ref{"", "example.com/demo.Root"}
	before := load(t, cfg, shut, root)
	runs()

	// A new file time alone changes nothing, and nothing runs.
	file := filepath.Join(dir, "demo.go")
	if err := os.Chtimes(file, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if x := load(t, cfg, shut, root); x.Digest() != before.Digest() {
		t.Error("the digest depends on file times")
	}

	// New content does.
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("demo.go", "package demo\n\n// Root is there now.\nfunc Root(int) {}\n")
	x := load(t, cfg, shut, root)
	if s, err := x.Resolve("", root.Name); err != nil || s.Signature != "func Root(int)" || s.Synopsis != "Root is there now." {
		t.Errorf("after a change: %+v, %v", s, err)
	}
	if x.Digest() == before.Digest() {
		t.Error("the digest does not notice a change")
	}
	if got := runs(); len(got) != 0 {
		t.Errorf("a change of a package ran %q", got)
	}

	// A new file in the package, and a file that goes.
	write("more.go", "package demo\n\nfunc More() {}\n")
	if _, err := resolve(t, New(cfg), "example.com/demo.More"); err != nil {
		t.Errorf("after a new file: %v", err)
	}
	os.Remove(filepath.Join(dir, "more.go"))
	if _, err := resolve(t, New(cfg), "example.com/demo.More"); err == nil {
		t.Error("what is removed is still found")
	}
	runs()

	// Another version of the requirement.
	write("go.mod", strings.Replace(demo["go.mod"], "v2.3.4", "v2.3.5", 1))
	s, err := resolve(t, New(cfg), "reactor.Loop.Shut")
	if err != nil || s.Version != "v2.3.5" {
		t.Errorf("after a change of go.mod: version %s, %v", s.Version, err)
	}
	if got := runs(); len(got) != 1 {
		t.Errorf("a change of go.mod ran %q", got)
	}
}

func TestCacheDamaged(t *testing.T) {
	needGo(t)
	t.Setenv("GOWORK", "off")
	cfg := Config{Dir: writeModule(t, demo), CacheDir: t.TempDir()}
	refs := []Ref{{"", "reactor.Loop.Shut"}, {"", "net.Dial"}}
	want := load(t, cfg, refs...)
	files, err := filepath.Glob(filepath.Join(cfg.CacheDir, "apilinks", "*"))
	if err != nil || len(files) < 5 {
		t.Fatalf("%d entries, %v", len(files), err)
	}
	for name, damage := range map[string]func(text []byte) []byte{
		"empty":         func(text []byte) []byte { return nil },
		"cut":           func(text []byte) []byte { return text[:len(text)/2] },
		"bit":           func(text []byte) []byte { text[len(text)-1] ^= 1; return text },
		"other version": func(text []byte) []byte { return append([]byte("lore apilinks 0\n"), text[len(header):]...) },
		"other entry":   func(text []byte) []byte { var e encoder; e.string("else"); return e.seal() },
	} {
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(f, damage(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		x := load(t, cfg, refs...)
		for _, r := range refs {
			if _, err := x.Resolve(r.Base, r.Name); err != nil {
				t.Errorf("%s: %v: %v", name, r, err)
			}
		}
		if x.Digest() != want.Digest() {
			t.Errorf("%s: another digest", name)
		}
	}
}

func TestCacheCannotBeWritten(t *testing.T) {
	needGo(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := resolve(t, New(Config{Dir: outside(t), CacheDir: file}), "net.Dial"); err != nil {
		t.Error(err)
	}
}

// Several indexes with one cache, several goroutines with one index.
func TestConcurrent(t *testing.T) {
	needGo(t)
	t.Setenv("GOWORK", "off")
	dir, kept := writeModule(t, demo), t.TempDir()
	names := []string{"net.Dial", "reactor.Loop.Shut", "net/http.Client.Do", "rand.Int", "net.Dail", "twisted.internet.defer", "reactor.Loop.Lock"}
	var all sync.WaitGroup
	for range 3 {
		x := New(Config{Dir: dir, CacheDir: kept})
		for i := range 8 {
			all.Go(func() {
				for j := range names {
					r := Ref{Name: names[(i+j)%len(names)]}
					if err := x.Load(context.Background(), []Ref{r}); err != nil {
						t.Error(err)
					}
					_, err := x.Resolve("", r.Name)
					var u *UnavailableError
					if errors.As(err, &u) {
						t.Error(err)
					}
					x.Digest()
				}
			})
		}
	}
	all.Wait()
	left, _ := filepath.Glob(filepath.Join(kept, "apilinks", "new-*"))
	if len(left) > 0 {
		t.Errorf("left over: %q", left)
	}
}

func TestSlowGoCommandIsKilled(t *testing.T) {
	slow := script(t, "sleep 60 & wait")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	err := New(Config{Dir: t.TempDir(), GoCommand: slow}).Load(ctx, []Ref{{Name: "net.Dial"}})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want context.DeadlineExceeded", err)
	}
	if took := time.Since(start); took > killDelay/2 {
		t.Errorf("took %v: the child of the script kept the pipes open", took)
	}
}

func TestGoCommandFails(t *testing.T) {
	for text, want := range map[string]string{
		"echo 'go: no such luck' >&2; exit 3": "no such luck",
		"exit 3":                              "go env: exit status 3",
		"echo no json":                        "go env: invalid character",
		"echo '{}'":                           "go env names no GOROOT",
	} {
		_, err := resolve(t, New(Config{Dir: t.TempDir(), GoCommand: script(t, text)}), "net.Dial")
		var u *UnavailableError
		if !errors.As(err, &u) || !strings.HasPrefix(u.Reason, want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestToolchainEnvironment(t *testing.T) {
	needGo(t)
	log := filepath.Join(t.TempDir(), "log")
	command := script(t, fmt.Sprintf("env >'%s'; exit 1", log))
	New(Config{Dir: t.TempDir(), GoCommand: command}).Load(t.Context(), []Ref{{Name: "net.Dial"}})
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"GOPROXY=off\n", "GOTOOLCHAIN=local\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in the environment", want)
		}
	}
}
