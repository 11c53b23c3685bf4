package listing_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A region that begins within a string or a comment is coloured as what it is.
func TestColoursOfParts(t *testing.T) {
	codes, diags := load(t, "file a.go lines=4\nfile a.go lines=9\nfile a.go lines=3-4\n", "doc/a.go",
		"package a\n\nvar s = `\n\tfunc one\n`\n\n/*\n\n  func two\n*/\n")
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	for i, want := range []highlight.Run{{Class: highlight.String, Text: "func one"}, {Class: highlight.Comment, Text: "func two"}} {
		if got := codes[i].Lines[0].Runs; len(got) != 1 || got[0] != want {
			t.Errorf("listing %d: got %v, want %v", i+1, got, want)
		}
	}
	if got := codes[2].Lines[1].Runs; lineText(codes[2].Lines[1]) != "\tfunc one" || got[len(got)-1].Class != highlight.String {
		t.Errorf("got %v", got)
	}
}

func TestSameChoiceIsShared(t *testing.T) {
	const page = "file a.go lines=1\nfile ../doc/a.go lines=1\nfile a.go lines=1 diff=b.go\nfile a.go lines=2\n"
	codes, _ := load(t, page, "doc/a.go", "package a\nvar x int\n")
	if codes[0] != codes[1] || codes[0] != codes[2] || codes[0] == codes[3] {
		t.Errorf("got %p", codes)
	}
}

// A diagnostic about code in the page points into it when the page has the
// text as it is, and at the listing when it does not.
func TestHighlightPosition(t *testing.T) {
	const text = "    x := 1\n\n    s := \"open\n"
	doc := func(page string, at int) *tree.Document {
		b := tree.NewBuilder(source.New("p.md", page), diag.Discard{})
		b.Listing(tree.ListingSource{
			Kind: tree.CodeText, Lang: "go", Text: text, TextAt: int32(at),
			Span: source.Span{Start: 1, End: int32(len(page))},
		})
		return b.Finish(nil)
	}
	l := listing.NewLoader(listing.Config{FS: fstest.MapFS{}})
	for _, c := range []struct {
		page string
		want string
	}{
		{"```go\n" + text + "```\n", `p.md:4:10: not go: string literal not terminated (listing-highlight)`},
		{"<pre>\n" + strings.ReplaceAll(text, `"`, "&quot;"), `p.md:1:2: not go: string literal not terminated (listing-highlight)`},
		{"", `p.md:1:1: not go: string literal not terminated (listing-highlight)`},
	} {
		var diags diag.List
		l.Load(doc(c.page, 6), ".", &diags)
		if len(diags) != 1 || diags[0].String() != c.want {
			t.Errorf("%q: got %v, want %s", c.page, diags, c.want)
		}
	}
}

func TestDisplayAndSource(t *testing.T) {
	l := listing.NewLoader(listing.Config{
		FS:      fstest.MapFS{"a.go": {Data: []byte("// endregion\r\n")}},
		Display: func(path string) string { return "../" + path },
	})
	var diags diag.List
	l.Load(parsePage(t, "file a.go\n"), ".", &diags)
	if len(diags) == 0 || diags[0].Position().String() != "../a.go:1:1" {
		t.Errorf("got %v", diags)
	}
	if f, ok := l.Source("a.go"); !ok || f.Text != "// endregion\r\n" {
		t.Errorf("Source(a.go) = %v, %v", f, ok)
	}
	if _, ok := l.Source("b.go"); ok {
		t.Error("Source(b.go) is there")
	}
}

