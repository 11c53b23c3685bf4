package tree

import (
	"strings"
	"unicode/utf8"
)

// Walk calls enter for every node below blocks, in document order. Children of
// a node are left out when enter returns false. Footnotes are not below the
// place of their mark: walk them on their own.
func Walk(blocks []Block, enter func(Node) bool) {
	for _, b := range blocks {
		walk(b, enter)
	}
}

// WalkInlines is Walk for inlines.
func WalkInlines(text []Inline, enter func(Node) bool) {
	for _, n := range text {
		walk(n, enter)
	}
}

func walk(n Node, enter func(Node) bool) {
	if !enter(n) {
		return
	}
	switch n := n.(type) {
	case Block:
		walkBlock(n, enter)
	case Inline:
		WalkInlines(Children(n), enter)
	case *Item:
		Walk(n.Blocks, enter)
	case *Entry:
		walkAll(n.Terms, enter)
		walkAll(n.Bodies, enter)
	case *Term:
		WalkInlines(n.Text, enter)
	case *Row:
		walkAll(n.Cells, enter)
	case *Cell:
		Walk(n.Blocks, enter)
	default:
		panic(n)
	}
}

func walkBlock(b Block, enter func(Node) bool) {
	switch b := b.(type) {
	case *Heading:
		WalkInlines(b.Text, enter)
	case *Paragraph:
		WalkInlines(b.Text, enter)
	case *Preformatted:
		WalkInlines(b.Text, enter)
	case *List:
		walkAll(b.Items, enter)
	case *Definitions:
		walkAll(b.Entries, enter)
	case *Table:
		WalkInlines(b.Caption, enter)
		walkAll(b.Head, enter)
		walkAll(b.Body, enter)
	case *Figure:
		Walk(b.Blocks, enter)
		WalkInlines(b.Caption, enter)
	case *Note:
		WalkInlines(b.Title, enter)
		Walk(b.Blocks, enter)
	case *Quote:
		Walk(b.Blocks, enter)
	case *Division:
		Walk(b.Blocks, enter)
	case *Listing, *Rule:
	default:
		panic(b)
	}
}

func walkAll[N Node](nodes []N, enter func(Node) bool) {
	for _, n := range nodes {
		walk(n, enter)
	}
}

// Children returns the inlines within n.
func Children(n Inline) []Inline {
	switch n := n.(type) {
	case *Phrase:
		return n.Text
	case *Code:
		return n.Text
	case *Link:
		return n.Text
	case *APIName:
		return n.Text
	case *IndexMark:
		return n.Text
	case *Text, *Image, *FootnoteRef, *Anchor, *Break:
		return nil
	default:
		panic(n)
	}
}

// PlainText returns the words of text on one line: white space folded, images
// as their alternative text, footnote marks left out.
func PlainText(text []Inline) string {
	if len(text) == 1 {
		if t, ok := text[0].(*Text); ok {
			return fold(t.Text)
		}
	}
	var b strings.Builder
	WalkInlines(text, func(n Node) bool {
		switch n := n.(type) {
		case *Text:
			b.WriteString(n.Text)
		case *Image:
			b.WriteString(n.Alt)
		case *Break:
			b.WriteByte(' ')
		}
		return true
	})
	return fold(b.String())
}

// fold returns s with one blank for each run of white space and none at its
// ends. Most texts are so already.
func fold(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || '\t' <= c && c <= '\r' || c == ' ' && (i == 0 || i+1 == len(s) || s[i+1] == ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}
