package site_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/lore/xhtml"
)

// corpus is a folder of howtos that people wrote for the original Lore.
const corpus = "../../../shared/data/lore-corpus"

// TestCorpus puts together what authors wrote long ago. Their pages link to
// each other as they should, but for what is listed here.
func TestCorpus(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("the corpus of howtos is not at %s", filepath.FromSlash(corpus))
	}
	module := os.DirFS(corpus)
	in := site.Input{Title: "Howtos", Module: module, Numbers: true}
	err := fs.WalkDir(module, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".xhtml") {
			return err
		}
		text, err := fs.ReadFile(module, name)
		doc := xhtml.Reader{}.Read(source.New(name, string(text)), diag.Discard{})
		in.Sources = append(in.Sources, site.Source{Path: name, Doc: doc})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var l diag.List
	s, _ := build(in, noDeps, &l)
	checkOrder(t, s, len(in.Sources))
	var got strings.Builder
	for _, d := range l {
		fmt.Fprintf(&got, "%s %s\n", d.Position(), d.Code)
	}
	const want = `core/howto/cred.xhtml:50:11 image-missing
core/howto/gendefer.xhtml:1:1 toc-missing
core/howto/index.xhtml:12:30 link-file
core/howto/index.xhtml:13:10 link-file
core/howto/overview.xhtml:12:15 image-missing
core/howto/release.xhtml:1:1 toc-missing
core/howto/roadmap.xhtml:1:1 toc-missing
lore/howto/extend-lore.xhtml:93:37 link-page
lore/howto/extend-lore.xhtml:166:14 image-missing
`
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", &got, want)
	}
	for path, want := range map[string]string{
		"core/howto/index": "", "core/howto/overview": "1", "core/howto/tutorial/configuration": "6.11", "core/howto/roadmap": "", "lore/howto/lore": "1",
	} {
		if p := s.Page(path); p == nil || p.Number != want {
			t.Errorf("the number of %s is not %q", path, want)
		}
	}
}

// TestMarkUp takes pages from what authors type to what they are told.
func TestMarkUp(t *testing.T) {
	var l diag.List
	in := site.Input{Numbers: true}
	for name, text := range map[string]string{
		"index.xhtml": `<html><head><title>Manual</title></head><body><h1>Manual</h1>
<ul class="toc"><li>Networking<ul><li><a href="servers.xhtml">Servers</a></li></ul></li></ul>
</body></html>`,
		"servers.xhtml": `<html><head><title>Servers</title></head><body><h1>Servers</h1>
<h2 id="first">First</h2><h2>Factories</h2>
<p>See <a href="#factories"></a>, <a href="#first"></a> and <a href="#frist">this</a>.</p>
<!-- lore:ignore link-page -->
<p>Not <a href="gone.xhtml">there</a>.</p>
<p>Not <a href="gone.xhtml">there</a> either. <span class="index" value="server!first"></span></p>
</body></html>`,
		"other.xhtml": `<html><head><title>Other</title></head><body><h1>Other</h1></body></html>`,
	} {
		in.Sources = append(in.Sources, site.Source{Path: name, Doc: xhtml.Reader{}.Read(source.New(name, text), &l)})
	}
	s, facts := build(in, noDeps, &l)
	got := dumpSite(s) + dumpFacts(s, facts) + dumpDiags(l)
	const want = `title "Manual"
page index "Manual" next=servers
page servers "Servers" number=1 parent=index prev=index next=other
page other "Other" parent=index prev=servers
toc "Networking" part
toc > "Servers" servers 1
toc "Other" other
index "server"
index > "first" servers#index01
index
  servers.xhtml: page servers.html
servers
  #factories: page #factories target factories "section 1.2, Factories"
  #first: page #first target first "section 1.1, First"
  #frist: broken
  gone.xhtml: broken
  gone.xhtml: broken
  #first: 1.1
  #factories: 1.2
other
warning: other.xhtml:1:1: page "Other" is in no table of contents (toc-missing)
    list it in index.xhtml
error: servers.xhtml:3:71: no target "frist" on this page (link-target) at ` + "`frist`" + `
    did you mean #first?
    servers.xhtml:2:9: "first" is here
error: servers.xhtml:6:17: no page "gone.xhtml" (link-page) at ` + "`gone.xhtml`" + `
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// The root page that is made says what an author would have written.
func TestGeneratedRoot(t *testing.T) {
	var l diag.List
	in := site.Input{Title: "Manual"}
	for _, name := range []string{"core/a b.xhtml", "core/c.xhtml", "d.xhtml"} {
		in.Sources = append(in.Sources, site.Source{Path: name, Doc: readPage(source.New(name, ""), &l)})
	}
	s := site.Collect(in, &l)
	written := xhtml.Reader{}.Read(source.New("index.xhtml", `<html><head><title>Manual</title></head><body><h1>Manual</h1>
<ul class="toc"><li>core<ul><li><a href="core/a%20b.xhtml">a b</a></li><li><a href="core/c.xhtml">c</a></li></ul></li>
<li><a href="d.xhtml">d</a></li></ul></body></html>`), &l)
	if got, want := tree.Dump(s.Root.Doc), tree.Dump(written); got != want || len(l) > 0 {
		t.Errorf("got\n%swant\n%s%s", got, want, dumpDiags(l))
	}
}
