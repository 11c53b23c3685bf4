package lore

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
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
	return below(t, b.String(), dir)
}

// below returns text with the names of files in dir as seen from there. They
// are printed in full, or as seen from the working folder if that is near.
func below(t *testing.T, text, dir string) string {
	t.Helper()
	wd, err := realpath(".")
	if err != nil {
		t.Fatal(err)
	}
	abs, err := realpath(dir)
	if err != nil {
		t.Fatal(err)
	}
	near, err := filepath.Rel(wd, abs)
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(filepath.ToSlash(abs)+"/", "", filepath.ToSlash(near)+"/", "").Replace(text)
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

// tampered is a page on which every character that a program prints counts. %s
// stands for the folder of its program.
const tampered = "# Page\n\n```go file=%[1]s/main.go\n```\n\n" +
	"```console\n$ go run ./%[1]s\nline 1 of 3\nline 2 of 3\nline 3 of 3\nsum: 6, mean: 2.00\n" +
	"$ seq 20\n1\n2\n...\n20\n$ echo '<a> & \"b\"'\n<a> & \"b\"\n$ sh -c 'echo no; exit 3'; echo $?\nno\n3\n```\n"

const tamperedProgram = `package main

import "fmt"

func main() {
	sum := 0
	for i := 1; i <= 3; i++ {
		fmt.Printf("line %d of 3\n", i)
		sum += i
	}
	fmt.Printf("sum: %d, mean: %.2f\n", sum, float64(sum)/3)
}
`

// TestTampering changes one character of what is shown, or takes away a line of
// the listing, in many places, and holds that each is found, on its line.
func TestTampering(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs a Unix terminal")
	}
	n := 40
	if os.Getenv("LORE_LONG") != "" {
		n = 400
	}
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	write(t, filepath.Join(dir, "go.mod"), "module example.test/m\n\ngo 1.25\n")
	changed := map[string]int{} // line, or 0 for one of the listing
	for i := range n {
		name := fmt.Sprintf("p%03d", i)
		page, program, line := fmt.Sprintf(tampered, name), tamperedProgram, 0
		switch {
		case i == 0: // as it should be
			line = -1
		case i%4 == 3:
			program = withoutLine(random, program)
		default:
			page, line = withOtherCharacter(random, page)
		}
		changed[name+".md"] = line
		write(t, filepath.Join(dir, "doc", name+".md"), page)
		write(t, filepath.Join(dir, "doc", name, "main.go"), program)
	}
	result, err := Test(context.Background(), TestConfig{Config: Config{Dir: filepath.Join(dir, "doc")}})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]int{}
	for _, c := range result.Tests {
		for _, d := range c.Diagnostics {
			if d.Severity == diag.Error {
				page := filepath.Base(c.Page)
				found[page] = append(found[page], d.Position().Line)
			}
		}
	}
	for page, line := range changed {
		text, _ := os.ReadFile(filepath.Join(dir, "doc", page)) // for the message
		switch at := found[page]; {
		case line < 0 && len(at) > 0:
			t.Errorf("%s is right, and has errors on lines %v", page, at)
		case line >= 0 && len(at) == 0:
			t.Errorf("%s is wrong on line %d, which is not found:\n%s", page, line, text)
		case line > 0 && !slices.Contains(at, line) && !slices.Contains(at, line-1):
			t.Errorf("%s is wrong on line %d, and lines %v are reported:\n%s", page, line, at, text)
		}
	}
}

// withOtherCharacter changes a character of a line that a program prints.
func withOtherCharacter(random *rand.Rand, page string) (string, int) {
	lines := strings.Split(page, "\n")
	for {
		i := 7 + random.IntN(len(lines)-9)
		if lines[i] == "" || strings.HasPrefix(lines[i], "$") {
			continue
		}
		k := random.IntN(len(lines[i]))
		c := byte('!' + random.IntN('~'-'!'))
		if lines[i][k] == c || c == '`' {
			continue
		}
		lines[i] = lines[i][:k] + string(c) + lines[i][k+1:]
		return strings.Join(lines, "\n"), i + 1
	}
}

// withoutLine takes a line away that is not blank.
func withoutLine(random *rand.Rand, program string) string {
	lines := strings.Split(program, "\n")
	for {
		i := random.IntN(len(lines))
		if lines[i] != "" {
			return strings.Join(append(lines[:i:i], lines[i+1:]...), "\n")
		}
	}
}
