package site_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
)

// fuzzPages are the pages that FuzzCollect writes contents for.
var fuzzPages = []string{
	"index.xhtml", "a/index.xhtml", "a/b/index.xhtml", "a/b/c/index.xhtml", "d/e/index.md", "a/x.xhtml", "a/b/y.xhtml", "d/z.md", "w.xhtml",
}

// FuzzCollect checks that whatever contents authors write, every page has one
// place. Each byte of the input is a line of the contents of some index page:
// the low bits choose the page it lists, the next the depth, the top ones the
// index page; which pages are there is chosen by the first byte.
func FuzzCollect(f *testing.F) {
	f.Add([]byte{0xff, 0x01, 0x22, 0x43, 0x61})
	f.Add([]byte{0x00, 0x02, 0x11, 0x80, 0x07, 0x30})
	f.Add([]byte{0xfe, 0x21, 0x41, 0x42, 0x61, 0x62, 0x63})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) == 0 || len(data) > 200 {
			return
		}
		in := fuzzInput(data)
		s := site.Collect(in, diag.Discard{})
		site.Number(s, diag.Discard{})
		checkOrder(t, s, len(in.Sources))
		slices.Reverse(in.Sources)
		again := site.Collect(in, diag.Discard{})
		site.Number(again, diag.Discard{})
		if a, b := dumpSite(s), dumpSite(again); a != b {
			t.Errorf("another order of the sources gives another site:\n%s\n%s", a, b)
		}
	})
}

func fuzzInput(data []byte) site.Input {
	texts := make([]strings.Builder, len(fuzzPages))
	for _, b := range data[1:] {
		to, depth, from := int(b&15), int(b>>4&1)+int(b>>7), int(b>>5)%5
		url := "/nowhere.html"
		if to < len(fuzzPages) {
			url = "/" + fuzzPages[to]
		}
		fmt.Fprintf(&texts[from], "%stoc [L](%s)\n", strings.Repeat("  ", depth), url)
	}
	in := site.Input{Numbers: true}
	for i, name := range fuzzPages {
		if data[0]>>i&1 == 1 || i >= 8 {
			f := source.New(name, texts[i].String())
			in.Sources = append(in.Sources, site.Source{Path: name, Doc: readPage(f, diag.Discard{})})
		}
	}
	return in
}

// checkOrder checks what Site promises of the order of its pages.
func checkOrder(t *testing.T, s *site.Site, sources int) {
	t.Helper()
	if s.Root.Generated {
		sources++
	}
	if len(s.Pages) != sources || s.Pages[0] != s.Root {
		t.Fatalf("%d pages in order, want %d:\n%s", len(s.Pages), sources, dumpSite(s))
	}
	var prev *site.Page
	for i, p := range s.Pages {
		if p.Position != i || p.Prev != prev || prev != nil && prev.Next != p {
			t.Fatalf("page %s is out of line:\n%s", p.Path, dumpSite(s))
		}
		prev = p
		if (p.Parent == nil) != (p == s.Root) {
			t.Fatalf("page %s has the parent %s:\n%s", p.Path, pathOf(p.Parent), dumpSite(s))
		}
		if p.Parent != nil && (p.Parent.Position >= i || !slices.Contains(p.Parent.Children, p)) {
			t.Fatalf("page %s is not below its parent %s:\n%s", p.Path, p.Parent.Path, dumpSite(s))
		}
	}
	if n := countPages(s.Toc); n != sources-1 {
		t.Fatalf("the contents list %d pages, want %d:\n%s", n, sources-1, dumpSite(s))
	}
}

func countPages(entries []*site.Entry) int {
	n := 0
	for _, e := range entries {
		if e.Page != nil {
			n++
		}
		n += countPages(e.Children)
	}
	return n
}

// Contents that nest as deep as a page is long are read.
func TestDeepContents(t *testing.T) {
	var b strings.Builder
	in := site.Input{}
	const depth = 3000
	for i := range depth {
		fmt.Fprintf(&b, "%stoc [P](p%d.xhtml)\n", strings.Repeat("  ", i), i)
		in.Sources = append(in.Sources, site.Source{Path: fmt.Sprintf("p%d.xhtml", i), Doc: readPage(source.New("p", ""), diag.Discard{})})
	}
	in.Sources = append(in.Sources, site.Source{Path: "index.xhtml", Doc: readPage(source.New("index.xhtml", b.String()), diag.Discard{})})
	s := site.Collect(in, diag.Discard{})
	site.Number(s, diag.Discard{})
	checkOrder(t, s, depth+1)
}

func TestTitles(t *testing.T) {
	s, _, l := buildPages(t, map[string]string{
		"doc/core/index.xhtml": "", "doc/core/no-title.xhtml": "", "doc/core/titled.xhtml": "title A  title\n",
	})
	if len(l) > 0 {
		t.Errorf("a site without contents gives\n%s", dumpDiags(l))
	}
	for path, want := range map[string]string{
		"index": "Contents", "core/index": "core", "core/no-title": "no-title", "core/titled": "A title",
	} {
		if got := s.Page(path).Title; got != want {
			t.Errorf("the title of %s is %q, want %q", path, got, want)
		}
	}
}
