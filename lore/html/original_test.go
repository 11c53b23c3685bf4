package html_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	xhtml "golang.org/x/net/html"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

const oldTemplate = `<?xml version="1.0"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1" /><title>Manual: </title>
<link rel="stylesheet" href="res/old.css" /><link rel="stylesheet" href="lore.css" /><script src="res/old.js" /></head>
<body>
<h1 class="title" />
<p class="authors">By </p>
<div class="toc">gone <b>too</b></div>
<div class="body big"><p class="title">gone</p></div>
<p><img src="/top.png" alt="" /><a href="http://example.com/">out</a><a href="#x">here</a></p>
<span class="index-link">Index</span>
<span class="version">Version: </span> <span class="mtime">Changed </span>
</body>
</html>
`

func writeOld(t *testing.T, template string, v site.View, o html.Options) string {
	t.Helper()
	o.Template = source.New("old.tpl", template)
	w := newWriter(t, o)
	out, err := w.Page(v, w.Body(v, diag.Discard{}))
	if err != nil {
		t.Fatal(err)
	}
	return string(out[0].Data)
}

func oldPage(path string) site.View {
	s := newSheet("Pages & such")
	s.Meta().Title = []tree.Inline{text("Pages & "), phrase(tree.Emph, "such")}
	s.Meta().Authors = []tree.Author{{Name: "A & B", URL: "https://example.com/?a&b"}, {Name: "C"}, {Name: "D", URL: "javascript:x"}}
	s.Meta().Date = "today"
	s.heading(2, "One")
	s.heading(3, "Two")
	s.heading(2, "Three")
	return s.view(path)
}

