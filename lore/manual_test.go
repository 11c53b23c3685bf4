package lore

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
)

// TestManualListsCodes holds that the page of the manual about diagnostics
// lists every code, with what it weighs and what it means.
func TestManualListsCodes(t *testing.T) {
	page, err := os.ReadFile("../doc/lore/howto/diagnostics.md")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, info := range diag.Codes() {
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", info.Code, info.Severity, info.Summary)
	}
	if !strings.Contains(string(page), want.String()) {
		t.Errorf("the table of diagnostics.md should be:\n%s", want.String())
	}
}
