package xhtml

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

func FuzzRead(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	for _, s := range []string{
		"<p>a<b>c</p>d</b>", "<ul>x<li>a<li>b</ul>", "<table><td>a<tr>x</table>", "<a href='x>b</a><p class='y'>z</p>",
		"<pre class='shell'>\n  $ x\n  <kbd>y</kbd>\n</pre>", "<span class='footnote'><p>a</p><ul><li>b</li></ul></span>",
		"<p class='note' title='t'>a<br>b</p>", "<!-- lore:setup term=1\n$ a\n-->", "<dl><dt>a<dd>b<p>c</dl>",
		"<em>a<a class='go-listing' href='x'>y</a>z</em>", "<![CDATA[a]]b", "&amp;&nosuch;&#0;&", "<!-- a -- b -> c",
		"<div class='figure'><img src='a'/><p class='caption'>x</p></div>", "<h1>a</h1><h1>b</h1>", "\xff\x00<p \r\n a=b>",
		"<ul class='toc'><li><a href='x'>a</a><ul><li>b</li></ul></li></ul>", "<li class='note'>a</li><td class='footnote'>b</td>",
		"<a href='x'><ul><li>a</li></ul>b</a>", "<code class='API' base='x'>a<em>b</em></code><a class='API' href='y'/>",
		"<a id='x' name='y' href='z'>a</a>b", "<!--lore:\x03\xe80-->", "<!-- lore:setup \xe8=\x03\n\xe8\n-->",
		"<span class='index'>a</span><em class='footnote'>x</em><table class='note' title='y'><caption>z</caption><tr><th>a</th></tr></table>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, page string) {
		var list diag.List
		doc := Reader{}.Read(source.New("fuzz.xhtml", page), &list)
		checkDocument(t, doc)
		tree.Dump(doc)
		var again diag.List
		if same := (Reader{}).Read(source.New("fuzz.xhtml", page), &again); tree.Dump(same) != tree.Dump(doc) || printed(list) != printed(again) {
			t.Fatal("reading twice differs")
		}
		for _, d := range list {
			if d.Span.Start > d.Span.End || d.Span.Start < 0 || int(d.Span.End) > len(page) {
				t.Fatalf("%v at %v", d, d.Span)
			}
		}
		oracle(t, page, doc, list)
	})
}

// seeds are the inputs of the goldens.
func seeds(f *testing.F) []string {
	paths, _ := filepath.Glob("testdata/*.txtar")
	var all []string
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		_, page, _ := strings.Cut(string(text), "-- input.xhtml --\n")
		page, _, _ = strings.Cut(page, "\n-- ")
		all = append(all, page)
	}
	return all
}

// foreignName is the beginning of a tag whose name has letters beyond ASCII.
var foreignName = regexp.MustCompile(`</?[\w:.-]*[^\x00-\x7F]`)

// oracle compares with encoding/xml. What it reads, we read without a complaint
// about the mark-up, and keep the text of.
func oracle(t *testing.T, page string, doc *tree.Document, list diag.List) {
	if foreignName.MatchString(page) {
		return // no element of XHTML has such a name, so that a "<" before one is text
	}
	text, ok := xmlText(page)
	clean := true
	for _, d := range list {
		switch d.Code {
		case diag.XMLCase: // to XML, names in other case are others
			clean = false
		case diag.XMLSyntax, diag.XMLNesting, diag.XMLEntity, diag.Encoding:
			clean = false
			if ok && d.Code != diag.Encoding && !stricter(d.Message) {
				t.Fatalf("encoding/xml accepts it; %v", d)
			}
		}
	}
	if clean && !ok && !laxer(page) {
		if _, err := xmlTokens(page); err != nil {
			t.Fatalf("encoding/xml rejects it: %v", err)
		}
	}
	if ok {
		keepsText(t, text, doc)
	}
}

// stricter reports whether a message is about a rule that encoding/xml leaves
// out.
func stricter(message string) bool {
	for _, s := range []string{
		"is there twice", "no blank before", "second document type", "XML declaration",
		"begins nothing", `"<?" without`, "is in the wrong case",
	} {
		if strings.Contains(message, s) {
			return true
		}
	}
	return false
}

// laxer reports whether the page uses what encoding/xml does not take: names
// of HTML 5's entities, names with odd characters, declarations.
func laxer(page string) bool {
	return strings.ContainsAny(page, ":&?") || strings.Contains(page, "<!D") || strings.Contains(page, "<!d") ||
		strings.IndexFunc(page, func(r rune) bool { return r >= 0x80 }) >= 0 || strings.Contains(page, "<script") ||
		strings.Contains(page, "<style") || strings.Contains(page, "=") || strings.Contains(page, "\f")
}

func xmlText(page string) (string, bool) {
	text, err := xmlTokens(page)
	return text, err == nil && !strings.Contains(strings.NewReplacer("<!--", "", "<![CDATA[", "").Replace(page), "<!")
}

// xmlTokens returns the text of a page as encoding/xml finds it, but for what
// lore does not show.
func xmlTokens(page string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(page, bom)))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var b strings.Builder
	skip := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if e := elements[strings.ToLower(tok.Name.Local)]; skip > 0 || e != nil && (e.kind == kindRefused || e.kind == kindIgnored || e.void) {
				skip++
			}
		case xml.EndElement:
			skip = max(0, skip-1)
		case xml.CharData:
			if skip == 0 {
				b.Write(tok)
			}
		}
	}
}

// keepsText checks that no letter of text is missing in the document.
func keepsText(t *testing.T, text string, doc *tree.Document) {
	count := map[rune]int{}
	for _, r := range treeText(doc) + " " + hiddenText(doc) {
		count[r]++
	}
	for _, r := range text {
		if unicode.IsSpace(r) {
			continue
		}
		if count[r]--; count[r] < 0 {
			t.Fatalf("%q of %q is lost in\n%s", r, text, tree.Dump(doc))
		}
	}
}

// hiddenText is text that no block shows: footnotes without a mark.
func hiddenText(d *tree.Document) string {
	var b strings.Builder
	for _, f := range d.Footnotes {
		writeBlocks(&b, d, f.Blocks)
	}
	return b.String()
}
