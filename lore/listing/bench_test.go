package listing_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/tree"
)

// goListing is a program of some sixty lines.
func goListing(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "// Listing %03d: a small store.\npackage main\n\nimport (\n\t\"errors\"\n\t\"fmt\"\n)\n\n", n)
	for i := range 6 {
		fmt.Fprintf(&b, "// region part%d\n\n// Put%d adds v under name, or fails when there is no room.\n", i, i)
		fmt.Fprintf(&b, "func (s *Store%d) Put%d(name string, v int) error {\n\tif len(s.order) >= %d {\n", n, i, n)
		fmt.Fprintf(&b, "\t\treturn fmt.Errorf(\"put %%q: %%w\", name, errors.New(`full`))\n\t}\n\treturn nil\n}\n// endregion\n")
	}
	return b.String()
}

// pages returns the documents of a site with four listings a page.
func pages(b *testing.B, n int, words string) (fstest.MapFS, []*tree.Document) {
	fsys := fstest.MapFS{}
	for i := range 100 {
		fsys[fmt.Sprintf("doc/listings/l%03d/main.go", i)] = &fstest.MapFile{Data: []byte(goListing(i))}
	}
	docs := make([]*tree.Document, n)
	for i := range docs {
		page := ""
		for k := range 4 {
			page += fmt.Sprintf("file ../listings/l%03d/main.go%s\n", (i*7+k*13)%100, words)
		}
		docs[i] = parsePage(b, page)
	}
	return fsys, docs
}

func loadAll(l *listing.Loader, docs []*tree.Document) {
	for _, d := range docs {
		l.Load(d, "doc/part", diag.Discard{})
	}
}

// BenchmarkLoad makes the 4000 listings of 1000 pages out of 100 files: warm
// with all files read before, cold with none.
func BenchmarkLoad(b *testing.B) {
	for _, words := range []string{"", " region=part3", " lines=10-40 highlight=12"} {
		fsys, docs := pages(b, 1000, words)
		name := strings.TrimSpace("file" + words)
		b.Run("warm/"+name, func(b *testing.B) {
			l := listing.NewLoader(listing.Config{FS: fsys})
			loadAll(l, docs)
			b.ReportAllocs()
			for b.Loop() {
				loadAll(l, docs)
			}
		})
		b.Run("cold/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				loadAll(listing.NewLoader(listing.Config{FS: fsys}), docs)
			}
		})
	}
}

// BenchmarkInline makes code that stands in the page.
func BenchmarkInline(b *testing.B) {
	text := "transcript\n" + strings.Repeat("| $ go run ./finger02 &\n| Trying 127.0.0.1...\n", 5)
	doc := parsePage(b, text)
	l := listing.NewLoader(listing.Config{FS: fstest.MapFS{}})
	b.ReportAllocs()
	for b.Loop() {
		l.Load(doc, ".", diag.Discard{})
	}
}

// BenchmarkMissing looks for the nearest name of files that are not there.
func BenchmarkMissing(b *testing.B) {
	fsys, _ := pages(b, 1, "")
	doc := parsePage(b, strings.Repeat("file listings/l042/mian.go\nfile listing/l42/main.go\n", 50))
	b.ReportAllocs()
	for b.Loop() {
		listing.NewLoader(listing.Config{FS: fsys}).Load(doc, "doc", diag.Discard{})
	}
}