// The file system of an os.Root is what a build uses.
func TestRoot(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	write("secret.txt", "secret")
	write("module/doc/a.go", "package a\n")
	write("module/lib/b.go", "package b\n")
	write("module/doc/closed.go", "package c\n")
	link("../lib/b.go", "module/doc/within.go")
	link("../lib", "module/doc/folder")
	link("../../secret.txt", "module/doc/out.txt")
	link("../..", "module/doc/up")
	link("out.txt", "module/doc/twice.txt")
	link(filepath.Join(dir, "module/lib/b.go"), "module/doc/absolute.go")
	link("nowhere.go", "module/doc/dangling.go")
	link("round.go", "module/doc/round.go")
	root, err := os.OpenRoot(filepath.Join(dir, "module"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()

	for _, c := range []struct{ file, want string }{
		{"a.go", ""},
		{"../lib/b.go", ""},
		{"within.go", ""},
		{"folder/b.go", ""},
		{"out.txt", `file "out.txt" leaves the module by the link "doc/out.txt" to "../../secret.txt" (listing-outside)`},
		{"twice.txt", `file "twice.txt" leaves the module by the link "doc/out.txt" to "../../secret.txt" (listing-outside)`},
		{"up/secret.txt", `file "up/secret.txt" leaves the module by the link "doc/up" to "../.." (listing-outside)`},
		{"../../secret.txt", `path "../../secret.txt" leaves the module (listing-outside)`},
		{"absolute.go", `leaves the module by the link "doc/absolute.go"`},
		{"dangling.go", `file "dangling.go" is not there (listing-missing)`},
		{"round.go", `file "round.go" cannot be read: `},
		{"folder", `file "folder" is a folder (listing-missing)`},
		{"a.go/b.go", `file "a.go/b.go" cannot be read: not a directory (listing-missing)`},
	} {
		var diags diag.List
		l := listing.NewLoader(listing.Config{FS: root.FS()})
		codes := l.Load(parsePage(t, "file "+c.file+"\n"), "doc", &diags)
		switch {
		case c.want == "" && (len(diags) > 0 || codes[0] == nil):
			t.Errorf("%s: %v", c.file, diags)
		case c.want != "" && (len(diags) != 1 || !strings.Contains(diags[0].String(), c.want)):
			t.Errorf("%s: got %v, want %s", c.file, diags, c.want)
		case c.want != "" && codes[0] != nil:
			t.Errorf("%s is shown", c.file)
		}
	}
}

func TestUnreadable(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("everything can be read here")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.go"), nil, 0); err != nil {
		t.Fatal(err)
	}
	var diags diag.List
	listing.NewLoader(listing.Config{FS: os.DirFS(dir)}).Load(parsePage(t, "file a.go\n"), ".", &diags)
	if len(diags) != 1 || diags[0].Message != `file "a.go" cannot be read: permission denied` {
		t.Errorf("got %v", diags)
	}
}

// oddFS answers for files that no ordinary file system has.
type oddFS struct {
	fstest.MapFS
	open int64
}

func (f *oddFS) Open(name string) (fs.File, error) {
	switch name {
	case "fails":
		return nil, fmt.Errorf("the disk is gone")
	case "a.go":
		atomic.AddInt64(&f.open, 1)
	}
	return f.MapFS.Open(name)
}

func TestOddFiles(t *testing.T) {
	fsys := &oddFS{MapFS: fstest.MapFS{
		"pipe":  {Mode: fs.ModeNamedPipe},
		"fails": {},
		"big":   {Data: []byte(strings.Repeat("a", 100))},
	}}
	l := listing.NewLoader(listing.Config{FS: fsys, MaxSize: 99})
	for name, want := range map[string]string{
		"pipe":  `file "pipe" is a device or a pipe and no text`,
		"fails": `file "fails" cannot be read: the disk is gone`,
		"big":   `file "big" has 100 bytes; a listing has 99 at most`,
	} {
		var diags diag.List
		codes := l.Load(parsePage(t, "file "+name+"\n"), ".", &diags)
		if len(diags) != 1 || diags[0].Message != want || codes[0] != nil {
			t.Errorf("%s: got %v", name, diags)
		}
	}
}

// Pages are loaded side by side; each file is read once all the same, and all
// pages are told the same.
func TestConcurrentLoads(t *testing.T) {
	fsys := &oddFS{MapFS: fstest.MapFS{
		"a.go": {Data: []byte("package a\n\n// region r\nvar x = 1\n// endregion\n\nvar y = \"\n")},
		"b.py": {Data: []byte("x = 1\n# region r\n")},
	}}
	l := listing.NewLoader(listing.Config{FS: fsys})
	const page = "file a.go\nfile a.go region=r\nfile b.py lines=1\nfile a.go decl=y\nfile none.go\ntext lang=go\n| x := 1\n"
	doc := parsePage(t, page)
	want := ""
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			var diags diag.List
			codes := l.Load(doc, ".", &diags)
			got := dump(codes) + printed(diags)
			mu.Lock()
			defer mu.Unlock()
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
	wg.Wait()
	if fsys.open != 1 {
		t.Errorf("a.go was opened %d times", fsys.open)
	}
}

// The work on marks must not grow with the square of their number.
func TestManyMarks(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	var file strings.Builder
	for range 20000 {
		file.WriteString("// region r\n")
	}
	start := time.Now()
	_, diags := load(t, "file a.go region=r\n", "doc/a.go", file.String())
	if len(diags) == 0 {
		t.Error("no diagnostics for 20000 regions that never end")
	}
	if d := time.Since(start); d > time.Minute {
		t.Errorf("20000 open regions take %v", d)
	}
}

func TestLoadNothing(t *testing.T) {
	l := listing.NewLoader(listing.Config{FS: fstest.MapFS{}})
	if codes := l.Load(parsePage(t, ""), ".", diag.Discard{}); codes != nil {
		t.Errorf("got %v", codes)
	}
}

// FuzzFile shows files that may say anything through ranges, regions and
// declarations that may say anything.
func FuzzFile(f *testing.F) {
	f.Add("package a\n\n// region r\nfunc f() {\n\t// ANCHOR: b\n\tx()\n\t//lore:hide\n\ty()\n\t//lore:show\n}\n// endregion\n", "1-3,5-", "r", "f", "1", "2")
	f.Add("\ufeff#region a b\r\n  x\r\n\r\n#endregion\r", "-5", "a b,c", "T.M,x", "0", "-")
	f.Add("# --8<-- [start:x]\n--8<--[end:x]\n/* START OMIT */\nx // OMIT\n{# endregion #}", "9999999999-", "x", "", "", "")
	f.Add("type (\n\tA int // OMIT\n)\nfunc (", "", "", "A", "", "")
	f.Add("\n \n\t\n", "0", " ", " ", "x", ",")
	f.Fuzz(func(t *testing.T, text, lines, region, decl, skip, highlighted string) {
		var words []tree.Word
		for _, w := range []tree.Word{
			{Name: "lines", Value: lines}, {Name: "region", Value: region}, {Name: "decl", Value: decl},
			{Name: "skipLines", Value: skip}, {Name: "highlight", Value: highlighted},
		} {
			if w.Value != "" {
				words = append(words, w)
			}
		}
		page := source.New("p", "0123456789")
		b := tree.NewBuilder(page, diag.Discard{})
		b.Listing(tree.ListingSource{File: "a.go", FileSpan: source.Span{Start: 2, End: 5}, Words: words})
		b.Listing(tree.ListingSource{Kind: tree.Transcript, Text: text,
			Typed: []tree.Range{{Start: int32(len(text) / 3), End: int32(len(text) / 2)}}})
		doc := b.Finish(nil)
		fsys := fstest.MapFS{"a.go": {Data: []byte(text)}}
		var diags diag.List
		codes := listing.NewLoader(listing.Config{FS: fsys}).Load(doc, ".", &diags)
		for _, d := range diags {
			if d.Span.Start < 0 || d.Span.Start > d.Span.End || int(d.Span.End) > len(d.File.Text) {
				t.Errorf("%v: span %v is outside of %q", d, d.Span, d.File.Text)
			}
		}
		if codes[0] == nil && len(diags) == 0 {
			t.Error("nothing is shown and nothing is said")
		}
		checkShown(t, codes[0], text)
		checkShown(t, codes[1], text)
	})
}

// checkShown checks that the lines of a Code are lines of text, in order, with
// nothing but white space cut from their ends.
func checkShown(t *testing.T, c *listing.Code, text string) {
	if c == nil {
		return
	}
	if c.Kind == tree.CodeFile {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, "\ufeff"))
	}
	all := strings.Split(text, "\n")
	if c.Kind != tree.CodeFile { // its lines are counted from the first that is shown
		all = slices.DeleteFunc(slices.Clone(all), func(l string) bool { return strings.TrimSpace(l) == "" })
	}
	last := 0
	for _, line := range c.Lines {
		shown := lineText(line)
		if line.Number <= last {
			t.Fatalf("line %d after line %d", line.Number, last)
		}
		last = line.Number
		if c.Kind == tree.CodeFile {
			if whole := all[line.Number-1]; !isCut(shown, whole) {
				t.Fatalf("line %d is %q in the file, %q shown", line.Number, whole, shown)
			}
			continue
		}
		if strings.TrimSpace(shown) == "" {
			continue
		}
		if !isCut(shown, all[0]) {
			t.Fatalf("%q is shown where %q is written", shown, all[0])
		}
		all = all[1:]
	}
}

func isCut(shown, whole string) bool {
	i := strings.Index(whole, shown)
	return i >= 0 && strings.HasSuffix(strings.TrimRight(whole, " \t\f\v\r"), shown) && strings.Trim(whole[:len(strings.TrimRight(whole, " \t\f\v\r"))-len(shown)], " \t") == ""
}
