package html_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"

	"github.com/lore-docs/lore/lore/html"
)

func TestEscape(t *testing.T) {
	for _, tc := range []struct{ in, text, attr string }{
		{"plain", "plain", "plain"},
		{`a < b && "c" > 'd'`, `a &lt; b &amp;&amp; "c" &gt; 'd'`, `a &lt; b &amp;&amp; &quot;c&quot; &gt; 'd'`},
		{"\x00\x1b[1m\x7f", "␀␛[1m␡", "␀␛[1m␡"},
		{"\xff\u0085\ufdd0\U0001fffe", "\uFFFD\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD\uFFFD"},
		{"\uFFFD é 日本 😀", "\uFFFD é 日本 😀", "\uFFFD é 日本 😀"},
		{"</script>\t\n", "&lt;/script&gt;\t\n", "&lt;/script&gt;\t\n"},
	} {
		if got := string(html.AppendText(nil, tc.in)); got != tc.text {
			t.Errorf("text %q: %q; want %q", tc.in, got, tc.text)
		}
		if got := string(html.AppendAttr(nil, tc.in)); got != tc.attr {
			t.Errorf("attribute %q: %q; want %q", tc.in, got, tc.attr)
		}
	}
	if got := string(html.AppendID(nil, "a b\n\"c\"")); got != "a-b-&quot;c&quot;" {
		t.Errorf("id: %q", got)
	}
}

func TestSafe(t *testing.T) {
	for _, url := range []string{"javascript:x", "JavaScript:x", " java\nscript:x", "\x01javascript:x", "vbscript:x", "data:text/html,x"} {
		if got := html.Safe(url); got != "" {
			t.Errorf("%q is let through as %q", url, got)
		}
	}
	for _, url := range []string{"", "a.html#b", "https://example.com/javascript:x", "mailto:a@b", "finger:moshez", "./a:b", "#data:x"} {
		if got := html.Safe(url); got != url {
			t.Errorf("%q becomes %q", url, got)
		}
	}
}

// FuzzEscape reads what was escaped back with a browser's rules.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"a", "<&>\"'", "\x00\r\n\x0c", "&amp;", "\xff\xed\xa0\x80", "--><script>", "</pre>", "\u0085\uFFFE"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		page := `<body><p title="` + string(html.AppendAttr(nil, s)) + `">` + string(html.AppendText(nil, s)) + `</p><i id="` +
			string(html.AppendID(nil, s)) + `"></i>`
		if !utf8.ValidString(page) {
			t.Fatal("not UTF-8")
		}
		root, err := xhtml.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		p := root.FirstChild.LastChild.FirstChild
		want := seen(s)
		if got := p.Attr[0].Val; got != want {
			t.Errorf("attribute %q; want %q", got, want)
		}
		got := ""
		if p.FirstChild != nil {
			got = p.FirstChild.Data
		}
		if got != want {
			t.Errorf("text %q; want %q", got, want)
		}
		if i := p.NextSibling; i == nil || i.Data != "i" || i.NextSibling != nil || strings.ContainsAny(i.Attr[0].Val, " \t\r\n\f") {
			t.Errorf("the id spoils the page %q", page)
		}
	})
}

// seen returns s as a reader of the page sees it.
func seen(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t' || r == '\n' || r == '\f':
			b.WriteRune(r)
		case r < ' ':
			b.WriteRune(0x2400 + r)
		case r == 0x7f:
			b.WriteRune(0x2421)
		case r >= 0x80 && r <= 0x9f, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
