package html_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/site"
)

// digest is what a build puts into the names of files.
var digest = regexp.MustCompile(`\.[0-9a-f]{8}\.(css|js|woff2|svg)"`)

// TestGolden writes the page input.xhtml of each case: its text or, in the case
// furniture, all of it.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		files := c.FS("")
		delete(files, "html")
		v := viewOf(t, build(t, files, site.Input{Title: "Site", Numbers: true}, diag.Discard{}), "input")
		w := newWriter(t, html.Options{})
		body := w.Body(v, diag.Discard{})
		got := string(body)
		if c.Name == "furniture" {
			got = digest.ReplaceAllString(pageOf(t, w, v), `.DIGEST.$1"`)
		}
		c.Want("html", strings.TrimRight(got, "\n"))
		checkBack(t, v, body)
	})
}
