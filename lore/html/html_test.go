package html_test

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
)

func newWriter(t testing.TB, o html.Options) *html.Writer {
	t.Helper()
	var list diag.List
	w, err := html.New(o, &list)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		t.Errorf("%v", d)
	}
	return w
}

// TestPageBudget holds the size, compressed, that a page may have.
func TestPageBudget(t *testing.T) {
	page := pageOf(t, newWriter(t, html.Options{}), tutorial())
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(page)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d compressed", len(page), b.Len())
	if b.Len() > 15<<10 {
		t.Errorf("a page of common size has %d bytes, compressed; 15 kB is the limit", b.Len())
	}
}
