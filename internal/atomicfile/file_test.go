package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteFile(t *testing.T) {
	for name, write := range map[string]func(string, []byte, fs.FileMode) error{"plain": WriteFile, "sync": WriteFileSync} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "a.json")
			for _, text := range []string{"first", "", "third, and longer"} {
				if err := write(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				if got := snapshot(t, dir); len(got) != 1 || got["a.json"] != text {
					t.Errorf("got %v, want only a.json with %q", got, text)
				}
			}
			if info, _ := os.Stat(path); info.Mode().Perm()&0o077 != 0 {
				t.Errorf("mode %v, want 0600", info.Mode())
			}
		})
	}
}

func TestWriteFileReplacesSymlink(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	put(t, outside, "secret", "kept")
	symlink(t, filepath.Join(outside, "secret"), filepath.Join(dir, "a"))
	if err := WriteFile(filepath.Join(dir, "a"), []byte("new"), 0o666); err != nil {
		t.Fatal(err)
	}
	wantTree(t, dir, map[string]string{"a": "new"})
	wantTree(t, outside, map[string]string{"secret": "kept"})
}

func TestWriteFileFailures(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "folder/file", "kept")
	for _, name := range []string{"folder", "absent/file"} {
		err := WriteFile(filepath.Join(dir, name), []byte("x"), 0o666)
		if err == nil || !strings.HasPrefix(err.Error(), "write "+filepath.Join(dir, name)+": ") {
			t.Errorf("%s: error %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), ".lore-") {
			t.Errorf("%s: error names a temporary file: %v", name, err)
		}
	}
	if err := WriteFile(filepath.Join(dir, "absent/file"), nil, 0o666); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want %v", err, fs.ErrNotExist)
	}
	wantTree(t, dir, map[string]string{"folder/": "", "folder/file": "kept"})
}
