package site_test

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/site"
)

func TestRelative(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"index.html", "index.html", "index.html"},
		{"index.html", "core/a.html", "core/a.html"},
		{"core/a.html", "index.html", "../index.html"},
		{"core/howto/a.html", "core/howto/b.html", "b.html"},
		{"core/howto/a.html", "core/lore/b.html", "../lore/b.html"},
		{"core/a.html", "corex/a.html", "../corex/a.html"},
		{"a/b/c/d.html", "e.html", "../../../e.html"},
		{"a/b.html", "a", "../a"},
		{"a", "a/b.html", "a/b.html"},
		{"a.html", "a:b.html", "./a:b.html"},
		{"a.html", "c/a:b.html", "c/a:b.html"},
		{"x/a.html", "a:b.html", "../a:b.html"},
		{"a.html", "what? 100%.html", "what%3F%20100%25.html"},
		{"a.html", "énoncé#1.html", "%C3%A9nonc%C3%A9%231.html"},
		{"a.html", `q"<'>&\.html`, "q%22%3C'%3E&%5C.html"},
		{"a.html", "", "./"},
		{"b/a.html", "", "../"},
	} {
		if got := site.Relative(c.from, c.to); got != c.want {
			t.Errorf("Relative(%q, %q) = %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

// FuzzRelative lets net/url follow the address as a browser would.
func FuzzRelative(f *testing.F) {
	f.Add("index.html", "core/howto/servers.html")
	f.Add("a/b/c.html", "a/x y/ü:.html")
	f.Add("a/b", "a")
	f.Add("a", "javascript:x")
	f.Fuzz(func(t *testing.T, from, to string) {
		from, to = strings.TrimPrefix(path.Clean("/"+from), "/"), strings.TrimPrefix(path.Clean("/"+to), "/")
		if from == "" || to == "" {
			return
		}
		for _, top := range []string{"file:///srv/site/", "https://example.org/", "https://example.org/sub/path/"} {
			base, err := url.Parse(top)
			if err != nil {
				t.Fatal(err)
			}
			page := *base
			page.Path += from
			ref, err := url.Parse(site.Relative(from, to))
			if err != nil {
				t.Fatalf("Relative(%q, %q): %v", from, to, err)
			}
			if got, want := page.ResolveReference(ref), base.Path+to; got.Path != want || got.Scheme != base.Scheme || got.Host != base.Host || got.RawQuery != "" || got.Fragment != "" {
				t.Fatalf("Relative(%q, %q) = %q leads to %q, want the path %q", from, to, ref, got, want)
			}
		}
	})
}

func BenchmarkRelative(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		site.Relative("core/howto/tutorial/intro.html", "core/howto/servers.html")
	}
}
