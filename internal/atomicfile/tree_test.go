package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// snapshot has the text of each file, the target of each symbolic link, and
// each folder with a slash at its end.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == dir {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir():
			got[rel+"/"] = ""
		case d.Type() == fs.ModeSymlink:
			target, err := os.Readlink(p)
			got[rel] = "-> " + target
			return err
		default:
			data, err := os.ReadFile(p)
			got[rel] = string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// wantTree compares a folder with what it should have, but for manifests,
// whose text other tests check.
func wantTree(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	got := snapshot(t, dir)
	for name := range got {
		if strings.HasSuffix(name, manifestName) {
			delete(got, name)
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("%s has\n  %v\nwant\n  %v", dir, got, want)
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	// Never in place: the file may have a second link.
	os.Remove(path)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func symlink(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
}

func text(files map[string]string) map[string][]byte {
	out := map[string][]byte{}
	for name, s := range files {
		out[name] = []byte(s)
	}
	return out
}

var oldSite = map[string]string{"index.html": "old index", "core/a.html": "same", "core/gone/b.html": "old b"}
var newSite = map[string]string{"index.html": "new index!", "core/a.html": "same", "core/c.html": "new c"}

// wantOld and wantNew are the folders that result from the two sites.
var wantOld = map[string]string{
	"index.html": "old index", "core/": "", "core/a.html": "same", "core/gone/": "", "core/gone/b.html": "old b",
}
var wantNew = map[string]string{"index.html": "new index!", "core/": "", "core/a.html": "same", "core/c.html": "new c"}

// under puts a folder's content below a prefix.
func under(prefix string, trees ...map[string]string) map[string]string {
	out := map[string]string{prefix + "/": ""}
	for _, tree := range trees {
		for name, s := range tree {
			out[prefix+"/"+name] = s
		}
	}
	return out
}

func TestFirstBuild(t *testing.T) {
	for name, prepare := range map[string]func(dir string) error{
		"absent parents": func(string) error { return nil },
		"empty folder":   func(dir string) error { return os.MkdirAll(dir, 0o755) },
	} {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			dir := filepath.Join(base, "out", "html")
			if err := prepare(dir); err != nil {
				t.Fatal(err)
			}
			got := build(t, dir, text(newSite))
			if want := (Stats{Written: 3, Bytes: 19}); got != want {
				t.Errorf("stats %+v, want %+v", got, want)
			}
			wantTree(t, filepath.Join(base, "out"), under("html", wantNew))
			data, err := os.ReadFile(filepath.Join(dir, manifestName))
			if want := manifestHead + "4  core/a.html\n5  core/c.html\n10  index.html\n"; string(data) != want {
				t.Errorf("manifest %q, %v; want %q", data, err, want)
			}
		})
	}
}

func TestRebuild(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "html")
	build(t, dir, text(oldSite))
	past := time.Now().Add(-time.Hour).Truncate(time.Second)
	for name := range oldSite {
		if err := os.Chtimes(filepath.Join(dir, name), past, past); err != nil {
			t.Fatal(err)
		}
	}
	got := build(t, dir, text(newSite))
	if want := (Stats{Written: 2, Kept: 1, Removed: 1, Bytes: 15}); got != want {
		t.Errorf("stats %+v, want %+v", got, want)
	}
	wantTree(t, base, under("html", wantNew))
	if info, _ := os.Stat(filepath.Join(dir, "core/a.html")); !info.ModTime().Equal(past) {
		t.Errorf("the unchanged file has time %v, want %v", info.ModTime(), past)
	}
	if info, _ := os.Stat(filepath.Join(dir, "index.html")); info.ModTime().Equal(past) {
		t.Error("the changed file has the old time")
	}
}

func TestUnchangedBuildTouchesNothing(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "html")
	build(t, dir, text(oldSite))
	before, _ := os.Stat(dir)
	got := build(t, dir, text(oldSite))
	if want := (Stats{Kept: 3}); got != want {
		t.Errorf("stats %+v, want %+v", got, want)
	}
	after, _ := os.Stat(dir)
	if !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Error("the folder was replaced though nothing changed")
	}
	wantTree(t, base, under("html", wantOld))
}

