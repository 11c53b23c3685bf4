package program

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestErrorcheck reads Go's own tests of compile errors, which have the same
// marks, where the toolchain comes with them.
func TestErrorcheck(t *testing.T) {
	needGo(t)
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "test")
	names, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	more, _ := filepath.Glob(filepath.Join(dir, "fixedbugs", "*.go"))
	names = append(names, more...)
	var listings []Listing
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(text), "// errorcheck\n") {
			listings = append(listings, Listing{File: relative(dir, name), Alone: true})
		}
	}
	if len(listings) == 0 {
		t.Skipf("%s has no tests", dir)
	}
	c := newChecker(t, Config{Dir: dir})
	passed := 0
	for _, r := range checkAll(t, c, planOf(t, c, listings).Programs) {
		if r.Status == Passed {
			passed++
			continue
		}
		for _, f := range r.Findings {
			if strings.Contains(f.Message, "the type checker of") {
				t.Errorf("%s: %s", r.Program.Files, f.Message)
			}
		}
	}
	// The others are about load errors, line directives, other machines and
	// what hides behind syntax errors.
	t.Logf("%d of %d have the errors that they are marked with", passed, len(listings))
	if passed*10 < len(listings)*9 {
		t.Error("that is too few")
	}
}

func relative(dir, name string) string {
	rel, _ := filepath.Rel(dir, name)
	return filepath.ToSlash(rel)
}
