// Package markdown reads howtos that are written in Markdown.
//
// goldmark parses a page; its tree never leaves this package. A converter
// walks that tree and gives the Assembler of package xhtml the elements of the
// XHTML dialect that the Markdown stands for: a fence with file= becomes the
// same tags as <a class="go-listing">, an alert the same as <div class="note">.
// Raw HTML is scanned where it stands, by the scanner of the XHTML reader. So a
// page that says the same in both formats gives the same document.
//
// What goldmark has no parser for is parsed here: names of Go's packages in
// brackets, footnotes, alerts, captions of tables and attributes in braces.
package markdown

import (
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/lore/xhtml"
)

// A Reader reads Markdown pages. The zero Reader is ready, and may be used by
// any number of goroutines.
type Reader struct{}

// Read returns the document in f. It accepts every text and reports to sink
// what is wrong with it.
func (Reader) Read(f *source.File, sink diag.Sink) *tree.Document {
	a := xhtml.NewAssembler(f, sink)
	clean := xhtml.CheckText(f, sink)
	start := len(f.Text) - len(strings.TrimPrefix(f.Text, "\ufeff"))
	head := cutFrontMatter(f.Text, start)
	readFrontMatter(f, head, a, sink)
	b := newBody(f, head.end, clean)
	c := converter{body: b, file: f, sink: sink, a: a}
	c.document()
	return a.Finish()
}
