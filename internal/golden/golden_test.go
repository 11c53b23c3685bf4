package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorder takes the reports of a case under test.
type recorder struct {
	failures []string
	skipped  bool
}

func (r *recorder) Helper()       {}
func (r *recorder) Failed() bool  { return len(r.failures) > 0 }
func (r *recorder) Skipped() bool { return r.skipped }
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...) }

// runCase writes the file, runs f on it and returns what it reported and what
// is in the file afterwards.
func runCase(t *testing.T, file string, update bool, f func(c *Case)) (failures []string, after string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.txtar")
	if err := os.WriteFile(path, []byte(file), 0o666); err != nil {
		t.Fatal(err)
	}
	c, err := load(path)
	if err != nil {
		return []string{err.Error()}, file
	}
	r := &recorder{}
	c.t, c.update = r, update
	f(c)
	c.finish()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return r.failures, string(data)
}

const two = "About\n\n-- in --\nabc\n--  a  --\nA\n-- b --\n-- c --\nC\n"

func upper(c *Case) {
	in := strings.TrimSpace(c.File("in"))
	c.Want("a", strings.ToUpper(in[:1]))
	c.Want("b", "")
	c.Want("c", strings.ToUpper(in[2:])+"\n")
	c.Want("absent", "")
}

func TestRunReadsFiles(t *testing.T) {
	var names []string
	Run(t, "testdata/*.txtar", func(t *testing.T, c *Case) {
		names = append(names, c.Name)
		c.Want("upper", strings.ToUpper(c.File("input.txt")))
		c.Want("comment", c.Comment())
	})
	if got, want := strings.Join(names, " "), "empty-output two-lines"; got != want {
		t.Errorf("cases %q, want %q", got, want)
	}
}

func TestMatch(t *testing.T) {
	failures, after := runCase(t, two, false, upper)
	if len(failures) > 0 || after != two {
		t.Errorf("failures %q, file %q", failures, after)
	}
}

func TestMismatchShowsLines(t *testing.T) {
	failures, after := runCase(t, "-- out --\none\ntwo \nthree\n", false, func(c *Case) {
		c.Want("out", "one\n2\t\nthree\n")
	})
	if len(failures) != 1 || after != "-- out --\none\ntwo \nthree\n" {
		t.Fatalf("failures %q, file %q", failures, after)
	}
	for _, want := range []string{"out differs", " one\n", "-two␠\n", "+2␉\n", " three\n"} {
		if !strings.Contains(failures[0], want) {
			t.Errorf("no %q in\n%s", want, failures[0])
		}
	}
	if strings.Contains(failures[0], "+++") {
		t.Errorf("file header in\n%s", failures[0])
	}
}

func TestEverySectionIsCompared(t *testing.T) {
	failures, _ := runCase(t, two, false, func(c *Case) {
		c.File("in")
		c.Want("a", "x")
		c.Want("b", "x")
		c.Want("c", "x")
		c.Want("absent", "x")
	})
	if len(failures) != 4 {
		t.Errorf("%d failures, want 4: %q", len(failures), failures)
	}
}

func TestUpdate(t *testing.T) {
	old := "About\r\n\n-- in --\nabc\n--  a  --\nold\n-- c --\nold\n\n-- rest --\nkept"
	want := "About\r\n\n-- in --\nabc\n--  a  --\nA\n-- c --\n-- rest --\nkept\n-- new --\nn\n"
	failures, after := runCase(t, old, true, func(c *Case) {
		c.Want("new", "n")
		c.Want("none", "")
		c.Want("a", strings.ToUpper(c.File("in")[:1]))
		c.Want("c", "")
		c.File("rest")
	})
	if len(failures) > 0 || after != want {
		t.Errorf("failures %q\n got %q\nwant %q", failures, after, want)
	}
	// What was written is what a plain run wants.
	failures, _ = runCase(t, after, false, func(c *Case) {
		c.File("in")
		c.File("rest")
		c.Want("a", "A")
		c.Want("c", "")
		c.Want("new", "n")
	})
	if len(failures) > 0 {
		t.Errorf("after the update: %q", failures)
	}
}

func TestUpdateWritesNothingAfterFailure(t *testing.T) {
	_, after := runCase(t, two, true, func(c *Case) {
		c.File("in")
		c.Want("a", "other")
		c.t.Errorf("failed for another reason")
	})
	if after != two {
		t.Errorf("file rewritten to %q", after)
	}
}

func TestBadCases(t *testing.T) {
	tests := []struct {
		name, file string
		f          func(c *Case)
		want       string
	}{
		{"unused section", two, func(c *Case) { c.File("in") }, `section "a" is neither read nor compared`},
		{"no such input", two, func(c *Case) { c.File("input") }, `no section "input"`},
		{"marker in output", two, func(c *Case) { c.Want("a", "x\n-- y --\n") }, `cannot hold the line "-- y --"`},
		{"doubled section", "-- a --\n-- a --\n", func(*Case) {}, `section "a" appears twice`},
		{"no sections", "only text\n", func(*Case) {}, "no sections"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, update := range []bool{false, true} {
				failures, after := runCase(t, tt.file, update, tt.f)
				if len(failures) == 0 || !strings.Contains(failures[0], tt.want) {
					t.Errorf("update %v: failures %q, want %q", update, failures, tt.want)
				}
				if after != tt.file {
					t.Errorf("update %v: file rewritten to %q", update, after)
				}
			}
		})
	}
}

func TestFS(t *testing.T) {
	failures, _ := runCase(t, "-- in/a.md --\nA\n-- in/listings/b.go --\nB\n-- html --\nH\n", false, func(c *Case) {
		fsys := c.FS("in/")
		if data, err := fsys.ReadFile("listings/b.go"); string(data) != "B\n" {
			t.Errorf("listings/b.go: %q, %v", data, err)
		}
		if len(fsys) != 2 {
			t.Errorf("%d files, want 2", len(fsys))
		}
		c.Want("html", "H")
	})
	if len(failures) > 0 {
		t.Error(failures)
	}
}

func FuzzArchive(f *testing.F) {
	f.Add("", "x")
	f.Add(two, "y\n")
	f.Add("-- a --\r\nA\r\n--  --\n-- b", "-- c --")
	f.Fuzz(func(t *testing.T, file, data string) {
		a, err := parse([]byte(file))
		if err != nil {
			return
		}
		if got := string(a.format()); got != string(withNewline([]byte(file))) {
			t.Fatalf("format(parse(%q)) = %q", file, got)
		}
		text := withNewline([]byte(data))
		if markerLine(text) != "" {
			return
		}
		name := a.sections[0].name
		a.set(name, text)
		b, err := parse(a.format())
		if err != nil || string(b.find(name).data) != string(text) {
			t.Fatalf("section set to %q reads back as %v, %v", text, b, err)
		}
	})
}
