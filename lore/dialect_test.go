package lore

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// buildFiles builds a folder of the files, as `lore build` in its folder does.
// It returns the report, as printed, and the folder of the pages. What is
// wrong with the settings stops the build.
func buildFiles(t testing.TB, files fstest.MapFS) (report, out string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "doc"), files); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	cfg := Config{Dir: "doc", Jobs: 1}
	var found diag.List
	if name := FindSettings(cfg.Dir); name != "" {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Settings, cfg.SettingsDir = ReadSettings(source.New(filepath.ToSlash(name), string(text)), &found), filepath.Dir(name)
	}
	if errors, _ := found.Count(); errors == 0 {
		r, err := Build(context.Background(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		found, out = append(found, r.Diagnostics...), filepath.Join(dir, r.Outputs[0].Dir)
	}
	found.Sort()
	var b strings.Builder
	if err := (diag.Printer{}).Print(&b, found); err != nil {
		t.Fatal(err)
	}
	return b.String(), out
}

func readFile(t testing.TB, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// moving is the page of the manual that tells what lore does otherwise.
func moving(t testing.TB) string {
	t.Helper()
	return words(parsePage(t, readFile(t, "../doc/lore/howto", "moving.xhtml")))
}

func parsePage(t testing.TB, page string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestDialect builds pages as people wrote them for the original Lore. Each
// file of testdata/dialect has
//
//	doc/…      the files of the site
//	page       the path of the page that is looked at; page.html if absent
//	original   what the original made of it
//	lore       what lore makes of it, if that does not mean the same
//	moving     words of moving.xhtml that say so, a line each; there if, and
//	           only if, something differs or is reported that was not before
//	report     the diagnostics
//
// What original and lore mean is written by meaningOf.
func TestDialect(t *testing.T) {
	said := moving(t)
	golden.Run(t, "../testdata/dialect/*.txtar", func(t *testing.T, c *golden.Case) {
		name := "page.html"
		if c.Has("page") {
			name = strings.TrimSpace(c.File("page"))
		}
		var lines []string
		if c.Has("moving") {
			lines = strings.Split(strings.TrimSpace(c.File("moving")), "\n")
		}
		for _, line := range lines {
			if !strings.Contains(said, line) {
				t.Errorf("moving.xhtml does not say %q", line)
			}
		}
		original := meaningOf(t, c.File("original"))
		report, out := buildFiles(t, c.FS("doc/"))
		got := meaningOf(t, readFile(t, out, name))
		c.Want("report", report)
		differs := got != original
		switch {
		case differs && c.Has("moving"):
			c.Want("lore", got)
		case differs:
			t.Errorf("lore made\n%s\nthe original\n%s", got, original)
		case c.Has("lore"):
			t.Errorf("lore does what the original did, so there is nothing to say of it")
		}
		if c.Has("moving") && !differs && report == "" {
			t.Errorf("nothing differs, so there is nothing to say of it")
		}
	})
}

// originals is where the tests of the original Lore are kept: inputs and what
// it made of them.
const originals = "../../shared/data/lore-tests"

// originalPages pairs inputs with outputs, by version. Inputs are read under a
// name that ends in .xhtml. The words of a numbered page say that it is built
// with numbers, as a chapter of that number.
var originalPages = []struct {
	versions, input, output string
	chapter                 int
}{
	{"2005 8.0", "simple.html", "good_simple.xhtml", 0},
	{"2005 8.0", "simple.html", "good_internal.xhtml", 0},
	{"2005 8.0", "simple.html", "simple.xhtml", 0},
	{"2005 8.0", "simple.html", "simple1.xhtml", 0},
	{"2005 8.0", "simple.html", "simple2.xhtml", 0},
	{"2005 8.0", "simple3.html", "simple3.xhtml", 0},
	{"2005 8.0", "simple4.html", "simple4.xhtml", 0},
	{"2005 8.0", "simple4.html", "simple4foo.xhtml", 0},
	{"2005 8.0", "lore_index_test.xhtml", "lore_index_test_out.html", 0},
	{"2005 8.0", "lore_index_test2.xhtml", "lore_index_test_out2.html", 0},
	{"2005 8.0", "lore_numbering_test.xhtml", "lore_numbering_test_out.html", 1},
	{"2005 8.0", "lore_index_test2.xhtml", "lore_numbering_test_out2.html", 2},
	{"last", "simple.html", "", 0},
	{"last", "simple3.html", "", 0},
	{"last", "simple4.html", "", 0},
}

// moreSections is what the second numbered page has below that of which there
// is a file.
const moreSections = `<h2>Second Section</h2><p>The second section of the second page.</p>
<h2>Third Section of Second Page</h2><p>The Third section.</p></body>`

// lastSimple is what the last version made of the simple pages: its own test
// has the page among its code.
const lastSimple = `<html><head><title>Twisted Documentation: My Test Lore Input</title></head><body bgcolor="white">
<h1 class="title">My Test Lore Input</h1><div class="content"><span></span><p>A Body.</p></div><a href="index.xhtml">Index</a></body></html>`

// otherIndex is the link to the index, whose page was given a name each time.
var otherIndex = regexp.MustCompile(`href="\w+\.x?html">Index`)

// TestOriginalPages builds the inputs of the original's tests in its templates.
func TestOriginalPages(t *testing.T) {
	needOriginals(t)
	for _, c := range originalPages {
		for version := range strings.FieldsSeq(c.versions) {
			t.Run(version+"/"+c.input+"/"+c.output, func(t *testing.T) {
				dir := filepath.Join(originals, version)
				want := lastSimple
				if c.output != "" {
					want = readFile(t, dir, c.output)
				}
				text := readFile(t, dir, c.input)
				if c.chapter == 2 {
					text = strings.Replace(text, "</body>", moreSections, 1)
				}
				files := fstest.MapFS{
					"page.xhtml":   {Data: []byte(text)},
					"indexed.md":   {Data: []byte("# Indexed\n\n<span class=\"index\" value=\"x\"/>\n")},
					"template.tpl": {Data: []byte(readFile(t, dir, "template.tpl"))},
					"lore.toml":    {Data: []byte("template = \"template.tpl\"\n")},
					"index.md":     {Data: []byte("# Book\n\n<!-- lore:toc -->\n\n- [](page.xhtml)\n- [](indexed.md)\n")},

					"resources/stylesheet.css": {Data: []byte("p {}")},
				}
				if c.chapter > 0 {
					files["lore.toml"].Data = []byte("template = \"template.tpl\"\nnumbers = true\n")
				}
				if c.chapter == 2 {
					files["index.md"].Data = []byte("# Book\n\n<!-- lore:toc -->\n\n- [](indexed.md)\n- [](page.xhtml)\n")
				}
				report, out := buildFiles(t, files)
				if report != "" {
					t.Errorf("reported\n%s", report)
				}
				want = otherIndex.ReplaceAllString(want, `href="genindex.html">Index`)
				if got, want := meaningOf(t, readFile(t, out, "page.html")), meaningOf(t, want); got != want {
					t.Errorf("lore made\n%s\nthe original\n%s", got, want)
				}
			})
		}
	}
}

func needOriginals(t *testing.T) {
	if _, err := os.Stat(originals); err != nil {
		t.Skip("the original's tests are not on this machine: ", err)
	}
}

// TestOriginalIndexes compares the places that each term of the index leads to.
// The words of the links differ: see moving.xhtml.
func TestOriginalIndexes(t *testing.T) {
	needOriginals(t)
	for _, c := range []struct{ version, inputs, output string }{
		{"last", "lore_index_test", "lore_index_file_out.html"},
		{"last", "lore_index_test", "lore_index_file_unnumbered_out.html"},
		{"last", "lore_index_test lore_index_test2", "lore_index_file_out_multiple.html"},
		{"2005", "lore_index_test", "lore_index_file_out.html"},
		{"2005", "lore_index_test", "lore_index_file_unnumbered_out.html"},
		{"2005", "lore_index_test lore_index_test2", "lore_index_file_out_multiple.html"},
		{"2005", "lore_index_test lore_index_test2", "lore_index_file_unnumbered_multiple_out.html"},
		{"8.0", "lore_index_test lore_index_test2", "lore_index_file_unnumbered_multiple_out.html"},
	} {
		t.Run(c.version+"/"+c.output, func(t *testing.T) {
			dir := filepath.Join(originals, c.version)
			want := oldIndexTerms(t, readFile(t, dir, c.output))
			files := fstest.MapFS{}
			for name := range strings.FieldsSeq(c.inputs) {
				files[name+".xhtml"] = &fstest.MapFile{Data: []byte(readFile(t, dir, name+".xhtml"))}
			}
			_, out := buildFiles(t, files)
			got := indexTerms(parsePage(t, readFile(t, out, "genindex.html")))
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// TestOriginalNestedIndex holds the wish of the branch that never was merged:
// terms under terms.
func TestOriginalNestedIndex(t *testing.T) {
	needOriginals(t)
	const name = "lore_index_test3.xhtml"
	_, out := buildFiles(t, fstest.MapFS{name: {Data: []byte(readFile(t, filepath.Join(originals, "2005"), name))}})
	got := strings.Join(indexTerms(parsePage(t, readFile(t, out, "genindex.html"))), "\n")
	want := `aahz: lore_index_test3.html#index03
aahz, favorite environment: lore_index_test3.html#index02
language, programming: lore_index_test3.html#index01`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// oldIndexTerms reads an index of the original: "term: link, link" each line,
// where a line without a term goes on with that of the line before.
func oldIndexTerms(t *testing.T, page string) []string {
	var terms []string
	for line := range strings.Lines(strings.ReplaceAll(page, "<br />", "")) {
		n := find(parsePage(t, line), func(n *html.Node) bool { return n.DataAtom == atom.Body })
		if term, _, ok := strings.Cut(words(n), ": "); ok {
			terms = append(terms, term+":")
		}
		terms[len(terms)-1] += links(n)
	}
	return terms
}

// indexTerms reads the page of the index in the same form.
func indexTerms(page *html.Node) []string {
	var terms []string
	var item func(n *html.Node, above string)
	item = func(n *html.Node, above string) {
		own, below := &html.Node{}, []*html.Node(nil)
		for c := n.FirstChild; c != nil; c = n.FirstChild {
			n.RemoveChild(c)
			if c.DataAtom == atom.Ul {
				below = append(below, c)
			} else {
				own.AppendChild(c)
			}
		}
		term := above + strings.TrimRight(strings.TrimSpace(own.FirstChild.Data), ",")
		if l := links(own); l != "" {
			terms = append(terms, term+":"+l)
		}
		for _, list := range below {
			for c := range list.ChildNodes() {
				if c.DataAtom == atom.Li {
					item(c, term+", ")
				}
			}
		}
	}
	var lists []*html.Node
	for n := range page.Descendants() {
		if hasClass(n, "lore-terms") {
			lists = append(lists, n)
		}
	}
	for _, list := range lists {
		for c := range list.ChildNodes() {
			if c.DataAtom == atom.Li {
				item(c, "")
			}
		}
	}
	return terms
}

func links(n *html.Node) string {
	s := ""
	for c := range n.Descendants() {
		if c.DataAtom == atom.A {
			s += " " + attr(c, "href")
		}
	}
	return s
}

// TestOriginalChangeTime fills the place for the time of the last change.
func TestOriginalChangeTime(t *testing.T) {
	page := "<html><head><title>T</title>%s</head><body><h1>T</h1></body></html>"
	for _, c := range []struct{ name, head, settings, want string }{
		{"of the file", "", `last_change = "file"`, "Changed: " + time.Now().UTC().Format(time.DateOnly)},
		{"of the page", `<meta name="date" content="2005-03-25"/>`, "", "Changed: 2005-03-25"},
		{"unknown", "", "", "Changed: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, out := buildFiles(t, fstest.MapFS{
				"page.xhtml": {Data: fmt.Appendf(nil, page, c.head), ModTime: time.Now()},
				"old.tpl":    {Data: []byte(`<html><body><div class="body"/><i class="mtime">Changed: </i></body></html>`)},
				"lore.toml":  {Data: []byte("template = \"old.tpl\"\n" + c.settings)},
			})
			if page := readFile(t, out, "page.html"); !strings.Contains(page, `<i class="mtime">`+c.want+"</i>") {
				t.Errorf("no %s in\n%s", c.want, page)
			}
		})
	}
}

// TestOriginalFolders holds that files of one name in two folders do not meet,
// that their pages find what all of them share, and that what is listed is
// copied.
func TestOriginalFolders(t *testing.T) {
	page := `<html><head><title>T</title></head><body><h1>T</h1><p><a class="py-listing" href="a.py">A</a></p></body></html>`
	_, out := buildFiles(t, fstest.MapFS{
		"home/joe/page.xhtml": {Data: []byte(page)}, "home/joe/a.py": {Data: []byte("joe")},
		"page.xhtml": {Data: []byte(page)}, "a.py": {Data: []byte("all")},
		"old.tpl":   {Data: []byte(`<html><head><link rel="stylesheet" href="look.css"/></head><body><div class="body"/></body></html>`)},
		"look.css":  {Data: []byte("p {}")},
		"lore.toml": {Data: []byte("template = \"old.tpl\"\n")},
	})
	for name, want := range map[string]string{
		"page.html": `href="look.css"`, "home/joe/page.html": `href="../../look.css"`,
		"a.py": "all", "home/joe/a.py": "joe", "look.css": "p {}",
	} {
		if got := readFile(t, out, name); !strings.Contains(got, want) {
			t.Errorf("%s has no %s:\n%s", name, want, got)
		}
	}
}

// TestOriginalPermalinks holds that old addresses of headings and notes work
// in lore's own page.
func TestOriginalPermalinks(t *testing.T) {
	_, out := buildFiles(t, fstest.MapFS{"page.xhtml": {Data: []byte(`<html><head><title>T</title></head><body><h1>T</h1>
<h2>One</h2><h3>Two<span class="footnote">x</span></h3><p><a name="mine"/>y<span class="index" value="t"/></p></body></html>`)}})
	page := readFile(t, out, "page.html")
	for _, id := range []string{"auto0", "auto1", "footnote-1", "mine", "index01"} {
		if strings.Count(page, `id="`+id+`"`) != 1 {
			t.Errorf("no place, or several, of the name %q", id)
		}
	}
}

// dialectCases names every test of the original that is about HTML, and what
// holds it here: a file of testdata/dialect, a test, or words of moving.xhtml.
var dialectCases = []struct{ name, file, test, words string }{
	{"blank lines at the edges", "listing-others", "", "Empty lines at the edges of a file are not shown, in any language"},
	{"1 generate_html", "page", "TestOriginalPages", ""},
	{"2 a generator of file names", "", "TestOriginalFolders", "for d/html; folders are kept, so files of the same name do not meet"},
	{"3 doFile", "page", "TestOriginalPages", ""},
	{"4 doFile with a generator", "", "TestOriginalFolders", "nothing; pages always end in .html"},
	{"5 munge with the name of an index", "index-anchors", "TestOriginalPages", "nothing; entries make an index, genindex.html"},
	{"6 three authors", "authors-three", "", ""},
	{"6 two authors", "authors-two", "", ""},
	{"6 two authors in lore's page", "authors-own", "", "Two authors are joined as in a sentence"},
	{"7 getProcessor for html", "page", "TestOriginalPages", ""},
	{"7 an extension of the inputs", "", "", "nothing; pages are files whose names end in .xhtml or .md"},
	{"8 outputdirGenerator", "", "TestOriginalFolders", "folders are kept, so files of the same name do not meet"},
	{"9 folders are made", "", "TestOriginalFolders", ""},
	{"10 places of the index", "index-anchors", "TestOriginalPages", ""},
	{"11 the index, numbered", "index-page", "TestOriginalIndexes", "An entry of the index leads there by the words of the heading"},
	{"12 a book of chapters", "numbers", "", "numbers = true, and the order of a list of class toc"},
	{"13 a run with a book", "index-page", "TestOriginalIndexes", "nothing; progress is shown on terminals only"},
	{"14 two files and their index", "index-page", "TestOriginalIndexes", ""},
	{"15 two numbered files", "numbers", "TestOriginalPages", ""},
	{"setTitle", "page", "", ""},
	{"setTitle with a chapter", "numbers", "TestOriginalPages", ""},
	{"setIndexLink with a name", "", "TestOriginalPages", ""},
	{"setIndexLink without", "page", "", ""},
	{"addMtime", "", "TestOriginalChangeTime", "gets the day that the page says"},
	{"line numbers", "listing-python", "", "They are no part of the text, so that copied code is free of them"},
	{"fontifyPythonNode", "python", "", "Code that stands in the page itself has no numbers of lines"},
	{"fontifyPythonNode with what cannot be read", "python-broken", "", "never loses a character"},
	{"addPyListings", "listing-python", "", ""},
	{"addPyListings without a title", "listing-names", "", "has no caption of its own"},
	{"addPyListings with skipLines", "listing-python", "", "Numbers of lines are those of the file"},
	{"addHTMLListings", "listing-others", "", "skipLines works for every listing"},
	{"addPlainListings", "listing-others", "", ""},
	{"addPyListings, the file itself", "", "TestOriginalFolders", "The listed file is copied to the site"},
	{"a listing that is not there", "listing-missing", "", "diagnostics, where the original ended in a traceback"},
	{"fixAPI", "api", "", ""},
	{"fixAPI with base", "api", "", ""},
	{"fixAPI with markup", "api-text", "", "An API element's name is all of its text"},
	{"fixAPI without a pattern", "api-plain", "", "without one they are set as code"},
	{"fixLinks", "links", "", ""},
	{"fixLinks of what is no page", "links-others", "", "is rewritten when there is such a page"},
	{"setVersion", "version", "", ""},
	{"footnotes", "footnotes", "TestOriginalPermalinks", ""},
	{"generateToC", "contents", "", ""},
	{"generateToC with h3 first", "contents-early", "", "An h3 before the first h2 is allowed"},
	{"putInToC", "contents", "", ""},
	{"putInToC without headings", "authors-two", "", "A page without headings has none"},
	{"notes", "notes", "", ""},
	{"notes with titles", "notes-titles", "", "A note is a box with its title"},
	{"findNodeJustBefore", "index-page", "", ""},
	{"getSectionNumber", "index-page", "", "The original wrote its number, or the word link"},
	{"numberDocument", "numbers", "", ""},
	{"numberDocument below h2", "numbers-below", "", "are there for h3 as well"},
	{"parseFileAndReport", "page", "", ""},
	{"parseFileAndReport, tags that do not match", "mismatched", "", "with columns that count from 1"},
	{"parseFileAndReport, a syntax error", "syntax", "", "A page that is not well-formed is still read to its end"},
	{"parseFileAndReport, a page that cannot be read", "", "cmd/lore TestScripts", ""},
	{"no DOCTYPE", "doctype-none", "", ""},
	{"DOCTYPE transitional", "doctype-transitional", "", ""},
	{"DOCTYPE strict", "doctype-strict", "", ""},
	{"DOCTYPE frameset", "doctype-frameset", "", "Any document type is read"},
	{"_writeDocument in UTF-8", "doctype-none", "", ""},
	{"test_scripts, the version", "", "", "lore version"},
	{"test_lint, quotes", "", "", "Of the style that the original's lint asked for, quotes, widths and the like, nothing is checked"},
	{"test_lint, links whose text is another address", "", "", "nothing; every build checks what it reads, though not the style of it"},
	{"test_slides, test_man2lore, test_lmath, test_docbook, test_texi", "", "", "Slides, man pages, DocBook, Texinfo and formulas as pictures are neither made nor read"},
	{"2005: entities", "entities", "", "Entities that do not exist are errors"},
	{"2005: white space", "spaces", "", "White space between elements is kept"},
	{"2005: the pages as files", "", "TestOriginalPages", ""},
	{"2005: elements", "elements", "", ""},
	{"2005: tables", "tables", "", "The title of a table is shown above it"},
	{"2005: the head of a page", "head", "", "style and script elements are refused"},
	{"2005: titles", "titles", "", "A page without a title"},
	{"2005: several h1", "headings-first", "", "A second h1 stays"},
	{"2005: sessions", "shell", "", "Sessions of a shell stand in a frame"},
	{"2005: places", "places", "TestOriginalPermalinks", "still lead to their headings"},
	{"2005: the style sheet of a template", "", "TestOriginalFolders", "Files that a template names are taken from its folder"},
	{"branch: the numberer", "numbers", "TestOriginalPages", ""},
	{"branch: sections that are not numbered", "contents", "TestOriginalPages", ""},
	{"branch: an index in a template", "index-page", "", "the page has the look of the site"},
	{"branch: nested entries", "index-page", "TestOriginalNestedIndex", "Index terms are nested under !"},
}

// TestDialectCases holds the table above against the tests and the manual, and
// that the manual says nothing that no test holds.
func TestDialectCases(t *testing.T) {
	page := parsePage(t, readFile(t, "../doc/lore/howto", "moving.xhtml"))
	said, held := words(page), map[string]bool{}
	self := readFile(t, ".", "dialect_test.go")
	for _, c := range dialectCases {
		if c.file+c.test+c.words == "" {
			t.Errorf("%s: nothing holds it", c.name)
		}
		if _, err := os.Stat("../testdata/dialect/" + c.file + ".txtar"); c.file != "" && err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.test != "" && !strings.Contains(c.test, " ") && !strings.Contains(self, "func "+c.test+"(") {
			t.Errorf("%s: there is no %s", c.name, c.test)
		}
		if !strings.Contains(said, c.words) {
			t.Errorf("%s: moving.xhtml does not say %q", c.name, c.words)
		}
		held[c.words] = c.words != ""
	}
	cases, err := filepath.Glob("../testdata/dialect/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range cases {
		_, after, _ := strings.Cut(readFile(t, filepath.Dir(name), filepath.Base(name)), "-- moving --\n")
		for line := range strings.Lines(after) {
			if strings.HasPrefix(line, "-- ") {
				break
			}
			held[strings.TrimSpace(line)] = true
		}
	}
	for n := range page.Descendants() {
		if n.DataAtom != atom.Li && n.DataAtom != atom.Td {
			continue
		}
		text := words(n)
		if n.DataAtom == atom.Td && (n.NextSibling != nil && n.NextSibling.DataAtom == atom.Td || settled[text] != "") {
			continue // the flag, or what a test below has in its settings
		}
		if !slices.ContainsFunc(slices.Collect(maps.Keys(held)), func(s string) bool { return s != "" && strings.Contains(text, s) }) {
			t.Errorf("moving.xhtml says what no case holds: %s", text)
		}
	}
}

// settled says which test uses what the manual names in place of a flag.
var settled = map[string]string{
	"lore build doc":                                         "TestScripts of cmd/lore",
	`template = "t.tpl" in lore.toml`:                        "TestOriginalPages",
	`"twisted." = "http://x/%s.html" under [api.urls]`:       "testdata/dialect/api-text.txtar",
	`version = "1.0"`:                                        "testdata/dialect/version.txtar",
	`no pattern, and api-foreign = "off" under [lint.rules]`: "TestNoAPI",
	"nothing; every page knows how deep it lies":             "TestOriginalFolders",
}

// TestNoAPI holds what takes the place of the option noapi.
func TestNoAPI(t *testing.T) {
	report, out := buildFiles(t, fstest.MapFS{
		"page.md":   {Data: []byte("# T\n\n<code class=\"API\" base=\"twisted.web\">Site</code>\n")},
		"lore.toml": {Data: []byte("[lint.rules]\napi-foreign = \"off\"\n")},
	})
	if page := readFile(t, out, "page.html"); report != "" || !strings.Contains(page, "<p><code>Site</code></p>") {
		t.Errorf("reported %s\n%s", report, page)
	}
}
