package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A file system of one megabyte is filled for real.
func TestFullFileSystem(t *testing.T) {
	base := t.TempDir()
	if err := syscall.Mount("none", base, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("cannot mount a small file system: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(base, 0); err != nil {
			t.Error(err)
		}
	})
	dir := filepath.Join(base, "html")
	build(t, dir, text(oldSite))
	tree := openWith(t, dir, "exchange")
	writeAll(t, tree, newSite)
	err := tree.Write("big.html", make([]byte, 2<<20))
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("error %v, want ENOSPC", err)
	}
	if want := "write " + filepath.Join(dir, "big.html") + ": no space left on device"; err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	if _, again := tree.Commit(); again != err {
		t.Errorf("Commit gives %v", again)
	}
	wantTree(t, base, under("html", wantOld))

	// Once it is known to fit, the space of the failed build is free again.
	if err := os.WriteFile(filepath.Join(base, "filler"), make([]byte, 900<<10), 0o666); err != nil {
		t.Error(err)
	}
}
