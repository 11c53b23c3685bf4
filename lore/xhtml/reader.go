package xhtml

import (
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A Reader reads pages in XHTML. The zero value is ready; any number of
// goroutines may use one.
type Reader struct {
	// Classes are the classes that a site gives a look of its own. They are
	// never taken for misspelt ones, nor for languages of pre.
	Classes []string
}

// Read reads the page in f and reports what is wrong with it to sink. Every
// file gives a document.
func (r Reader) Read(f *source.File, sink diag.Sink) *tree.Document {
	a := NewAssembler(f, sink)
	a.classes = r.Classes
	a.strict = true
	a.dirty, a.scanned = !CheckText(f, sink), true
	a.Scan(source.Span{End: int32(len(f.Text))})
	return a.Finish()
}
