package tree

import (
	"reflect"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

func at(start, end int32) Base { return At(source.Span{Start: start, End: end}) }

func text(s string) *Text { return &Text{Text: s} }

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "section",
		"--- ?!":                 "section",
		"Do nothing":             "do-nothing",
		"  C++ & Go, in 2026! ":  "c-go-in-2026",
		"Größe ändern":           "größe-ändern",
		"日本語 の 見出し":              "日本語-の-見出し",
		"net/http.Client.Do":     "net-http-client-do",
		"e\u0301tude":            "e\u0301tude",
		"a\xffb":                 "a-b",
		"snake_case and kebab-y": "snake-case-and-kebab-y",
	} {
		if got := Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzSlug(f *testing.F) {
	f.Add("Do nothing")
	f.Add("\u0345 a\u0130b")
	f.Fuzz(func(t *testing.T, s string) {
		slug := Slug(s)
		if slug == "" || strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") || strings.ContainsAny(slug, " \t\n\"'<>&#%") {
			t.Fatalf("Slug(%q) = %q", s, slug)
		}
		if again := Slug(slug); Slug(again) != again {
			t.Fatalf("the slug of %q does not settle: %q, %q", s, slug, again)
		}
	})
}

func TestBuilderNames(t *testing.T) {
	f := source.New("a", "a page of some length, so that spans fit")
	var list diag.List
	b := NewBuilder(f, &list)
	own := b.Target("overview", source.Span{Start: 2, End: 4})
	if id, ok := b.Named("overview"); !ok || id != own {
		t.Errorf("Named = %d, %v; want %d", id, ok, own)
	}
	if _, ok := b.Named("nothing"); ok {
		t.Error("a name that nobody gave is there")
	}
	if again := b.Target("overview", source.Span{Start: 6, End: 8}); again != own {
		t.Errorf("the second target is %d, want the first, %d", again, own)
	}
	if len(list) != 1 || list[0].Code != diag.TargetDuplicate || len(list[0].Notes) != 1 || list[0].Notes[0].Span.Start != 2 {
		t.Errorf("report %+v", list)
	}
	listing := func(l ListingSource) *Listing { return &Listing{Source: b.Listing(l)} }
	doc := b.Finish([]Block{
		&Heading{Level: 2, Text: []Inline{text("Overview")}},
		&Heading{Level: 2, Text: []Inline{text(" Over\nview ")}},
		&Heading{Level: 2, Text: []Inline{text("Over view")}},
		&Heading{Level: 4, Text: []Inline{text("Deep")}},
		&Heading{Level: 3, Base: at(0, 1).With(&Attr{Target: own}), Text: []Inline{text("Own")}},
		&Figure{Caption: []Inline{text("F")}}, &Table{}, &Table{},
		listing(ListingSource{Kind: CodeFile, File: "listings/finger01/main.go"}),
		listing(ListingSource{Kind: CodeFile, File: "main.go"}),
		listing(ListingSource{Kind: CodeFile, File: "../a b/ü.py"}),
		listing(ListingSource{Kind: CodeText, Text: "x"}),
	})
	want := []TargetInfo{
		{Kind: TargetPage},
		{Kind: TargetHeading, Name: "overview", Level: 3, Text: "Own", Aliases: []string{"auto3"}},
		{Kind: TargetHeading, Name: "overview-1", Level: 2, Text: "Overview", Aliases: []string{"auto0"}},
		{Kind: TargetHeading, Name: "over-view", Level: 2, Text: "Over view", Aliases: []string{"auto1"}},
		{Kind: TargetHeading, Name: "over-view-1", Level: 2, Text: "Over view", Aliases: []string{"auto2"}},
		{Kind: TargetHeading, Name: "deep", Level: 4, Text: "Deep"},
		{Kind: TargetFigure, Name: "figure-1", Text: "F"},
		{Kind: TargetTable, Name: "table-1"}, {Kind: TargetTable, Name: "table-2"},
		{Kind: TargetListing, Name: "finger01-main.go"},
		{Kind: TargetListing, Name: "main.go"},
		{Kind: TargetListing, Name: "a-b-ü.py"},
		{Kind: TargetListing, Name: "listing-4"},
	}
	for i := range doc.Targets {
		doc.Targets[i].Span, doc.Targets[i].named = source.Span{}, false
	}
	if !reflect.DeepEqual(doc.Targets, want) {
		t.Errorf("targets\n%+v\nwant\n%+v", doc.Targets, want)
	}
}

