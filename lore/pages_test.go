package lore

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/internal/par"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run"
	"github.com/lore-docs/lore/lore/run/term"
)

// TestPages proves small pages, right ones and wrong ones, of both formats. The
// report of a case says how each test ended, and all that was found. That is the
// same with a sandbox and without; where it is not, there is a second report.
func TestPages(t *testing.T) { testPages(t, "../testdata/pages/*.txtar") }

// TestForeign proves pages in the manner of those that others have written, as a
// small program would turn them into Markdown.
func TestForeign(t *testing.T) {
	testPages(t, "../testdata/foreign/*.txtar")
}

const (
	report      = "report"
	plainReport = "report without a sandbox"
)

func testPages(t *testing.T, pattern string) {
	if runtime.GOOS != "linux" {
		t.Skip("sandboxes are those of Linux")
	}
	reports := proveAll(t, pattern)
	golden.Run(t, pattern, func(t *testing.T, c *golden.Case) {
		for _, page := range c.FS("") {
			if strings.Contains(string(page.Data), "$ curl ") {
				engine.Need(t, engine.Program("curl", "apt-get install curl", "curl"))
			}
		}
		got, ok := reports[c.Path]
		if !ok { // -run asks in a way that chosen does not read
			got = proveCase(t, c.Path, t.TempDir())
		}
		c.Want(report, got.boxed)
		switch {
		case strings.Contains(got.plain, " is in use by "):
			t.Log("a port of the page is taken on this machine:\n" + got.plain)
		case c.Has(plainReport), got.plain != got.boxed:
			c.Want(plainReport, got.plain)
		}
	})
}

// pageReports are what a case gives in a sandbox and without.
type pageReports struct{ boxed, plain string }

// proveAll proves several cases at a time, since most of the time goes into
// waiting.
func proveAll(t *testing.T, pattern string) map[string]pageReports {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	paths = slices.DeleteFunc(paths, func(path string) bool { return !chosen(path) })
	cache := t.TempDir() // what the go command says of the standard library
	reports := make([]pageReports, len(paths))
	err = par.Do(t.Context(), 3, len(paths), func(i int) error {
		reports[i] = proveCase(t, paths[i], cache)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]pageReports{}
	for i, path := range paths {
		all[path] = reports[i]
	}
	return all
}

// proveCase proves the pages of one case.
func proveCase(t *testing.T, path, cache string) pageReports {
	dir := t.TempDir()
	if err := extract(path, dir); err != nil {
		t.Error(err)
	}
	r := pageReports{boxed: prove(t, dir, cache, term.Auto)}
	r.plain = r.boxed
	foreign := filepath.Base(filepath.Dir(path)) == "foreign" && os.Getenv("LORE_LONG") == ""
	if !foreign && (filepath.Base(path) != "confined.txtar" || landlocked()) {
		r.plain = prove(t, dir, cache, term.Plain)
	}
	return r
}

// chosen reports whether -run asks for the case.
func chosen(path string) bool {
	_, pattern, below := strings.Cut(flag.Lookup("test.run").Value.String(), "/")
	ok, err := regexp.MatchString(pattern, strings.TrimSuffix(filepath.Base(path), ".txtar"))
	return !below || ok || err != nil
}

// landlocked reports whether the kernel keeps programs from writing outside of
// a session that has no sandbox.
func landlocked() bool {
	modules, err := os.ReadFile("/sys/kernel/security/lsm")
	return err == nil && strings.Contains(string(modules), "landlock")
}

// extract writes the files of a case.
func extract(archive, dir string) error {
	data, err := os.ReadFile(archive)
	if err != nil {
		return err
	}
	a := txtar.Parse(data)
	a.Files = append([]txtar.File{{Name: "go.mod", Data: []byte("module example.test/m\n\ngo 1.25\n")}}, a.Files...)
	for _, f := range a.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if f.Name == report || f.Name == plainReport {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			return err
		}
	}
	return nil
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
func prove(t *testing.T, dir, cache string, mode term.Mode) string {
	t.Helper()
	cfg := TestConfig{Config: Config{Dir: filepath.Join(dir, "doc"), CacheDir: cache}, Fresh: true, Sandbox: mode}
	result, err := Test(context.Background(), cfg)
	if err != nil {
		t.Error(err)
		return ""
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
		t.Error(err)
	}
	return below(t, b.String(), dir)
}

// below returns text with the names of files in dir as seen from there. They
// are printed in full, or as seen from the working folder if that is near.
func below(t *testing.T, text, dir string) string {
	t.Helper()
	wd, err := realpath(".")
	abs, err2 := realpath(dir)
	near, err3 := filepath.Rel(wd, abs)
	if err := errors.Join(err, err2, err3); err != nil {
		t.Error(err)
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

// portPage is a page on a port, %[1]d, with what its transcript says of it, %[2]s.
const portPage = "# Page\n\n```go file=serve/main.go\n```\n\n```console%[2]s\n$ go run ./serve &\nserves on port %[1]d\n" +
	"$ curl -s localhost:%[1]d\nyou came to localhost:%[1]d\n```\n"

const portProgram = `package main

import (
	"fmt"
	"net"
	"net/http"
)

func main() {
	l, err := net.Listen("tcp", "localhost:%d")
	if err != nil {
		panic(err)
	}
	fmt.Println("serves on port", l.Addr().(*net.TCPAddr).Port)
	http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "you came to", r.Host)
	}))
}
`

// TestBusyPort holds that without a sandbox a port that is taken is an error
// which names its holder, and that one may be moved.
func TestBusyPort(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs a Unix terminal")
	}
	engine.Need(t, engine.Program("curl", "apt-get install curl", "curl"))
	holder, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	port := holder.Addr().(*net.TCPAddr).Port
	for words, want := range map[string]string{
		"":                                  "",
		fmt.Sprintf(" port=%d->auto", port): "passed",
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "go.mod"), "module example.test/m\n\ngo 1.25\n")
		write(t, filepath.Join(dir, "doc/index.md"), fmt.Sprintf(portPage, port, words))
		write(t, filepath.Join(dir, "doc/serve/main.go"), fmt.Sprintf(portProgram, port))
		got := prove(t, dir, t.TempDir(), term.Plain)
		if want == "" {
			want = fmt.Sprintf("port %d is in use by %s (process %d)", port, filepath.Base(os.Args[0]), os.Getpid())
		}
		if !strings.Contains(got, want) || strings.Contains(got, "failed") == (words != "") {
			t.Errorf("with words %q:\n%s\nwanted %q", words, got, want)
		}
		if boxed := prove(t, dir, t.TempDir(), term.Auto); strings.Contains(boxed, "failed") {
			t.Errorf("in a sandbox, with words %q:\n%s", words, boxed)
		}
	}
}
