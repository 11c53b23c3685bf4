package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// A stand-in for a test, which notes how it ended.
type fakeTest struct {
	testing.TB
	ended string
}

func (f *fakeTest) Helper()                           {}
func (f *fakeTest) Skip(args ...any)                  { f.end("skip", fmt.Sprint(args...)) }
func (f *fakeTest) Fatal(args ...any)                 { f.end("fatal", fmt.Sprint(args...)) }
func (f *fakeTest) Fatalf(format string, args ...any) { f.end("fatal", fmt.Sprintf(format, args...)) }
func (f *fakeTest) end(how, message string) {
	f.ended = how + ": " + message
	runtime.Goexit()
}

// need calls Need in a test of its own.
func need(e Engine) (path, ended string) {
	f := &fakeTest{}
	done := make(chan bool)
	go func() {
		defer close(done)
		path = Need(f, e)
	}()
	<-done
	return path, f.ended
}

func TestNeed(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "there")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if err := os.WriteFile(program, nil, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	there := Program("There", "apt-get install there", "other-name", "there")
	absent := Program("Absent", "apt-get install absent", "absent")
	const message = "Absent is not installed; install: apt-get install absent"

	for value, want := range map[string]string{
		"":         "skip: " + message,
		"required": "fatal: " + message,
		"requird":  `fatal: LORE_ENGINES is "requird"; want "required" or nothing`,
	} {
		t.Setenv("LORE_ENGINES", value)
		if path, ended := need(there); path != program || ended != "" {
			t.Errorf("LORE_ENGINES=%s: path %q, %s", value, path, ended)
		}
		if path, ended := need(absent); path != "" || ended != want {
			t.Errorf("LORE_ENGINES=%s: path %q, ended by %q; want %q", value, path, ended, want)
		}
	}
}

func TestNPMDir(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", filepath.Join(dir, "home"))
	for _, tt := range []struct{ npm, cache, want string }{
		{"", "", "home/.cache/lore-ci/npm"},
		{"", filepath.Join(dir, "cache"), "cache/lore-ci/npm"},
		{filepath.Join(dir, "npm"), filepath.Join(dir, "cache"), "npm"},
	} {
		t.Setenv("LORE_NPM", tt.npm)
		t.Setenv("XDG_CACHE_HOME", tt.cache)
		if got, want := NPMDir(), filepath.Join(dir, filepath.FromSlash(tt.want)); got != want {
			t.Errorf("LORE_NPM=%s XDG_CACHE_HOME=%s: %s, want %s", tt.npm, tt.cache, got, want)
		}
	}
	jar := filepath.Join(dir, "npm", "node_modules", "vnu-jar", "build", "dist", "vnu.jar")
	t.Setenv("LORE_NPM", filepath.Join(dir, "npm"))
	if _, err := Find(NuChecker); err == nil || !strings.Contains(err.Error(), "bash .ci/run engines") {
		t.Errorf("error %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(jar), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(jar, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if path, err := Find(NuChecker); path != jar || err != nil {
		t.Errorf("path %s, error %v; want %s", path, err, jar)
	}
}
