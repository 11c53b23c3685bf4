package program

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
)

func symlink(t *testing.T, target, name string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, name); err != nil {
		t.Skip(err)
	}
}

// TestLinksAreRefused holds that nothing behind a symbolic link is read, in
// the module or out of it.
func TestLinksAreRefused(t *testing.T) {
	needGo(t)
	outside, dir := t.TempDir(), t.TempDir()
	const secret = "package main\n\nvar secret int = \"hidden\"\n"
	writeFile(t, filepath.Join(outside, "secret.go"), secret)
	writeFile(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.24\n")
	writeFile(t, filepath.Join(dir, "real/main.go"), "package main\n\nfunc main() {}\n")
	symlink(t, filepath.Join(outside, "secret.go"), filepath.Join(dir, "a/main.go"))
	symlink(t, outside, filepath.Join(dir, "b"))
	symlink(t, "real", filepath.Join(dir, "c"))
	symlink(t, filepath.Join(outside, "secret.go"), filepath.Join(dir, "d/lib.go"))
	symlink(t, filepath.Join(outside, "secret.go"), filepath.Join(dir, "data.json"))
	writeFile(t, filepath.Join(dir, "e/main.go"), "package main\n\nimport _ \"example.com/m/d\"\n\nfunc main() {}\n")
	c := newChecker(t, Config{Dir: dir})
	listings := []Listing{
		{File: "a/main.go"}, {File: "b/secret.go"}, {File: "c/main.go"}, {File: "c", Level: Build}, {File: "data.json"}, {File: "e/main.go"},
		{File: "../x.go"}, {File: "/etc/passwd"}, {File: "real/../../x.json"}, {File: "real/main.go", With: []string{"real/../../x.go"}},
	}
	for _, r := range checkAll(t, c, planOf(t, c, listings).Programs) {
		if r.Status != Failed {
			t.Errorf("%v: %s", r.Program.Files, r.Status)
		}
		for _, f := range r.Findings {
			if strings.Contains(f.Message, "hidden") {
				t.Errorf("%v tells what is behind the link: %s", r.Program.Files, f.Message)
			}
			if f.Code != diag.ListingOutside && f.Code != diag.ListingMissing && f.Code != diag.WordValue {
				t.Errorf("%v: %v", r.Program.Files, f)
			}
		}
	}
}

// TestNothingIsExecuted checks a module that has everything that makes the go
// command run programs.
func TestNothingIsExecuted(t *testing.T) {
	needGo(t)
	if runtime.GOOS == "windows" {
		t.Skip("needs a Unix shell")
	}
	dir := t.TempDir()
	ran := filepath.Join(t.TempDir(), "ran")
	evil := filepath.Join(dir, "evil.sh")
	writeFile(t, evil, "#!/bin/sh\ntouch '"+ran+"'\nexec \"$@\"\n")
	if err := os.Chmod(evil, 0o777); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.24\n")
	writeFile(t, filepath.Join(dir, ".git/config"), "[core]\n\tfsmonitor = "+evil+"\n")
	writeFile(t, filepath.Join(dir, ".git/HEAD"), "ref: refs/heads/main\n")
	writeFile(t, filepath.Join(dir, "a/main.go"), "package main\n\nimport _ \"example.com/m/b\"\n\n//go:generate "+evil+"\n\nfunc init() { panic(1) }\n\nfunc main() {}\n")
	writeFile(t, filepath.Join(dir, "b/b.go"), "package b\n\n// #cgo CFLAGS: -DX\n// int f() { return 1; }\nimport \"C\"\n\nvar X = C.f()\n")
	writeFile(t, filepath.Join(dir, "b/c.go"), "package b\n")
	writeFile(t, filepath.Join(dir, "c/main.go"), "package main\n\nimport (\n\t_ \"-toolexec="+evil+"\"\n\t_ \"-x\"\n\t_ \"example.com/m/...\"\n\t_ \"all\"\n)\n\nfunc main() {}\n")
	writeFile(t, filepath.Join(dir, "d.sh"), "touch '"+ran+"'\n$(touch '"+ran+"')\n")
	writeFile(t, filepath.Join(dir, "e.py"), "open('"+ran+"', 'w')\n")
	for name, value := range map[string]string{
		"GOFLAGS": "-toolexec=" + evil, "CC": evil, "BASH_ENV": evil, "ENV": evil, "CGO_ENABLED": "1", "PYTHONSTARTUP": evil, "GOCACHEPROG": evil,
	} {
		t.Setenv(name, value)
	}
	c := newChecker(t, Config{Dir: dir})
	listings := []Listing{{File: "a/main.go"}, {File: "c/main.go"}, {File: "d.sh", Lang: "bash"}, {File: "e.py", Lang: "python"}}
	results := checkAll(t, c, planOf(t, c, listings).Programs)
	if results[0].Status != Passed || results[1].Status != Failed {
		t.Errorf("%+v\n%+v", results[0], results[1])
	}
	malformed := slices.DeleteFunc(results[1].Findings, func(f Finding) bool { return f.Code != diag.ListingCompile })
	if n := len(malformed); n != 4 {
		t.Errorf("the imports have %d faults; want 4: %v", n, malformed)
	}
	if _, err := c.Build(context.Background(), []*Program{results[0].Program}, t.TempDir()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program of the documents was executed")
	}
}

// TestNothingIsLeft looks for temporary files.
func TestNothingIsLeft(t *testing.T) {
	needGo(t)
	dir, tmp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", tmp)
	writeFile(t, filepath.Join(dir, "a.go"), "package main\n\nfunc main() { x() } // ERROR \"undefined\"\n")
	writeFile(t, filepath.Join(dir, "b.go"), "package main\n\nfunc main() {}\n")
	c := newChecker(t, Config{Dir: dir})
	programs := planOf(t, c, []Listing{{File: "a.go", Errors: []string{"undefined: x"}}, {File: "b.go", Level: Build}}).Programs
	for _, r := range checkAll(t, c, programs) {
		if r.Status != Passed {
			t.Errorf("%+v", r)
		}
	}
	out := t.TempDir()
	built, err := c.Build(context.Background(), programs[1:], out)
	if err != nil || built[0].Binary != filepath.Join(out, "0", "b") && runtime.GOOS != "windows" {
		t.Errorf("built %+v, %v", built[0], err)
	}
	for _, place := range []struct {
		dir  string
		want []string
	}{{tmp, nil}, {out, []string{"0"}}, {dir, []string{"a.go", "b.go"}}} {
		var names []string
		entries, _ := os.ReadDir(place.dir)
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if !slices.Equal(names, place.want) {
			t.Errorf("%s has %q; want %q", place.dir, names, place.want)
		}
	}
}

func TestCancel(t *testing.T) {
	needGo(t)
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "a.go"), "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n")
	c := newChecker(t, Config{Dir: dir})
	programs := planOf(t, c, []Listing{{File: "a.go"}}).Programs
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Check(ctx, programs); err == nil {
		t.Error("a check that is called off gives results")
	}
	if _, err := c.Build(ctx, programs, t.TempDir()); err == nil {
		t.Error("a build that is called off gives results")
	}
}

