package lore

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run"
	"github.com/lore-docs/lore/lore/run/term"
)

// hostile are the transcripts of pages that mean harm, or might as well, and the
// codes that one of is reported. MARK is a word to find processes by, OUTSIDE a
// folder that is none of the page's.
var hostile = map[string]struct {
	page  string
	codes []diag.Code // none: there is nothing to report
}{
	"server":   {"$ sh -c 'echo up; sleep 1000; : MARK' &\nup\n", nil},
	"bomb":     {"$ bash bomb.sh MARK\n", []diag.Code{diag.TranscriptTimeout}},
	"printer":  {"$ yes MARK\nMARK\n", []diag.Code{diag.TranscriptTimeout, diag.TranscriptDiffers}},
	"reader":   {"$ sh -c 'read x; : MARK'\n", []diag.Code{diag.TranscriptTimeout}},
	"deaf":     {"$ sh -c 'trap \"\" INT; echo deaf; sleep 1000; : MARK'\ndeaf\n^C\n", []diag.Code{diag.TranscriptTimeout}},
	"daemon":   {"$ (setsid sh -c 'sleep 1000; : MARK' </dev/null >/dev/null 2>&1 &)\n$ echo gone\ngone\n", nil},
	"late":     {"$ sh -c 'trap \"\" HUP TERM; while true; do sleep 1; done; : MARK' &\n$ exit\n", nil},
	"writer":   {"$ echo x > OUTSIDE/file\n", []diag.Code{diag.TranscriptDiffers}},
	"escapes":  {"$ printf '\\033]0;title\\a\\033[2J\\n::set-output name=a::b\\n::error::c\\n'\nnothing\n", []diag.Code{diag.TranscriptDiffers}},
	"killer":   {"$ kill -9 -1; kill -9 $$; kill -9 $PPID\n", []diag.Code{diag.TranscriptTimeout}},
	"longline": {"$ head -c 3000000 /dev/zero | tr '\\0' x\n", []diag.Code{diag.TranscriptDiffers}},
}

// A bomb that ends by itself: of some 1000 processes at most, which sleep for a
// while and are gone.
const bomb = "bomb() { [ $1 = 0 ] || { bomb $(($1 - 1)) & bomb $(($1 - 1)) & }; exec sleep 20; }; bomb 9\n"

// TestHostilePages holds that pages which mean harm are reported, and leave
// nothing: no process, no file, and nothing in a log that could act there.
func TestHostilePages(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("looks for processes in /proc")
	}
	for name, mode := range map[string]term.Mode{"sandbox": term.Auto, "plain": term.Plain} {
		t.Run(name, func(t *testing.T) { testHostile(t, mode) })
	}
}

func testHostile(t *testing.T, mode term.Mode) {
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skip(err)
	}
	if err := os.MkdirAll(cache, 0o777); err != nil {
		t.Skip(err)
	}
	outside, err := os.MkdirTemp(cache, "lore-hostile-")
	if err != nil {
		t.Skip(err)
	}
	defer os.RemoveAll(outside)
	dir, tmp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", tmp)
	mark := fmt.Sprintf("hostile-%d-%d", os.Getpid(), time.Now().UnixNano())
	write(t, filepath.Join(dir, "go.mod"), "module example.test/m\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "doc/bomb.sh"), "# "+mark+"\n"+bomb)
	for name, h := range hostile {
		if mode == term.Plain && (name == "killer" || name == "writer" && !landlocked()) {
			continue // nothing but a sandbox keeps a program from this
		}
		page := strings.NewReplacer("MARK", mark, "OUTSIDE", outside).Replace(h.page)
		write(t, filepath.Join(dir, "doc", name+".md"), "# Page\n\n```console\n"+page+"```\n")
	}
	before := filesIn(t, dir)
	result, err := Test(context.Background(), TestConfig{Config: Config{Dir: filepath.Join(dir, "doc")}, Sandbox: mode})
	if err != nil {
		t.Fatal(err)
	}
	checkHostile(t, result)
	if after := filesIn(t, dir); !slices.Equal(before, after) {
		t.Errorf("files were %v and are %v", before, after)
	}
	left := slices.Concat(filesIn(t, tmp), filesIn(t, outside))
	left = slices.DeleteFunc(left, func(name string) bool { return strings.Contains(name, "lore-ports-") }) // locks stay
	if left = append(left, processesWith(mark)...); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// checkHostile holds that each page is reported as it should be, and that what
// is printed of it cannot act on who reads it.
func checkHostile(t *testing.T, result *TestResult) {
	var b bytes.Buffer
	if err := (diag.Printer{}).Print(&b, result.Diagnostics); err != nil {
		t.Fatal(err)
	}
	if report := b.String(); strings.ContainsAny(report, "\x1b\a") || strings.Contains(report, "\n::") || len(report) > 40000 {
		t.Errorf("the report could harm:\n%q", report)
	}
	for name, h := range hostile {
		var found diag.List
		failed := false
		for _, c := range result.Tests {
			if c.Page == "doc/"+name+".md" {
				found = append(found, c.Diagnostics...)
				failed = failed || c.Status == run.Failed
			}
		}
		wanted := slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return slices.Contains(h.codes, d.Code) && d.Position().Line >= 4 })
		there := slices.ContainsFunc(result.Tests, func(c *run.Done) bool { return c.Page == "doc/"+name+".md" })
		if there && (failed != (len(h.codes) > 0) || failed && !wanted) {
			t.Errorf("%s: wanted one of %q: %v", name, h.codes, found)
		}
	}
}

// filesIn lists the files below a folder, not the folders.
func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return names
}

// processesWith lists the processes of the machine that have the word in their
// command lines.
func processesWith(word string) (found []string) {
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range lines {
		text, _ := os.ReadFile(name) // one that is gone has no text
		if strings.Contains(string(text), word) && filepath.Dir(name) != fmt.Sprintf("/proc/%d", os.Getpid()) {
			found = append(found, strings.ReplaceAll(string(text), "\x00", " "))
		}
	}
	return found
}

// TestLinkedListing holds that a link out of the module is reported and not
// followed, by the page's words as little as by its listings.
func TestLinkedListing(t *testing.T) {
	dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret.go")
	write(t, secret, "package secret // do not show\n")
	write(t, filepath.Join(dir, "go.mod"), "module example.test/m\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "doc/index.md"), "---\nfiles: link.go -> copy.go\n---\n# Page\n\n```go file=link.go\n```\n\n"+
		"```console\n$ cat link.go copy.go 2>/dev/null | wc -c\n0\n```\n")
	if err := os.Symlink(secret, filepath.Join(dir, "doc/link.go")); err != nil {
		t.Skip(err)
	}
	for _, mode := range []term.Mode{term.Auto, term.Plain} {
		result, err := Test(context.Background(), TestConfig{Config: Config{Dir: filepath.Join(dir, "doc")}, Sandbox: mode})
		if err != nil {
			t.Fatal(err)
		}
		lines := map[int]diag.Code{}
		for _, d := range result.Diagnostics {
			lines[d.Position().Line] = d.Code
			if strings.Contains(d.Message+d.Detail, "do not show") {
				t.Errorf("%+v", d)
			}
		}
		if len(lines) != 2 || lines[2] != diag.ListingOutside || lines[6] != diag.ListingOutside {
			t.Errorf("%v", result.Diagnostics)
		}
	}
}
