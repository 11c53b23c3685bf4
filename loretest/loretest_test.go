package loretest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestInner is run by TestRun, in the folder of a page.
func TestInner(t *testing.T) {
	dir := os.Getenv("LORETEST_DIR")
	if dir == "" {
		t.Skip("run by TestRun")
	}
	Run(t, dir)
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":        "module example.test/m\n\ngo 1.25\n",
		"doc/a/main.go": "package main\n\nfunc main() {\n\tprintln(\"hi\")\n}\n",
		"doc/index.md":  "# A\n\n```go file=a/main.go\n```\n\n```console\n$ echo one\none\n$ echo two\nthree\n```\n\n```console session=x skip=\"not here\"\n$ false\n```\n",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got := outcome(t, filepath.Join(dir, "doc"))
	for name, want := range map[string]string{
		"index.md/a/main.go/vet":       "PASS",
		"index.md/session/step01_echo": "PASS",
		"index.md/session/step02_echo": "FAIL",
		"index.md/x/step01_false":      "SKIP",
		"index.md":                     "FAIL",
		"":                             "FAIL",
	} {
		if got[name] != want {
			t.Errorf("%q ended with %q, want %s", name, got[name], want)
		}
	}
	if short := outcome(t, filepath.Join(dir, "doc"), "-test.short"); short[""] != "PASS" || short["index.md/session/step01_echo"] != "" {
		t.Errorf("with -short: %v", short)
	}
}

// outcome runs TestInner and returns how its subtests ended.
func outcome(t *testing.T, dir string, flags ...string) map[string]string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, append([]string{"-test.run=TestInner", "-test.v"}, flags...)...)
	cmd.Env = append(os.Environ(), "LORETEST_DIR="+dir)
	out, _ := cmd.CombinedOutput() // it fails, which is what is tested
	ended := map[string]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) > 2 && fields[0] == "---" {
			name := strings.TrimPrefix(strings.TrimPrefix(fields[2], "TestInner"), "/")
			ended[name] = strings.TrimSuffix(fields[1], ":")
		}
	}
	if len(ended) == 0 {
		t.Fatalf("no tests:\n%s", out)
	}
	return ended
}
