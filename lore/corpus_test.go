package lore

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/lore-docs/lore/lore/diag"
)

// corpus is a folder of howtos that people wrote for the original Lore, without
// the files that they list.
const corpus = "../../shared/data/lore-corpus"

func needCorpus(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus is not on this machine: ", err)
	}
}

// corpusPages returns the paths of the pages in the corpus.
func corpusPages(t *testing.T) []string {
	t.Helper()
	var pages []string
	err := filepath.WalkDir(corpus, func(name string, e fs.DirEntry, err error) error {
		if err == nil && path.Ext(name) == ".xhtml" {
			name, err = filepath.Rel(corpus, name)
			pages = append(pages, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// TestCorpusText compares the words of each page, in their order, with those of
// the page that lore makes of it: the text of <main> and nothing else, but for
//
//   - furniture, by class: numbers of chapters, sections, listings, figures and
//     tables; breadcrumbs, pager, contents, by-line, description; links to a
//     heading or back from a footnote; the mark of a footnote, and the heading
//     above them all; the words Note and Caution; the bar above code, but for
//     the caption in it; the line that says that a file cannot be shown;
//   - footnotes, which stand at the end in the order of their marks;
//   - the title of a table or note, and the words for a picture, which are
//     attributes in the source;
//   - a listing whose words are the name of its file, which is in the bar;
//   - style sheets and scripts, which are refused, and comments;
//   - the heading of a page that has none, which is its title.
//
// The source is read by a tokenizer that knows nothing of lore.
func TestCorpusText(t *testing.T) {
	needCorpus(t)
	_, out := buildInto(t, Config{Dir: corpus})
	pages := corpusPages(t)
	if len(pages) < 55 {
		t.Errorf("only %d pages", len(pages))
	}
	total := 0
	for _, page := range pages {
		in := strings.Fields(sourceText(readFile(t, corpus, page)))
		main := find(parsePage(t, readFile(t, out, strings.TrimSuffix(page, ".xhtml")+".html")), func(n *html.Node) bool { return n.DataAtom == atom.Main })
		var b strings.Builder
		mainText(&b, main)
		got := strings.Fields(b.String())
		total += len(in)
		if i := firstDifference(in, got); i >= 0 {
			t.Errorf("%s: the words differ from number %d on\nin  %q\nout %q", page, i, around(in, i), around(got, i))
		}
	}
	if total < 50000 {
		t.Errorf("only %d words", total)
	}
}

func firstDifference(a, b []string) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

func around(w []string, i int) []string { return w[max(0, min(i-4, len(w))):min(i+8, len(w))] }

// running are the elements that do not part words.
var running = strings.Fields("a abbr b big cite code dfn em i kbd mark q s samp small span strong sub sup tt u var del ins")

func parts(name string, class []string) bool {
	return !slices.Contains(running, name) || slices.ContainsFunc(class, func(c string) bool {
		return strings.HasSuffix(c, "listing") || c == "note" || c == "caution"
	})
}

// sourceText returns the text of a source.
func sourceText(page string) string {
	s := sourceReader{z: html.NewTokenizer(strings.NewReader(page))}
	s.z.AllowCDATA(true)
	s.pieces = []*strings.Builder{{}}
	s.open = []*openElement{{into: s.pieces[0]}}
	for s.next() {
	}
	if !s.heading {
		return s.title.String() + " " + s.String()
	}
	return s.String()
}

// sourceReader takes the text out of a source. Each footnote has a piece of
// its own, behind that of the page.
type sourceReader struct {
	z       *html.Tokenizer
	pieces  []*strings.Builder
	open    []*openElement
	title   strings.Builder
	heading bool
}

type openElement struct {
	name    string
	parts   bool
	into    *strings.Builder
	listing string // the name of the listed file
	from    int    // where the words of the listing begin
}

func (s *sourceReader) String() string {
	var b strings.Builder
	for _, p := range s.pieces {
		b.WriteString(p.String() + " ")
	}
	return b.String()
}

func (s *sourceReader) next() bool {
	kind := s.z.Next()
	token := s.z.Token()
	top := s.open[len(s.open)-1]
	switch kind {
	case html.ErrorToken:
		return false
	case html.TextToken:
		if !s.inside("head", "style", "script") {
			top.into.WriteString(token.Data)
		} else if s.inside("title") {
			s.title.WriteString(token.Data)
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		s.start(token)
		if kind == html.SelfClosingTagToken || slices.Contains(strings.Fields("br img hr link meta input col"), token.Data) {
			s.z.NextIsNotRawText()
			s.end(token.Data)
		}
	case html.EndTagToken:
		s.end(token.Data)
	}
	return true
}

func (s *sourceReader) inside(names ...string) bool {
	return slices.ContainsFunc(s.open, func(e *openElement) bool { return slices.Contains(names, e.name) })
}

func (s *sourceReader) start(token html.Token) {
	n := &html.Node{Type: html.ElementNode, Attr: token.Attr}
	class := strings.Fields(attr(n, "class"))
	e := &openElement{name: token.Data, parts: parts(token.Data, class) && !s.inside("pre"), into: s.open[len(s.open)-1].into}
	s.heading = s.heading || token.Data == "h1"
	if e.parts {
		e.into.WriteString(" ")
	}
	switch {
	case token.Data == "img":
		e.into.WriteString(attr(n, "alt"))
	case token.Data == "table" || slices.Contains(class, "note"):
		e.into.WriteString(" " + attr(n, "title") + " ")
	case slices.Contains(class, "footnote"):
		e.into = &strings.Builder{}
		s.pieces = append(s.pieces, e.into)
	case strings.HasSuffix(attr(n, "class"), "listing"):
		e.listing, e.from = path.Base(attr(n, "href")), e.into.Len()
	}
	s.open = append(s.open, e)
}

func (s *sourceReader) end(name string) {
	for i := len(s.open) - 1; i > 0; i-- {
		e := s.open[i]
		if e.name != name {
			continue
		}
		if text := e.into.String(); e.listing != "" && strings.TrimSpace(text[e.from:]) == e.listing {
			e.into.Reset()
			e.into.WriteString(text[:e.from])
		}
		if s.open = s.open[:i]; e.parts {
			s.open[i-1].into.WriteString(" ")
		}
		return
	}
}

// around a text in <main>: what lore adds to what the author wrote.
var added = strings.Fields("lore-pm lore-back lore-no lore-fn lore-label lore-crumbs lore-pn lore-mtoc lore-by lore-kick lore-lead lore-meta lore-missing")

// mainText appends the text of a page that lore made.
func mainText(b *strings.Builder, n *html.Node) {
	class := strings.Fields(attr(n, "class"))
	apart := parts(n.Data, class) && n.Type == html.ElementNode
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
		return
	case attr(n, "id") == "lore-footnotes", slices.ContainsFunc(added, func(c string) bool { return slices.Contains(class, c) }):
		return
	case slices.Contains(class, "lore-says"):
		n = find(n, func(n *html.Node) bool { return n.DataAtom == atom.Span && !hasClass(n, "lore-vh") })
	case slices.Contains(class, "lore-bar"):
		n = find(n, func(n *html.Node) bool { return hasClass(n, "lore-title") })
	case n.DataAtom == atom.Img:
		b.WriteString(" " + attr(n, "alt") + " ")
	}
	if n == nil {
		return
	}
	if apart {
		b.WriteString(" ")
		defer b.WriteString(" ")
	}
	for c := range n.ChildNodes() {
		mainText(b, c)
	}
}

// TestCorpusReport looks at each diagnostic of the corpus, with means of its
// own, and holds that none of its kind is missing.
func TestCorpusReport(t *testing.T) {
	needCorpus(t)
	r, _ := buildInto(t, Config{Dir: corpus})
	said := map[diag.Code]int{}
	for _, d := range r.Diagnostics {
		said[d.Code]++
		_, page, _ := strings.Cut(d.File.Name, path.Base(corpus)+"/") // the folder may be a link to one elsewhere
		marked := d.File.Text[d.Span.Start:d.Span.End]
		j := judge{page: page, text: d.File.Text, before: d.File.Text[:d.Span.Start], marked: marked, message: d.Message}
		truth := judges[d.Code]
		if truth == nil || !truth(t, j) {
			t.Errorf("this may not be true: %s", d)
		}
	}
	listings, pictures := 0, 0
	for _, page := range corpusPages(t) {
		text := readFile(t, corpus, page)
		for _, m := range regexp.MustCompile(`(?s)<a[^>]*\bclass="[a-z-]*listing"[^>]*>`).FindAllString(text, -1) {
			href := regexp.MustCompile(`href="([^"]*)"`).FindStringSubmatch(m)[1]
			if !there(page, href) && !strings.Contains(beforeOf(text, m), "<!--") {
				listings++
			}
		}
		for _, m := range regexp.MustCompile(`<img[^>]*\bsrc="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if !there(page, m[1]) && !strings.Contains(m[1], "://") && !strings.Contains(near(text, m[0]), `hlint="off"`) {
				pictures++
			}
		}
	}
	if listings != said[diag.ListingMissing] || pictures != said[diag.ImageMissing] {
		t.Errorf("%d listings and %d pictures are missing; said of %d and %d", listings, pictures, said[diag.ListingMissing], said[diag.ImageMissing])
	}
}

// near returns the line of m and the one before it.
func near(text, m string) string {
	before, after, _ := strings.Cut(text, m)
	line, _, _ := strings.Cut(after, "\n")
	at := strings.LastIndexByte(before, '\n')
	return before[strings.LastIndexByte(before[:max(0, at)], '\n')+1:] + m + line
}

// beforeOf returns what stands on the line before m.
func beforeOf(text, m string) string {
	before, _, _ := strings.Cut(text, m)
	return before[strings.LastIndexByte(before, '\n')+1:]
}

// judge is what a diagnostic of a page says, and where.
type judge struct{ page, text, before, marked, message string }

func there(page, href string) bool {
	_, err := os.Stat(filepath.Join(corpus, path.Dir(page), href))
	return err == nil
}

var judges = map[diag.Code]func(*testing.T, judge) bool{
	diag.ListingMissing: missing,
	diag.ImageMissing:   missing,
	diag.LinkFile:       missing,
	diag.LinkPage:       missing,
	diag.ElementRefused: func(t *testing.T, j judge) bool { return j.marked == "<style" || j.marked == "<style " },
	diag.ElementPlace: func(t *testing.T, j judge) bool {
		if strings.HasSuffix(j.message, "cannot stand in code") {
			return j.marked == "<p" && strings.LastIndex(j.before, "<pre") > strings.LastIndex(j.before, "</pre>")
		}
		return strings.HasPrefix(j.marked, "<h1") && !strings.Contains(j.before, "<body")
	},
	diag.TargetDuplicate: func(t *testing.T, j judge) bool {
		return len(regexp.MustCompile(`\b(id|name)="`+j.marked+`"`).FindAllString(j.text, -1)) == 2
	},
	diag.AttributeUnknown: func(t *testing.T, j judge) bool { return strings.HasSuffix(j.before, `<code base="`) },
	diag.TocMissing: func(t *testing.T, j judge) bool {
		return !strings.Contains(readFile(t, corpus, path.Dir(j.page)+"/index.xhtml"), `"`+path.Base(j.page)+`"`)
	},
	diag.APIForeign: func(t *testing.T, j judge) bool { return strings.HasPrefix(j.message, `"twisted.`) },
}

// missing reports whether the marked address leads nowhere.
func missing(t *testing.T, j judge) bool {
	return strings.HasSuffix(j.before, `="`) && strings.HasPrefix(j.text[len(j.before)+len(j.marked):], `"`) &&
		strings.Contains(j.message, `"`+j.marked+`"`) && !there(j.page, j.marked)
}
