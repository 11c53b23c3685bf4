package site_test

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/lore-docs/lore/apilinks"
	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// TestGolden builds the site below module/doc/ of every case. The comment of a
// case may hold the words "title: X" and "plain", which turns numbers off.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		var l diag.List
		in := input(c.FS("module/"), "doc", &l)
		for line := range strings.Lines(c.Comment()) {
			if title, ok := strings.CutPrefix(strings.TrimSpace(line), "title: "); ok {
				in.Title = title
			}
			if strings.TrimSpace(line) == "plain" {
				in.Numbers = false
			}
		}
		s, facts := build(in, testDeps, &l)
		c.Want("site", dumpSite(s))
		c.Want("facts", dumpFacts(s, facts))
		c.Want("diag", dumpDiags(l))
	})
}

// testDeps knows the package net/http, and shows files without reading them.
func testDeps(p *site.Page) site.Deps {
	deps := site.Deps{API: testAPI, Code: make([]*listing.Code, len(p.Doc.Listings))}
	for i, l := range p.Doc.Listings {
		code := &listing.Code{Kind: l.Kind}
		if l.Kind == tree.CodeFile {
			code.File = path.Join("doc", path.Dir(p.Path), l.File)
		}
		deps.Code[i] = code
	}
	return deps
}

func testAPI(base, name string) (apilinks.Symbol, error) {
	ref := apilinks.Ref{Base: base, Name: name}
	switch {
	case base == "net/http" && name == "Client.Do":
		return apilinks.Symbol{
			Kind: apilinks.KindMethod, Package: base, Name: name, URL: "https://pkg.go.dev/net/http#Client.Do",
			Signature: "func (c *Client) Do(req *Request) (*Response, error)", Synopsis: "Do sends an HTTP request.",
		}, nil
	case base == "net/http":
		return apilinks.Symbol{}, &apilinks.UnknownError{Ref: ref, Reason: fmt.Sprintf("%q is not in package net/http", name), Nearest: "Client.Do"}
	case base == "rand":
		return apilinks.Symbol{}, &apilinks.AmbiguousError{Ref: ref, Candidates: []string{"crypto/rand.Reader", "math/rand.Reader"}}
	case strings.HasPrefix(base, "twisted"):
		return apilinks.Symbol{}, &apilinks.ForeignError{Ref: ref, Name: base + "." + name}
	}
	return apilinks.Symbol{}, fmt.Errorf("look up: %w", &apilinks.UnavailableError{Ref: ref, Package: base, Reason: "module example.org/m v1.0.0 is not downloaded"})
}

func dumpSite(s *site.Site) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title %q\n", s.Title)
	for i, p := range s.Pages {
		fmt.Fprintf(&b, "page %s %q", p.Path, p.Title)
		for _, f := range []struct{ name, value string }{
			{"number", p.Number}, {"aliases", strings.Join(p.Aliases, " ")}, {"parent", pathOf(p.Parent)}, {"prev", pathOf(p.Prev)}, {"next", pathOf(p.Next)},
		} {
			if f.value != "" {
				fmt.Fprintf(&b, " %s=%s", f.name, f.value)
			}
		}
		if p.Generated {
			b.WriteString(" generated")
		}
		if p.Position != i {
			fmt.Fprintf(&b, " at %d", p.Position)
		}
		b.WriteByte('\n')
	}
	dumpToc(&b, s.Toc, 0)
	dumpIndex(&b, s.Index, 0)
	for _, f := range s.Files {
		fmt.Fprintf(&b, "file %s from %s\n", f.Path, f.Source)
	}
	return b.String()
}

func pathOf(p *site.Page) string {
	if p == nil {
		return ""
	}
	return p.Path
}

func dumpToc(b *strings.Builder, entries []*site.Entry, depth int) {
	for _, e := range entries {
		to := "part"
		if e.Page != nil {
			to = strings.TrimSpace(e.Page.Path + " " + e.Page.Number)
		}
		fmt.Fprintf(b, "toc %s%q %s\n", strings.Repeat("> ", depth), e.Title, to)
		dumpToc(b, e.Children, depth+1)
	}
}

func dumpIndex(b *strings.Builder, terms []*site.Term, depth int) {
	for _, t := range terms {
		fmt.Fprintf(b, "index %s%q", strings.Repeat("> ", depth), t.Text)
		for _, p := range t.Places {
			fmt.Fprintf(b, " %s#%s", p.Page.Path, p.Page.Doc.Targets[p.Target].Name)
		}
		b.WriteByte('\n')
		dumpIndex(b, t.Sub, depth+1)
	}
}

func dumpFacts(s *site.Site, facts []*site.Facts) string {
	var b strings.Builder
	for i, f := range facts {
		p := s.Pages[i]
		fmt.Fprintf(&b, "%s\n", p.Path)
		for j, l := range f.Links {
			fmt.Fprintf(&b, "  %s: %s\n", p.Doc.Refs[j].URL, dumpLink(p, &l))
		}
		for j, n := range f.Numbers {
			if n != "" {
				fmt.Fprintf(&b, "  #%s: %s\n", p.Doc.Targets[j].Name, n)
			}
		}
		for j, a := range f.APIs {
			fmt.Fprintf(&b, "  %s: %s\n", p.Doc.APIs[j].Name, strings.TrimSpace(a.URL+" "+a.Title))
		}
	}
	return b.String()
}

func dumpLink(p *site.Page, l *site.Link) string {
	out := [...]string{"broken", "external", "page", "file"}[l.Kind]
	if href := l.Href(p, ".html"); href != "" {
		out += " " + href
	}
	if l.Kind == site.ToPage && l.Target != 0 {
		out += " target " + l.Page.Doc.Targets[l.Target].Name
	}
	if l.Text != "" {
		out += fmt.Sprintf(" %q", l.Text)
	}
	return out
}

func dumpDiags(l diag.List) string {
	var b strings.Builder
	for _, d := range l {
		fmt.Fprintf(&b, "%s: %s", d.Severity, d)
		if d.Span.Len() > 0 {
			fmt.Fprintf(&b, " at `%s`", d.File.Slice(d.Span))
		}
		b.WriteByte('\n')
		if d.Hint != "" {
			fmt.Fprintf(&b, "    %s\n", d.Hint)
		}
		for _, n := range d.Notes {
			fmt.Fprintf(&b, "    %s: %s\n", n.File.Position(n.Span.Start), n.Message)
		}
	}
	return b.String()
}