func TestOriginalSlots(t *testing.T) {
	page := writeOld(t, oldTemplate, oldPage("core/howto/pages"), html.Options{Version: "1.2"})
	for _, want := range []string{
		"<!DOCTYPE html>\n\n", `<head><meta charset="utf-8">`,
		"<title>Manual: Pages &amp; such</title>",
		`<h1 class="title">Pages &amp; <em>such</em></h1>`,
		`<link rel="author" href="https://example.com/?a&amp;b" title="A &amp; B">`,
		`href="../../res/old.css"`, `href="../../lore-assets/lore.`, `<script src="../../res/old.js"></script>`,
		`By <span><a href="https://example.com/?a&amp;b">A &amp; B</a>, C, and D</span></p>`,
		`<div class="toc"><ol>`, `<li><a href="#one">One</a>`, `<div class="content big"><h2 id="one">`,
		`<img src="/top.png" alt="">`, `<a href="http://example.com/">`, `<a href="#x">`,
		`<span class="version">Version: 1.2</span>`, `<span class="mtime">Changed today</span>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
	for _, wrong := range []string{"gone", "Index", "<?xml", "iso-8859-1", "/>", "DOCTYPE html PUBLIC"} {
		if strings.Contains(page, wrong) {
			t.Errorf("there is %q in\n%s", wrong, page)
		}
	}
}

func TestOriginalIndexLink(t *testing.T) {
	v := oldPage("core/pages")
	v.Site.Index = []*site.Term{{Text: "term"}}
	page := writeOld(t, oldTemplate, v, html.Options{})
	if want := `<a href="../genindex.html">Index</a>`; !strings.Contains(page, want) {
		t.Errorf("no %s in\n%s", want, page)
	}
}

func TestTwoAuthors(t *testing.T) {
	v := oldPage("pages")
	v.Page.Doc.Meta.Authors = []tree.Author{{Name: "A"}, {Name: "B"}}
	if page := writeOld(t, `<p class="body authors"></p>`, v, html.Options{}); !strings.Contains(page, "<span>A, and B</span>") {
		t.Errorf("no list of two in\n%s", page)
	}
}

// TestOriginalChapter puts the number of a chapter where the original did.
func TestOriginalChapter(t *testing.T) {
	v := oldPage("pages")
	v.Page.Number = "13"
	page := writeOld(t, oldTemplate, v, html.Options{})
	for _, want := range []string{"<title>Manual: 13. Pages &amp; such</title>", `<h1 class="title">13. Pages &amp; <em>such</em></h1>`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
}

// TestOriginalFiles copies the files that a template names, and reports those
// that are not there.
func TestOriginalFiles(t *testing.T) {
	f := source.New("old.tpl", "\uFEFF<p class='body'/>\n"+`<link href="res/a%20b.css?v=1"/><link href="lore.css"/><img src='../up.png'/>`+
		`<img src="gone.png"/><img src="gone.png#x"/><a href="other.html">x</a><a href="notes.txt">x</a><a href="folder">x</a>`)
	fsys := fstest.MapFS{"res/a b.css": {Data: []byte("p {}")}, "notes.txt": {Data: []byte("n")}, "folder/x": {}, "other.html": {}}
	var list diag.List
	w, err := html.New(html.Options{Template: f, TemplateFiles: fsys}, &list)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[0].String() != `old.tpl:2:88: no file "gone.png" (link-file)` || list[1].Position().Col != 109 {
		t.Errorf("got %v", list)
	}
	v := oldPage("pages")
	v.Site.Files = []site.File{{Path: "notes.txt"}}
	out, err := w.Shared(v.Site)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range out {
		if !strings.HasPrefix(o.Path, "lore-assets/") {
			got = append(got, o.Path+": "+string(o.Data))
		}
	}
	if s := strings.Join(got, ", "); s != "res/a b.css: p {}" {
		t.Errorf("got %s", s)
	}
}

func TestOriginalMistakes(t *testing.T) {
	for _, tc := range []struct{ template, want string }{
		{"<html><body></body></html>", "old.tpl:1:1: template has no element of class body (template)"},
		{"", "old.tpl:1:1: template has no element of class body (template)"},
		{"<p class='body'/>\n</div>", "old.tpl:2:1: </div> ends nothing (template)"},
		{"<html>\n <div class='body'>", "old.tpl:2:2: <div> is never closed (template)"},
	} {
		var list diag.List
		w, err := html.New(html.Options{Template: source.New("old.tpl", tc.template)}, &list)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 || list[0].String() != tc.want {
			t.Errorf("%q: %v; want %s", tc.template, list, tc.want)
		}
		v := oldPage("pages")
		out, err := w.Page(v, w.Body(v, diag.Discard{}))
		if err != nil || !strings.Contains(string(out[0].Data), ">One<") {
			t.Errorf("%q: the page is lost: %v", tc.template, err)
		}
	}
}

// FuzzOriginal tries templates of all kinds: none stops a build or loses a page.
func FuzzOriginal(f *testing.F) {
	f.Add(oldTemplate)
	f.Add("<p class='body title toc authors version mtime index-link'><title class=title><head></p>")
	f.Add("<a class=index-link><b class=index-link><i class=body></a></i>")
	f.Add("<script class=body><title/></script><![CDATA[ x ]]><!-- -")
	v := oldPage("a/b")
	v.Site.Index = []*site.Term{{Text: "term"}}
	f.Fuzz(func(t *testing.T, template string) {
		var list diag.List
		w, err := html.New(html.Options{Template: source.New("old.tpl", template)}, &list)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range list {
			if d.Span.Start < 0 || d.Span.End < d.Span.Start || int(d.Span.End) > len(template) {
				t.Errorf("%v has the span %v of %d bytes", d, d.Span, len(template))
			}
		}
		out, err := w.Page(v, []byte("<p>the text</p>"))
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 && !strings.Contains(string(out[0].Data), "<p>the text</p>") && !strings.Contains(template, "index-link") {
			t.Error("the text is lost")
		}
	})
}

// TestOriginalCases compares with what the original made of its own test pages.
func TestOriginalCases(t *testing.T) {
	const data = "../../../shared/data/lore-tests"
	if _, err := os.Stat(data); err != nil {
		t.Skip("no test data of the original at ", data)
	}
	for _, tc := range []struct{ dir, in, want string }{
		{"2005", "simple.html", "good_simple.xhtml"},
		{"2005", "lore_index_test.xhtml", "lore_index_test_out.html"},
		{"2005", "lore_index_test2.xhtml", "lore_index_test_out2.html"},
		{"8.0", "simple.html", "good_simple.xhtml"},
		{"8.0", "lore_index_test.xhtml", "lore_index_test_out.html"},
		{"8.0", "lore_index_test2.xhtml", "lore_index_test_out2.html"},
	} {
		t.Run(tc.dir+"/"+tc.in, func(t *testing.T) {
			dir := filepath.Join(data, tc.dir)
			read := func(name string) []byte {
				data, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Skip(err)
				}
				return data
			}
			files := fstest.MapFS{"page.xhtml": {Data: read(tc.in)}}
			v := viewOf(t, build(t, files, site.Input{}, diag.Discard{}), "page")
			got := oldFacts(t, writeOld(t, string(read("template.tpl")), v, html.Options{}))
			want := oldFacts(t, string(read(tc.want)))
			if strings.HasPrefix(tc.in, "simple") {
				want.index = "" // the original linked to the index of a run without one
			}
			if got != want {
				t.Errorf("\n got %+v\nwant %+v", got, want)
			}
		})
	}
}

// facts are what matters of a page made with a template of the original.
type facts struct{ title, heading, contents, body, index, style string }

func oldFacts(t *testing.T, page string) facts {
	t.Helper()
	root, err := xhtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var f facts
	var walk func(n *xhtml.Node)
	walk = func(n *xhtml.Node) {
		switch {
		case n.Data == "title":
			f.title = plainText(n)
		case isClass(n, "title"):
			f.heading = plainText(n)
		case isClass(n, "toc"):
			f.contents = plainText(n)
		case isClass(n, "content"):
			f.body = plainText(n)
			return
		case n.Data == "a" && plainText(n) == "Index":
			f.index = "linked"
		case n.Data == "link":
			for _, a := range n.Attr {
				if a.Key == "href" {
					f.style = a.Val
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return f
}

// plainText returns the letters of n, without what the writer adds to them.
func plainText(n *xhtml.Node) string {
	b := back{ids: map[string]int{}}
	b.read(n)
	return squash(b.words.String())
}
