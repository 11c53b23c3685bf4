package log_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/log"
)

// files is what is in a folder: each name with its content.
func files(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e.Name()+":"+string(data))
	}
	return strings.Join(all, " ")
}

func wantFiles(t *testing.T, dir, want string) {
	t.Helper()
	if got := files(t, dir); got != want {
		t.Errorf("the folder has %q, want %q", got, want)
	}
}

func write(t *testing.T, f *log.LogFile, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if n, err := f.Write([]byte(text)); err != nil || n != len(text) {
			t.Fatalf("Write(%q): %d, %v", text, n, err)
		}
	}
}

func openLogFile(t *testing.T, path string, opts ...log.LogFileOption) *log.LogFile {
	t.Helper()
	f, err := log.OpenLogFile(path, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestLogFileRotatesBySize(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.log")
	f := openLogFile(t, path, log.WithRotateSize(4))
	write(t, f, "12", "345")
	wantFiles(t, dir, "a.log:12345")
	write(t, f, "6")
	wantFiles(t, dir, "a.log:6 a.log.1:12345")
	// What is there already counts.
	f = openLogFile(t, path, log.WithRotateSize(4))
	write(t, f, "789", "a", "bcde", "f")
	wantFiles(t, dir, "a.log:f a.log.1:abcde a.log.2:6789 a.log.3:12345")
}

func TestLogFileSortsNumbersAsNumbers(t *testing.T) {
	dir := t.TempDir()
	f := openLogFile(t, filepath.Join(dir, "l"), log.WithRotateSize(1))
	for i := range 12 {
		write(t, f, fmt.Sprintf("%x", i))
	}
	wantFiles(t, dir, "l:b l.1:a l.10:1 l.11:0 l.2:9 l.3:8 l.4:7 l.5:6 l.6:5 l.7:4 l.8:3 l.9:2")
}

func TestLogFileLeavesOtherFilesAlone(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"l.gz", "l.01", "l.0", "l.1x", "l.2005_03_27", "xl.1", "l.3", "l.9999999999"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f := openLogFile(t, filepath.Join(dir, "l"), log.WithRotateSize(1), log.WithKeep(2))
	write(t, f, "a", "b")
	wantFiles(t, dir, "l:b l.0: l.01: l.1:a l.1x: l.2005_03_27: l.4: l.9999999999: l.gz: xl.1:")
	write(t, f, "c", "d")
	wantFiles(t, dir, "l:d l.0: l.01: l.1:c l.1x: l.2:b l.2005_03_27: l.9999999999: l.gz: xl.1:")
}

func TestLogFileInTheWorkingFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	f := openLogFile(t, "l", log.WithRotateSize(1))
	write(t, f, "a", "b", "c")
	wantFiles(t, ".", "l:c l.1:b l.2:a")
}

func TestDailyLogFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "l")
	now := march
	f, err := log.OpenDailyLogFile(path, log.WithNow(func() time.Time { return now }), log.WithKeep(2))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	now = now.Add(24 * time.Hour) // nothing was written on the first day
	write(t, f, "28")
	now = now.Add(11 * time.Hour)
	write(t, f, " late")
	wantFiles(t, dir, "l:28 late")
	now = now.Add(time.Hour)
	write(t, f, "29")
	wantFiles(t, dir, "l:29 l.2005_03_28:28 late")
	now = now.Add(72 * time.Hour)
	write(t, f, "1")
	now = now.Add(24 * time.Hour)
	write(t, f, "2")
	wantFiles(t, dir, "l:2 l.2005_03_29:29 l.2005_04_01:1")
	// Set back, the clock does not cost what was written.
	now = now.Add(-24 * time.Hour)
	write(t, f, " back")
	now = now.Add(24 * time.Hour)
	if n, err := f.Write([]byte(" forth")); n != len(" forth") || !errors.Is(err, fs.ErrExist) {
		t.Errorf("Write: %d, %v", n, err)
	}
	write(t, f, ".")
	wantFiles(t, dir, "l: back forth. l.2005_04_01:1 l.2005_04_02:2")
}

func TestDailyLogFileThatWasThere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "l")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, march, march); err != nil {
		t.Fatal(err)
	}
	now := march.Add(48 * time.Hour)
	f, err := log.OpenDailyLogFile(path, log.WithNow(func() time.Time { return now }))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	write(t, f, "new")
	wantFiles(t, dir, "l:new l.2005_03_27:old")
}

func TestLogFileReopen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "l")
	f := openLogFile(t, path)
	write(t, f, "a")
	if err := os.Rename(path, path+".moved"); err != nil {
		t.Fatal(err)
	}
	write(t, f, "b")
	if err := f.Reopen(); err != nil {
		t.Fatal(err)
	}
	write(t, f, "c")
	wantFiles(t, dir, "l:c l.moved:ab")
	if err := f.Rotate(); err != nil {
		t.Fatal(err)
	}
	wantFiles(t, dir, "l: l.1:c l.moved:ab")
}

func TestLogFileClosed(t *testing.T) {
	f := openLogFile(t, filepath.Join(t.TempDir(), "l"), log.WithMode(0o600))
	for range 2 {
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Write([]byte("x")); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Write: %v", err)
	}
	if err := f.Rotate(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Rotate: %v", err)
	}
	if _, err := log.OpenLogFile(filepath.Join(t.TempDir(), "no", "l")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenLogFile: %v", err)
	}
}

func TestLogFileMode(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	path := filepath.Join(t.TempDir(), "l")
	openLogFile(t, path, log.WithMode(0o600))
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
}

// A file that cannot be put aside is written to all the same, the log says so,
// and putting it aside is tried again after a while, not at each write.
func TestLogFileThatCannotRotate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not rename a folder in which a file is open")
	}
	dir := t.TempDir()
	folder, moved := filepath.Join(dir, "logs"), filepath.Join(dir, "moved")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	f := openLogFile(t, filepath.Join(folder, "l"), log.WithRotateSize(300))
	if err := os.Rename(folder, moved); err != nil {
		t.Fatal(err)
	}
	p := log.New()
	p.AddObserver(log.FileObserver(f, log.WithTimeLayout("")))
	for range 40 {
		p.Logger("x").Msg("0123456789")
	}
	data, err := os.ReadFile(filepath.Join(moved, "l"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), "0123456789\n"); n != 40 {
		t.Errorf("%d lines were written, want 40", n)
	}
	complaints := strings.Count(string(data), "[log#error] log file: rotate: ")
	if complaints < 1 || complaints > 4 {
		t.Errorf("the log says %d times that it cannot be put aside:\n%s", complaints, data)
	}
	if err := f.Reopen(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Reopen: %v", err)
	}
	write(t, f, "still there")
}

func TestLogFileManyGoroutines(t *testing.T) {
	dir := t.TempDir()
	f := openLogFile(t, filepath.Join(dir, "l"), log.WithRotateSize(1000))
	p := log.New()
	p.AddObserver(log.FileObserver(f, log.WithTimeLayout("")))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 250 {
				p.Logger("x").Msg("a line")
			}
		})
	}
	wg.Wait()
	got := files(t, dir)
	if n := strings.Count(got, " [x] a line\n"); n != 1000 {
		t.Errorf("%d lines, want 1000", n)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == "l.11" }) {
		t.Errorf("there are %d files", len(entries))
	}
}