func TestEditedAndDeletedOutputIsRepaired(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "html")
	build(t, dir, text(oldSite))
	put(t, dir, "core/a.html", "edit") // the same size
	os.Remove(filepath.Join(dir, "index.html"))
	if got := build(t, dir, text(oldSite)); got.Written != 2 {
		t.Errorf("stats %+v", got)
	}
	wantTree(t, dir, wantOld)
}

func TestFilesBecomeFoldersAndBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "html")
	a := map[string]string{"x": "file", "y/z": "below y"}
	b := map[string]string{"x/w": "below x", "y": "file"}
	for range 2 {
		build(t, dir, text(a))
		wantTree(t, dir, map[string]string{"x": "file", "y/": "", "y/z": "below y"})
		build(t, dir, text(b))
		wantTree(t, dir, map[string]string{"x/": "", "x/w": "below x", "y": "file"})
	}
}

func TestUserFilesStay(t *testing.T) {
	for _, way := range []string{"exchange", "renames"} {
		t.Run(way, func(t *testing.T) {
			base := t.TempDir()
			dir := filepath.Join(base, "html")
			build(t, dir, text(oldSite))
			put(t, dir, "CNAME", "docs.example")
			put(t, dir, ".git/HEAD", "ref")
			put(t, dir, "core/gone/notes.txt", "mine")
			put(t, dir, "core/gone/b.html", "edited, so mine now")
			os.Mkdir(filepath.Join(dir, "empty"), 0o777)
			symlink(t, "/nowhere", filepath.Join(dir, "link"))
			before, _ := os.Lstat(filepath.Join(dir, "CNAME"))

			tree := openWith(t, dir, way)
			writeAll(t, tree, newSite)
			if _, err := tree.Commit(); err != nil {
				t.Fatal(err)
			}
			user := map[string]string{
				"CNAME": "docs.example", ".git/": "", ".git/HEAD": "ref", "empty/": "", "link": "-> /nowhere",
				"core/gone/": "", "core/gone/notes.txt": "mine", "core/gone/b.html": "edited, so mine now",
			}
			wantTree(t, base, under("html", wantNew, user))
			if after, _ := os.Lstat(filepath.Join(dir, "CNAME")); !os.SameFile(before, after) {
				t.Error("the user's file is another one now")
			}
		})
	}
}

// openWith opens a tree that swaps folders by exchange or by two renames.
func openWith(t *testing.T, dir, way string) *Tree {
	t.Helper()
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	if way == "renames" {
		tree.exchange = func(a, b string) error { return errors.ErrUnsupported }
	}
	t.Cleanup(tree.Abort)
	return tree
}

func writeAll(t *testing.T, tree *Tree, files map[string]string) {
	t.Helper()
	for name, s := range files {
		if err := tree.Write(name, []byte(s)); err != nil {
			t.Error(err)
		}
	}
}

// Files that appear or change between the walk and the swap are not lost.
func TestUserFilesThatComeLate(t *testing.T) {
	for _, way := range []string{"exchange", "renames"} {
		t.Run(way, func(t *testing.T) {
			base := t.TempDir()
			dir := filepath.Join(base, "html")
			build(t, dir, text(oldSite))
			put(t, dir, "notes.txt", "first")
			tree := openWith(t, dir, way)
			writeAll(t, tree, newSite)
			tree.reached = func(step string) {
				if step == "complete" {
					put(t, dir, "notes.txt", "second")
					put(t, dir, "late/new.txt", "late")
				}
			}
			if _, err := tree.Commit(); err != nil {
				t.Fatal(err)
			}
			late := map[string]string{"notes.txt": "second", "late/": "", "late/new.txt": "late"}
			wantTree(t, base, under("html", wantNew, late))
		})
	}
}

