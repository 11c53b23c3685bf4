package lore

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/lore/run"
)

// TestLevelBuild holds that level build links what level vet does not, and runs
// nothing.
func TestLevelBuild(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.test/m\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "doc/index.md"), "# Page\n\n```go file=p/main.go\n```\n\n```console\n$ echo ran > "+dir+"/ran\n$ go run ./p\n```\n")
	write(t, filepath.Join(dir, "doc/p/main.go"), "package main\n\nfunc elsewhere()\n\nfunc main() {\n\telsewhere()\n}\n")
	write(t, filepath.Join(dir, "doc/p/none.s"), "// the function is not here\n")
	cache := t.TempDir()
	for _, level := range []run.Level{run.LevelVet, run.LevelBuild, run.LevelBuild} {
		result, err := Test(context.Background(), TestConfig{Config: Config{Dir: filepath.Join(dir, "doc"), CacheDir: cache}, Level: level})
		if err != nil {
			t.Fatal(err)
		}
		errors, _ := result.Diagnostics.Count()
		if wrong := errors > 0; wrong != (level == run.LevelBuild) || len(result.Tests) != 1 {
			t.Errorf("level %s: %v", level, result.Diagnostics)
		}
	}
	if left := filesIn(t, dir); len(left) != 4 {
		t.Errorf("files: %v", left)
	}
}

// TestCgo holds that a program with C is run where cgo is on, and skipped with
// its reason where it is off.
func TestCgo(t *testing.T) {
	engine.Need(t, engine.Program("a C compiler", "apt-get install gcc libc6-dev", "gcc", "cc"))
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.test/m\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "doc/index.md"), "# Page\n\n```go file=c/main.go\n```\n\n```console\n$ go run ./c\n42\n```\n")
	write(t, filepath.Join(dir, "doc/c/main.go"), "package main\n\n// static int answer(void) { return 42; }\nimport \"C\"\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(C.answer())\n}\n")
	for cgo, want := range map[string]string{"1": "passed index.md/session", "0": "skipped index.md/session"} {
		t.Setenv("CGO_ENABLED", cgo)
		got := prove(t, dir, t.TempDir(), 0)
		if !strings.Contains(got, "passed index.md/c/main.go") || !strings.Contains(got, want) || strings.Contains(got, "cgo is off") != (cgo == "0") {
			t.Errorf("CGO_ENABLED=%s:\n%s", cgo, got)
		}
	}
}
