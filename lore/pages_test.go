package lore

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run"
)

// TestPages proves small pages, right ones and wrong ones, of both formats. The
// report of a case says how each test ended, and all that was found.
func TestPages(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("sandboxes are those of Linux")
	}
	cache := t.TempDir() // what the go command says of the standard library
	golden.Run(t, "../testdata/pages/*.txtar", func(t *testing.T, c *golden.Case) {
		dir := t.TempDir()
		files := c.FS("")
		delete(files, "report")
		if files["go.mod"] == nil {
			write(t, filepath.Join(dir, "go.mod"), "module example.test/m\n\ngo 1.25\n")
		}
		for name := range files {
			write(t, filepath.Join(dir, filepath.FromSlash(name)), c.File(name))
		}
		c.Want("report", prove(t, dir, cache))
	})
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// prove tests the pages of dir/doc and returns the report.
func prove(t *testing.T, dir, cache string) string {
	t.Helper()
	cfg := TestConfig{Config: Config{Dir: filepath.Join(dir, "doc"), CacheDir: cache}, Fresh: true}
	result, err := Test(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, c := range result.Tests {
		fmt.Fprintf(&b, "%s %s", c.Status, c.Path)
		if c.Reason != "" && c.Status == run.Blocked {
			fmt.Fprintf(&b, ": %s", c.Reason)
		}
		b.WriteByte('\n')
	}
	if err := (diag.Printer{}).Print(&b, result.Diagnostics); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), filepath.ToSlash(dir)+"/", "")
}

// TestPagesLeaveNothing holds that a run leaves no file behind.
func TestPagesLeaveNothing(t *testing.T) {
	dir := t.TempDir()
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	write(t, filepath.Join(dir, "go.mod"), "module example.test/m\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "doc/index.md"), "# A\n\n```console\n$ touch here; echo done\ndone\n```\n")
	result, err := Test(context.Background(), TestConfig{Config: Config{Dir: filepath.Join(dir, "doc")}})
	if err != nil {
		t.Fatal(err)
	}
	if errors, _ := result.Diagnostics.Count(); errors > 0 {
		t.Error(result.Diagnostics)
	}
	for _, root := range []string{dir, tmp} {
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() && e.Name() != "go.mod" && e.Name() != "index.md" {
				t.Errorf("%s was left", name)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
