package lore

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/golden"
)

// TestMistakes builds folders with the mistakes that authors make. The whole
// report is kept, as it is printed, so that each message can be read as the
// author will: is the place the smallest thing that is wrong, does it say what
// to do, and is there one message for each cause?
func TestMistakes(t *testing.T) {
	golden.Run(t, "../testdata/mistakes/*.txtar", func(t *testing.T, c *golden.Case) {
		report, _ := buildFiles(t, c.FS("doc/"))
		// What others say of a file has their names for it.
		c.Want("report", strings.ReplaceAll(report, string(filepath.Separator), "/"))
		if report == "" {
			t.Error("nothing is said")
		}
	})
}
