package program

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// keyOf returns the key of the only listing, as a new run finds it.
func keyOf(t *testing.T, cfg Config, l Listing, level Level) string {
	t.Helper()
	c := newChecker(t, cfg)
	key, err := planOf(t, c, []Listing{l}).Programs[0].Key(level)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestKeyNamesAllThatMatters changes one thing at a time.
func TestKeyNamesAllThatMatters(t *testing.T) {
	needGo(t)
	dir := t.TempDir()
	files := map[string]string{
		"go.mod":            "module example.com/m\n\ngo 1.24\n\nreplace (\n\texample.com/r => ./repl // local\n)\n",
		"go.sum":            "",
		"p/main.go":         "package main\n\nimport (\n\t_ \"embed\"\n\t_ \"example.com/m/a\"\n\t_ \"example.com/r/s\"\n)\n\n//go:embed data.txt\nvar data string\n\nfunc main() {}\n",
		"p/more.go":         "package main\n",
		"p/data.txt":        "data",
		"a/a.go":            "package a\n\nimport _ \"example.com/m/b\"\n",
		"a/a_test.go":       "package a\n",
		"b/b.go":            "package b\n",
		"repl/s/s.go":       "package s\n",
		"elsewhere/main.go": "package main\n",
	}
	for name, text := range files {
		writeFile(t, filepath.Join(dir, name), text)
	}
	cfg, l := Config{Dir: dir}, Listing{File: "p/main.go"}
	first := map[Level]string{Vet: keyOf(t, cfg, l, Vet), Build: keyOf(t, cfg, l, Build)}
	if first[Vet] == first[Build] {
		t.Error("the level is not part of the key")
	}
	if first[Vet] != keyOf(t, cfg, l, Vet) {
		t.Fatal("the same files have two keys")
	}
	for _, test := range []struct {
		file   string
		levels []Level // that see the change
	}{
		{"go.mod", []Level{Vet, Build}},
		{"go.sum", []Level{Vet, Build}},
		{"p/main.go", []Level{Vet, Build}},
		{"p/more.go", []Level{Vet, Build}},
		{"p/new.go", []Level{Vet, Build}},
		{"p/data.txt", []Level{Build}},
		{"p/asm.s", []Level{Build}},
		{"a/a.go", []Level{Vet, Build}},
		{"a/new.go", []Level{Vet, Build}},
		{"b/b.go", []Level{Vet, Build}},
		{"repl/s/s.go", []Level{Vet, Build}},
		{"a/a_test.go", nil},
		{"elsewhere/main.go", nil},
	} {
		name := filepath.Join(dir, test.file)
		text := files[test.file]
		if text == "" && test.file != "go.sum" && filepath.Ext(name) == ".go" {
			text = "package " + filepath.Base(filepath.Dir(test.file)) + "\n"
			if filepath.Dir(test.file) == "p" {
				text = "package main\n"
			}
		}
		writeFile(t, name, text+"\n// changed\n")
		for level, before := range first {
			want := false
			for _, l := range test.levels {
				want = want || l == level
			}
			if got := keyOf(t, cfg, l, level) != before; got != want {
				t.Errorf("%s at level %s: key changed is %t; want %t", test.file, level, got, want)
			}
		}
		if old, had := files[test.file]; had {
			writeFile(t, name, old)
		} else if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	for _, other := range []Listing{
		{File: "p/main.go", Alone: true},
		{File: "p/main.go", Errors: []string{"x"}},
		{File: "p/main.go", MinGo: "1.20"},
	} {
		if keyOf(t, cfg, other, Vet) == first[Vet] {
			t.Errorf("%+v has the key of a plain listing", other)
		}
	}
	t.Setenv("GOEXPERIMENT", "none")
	if keyOf(t, cfg, l, Vet) == first[Vet] {
		t.Error("GOEXPERIMENT is not part of the key")
	}
}

// TestKeyStartsNoProcess has a go command that must not run.
func TestKeyStartsNoProcess(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a Unix shell")
	}
	goroot, dir := t.TempDir(), t.TempDir()
	writeFile(t, filepath.Join(goroot, "VERSION"), "go1.99.1\ntime 2026-01-01T00:00:00Z\n")
	command := filepath.Join(goroot, "bin", "go")
	writeFile(t, command, "#!/bin/sh\ntouch '"+goroot+"/ran'\n")
	if err := os.Chmod(command, 0o777); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "main.go"), "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n")
	cfg := Config{Dir: dir, GoCommand: command}
	key := keyOf(t, cfg, Listing{File: "main.go", MinGo: "1.99"}, Vet)
	writeFile(t, filepath.Join(goroot, "VERSION"), "go1.99.2\n")
	if key == keyOf(t, cfg, Listing{File: "main.go", MinGo: "1.99"}, Vet) {
		t.Error("the version of Go is not part of the key")
	}
	if _, err := os.Stat(filepath.Join(goroot, "ran")); err == nil {
		t.Error("the go command ran")
	}
}

func TestTooOld(t *testing.T) {
	tool := &toolchain{version: "go1.26.8"}
	for wanted, old := range map[string]bool{"": false, "1.24": false, ">=1.26": false, "1.26.8": false, "1.26.9": true, "go1.27": true, "1.100": true} {
		if got := tool.tooOld(wanted) != ""; got != old {
			t.Errorf("go 1.26.8 for %q: too old is %t", wanted, got)
		}
	}
}