// TestNeeds has modules and tools that are not there.
func TestNeeds(t *testing.T) {
	needGo(t)
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.24\n\nrequire example.com/gone v1.0.0\n")
	writeFile(t, filepath.Join(dir, "a/main.go"), "package main\n\nimport _ \"example.com/gone/x\"\n\nfunc main() {}\n")
	writeFile(t, filepath.Join(dir, "b/main.go"), "package main\n\nimport _ \"example.com/gone/x\"\n\nfunc main() {}\n")
	writeFile(t, filepath.Join(dir, "c.rb"), "puts 1\n")
	listings := []Listing{{File: "a/main.go"}, {File: "b/main.go"}, {File: "c.rb", Lang: "ruby"}}
	runners := []Runner{{"ruby", []string{"no-such-tool", "{file}"}}}
	for _, test := range []struct {
		require bool
		want    []Status
	}{{false, []Status{Skipped, Skipped, Skipped}}, {true, []Status{Failed, Blocked, Failed}}} {
		c := newChecker(t, Config{Dir: dir, Runners: runners, Require: test.require})
		for i, r := range checkAll(t, c, planOf(t, c, listings).Programs) {
			if r.Status != test.want[i] || len(r.Needs) != 1 || r.Status != Failed && r.Reason == "" {
				t.Errorf("require=%t: %+v; want %s", test.require, r, test.want[i])
			}
		}
	}
}

// TestTools checks what tools of this machine judge.
func TestTools(t *testing.T) {
	for _, test := range []struct {
		tool, lang, text string
		line             int // of the finding, 0 for none
	}{
		{"bash", "bash", "if true; then\n  echo\nfi\n", 0},
		{"bash", "bash", "if true; then\n  echo\n", 3},
		{"bash", "sh", "echo )\n", 1},
		{"python3", "python", "def f():\n    return 1\n", 0},
		{"python3", "python", "x = 1\ndef f(:\n", 2},
		{"python3", "python", "x = '\\q'\n", 0},
	} {
		if _, err := exec.LookPath(test.tool); err != nil {
			t.Logf("%s is not installed", test.tool)
			continue
		}
		c := newChecker(t, Config{Dir: t.TempDir()})
		r := checkAll(t, c, planOf(t, c, []Listing{{Text: test.text, Dir: ".", Lang: test.lang}}).Programs)[0]
		switch {
		case test.line == 0 && r.Status != Passed,
			test.line > 0 && (len(r.Findings) != 1 || r.Findings[0].Line != test.line || r.Findings[0].Message == ""):
			t.Errorf("%s %q: %+v", test.lang, test.text, r)
		}
	}
}

func TestRunner(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("needs sh")
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "x.rb"), "puts\n")
	script := "echo \"$1:7:3: not good\"; grep -q good \"$1\""
	c := newChecker(t, Config{Dir: dir, Runners: []Runner{{"ruby", []string{"sh", "-c", script, "sh", "{file}"}}}})
	listings := []Listing{{File: "x.rb", Lang: "ruby"}, {Text: "bad", Dir: ".", Lang: "ruby"}, {Text: "good", Dir: ".", Lang: "ruby"}}
	results := checkAll(t, c, planOf(t, c, listings).Programs)
	for i, r := range results {
		if i == 2 {
			if r.Status != Passed {
				t.Errorf("%+v", r)
			}
			continue
		}
		if len(r.Findings) != 1 || r.Findings[0].Line != 7 || r.Findings[0].Col != 3 || r.Findings[0].Message != "not good" {
			t.Errorf("%+v", r)
		}
	}
}