func TestForeign(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(t *testing.T, dir string)
		want    string
	}{
		{"folder with files", func(t *testing.T, dir string) { put(t, dir, "thesis.tex", "x") }, `such as "thesis.tex", but no .lore-manifest`},
		{"file", func(t *testing.T, dir string) { put(t, filepath.Dir(dir), "html", "x") }, "it is a file"},
		{"symbolic link", func(t *testing.T, dir string) {
			build(t, dir+"2", text(oldSite))
			symlink(t, dir+"2", dir)
		}, "it is a symbolic link"},
		{"text as manifest", func(t *testing.T, dir string) { put(t, dir, manifestName, "index.html\n") }, "not the head of a manifest"},
		{"path in manifest leads out", func(t *testing.T, dir string) {
			put(t, dir, manifestName, manifestHead+"4  ../../precious\n")
		}, "line 2: want a size and a path"},
		{"manifest is a link", func(t *testing.T, dir string) {
			put(t, filepath.Dir(dir), "m", manifestHead)
			put(t, dir, "x", "x")
			symlink(t, "../m", filepath.Join(dir, manifestName))
		}, "not a regular file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			base := t.TempDir()
			put(t, base, "precious", "kept")
			dir := filepath.Join(base, "out", "html")
			tt.prepare(t, dir)
			before := snapshot(t, base)
			_, err := OpenTree(dir)
			if !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), dir) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if after := snapshot(t, base); !maps.Equal(before, after) {
				t.Errorf("files changed from %v to %v", before, after)
			}
		})
	}
}

func TestUserFileInTheWay(t *testing.T) {
	tests := []struct {
		name string
		user func(t *testing.T, dir string)
	}{
		{"file at an output", func(t *testing.T, dir string) { put(t, dir, "core/c.html", "mine") }},
		{"file at a folder", func(t *testing.T, dir string) { put(t, dir, "fresh", "mine") }},
		{"folder at an output", func(t *testing.T, dir string) { put(t, dir, "core/c.html/x", "mine") }},
		{"empty folder at an output", func(t *testing.T, dir string) { os.Mkdir(filepath.Join(dir, "core/c.html"), 0o777) }},
		{"file below an output", func(t *testing.T, dir string) { put(t, dir, "core/gone/mine", "mine") }},
		{"link at a folder", func(t *testing.T, dir string) { symlink(t, t.TempDir(), filepath.Join(dir, "fresh")) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			base := t.TempDir()
			dir := filepath.Join(base, "html")
			build(t, dir, text(oldSite))
			tt.user(t, dir)
			before := snapshot(t, base)
			tree := openWith(t, dir, "exchange")
			writeAll(t, tree, newSite)
			writeAll(t, tree, map[string]string{"fresh/x.html": "x", "core/gone": "a file now"})
			if _, err := tree.Commit(); !errors.Is(err, ErrForeign) {
				t.Errorf("error %v", err)
			}
			if after := snapshot(t, base); !maps.Equal(before, after) {
				t.Errorf("files changed from\n %v\nto\n %v", before, after)
			}
		})
	}
}

