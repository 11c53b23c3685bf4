package html_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/site"
)

func pageOf(t testing.TB, w *html.Writer, v site.View) string {
	t.Helper()
	out, err := w.Page(v, w.Body(v, diag.Discard{}))
	if err != nil {
		t.Fatal(err)
	}
	return string(out[0].Data)
}

// treeOf cuts the tree out of a page.
func treeOf(page string) string {
	_, tree, _ := strings.Cut(page, `aria-label="Documentation">`)
	tree, _, _ = strings.Cut(tree, "</nav>")
	return tree
}

var current = regexp.MustCompile(`<a aria-current="page" href="([^"]*)">`)

// TestTreeIsFlat holds that a page of a large site costs what one of a smaller
// site does, whatever the shape of the site, and is marked in its tree.
func TestTreeIsFlat(t *testing.T) {
	shapes := map[string]func(n int) []site.View{
		"chapters": manual,
		"one list": func(n int) []site.View {
			views := manual(n)
			s := views[0].Site
			s.Toc = nil
			for _, v := range views[1:] {
				s.Toc = append(s.Toc, &site.Entry{Title: v.Page.Title, Page: v.Page})
			}
			return views
		},
		"one chapter": func(n int) []site.View {
			views := manual(n)
			top := &site.Entry{Title: "Part"}
			for _, v := range views[1:] {
				top.Children = append(top.Children, &site.Entry{Title: v.Page.Title, Page: v.Page})
			}
			views[0].Site.Toc = []*site.Entry{top}
			return views
		},
		"one below the other": func(n int) []site.View {
			views := manual(n)
			s := views[0].Site
			s.Toc = nil
			list := &s.Toc
			for i, v := range views[1:] {
				e := &site.Entry{Title: v.Page.Title, Page: v.Page}
				*list = append(*list, e)
				if i%100 < 10 {
					list = &e.Children
				} else {
					list = &s.Toc
				}
			}
			return views
		},
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			w := newWriter(t, html.Options{SystemFonts: true})
			most := 0
			for i, v := range shape(2000) {
				if i == 0 || i%37 != 0 {
					continue
				}
				tree := treeOf(pageOf(t, w, v))
				most = max(most, strings.Count(tree, "<a "))
				m := current.FindStringSubmatch(tree)
				if len(m) != 2 || !strings.HasSuffix(m[1], fmt.Sprintf("page%03d.html", i-1)) {
					t.Fatalf("page %d is marked as %q in\n%s", i-1, m, tree)
				}
			}
			if most > 4*html.Window {
				t.Errorf("%d links in a tree", most)
			}
		})
	}
}

func TestWholeTree(t *testing.T) {
	v := tutorial()
	w := newWriter(t, html.Options{})
	tree := treeOf(pageOf(t, w, v))
	for _, want := range []string{
		`<span class="lore-part">Start here</span>`,
		`<a href="index.html">The evolution of Finger</a>`,
		`<a aria-current="page" href="answer.html"><span class="lore-n">2</span>Answer a real question</a>`,
		`<a href="../../../howto/slow.html">Time out slow clients</a>`,
	} {
		if !strings.Contains(tree, want) {
			t.Errorf("no %s in\n%s", want, tree)
		}
	}
	again := v
	again.Page = v.Page.Next
	again.Facts = &site.Facts{}
	if tree := treeOf(pageOf(t, w, again)); strings.Count(tree, "aria-current") != 1 || !strings.Contains(tree, `<a aria-current="page" href="file.html">`) {
		t.Errorf("the neighbour is not marked, or not alone, in\n%s", tree)
	}
}

