package program

import (
	"go/token"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func newMemoChecker() *Checker { return &Checker{fset: token.NewFileSet()} }

// TestErrorsAreTheCompilers holds FormatErrors against what go build prints,
// for the words of this process and for those of the compiler.
func TestErrorsAreTheCompilers(t *testing.T) {
	needGo(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"types.go":  "package main\n\nimport \"os\"\n\nfunc f(a int) int {\n}\n\nfunc f() {}\n\ntype T struct{ a, a int }\n\nfunc main() {\n\tx := f(\"a\", 1)\n\ty := undefined\n\tvar i interface{ M() } = T{}\n}\n",
		"many.go":   "package main\n\nfunc main() {\n" + strings.Repeat("\tundefined()\n", 14) + "}\n",
		"syntax.go": "package main\n\nfunc main() {\n\tx := 1 2\n\tif x {\n\ty :=\n}\n",
	} {
		writeFile(t, filepath.Join(dir, name), text)
		cmd := exec.Command("go", "build", "-o", filepath.Join(t.TempDir(), "x"), name)
		cmd.Dir, cmd.Env = dir, goEnv(false)
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Fatalf("%s compiles", name)
		}
		c := newChecker(t, Config{Dir: dir})
		r := checkAll(t, c, planOf(t, c, []Listing{{File: name, Alone: true, Errors: []string{string(out)}}}).Programs)[0]
		if r.Status != Passed {
			t.Errorf("%s: what go build prints is refused: %v", name, r.Findings)
		}
		if got := FormatErrors(r.Errors, "command-line-arguments", "."); firstErrors(got) != firstErrors(string(out)) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, out)
		}
	}
}

// firstErrors leaves out the place at which the compiler gives up.
func firstErrors(output string) string {
	if i := strings.LastIndex(strings.TrimSpace(output), "\n"); strings.Contains(output, "too many errors") {
		return output[:i]
	}
	return output
}

// TestBuildGoesOn has programs that stop the go command before it builds any.
func TestBuildGoesOn(t *testing.T) {
	needGo(t)
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.24\n")
	for name, text := range map[string]string{
		"good":   "package main\n\nfunc main() {}\n",
		"embed":  "package main\n\nimport _ \"embed\"\n\n//go:embed nothing.txt\nvar s string\n\nfunc main() {}\n",
		"import": "package main\n\nimport \"example.com/nothing\"\n\nfunc main() { nothing.X() }\n",
		"nomain": "package main\n",
		"link":   "package main\n\nfunc missing()\n\nfunc main() { missing() }\n",
	} {
		writeFile(t, filepath.Join(dir, name, "main.go"), text)
	}
	c := newChecker(t, Config{Dir: dir})
	var listings []Listing
	for _, name := range []string{"good", "embed", "import", "nomain", "link"} {
		listings = append(listings, Listing{File: name, Level: Build})
	}
	results, err := c.Build(t.Context(), planOf(t, c, listings).Programs, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "nothing.txt", "no required module", "function main is undeclared", "missing function body"} {
		r := results[i]
		switch {
		case want == "" && (r.Status != Passed || r.Binary == ""):
			t.Errorf("%s: %+v", r.Program.Dir, r)
		case want != "" && (r.Status != Failed || len(r.Findings) == 0 || !strings.Contains(r.Findings[0].Message, want)):
			t.Errorf("%s: %s %v; want %q", r.Program.Dir, r.Status, r.Findings, want)
		}
	}
}