// Symbolic links in the old folder must lead neither reads nor writes nor
// removals out of it, even where the manifest lists what lies behind them.
func TestSymlinkAttack(t *testing.T) {
	base := t.TempDir()
	outside := filepath.Join(base, "outside")
	put(t, outside, "a.html", "same")
	put(t, outside, "gone/b.html", "old b")
	put(t, outside, "index", "old index")
	dir := filepath.Join(base, "out", "html")

	t.Run("output replaced by a link", func(t *testing.T) {
		build(t, dir, text(oldSite))
		os.Remove(filepath.Join(dir, "index.html"))
		symlink(t, filepath.Join(outside, "index"), filepath.Join(dir, "index.html"))
		if got := build(t, dir, text(oldSite)); got.Written != 1 {
			t.Errorf("stats %+v", got)
		}
		wantTree(t, dir, wantOld)
	})
	t.Run("folder replaced by a link", func(t *testing.T) {
		os.RemoveAll(filepath.Join(dir, "core"))
		symlink(t, outside, filepath.Join(dir, "core"))
		tree := openWith(t, dir, "exchange")
		writeAll(t, tree, newSite)
		if tree.kept["core/a.html"] {
			t.Error("a file outside passes for an old output")
		}
		if _, err := tree.Commit(); !errors.Is(err, ErrForeign) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("folder that is gone replaced by a link", func(t *testing.T) {
		build(t, dir, map[string][]byte{"index.html": []byte("x")})
		wantTree(t, dir, map[string]string{"index.html": "x", "core": "-> " + outside})
	})
	t.Run("links in the staging names", func(t *testing.T) {
		for _, name := range []string{".html.lore-new", ".html.lore-old"} {
			symlink(t, outside, filepath.Join(base, "out", name))
		}
		os.Remove(filepath.Join(dir, "core"))
		build(t, dir, text(newSite))
		wantTree(t, filepath.Join(base, "out"), under("html", wantNew))
	})
	t.Run("link as lock", func(t *testing.T) {
		lock := filepath.Join(base, "out", ".html.lore-lock")
		symlink(t, filepath.Join(outside, "index"), lock)
		if _, err := OpenTree(dir); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("error %v", err)
		}
		os.Remove(lock)
	})
	wantTree(t, outside, map[string]string{"a.html": "same", "gone/": "", "gone/b.html": "old b", "index": "old index"})
}

func TestWriteRefusesBadNames(t *testing.T) {
	base := t.TempDir()
	for _, name := range []string{"", ".", "..", "../x", "/x", "a//b", "a/../b", "a/", manifestName, "a\nb"} {
		tree := openWith(t, filepath.Join(base, "html"), "exchange")
		if err := tree.Write(name, nil); err == nil {
			t.Errorf("%q was written", name)
		}
		if _, err := tree.Commit(); err == nil {
			t.Errorf("%q: Commit after the failed Write", name)
		}
	}
	wantTree(t, base, map[string]string{})
}

func TestWriteTwice(t *testing.T) {
	tree := openWith(t, filepath.Join(t.TempDir(), "html"), "exchange")
	writeAll(t, tree, map[string]string{"a.html": "x"})
	if err := tree.Write("a.html", []byte("x")); err == nil || !strings.Contains(err.Error(), "two outputs") {
		t.Errorf("error %v", err)
	}
}

func TestAbort(t *testing.T) {
	base := t.TempDir()
	tree := openWith(t, filepath.Join(base, "a", "b", "html"), "exchange")
	writeAll(t, tree, newSite)
	tree.Abort()
	tree.Abort()
	wantTree(t, base, map[string]string{})
	if err := tree.Write("late.html", nil); err == nil {
		t.Error("Write after Abort")
	}
	if _, err := tree.Commit(); err == nil {
		t.Error("Commit after Abort")
	}
	wantTree(t, base, map[string]string{})

	dir := filepath.Join(base, "html")
	build(t, dir, text(oldSite))
	tree = openWith(t, dir, "exchange")
	writeAll(t, tree, newSite)
	tree.Abort()
	wantTree(t, base, under("html", wantOld))
}

func TestBusy(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "html")
	first := openWith(t, dir, "exchange")
	if _, err := OpenTree(dir); !errors.Is(err, ErrBusy) {
		t.Errorf("error %v, want %v", err, ErrBusy)
	}
	other := openWith(t, dir+"2", "exchange")
	other.Abort()
	first.Abort()
	build(t, dir, text(newSite))
}