func TestFurniture(t *testing.T) {
	v := tutorial()
	v.Page.Aliases = []string{"old/answer", "answer"}
	v.Page.Source = "core/howto/finger/an answer.xhtml"
	w := newWriter(t, html.Options{
		Version: "v1 <b>", Copyright: "© us & them", Source: "https://example.com/?a&b", Edit: "https://example.com/edit/{path}?x",
		Changed: func(p *site.Page) string { return "on a <day>" },
	})
	out, err := w.Page(v, []byte("<p>TEXT</p>"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(out[0].Data)
	for _, want := range []string{
		`<html lang="en">`, `<title>Answer a real question · The evolution of Finger · finger</title>`, `v1 &lt;b&gt;`, `© us &amp; them`,
		`href="https://example.com/?a&amp;b"`, `https://example.com/edit/core/howto/finger/an%20answer.xhtml?x`, `Changed on a &lt;day&gt;`,
		`<p class="lore-kick">Chapter 2</p>`, `<p class="lore-lead">The server from step 1`, `<a href="mailto:moshez@example.com">Moshe Zadka</a> and Itamar`,
		`<ol><li><a href="../../../index.html">Docs</a></li><li><a href="index.html">The evolution of Finger</a></li></ol>`,
		`<a rel="prev" href="refuse.html"><small>Previous</small>Refuse, politely</a>`, `<a rel="next" href="file.html">`,
		`href="../../../lore-assets/lore.`, `<a href="../../../genindex.html">Index</a>`, `<p>TEXT</p>`,
		"<li><a href=\"#one-goroutine-for-each-caller\">One goroutine for each caller</a>\n<ul>\n<li><a href=\"#what-stays-the-same\">",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(page, "\x00") || t.Failed() {
		t.Error(page)
	}
	checkHrefs(t, out[0].Data)
	if len(out) != 3 || out[1].Path != "old/answer.html" || !strings.Contains(string(out[1].Data), `content="0; url=../core/howto/finger/answer.html"`) {
		t.Errorf("aliases: %q", out[1:])
	}
}

func TestLanguages(t *testing.T) {
	for lang, want := range map[string]string{"": `lang="en">`, "he": `lang="he" dir="rtl">`, "ar-EG": `lang="ar-EG" dir="rtl">`, "az": `lang="az">`} {
		v := tutorial()
		v.Page.Doc.Meta.Lang = lang
		if page := pageOf(t, newWriter(t, html.Options{}), v); !strings.Contains(page, "<html "+want) {
			t.Errorf("%q: no %s in %s", lang, want, page[:80])
		}
	}
}

func TestShared(t *testing.T) {
	v := tutorial()
	w := newWriter(t, html.Options{})
	files, err := w.Shared(v.Site)
	if err != nil {
		t.Fatal(err)
	}
	page := pageOf(t, w, v)
	var names []string
	for _, f := range files {
		names = append(names, f.Path)
		if strings.HasSuffix(f.Path, ".css") || strings.HasSuffix(f.Path, ".js") {
			if !strings.Contains(page, f.Path) {
				t.Errorf("the page does not use %s", f.Path)
			}
		}
		if strings.HasSuffix(f.Path, ".css") {
			checkFaces(t, string(f.Data), files)
		}
		if f.Path == "genindex.html" {
			for _, want := range []string{`<h2 id="lore-letter-2">G</h2>`, `<li>leak, <a href="core/howto/finger/answer.html#index01">One goroutine for each caller</a>`} {
				if !strings.Contains(string(f.Data), want) {
					t.Errorf("no %s in the index\n%s", want, f.Data)
				}
			}
		}
	}
	for _, want := range []string{"genindex.html", "lore-assets/source-serif-4-LICENSE.txt"} {
		if !slices.Contains(names, want) {
			t.Errorf("no %s in %q", want, names)
		}
	}
	system, err := newWriter(t, html.Options{SystemFonts: true}).Shared(v.Site)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range system {
		if strings.Contains(f.Path, "woff") || strings.Contains(string(f.Data), "@font-face") || strings.Contains(string(f.Data), "preload") {
			t.Errorf("%s, with the system's fonts", f.Path)
		}
	}
}

var fontURL = regexp.MustCompile(`url\(([^)]*)\)`)

// checkFaces holds that each font of the style sheet is there, and no other.
func checkFaces(t *testing.T, style string, files []site.Output) {
	t.Helper()
	used := map[string]bool{}
	for _, m := range fontURL.FindAllStringSubmatch(style, -1) {
		used["lore-assets/"+m[1]] = true
	}
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".woff2") && !used[f.Path] {
			t.Errorf("%s is not used", f.Path)
		}
		delete(used, f.Path)
	}
	if len(used) > 0 {
		t.Errorf("fonts that are not there: %v", used)
	}
}
