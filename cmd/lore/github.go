package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
)

// mostAnnotations is how many of a kind GitHub shows of one step.
const mostAnnotations = 10

// annotate writes diagnostics as workflow commands of GitHub.
func annotate(w io.Writer, l diag.List) {
	left := map[diag.Severity]int{diag.Error: mostAnnotations, diag.Warning: mostAnnotations}
	for _, d := range l {
		if left[d.Severity]--; left[d.Severity] < 0 {
			continue
		}
		pos := d.Position()
		text := d.Message
		if d.Detail != "" {
			text += "\n" + d.Detail
		}
		fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", d.Severity, property(pos.File), pos.Line, pos.Col, d.Code, data(text))
	}
}

// data escapes the text of a workflow command, property one of its values.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}
