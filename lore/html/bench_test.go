package html_test

import (
	"fmt"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// howto is a page of common size: 30 paragraphs with links and names, and four
// listings of 60 lines.
func howto(path string) site.View {
	s := newSheet("How to " + path)
	code := lines("go", mainGo+mainGo[40:560], 1)[:60]
	for i := range 8 {
		s.heading(2, fmt.Sprintf("Section %d", i))
		for range 4 {
			s.add(para(text("A finger query is one line of text: a user name, then a line end. The reply is whatever the host cares to say. We open the port with "),
				s.api("net.Listen", true), text(" and get what "), s.link(site.Link{Kind: site.External, URL: "https://example.com/"}, text("the manual")),
				text(" calls a "), phrase(tree.Emph, "listener"), text(", whose only job is to hand us callers. Step 1 answered them in turn & slowly.")))
		}
		if i%2 == 0 {
			s.add(s.listing(tree.ListingSource{Kind: tree.CodeFile, File: "main.go"},
				&listing.Code{File: "listings/main.go", Numbers: true, Whole: true, Lines: code, Text: join(code)}))
		}
	}
	return s.view(path)
}

// manual returns a site of n pages in chapters of 20, each with the same text.
func manual(n int) []site.View {
	root := newSheet("Manual").view("index")
	s := root.Site
	views := []site.View{root}
	text := howto("howto")
	var chapter *site.Entry
	for i := range n {
		page := &site.Page{
			Doc: text.Page.Doc, Path: fmt.Sprintf("part%02d/page%03d", i/20, i), Title: fmt.Sprintf("Page %d", i),
			Parent: s.Root, Prev: s.Pages[len(s.Pages)-1], Number: fmt.Sprint(i/20+1, ".", i%20+1),
		}
		entry := &site.Entry{Title: page.Title, Page: page}
		if i%20 == 0 {
			chapter = entry
			s.Toc = append(s.Toc, entry)
		} else {
			chapter.Children = append(chapter.Children, entry)
			page.Parent = chapter.Page
		}
		s.Pages[len(s.Pages)-1].Next = page
		s.Pages = append(s.Pages, page)
		views = append(views, site.View{Site: s, Page: page, Facts: text.Facts})
	}
	return views
}

func BenchmarkBody(b *testing.B) {
	w := newWriter(b, html.Options{})
	v := howto("howto")
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(w.Body(v, diag.Discard{}))))
	}
}

func BenchmarkPage(b *testing.B) {
	for _, n := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := newWriter(b, html.Options{})
			views := manual(n)
			body := w.Body(views[1], diag.Discard{})
			if _, err := w.Page(views[1], body); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := w.Page(views[1+i%n], body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSite writes the pages of a manual with a new writer: 1000 of them
// are to take less than 150 ms on one core.
func BenchmarkSite(b *testing.B) {
	for _, n := range []int{100, 1000, 5000} {
		views := manual(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := newWriter(b, html.Options{})
				for _, v := range views {
					if _, err := w.Page(v, w.Body(v, diag.Discard{})); err != nil {
						b.Fatal(err)
					}
				}
				if _, err := w.Shared(views[0].Site); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/page")
		})
	}
}