func TestBuilderEntries(t *testing.T) {
	b := NewBuilder(source.New("a", "0123456789"), diag.Discard{})
	b.Meta().Title = []Inline{text("T")}
	r := b.Ref(Ref{URL: "x"})
	b.MarkAuto(r)
	one := b.IndexEntry(" a \n b ! c", source.Span{})
	note := b.Footnote(source.Span{Start: 1, End: 2})
	b.SetFootnote(note, source.Span{Start: 3, End: 4}, []Block{&Paragraph{Text: []Inline{text("foot")}}})
	b.Ignore(Ignore{Codes: []string{"x"}})
	b.Toc(TocEntry{Text: "x", Ref: -1})
	doc := b.Finish([]Block{&Paragraph{Text: []Inline{&Link{Ref: r}, &FootnoteRef{Note: note}}}})
	if !doc.Refs[r].Auto {
		t.Error("the link is not marked")
	}
	if got := doc.Index[one].Term; !reflect.DeepEqual(got, []string{"a b", "c"}) {
		t.Errorf("term %q", got)
	}
	if got := doc.Targets[doc.Index[one].Target].Name; got != "index01" {
		t.Errorf("index target %q", got)
	}
	if got := doc.Targets[doc.Footnotes[note].Target].Name; got != "footnote-1" {
		t.Errorf("footnote target %q", got)
	}
	if len(doc.Ignores) != 1 || len(doc.Toc) != 1 {
		t.Errorf("%d ignores, %d lines of contents", len(doc.Ignores), len(doc.Toc))
	}
	// The title, the paragraph with two inlines, and the footnote's two nodes.
	if doc.NumNodes != 6 {
		t.Errorf("%d nodes, want 6", doc.NumNodes)
	}
	if id := doc.Footnotes[0].Blocks[0].(*Paragraph).Text[0].ID(); id != 5 {
		t.Errorf("the last node has number %d", id)
	}
}

