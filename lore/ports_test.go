package lore

import (
	"fmt"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/run/term"
)

// TestShownPort holds that a port that a page shows and that may differ is none
// that its session needs: somebody else may have it.
func TestShownPort(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("sandboxes are those of Linux")
	}
	holder, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	_, port, _ := net.SplitHostPort(holder.Addr().String())
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.test/m\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "doc/index.md"), fmt.Sprintf("# Page\n\n```console vary=port\n$ echo call from 127.0.0.1:$((40000 + 2))\ncall from 127.0.0.1:%s\n```\n", port))
	if got := prove(t, dir, t.TempDir(), term.Plain); strings.Contains(got, "failed") {
		t.Errorf("got\n%s", got)
	}
}