// Builds that race for one folder succeed or are told that it is busy, and the
// folder has one whole site in the end.
func TestRacingBuilds(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "html")
	var builders sync.WaitGroup
	for n := range 4 {
		builders.Go(func() {
			for round := range 20 {
				tree, err := OpenTree(dir)
				if errors.Is(err, ErrBusy) {
					runtime.Gosched()
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				s := fmt.Sprint(n, round)
				writeAll(t, tree, map[string]string{"a": s, "b/c": s})
				if _, err := tree.Commit(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	builders.Wait()
	got := snapshot(t, base)
	if got["html/a"] == "" || got["html/a"] != got["html/b/c"] || len(got) != 5 {
		t.Errorf("got %v", got)
	}
}

func TestManyWriters(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "html")
	for round := range 3 {
		tree := openWith(t, dir, "exchange")
		var writers sync.WaitGroup
		for w := range 16 {
			writers.Go(func() {
				for i := w; i < 400; i += 16 {
					if err := tree.Write(fmt.Sprintf("d%d/e%d/%d.html", i%7, i%3, i), fmt.Append(nil, i+round*(i%2))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		stats, err := tree.Commit()
		if err != nil {
			t.Fatal(err)
		}
		if round > 0 && (stats.Kept != 200 || stats.Written != 200) {
			t.Errorf("stats %+v", stats)
		}
	}
	if got := snapshot(t, dir)["d6/e1/391.html"]; got != "393" {
		t.Errorf("d6/e1/391.html has %q", got)
	}
}

// A device that is always full stands in for the disk.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	for _, at := range []string{"core/c.html", manifestName} {
		t.Run(at, func(t *testing.T) {
			base := t.TempDir()
			dir := filepath.Join(base, "html")
			build(t, dir, text(oldSite))
			tree := openWith(t, dir, "exchange")
			tree.create = func(name string) (*os.File, error) {
				if strings.HasSuffix(filepath.ToSlash(name), at) {
					return os.OpenFile("/dev/full", os.O_WRONLY, 0)
				}
				return createNew(name)
			}
			for name, s := range newSite {
				tree.Write(name, []byte(s)) // Commit repeats its error
			}
			_, err := tree.Commit()
			if err == nil || !strings.Contains(err.Error(), "no space left on device") || strings.Contains(err.Error(), "lore-new") {
				t.Errorf("error %v", err)
			}
			wantTree(t, base, under("html", wantOld))
		})
	}
}

func TestCopyEntry(t *testing.T) {
	dir := t.TempDir()
	past := time.Now().Add(-time.Hour).Truncate(time.Second)
	put(t, dir, "a", "text")
	os.Chtimes(filepath.Join(dir, "a"), past, past)
	os.Chmod(filepath.Join(dir, "a"), 0o640)
	symlink(t, "a", filepath.Join(dir, "l"))
	for _, name := range []string{"a", "l"} {
		if err := copyEntry(filepath.Join(dir, name), filepath.Join(dir, name+"2")); err != nil {
			t.Fatal(err)
		}
	}
	wantTree(t, dir, map[string]string{"a": "text", "a2": "text", "l": "-> a", "l2": "-> a"})
	info, _ := os.Stat(filepath.Join(dir, "a2"))
	if !info.ModTime().Equal(past) || info.Mode().Perm() != 0o640 {
		t.Errorf("copy has time %v, mode %v", info.ModTime(), info.Mode())
	}
}

func TestFolderKeepsItsMode(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "html")
	build(t, dir, text(oldSite))
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	build(t, dir, text(newSite))
	if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, want 0700", info.Mode())
	}
}

func FuzzManifest(f *testing.F) {
	f.Add(manifestHead + "4  core/a.html\n10  index.html\n")
	f.Add(manifestHead + "4  ../a\n")
	f.Add(manifestHead + "-4  a\n04  a  b\n1 c\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		m, err := parseManifest([]byte(s))
		if err != nil {
			return
		}
		for name := range m {
			if !filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains(name, "\n") {
				t.Fatalf("path %q from %q", name, s)
			}
		}
		again, err := parseManifest(m.format())
		if err != nil || !reflect.DeepEqual(m, again) {
			t.Fatalf("%v reads back as %v, %v", m, again, err)
		}
	})
}

func TestIsTree(t *testing.T) {
	dir := t.TempDir()
	to, err := OpenTree(filepath.Join(dir, "html"))
	if err != nil {
		t.Fatal(err)
	}
	if err := to.Write("a", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := to.Commit(); err != nil {
		t.Fatal(err)
	}
	if fsys := os.DirFS(dir); !IsTree(fsys, "html") || IsTree(fsys, ".") || IsTree(fsys, "gone") {
		t.Error("a folder that was made is not told from others")
	}
}