func TestTrimInlines(t *testing.T) {
	em := &Phrase{Kind: Emph, Text: []Inline{text(" x ")}}
	for _, c := range []struct{ in, want []string }{
		{nil, nil},
		{[]string{"  "}, nil},
		{[]string{" \n", "\t a", " b ", " "}, []string{"a", " b"}},
		{[]string{"a"}, []string{"a"}},
	} {
		var list []Inline
		for _, s := range c.in {
			list = append(list, text(s))
		}
		var got []string
		for _, n := range TrimInlines(list) {
			got = append(got, n.(*Text).Text)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("TrimInlines(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	if got := TrimInlines([]Inline{text(" "), em, text(" ")}); len(got) != 1 || got[0] != em || em.Text[0].(*Text).Text != " x " {
		t.Errorf("TrimInlines changed mark-up: %v", got)
	}
	n := &Text{Base: at(10, 16), Text: "  ab  "}
	TrimInlines([]Inline{n})
	if want := (source.Span{Start: 12, End: 14}); n.Span() != want {
		t.Errorf("span %v, want %v", n.Span(), want)
	}
	n = &Text{Base: at(10, 20), Text: " a&b "} // the source has an entity
	TrimInlines([]Inline{n})
	if want := (source.Span{Start: 10, End: 20}); n.Span() != want {
		t.Errorf("span %v, want %v", n.Span(), want)
	}
}

func TestBlank(t *testing.T) {
	for _, n := range []Inline{text(" \n"), &Anchor{}, &IndexMark{}, &IndexMark{Text: []Inline{text(" ")}}} {
		if !Blank([]Inline{n}) {
			t.Errorf("%T is not blank", n)
		}
	}
	for _, n := range []Inline{text("x"), &Image{}, &FootnoteRef{}, &Link{}, &Break{}, &IndexMark{Text: []Inline{text("x")}}} {
		if Blank([]Inline{n}) {
			t.Errorf("%T is blank", n)
		}
	}
}

func TestPlainText(t *testing.T) {
	for _, c := range []struct {
		in   []Inline
		want string
	}{
		{nil, ""},
		{[]Inline{text(" a \n b ")}, "a b"},
		{[]Inline{text("a "), &Phrase{Kind: Strong, Text: []Inline{text(" b"), &Code{Text: []Inline{text("c")}}}}}, "a bc"},
		{[]Inline{text("a"), &Break{}, text("b"), &Image{Alt: "c"}, &FootnoteRef{}, &Anchor{}}, "a bc"},
		{[]Inline{text("a\u00a0\u3000b")}, "a b"},
	} {
		if got := PlainText(c.in); got != c.want {
			t.Errorf("PlainText = %q, want %q", got, c.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", " ", "a", " a", "a ", "a  b", "a\vb", "a\u0085b", "a b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := fold(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Fatalf("fold(%q) = %q, want %q", s, got, want)
		}
	})
}

// everything is a document with a node of every kind.
func everything() *Document {
	b := NewBuilder(source.New("a", ""), diag.Discard{})
	word := func(s string) []Inline { return []Inline{text(s)} }
	para := func(s string) []Block { return []Block{&Paragraph{Bare: true, Text: word(s)}} }
	link, image := b.Ref(Ref{URL: "l"}), b.Ref(Ref{URL: "i", Kind: RefImage})
	note := b.Footnote(source.Span{})
	b.SetFootnote(note, source.Span{}, para("foot"))
	b.Listing(ListingSource{Kind: Setup, Text: "$ x\n", Words: []Word{{Name: "term", Value: "1"}}})
	code := b.Listing(ListingSource{
		Kind: Transcript, Text: "$ a\nb\n", Typed: []Range{{4, 5}}, Caption: word("caption"),
	})
	*b.Meta() = Meta{
		Title: word("title"), HeadTitle: "head", Authors: []Author{{"Jo", "mailto:jo"}}, Description: "d", Lang: "en",
		Version: "1", Date: "2026", Aliases: []string{"old.html"},
	}
	b.Toc(TocEntry{Depth: 1, Ref: link, Text: "entry"})
	all := []Inline{
		text("t"), &Phrase{Kind: Emph, Text: word("p")}, &Code{Base: at(0, 0).With(&Attr{Class: "a b", Title: "t", Lang: "de", Dir: "rtl"}), Text: word("c")},
		&Link{Ref: link, Text: word("l")}, &APIName{API: b.API(API{Base: "net", Name: "Conn"}), Text: word("Conn")},
		&Image{Ref: image, Alt: "alt", Width: "1", Height: "2"}, &FootnoteRef{Note: note},
		&Anchor{Target: b.Target("here", source.Span{})}, &IndexMark{Entry: b.IndexEntry("a!b", source.Span{}), Text: word("i")}, &Break{},
	}
	return b.Finish([]Block{
		&Heading{Level: 2, Text: word("h")}, &Paragraph{Text: all},
		&List{Ordered: true, Start: 3, Items: []*Item{{Task: TaskDone, Blocks: para("item")}}}, &List{Items: []*Item{{Task: TaskOpen}, {}}},
		&Definitions{Entries: []*Entry{{Terms: []*Term{{Text: word("term")}}, Bodies: []*Item{{Blocks: para("body")}}}}},
		&Table{
			Caption: word("tc"), Head: []*Row{{Cells: []*Cell{{Header: true, ColSpan: 1, RowSpan: 1, Align: AlignLeft}}}},
			Body: []*Row{{Cells: []*Cell{{ColSpan: 2, RowSpan: 3, Align: AlignRight, Blocks: para("cell")}}}},
		},
		&Figure{Caption: word("fc"), Blocks: para("fb")}, &Listing{Source: code}, &Preformatted{Text: word("pre")},
		&Note{Kind: Caution, Title: word("nt"), Blocks: para("n")}, &Quote{Cite: "q", Blocks: para("q")},
		&Division{Base: at(0, 0).With(&Attr{Class: "boxed", Target: b.Target("d", source.Span{})}), Blocks: para("d")}, &Rule{},
	})
}

func TestDump(t *testing.T) {
	const want = `title
  "title"
author "Jo" mailto:jo
description "d"
lang "en"
version "1"
date "2026"
alias old.html
heading 2 h (auto0)
  "h"
paragraph
  "t"
  emph
    "p"
  code .a.b title="t" lang="de" dir="rtl"
    "c"
  link l
    "l"
  api "net" "Conn"
    "Conn"
  image i "alt" width=1 height=2
  footnote mark 1
  anchor here
  index a!b
    "i"
  break
list from 3
  item done
    bare
      "item"
list
  item open
  item
definitions
  entry
    term
      "term"
    body
      bare
        "body"
table table-1
  caption
    "tc"
  head
    header left
  row
    cell right 2x3
      bare
        "cell"
figure figure-1
  bare
    "fb"
  caption
    "fc"
listing transcript #listing-1
  "$ a\n"
  "b\n"
  typed "b"
  caption
    "caption"
preformatted
  "pre"
caution
  title
    "nt"
  bare
    "n"
quote q
  bare
    "q"
division .boxed #d
  bare
    "d"
rule
footnote 1
  bare
    "foot"
listing setup term="1"
  "$ x\n"
toc > "entry" l
`
	got := Dump(everything())
	if got != want {
		t.Errorf("Dump\n%s\nwant\n%s", got, want)
	}
}

func TestWalk(t *testing.T) {
	doc := everything()
	next := ID(0)
	kinds := map[string]bool{}
	count := func(n Node) bool {
		if n.ID() != next {
			t.Errorf("%T has number %d, want %d", n, n.ID(), next)
		}
		next++
		kinds[reflect.TypeOf(n).Elem().Name()] = true
		if l, ok := n.(*Listing); ok {
			next += ID(len(doc.Listings[l.Source].Caption))
		}
		return true
	}
	WalkInlines(doc.Meta.Title, count)
	Walk(doc.Blocks, count)
	Walk(doc.Footnotes[0].Blocks, count)
	if int(next) != doc.NumNodes {
		t.Errorf("%d nodes walked, NumNodes is %d", next, doc.NumNodes)
	}
	if len(kinds) != 27 {
		t.Errorf("%d kinds of node walked, want 27: %v", len(kinds), kinds)
	}
	var top []string
	Walk(doc.Blocks, func(n Node) bool {
		top = append(top, reflect.TypeOf(n).Elem().Name())
		return false
	})
	if len(top) != len(doc.Blocks) {
		t.Errorf("children are walked though they were not to be: %v", top)
	}
}

func TestListingWord(t *testing.T) {
	l := ListingSource{Words: []Word{{Name: "lines", Value: "1"}, {Name: "lines", Value: "2"}}}
	if w, ok := l.Word("lines"); !ok || w.Value != "2" {
		t.Errorf("lines is %q, %v; want the last", w.Value, ok)
	}
	if _, ok := l.Word("region"); ok {
		t.Error("a word that is not there is found")
	}
}
