package site_test

import (
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/lore-docs/lore/internal/par"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// synthetic makes n pages in folders of fifty, with an index page each, six
// links a page and five headings.
func synthetic(n int) site.Input {
	in := site.Input{Numbers: true, Folder: "doc", Module: fstest.MapFS{"doc/a.txt": &fstest.MapFile{}}}
	add := func(name string, write func(w *strings.Builder)) {
		var w strings.Builder
		write(&w)
		in.Sources = append(in.Sources, site.Source{Path: name, Doc: readPage(source.New("doc/"+name, w.String()), diag.Discard{})})
	}
	page := func(i int) string { i = (i + n) % n; return fmt.Sprintf("part%03d/page%d.xhtml", i/50, i) }
	add("index.xhtml", func(w *strings.Builder) {
		w.WriteString("title The manual\n")
		for i := 0; i < n; i += 50 {
			fmt.Fprintf(w, "toc [Part](part%03d/)\n", i/50)
		}
	})
	for i := 0; i < n; i += 50 {
		add(fmt.Sprintf("part%03d/index.xhtml", i/50), func(w *strings.Builder) {
			fmt.Fprintf(w, "title Part %d\n", i/50)
			for j := i; j < min(i+50, n); j++ {
				fmt.Fprintf(w, "toc [Page](page%d.xhtml)\n", j)
			}
		})
	}
	for i := range n {
		add(page(i), func(w *strings.Builder) {
			fmt.Fprintf(w, "title Page %d\nh2 First\nh3 One\nh3 Two #two\nh2 Second\nfigure A figure #fig\nindex page!%d\n", i, i)
			fmt.Fprintf(w, "link ../%s\nlink ../%s#two\nlink ../%s#first\n", page(i+1), page(i-1), page(i*7))
			fmt.Fprintf(w, "link #second\nlink ../a.txt\nlink https://example.org/%d\n", i)
		})
	}
	return in
}

func noDeps(*site.Page) site.Deps { return site.Deps{} }

func TestSyntheticIsClean(t *testing.T) {
	var l diag.List
	s, facts := build(synthetic(120), noDeps, &l)
	if len(l) > 0 {
		t.Errorf("%d diagnostics, the first: %s", len(l), l[0])
	}
	if got := s.Page("part002/page119").Number; got != "3.20" {
		t.Errorf("the last chapter has the number %q, want 3.20", got)
	}
	last := facts[len(facts)-1]
	if got := last.Links[1].Href(s.Pages[len(s.Pages)-1], ".html"); got != "page118.html#two" {
		t.Errorf("the second link of the last page is %q", got)
	}
}

// Resolving on many goroutines gives what one gives, and is free of races.
func TestResolveInParallel(t *testing.T) {
	module := fstest.MapFS{}
	for i := range 60 {
		text := fmt.Sprintf("title P%d\nh2 One\nfigure F #f\nauto p%d.xhtml#one\nauto p%d.xhtml#f\n", i, (i+1)%60, (i+2)%60)
		text += "link nowhere.xhtml\nlink p3.xhtml#onn\nlink a.txt\nlink b.txt\nimage c.svg\n"
		module[fmt.Sprintf("doc/p%d.xhtml", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	module["doc/a.txt"] = &fstest.MapFile{}
	in := input(module, "doc", diag.Discard{})
	var want diag.List
	wantSite, wantFacts := build(in, noDeps, &want)

	var got diag.List
	s := site.Collect(in, &got)
	site.Number(s, &got)
	facts := make([]*site.Facts, len(s.Pages))
	var mu sync.Mutex
	err := par.Do(t.Context(), 8, len(s.Pages), func(i int) error {
		var l diag.List
		facts[i] = site.Resolve(s, s.Pages[i], site.Deps{}, &l)
		mu.Lock()
		defer mu.Unlock()
		got = append(got, l...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	site.Gather(s, facts, &got)
	got.Sort()
	if dumpDiags(got) != dumpDiags(want) || dumpFacts(s, facts) != dumpFacts(wantSite, wantFacts) || dumpSite(s) != dumpSite(wantSite) {
		t.Error("eight goroutines make another site than one")
	}
}

// FuzzLink checks that whatever an author writes, what reaches the output is
// safe and leads where the facts say.
func FuzzLink(f *testing.F) {
	for _, s := range []string{
		"servers.xhtml#x", "../core/a.html?q#%41", "javascript:alert(1)", "java\nscript:x", " data:,x", "//h/x", "http://[::1]:80/%zz", "#%zz",
		"\x01javascript:x", "a/../../x", "..//..//", "?", "%2e%2e/x", "./javascript:x", "JAVASCRIPT&colon;x", "a.txt#<b>", "\u2028javascript:x",
	} {
		f.Add(s, false)
		f.Add(s, true)
	}
	module := fstest.MapFS{
		"doc/index.xhtml": {}, "doc/core/a.xhtml": {Data: []byte("anchor A\nanchor x y\nanchor é")}, "doc/core/a.txt": {}, "x": {},
	}
	f.Fuzz(func(t *testing.T, address string, absolute bool) {
		in := input(module, "doc", diag.Discard{})
		b := tree.NewBuilder(source.New("doc/core/z.xhtml", address), diag.Discard{})
		span := source.Span{End: int32(len(address))}
		b.Ref(tree.Ref{URL: address, Span: span, Absolute: absolute})
		b.Ref(tree.Ref{URL: address, Span: span, Absolute: absolute, Auto: true})
		b.Ref(tree.Ref{URL: address, Span: span, Absolute: absolute, Kind: tree.RefImage})
		in.Sources = append(in.Sources, site.Source{Path: "core/z.xhtml", Doc: b.Finish(nil)})
		var l diag.List
		s, _ := build(in, noDeps, &l)
		l = nil
		p := s.Page("core/z")
		facts := site.Resolve(s, p, site.Deps{}, &l)
		for i := range facts.Links {
			checkLink(t, s, p, &facts.Links[i], address)
		}
		if broken := facts.Links[0].Kind == site.Broken; broken != (len(l) > 0 && l[0].Severity == diag.Error) && broken {
			t.Errorf("%q is broken and nothing is said of it", address)
		}
		for _, d := range l {
			if !span.Contains(d.Span) {
				t.Errorf("%q: %s is outside the address", address, d)
			}
		}
	})
}

func checkLink(t *testing.T, s *site.Site, p *site.Page, l *site.Link, address string) {
	href := l.Href(p, ".html")
	for i := range len(href) {
		if c := href[i]; c <= ' ' || c == 0x7f || c == '"' || c == '<' || c == '>' {
			t.Fatalf("%q gives the address %q with the byte %#x", address, href, c)
		}
	}
	scheme, _, found := strings.Cut(strings.ToLower(href), ":")
	if found && (scheme == "javascript" || scheme == "vbscript" || scheme == "data") {
		t.Fatalf("%q gives the unsafe address %q", address, href)
	}
	if l.Kind != site.ToPage && l.Kind != site.ToFile {
		return
	}
	u, err := url.Parse(href)
	if err != nil && l.Fragment == "" && l.Query == "" { // these two are the author's and may be anything
		t.Fatalf("%q gives %q: %v", address, href, err)
	}
	if err != nil {
		return
	}
	want := l.File
	if l.Kind == site.ToPage {
		if want = l.Page.Path + ".html"; u.Fragment != l.Fragment {
			t.Fatalf("%q gives %q, which names %q instead of %q", address, href, u.Fragment, l.Fragment)
		}
		if int(l.Target) >= len(l.Page.Doc.Targets) {
			t.Fatalf("%q leads to target %d of %d", address, l.Target, len(l.Page.Doc.Targets))
		}
	}
	base := &url.URL{Scheme: "file", Path: "/" + p.Path + ".html"}
	if got := base.ResolveReference(u).Path; got != "/"+want {
		t.Fatalf("%q gives %q, which leads to %q instead of /%s", address, href, got, want)
	}
}

func TestNoModule(t *testing.T) {
	var l diag.List
	doc := readPage(source.New("a.xhtml", "link b.txt\nlink ../x\nimage i.png\n"), &l)
	s, facts := build(site.Input{Sources: []site.Source{{Path: "a.xhtml", Doc: doc}}}, noDeps, &l)
	if len(facts) != 2 || !s.Root.Generated || len(l) != 3 {
		t.Errorf("got %d pages and the diagnostics\n%s", len(facts), dumpDiags(l))
	}
}

func TestNoPages(t *testing.T) {
	var l diag.List
	s, facts := build(site.Input{Folder: "."}, noDeps, &l)
	if s.Root == nil || len(s.Pages) != 1 || len(facts) != 1 || len(l) != 0 || s.Title == "" {
		t.Errorf("a site without pages has %d, and the diagnostics\n%s", len(s.Pages), dumpDiags(l))
	}
}

// A file system that answers with errors, as one with a symbolic link out of
// the module does, gives diagnostics.
func TestUnreadableFile(t *testing.T) {
	var l diag.List
	doc := readPage(source.New("doc/a.xhtml", "link secret\n"), &l)
	build(site.Input{Folder: "doc", Module: brokenFS{}, Sources: []site.Source{{Path: "a.xhtml", Doc: doc}}}, noDeps, &l)
	if len(l) != 1 || l[0].Code != diag.LinkFile || !strings.Contains(l[0].Message, "cannot be read") {
		t.Errorf("got\n%s", dumpDiags(l))
	}
}

type brokenFS struct{}

func (brokenFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

// So does a file that is there and may not be read.
func TestLockedFile(t *testing.T) {
	var l diag.List
	doc := readPage(source.New("doc/a.xhtml", "link secret\nimage secret\n"), &l)
	module := lockedFS{fstest.MapFS{"doc/secret": {}}}
	s, _ := build(site.Input{Folder: "doc", Module: module, Sources: []site.Source{{Path: "a.xhtml", Doc: doc}}}, noDeps, &l)
	if len(l) != 2 || l[0].Code != diag.LinkFile || l[1].Code != diag.ImageMissing || len(s.Files) != 0 {
		t.Errorf("got %d files and\n%s", len(s.Files), dumpDiags(l))
	}
}

// A lockedFS says what files there are and lets nobody read them.
type lockedFS struct{ files fstest.MapFS }

func (l lockedFS) Stat(name string) (fs.FileInfo, error) { return l.files.Stat(name) }
func (l lockedFS) Open(name string) (fs.File, error)     { return brokenFS{}.Open(name) }

func TestFilePath(t *testing.T) {
	s, _, _ := buildPages(t, map[string]string{"doc/core/a.xhtml": ""})
	for file, want := range map[string]string{
		"doc/core/main.go": "core/main.go",
		"doc/core/a.html":  "lore-files/doc/core/a.html",
		"doc/core/b.html":  "core/b.html",
		"doc/index.html":   "lore-files/doc/index.html",
		"doc/lore-files/x": "lore-files/doc/lore-files/x",
		"docs/x":           "lore-files/docs/x",
		"main.go":          "lore-files/main.go",
	} {
		if got := s.FilePath(file); got != want {
			t.Errorf("FilePath(%q) = %q, want %q", file, got, want)
		}
	}
}

func TestFilterKeepsOthers(t *testing.T) {
	f, other := source.New("a", "0123456789"), source.New("b", "0123456789")
	d := &tree.Document{Source: f, Ignores: []tree.Ignore{{Span: source.Span{Start: 2, End: 5}, Codes: []string{"link-page"}}}}
	at := func(f *source.File, code diag.Code, start, end int32) diag.Diagnostic {
		return diag.New(code, f, source.Span{Start: start, End: end}, "x")
	}
	l := diag.List{
		at(f, diag.LinkPage, 2, 5), at(f, diag.LinkPage, 2, 6), at(f, diag.LinkFile, 3, 4), at(other, diag.LinkPage, 3, 4), at(f, diag.LinkPage, 3, 3),
	}
	got := site.Filter(d, slices.Clone(l))
	if want := (diag.List{l[1], l[2], l[3]}); dumpDiags(got) != dumpDiags(want) {
		t.Errorf("got\n%swant\n%s", dumpDiags(got), dumpDiags(want))
	}
}

// The pages of a site that links to nothing that is there still resolve fast:
// what a broken link costs does not grow with the site.
func BenchmarkBrokenLinks(b *testing.B) {
	in := synthetic(1000)
	text := ""
	for i := range 100 {
		text += fmt.Sprintf("link ../part000/pgae%d.xhtml\n", i*13)
	}
	in.Sources = append(in.Sources, site.Source{Path: "part000/bad.xhtml", Doc: readPage(source.New("bad", text), diag.Discard{})})
	s := site.Collect(in, diag.Discard{})
	site.Number(s, diag.Discard{})
	p := s.Page("part000/bad")
	for b.Loop() {
		site.Resolve(s, p, site.Deps{}, diag.Discard{})
	}
}

func BenchmarkSite(b *testing.B) {
	for _, n := range []int{100, 1000, 5000} {
		in := synthetic(n)
		b.Run(fmt.Sprintf("pages=%d/collect", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				site.Collect(in, diag.Discard{})
			}
			perPage(b, n)
		})
		b.Run(fmt.Sprintf("pages=%d/number", n), func(b *testing.B) {
			s := site.Collect(in, diag.Discard{})
			b.ReportAllocs()
			for b.Loop() {
				site.Number(s, diag.Discard{})
			}
			perPage(b, n)
		})
		b.Run(fmt.Sprintf("pages=%d/resolve", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer() // the names of targets are made once a site
				s := site.Collect(in, diag.Discard{})
				site.Number(s, diag.Discard{})
				b.StartTimer()
				for _, p := range s.Pages {
					site.Resolve(s, p, site.Deps{}, diag.Discard{})
				}
			}
			perPage(b, n)
		})
	}
}

func perPage(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/page")
}
