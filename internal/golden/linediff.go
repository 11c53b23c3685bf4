package golden

import (
	"bytes"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// lineDiff returns the lines that differ with their surroundings. Blanks at
// the end of a line that differs are spelled out, as they would not be seen.
func lineDiff(want, got []byte) string {
	d := diff.Diff("want", want, "got", got)
	d = d[bytes.Index(d, []byte("@@ ")):] // without the names of two files that are none
	var out strings.Builder
	for line := range strings.Lines(string(d)) {
		text := strings.TrimSuffix(line, "\n")
		if text[0] == '+' || text[0] == '-' {
			text = showBlanks(text)
		}
		out.WriteString(text)
		out.WriteByte('\n')
	}
	return out.String()
}

var blanks = strings.NewReplacer(" ", "␠", "\t", "␉", "\r", "␍")

func showBlanks(line string) string {
	kept := strings.TrimRight(line, " \t\r")
	return kept + blanks.Replace(line[len(kept):])
}
