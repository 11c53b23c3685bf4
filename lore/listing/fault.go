package listing

import (
	"fmt"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A fault is a mistake found while a listing is made. It does not know the
// page, so that it can be kept with the result and reported to every page that
// asks for the same. It lies in a word of the listing, in the address of its
// file, or in the code file itself.
type fault struct {
	code          diag.Code
	word          string // the word at fault; "" for the address of the file
	from, to      int    // the part of the word's value; to is 0 for all of it
	file          *source.File
	span          source.Span // in file, when the code file is at fault
	message, hint string
	notes         []diag.Note
}

func newFault(code diag.Code, format string, args ...any) fault {
	return fault{code: code, message: fmt.Sprintf(format, args...)}
}

// in returns f as a fault of the word.
func (f fault) in(word string) fault {
	f.word = word
	return f
}

// part returns f as a fault of the bytes from from to to of a word's value.
func (f fault) part(from, to int) fault {
	f.from, f.to = from, to
	return f
}

// at returns f as a fault of the code file.
func (f fault) at(file *source.File, span source.Span) fault {
	f.file, f.span = file, span
	return f
}

func (f fault) didYouMean(name string) fault {
	if name != "" {
		f.hint = fmt.Sprintf("did you mean %s?", name)
	}
	return f
}

func (f fault) note(file *source.File, span source.Span, format string, args ...any) fault {
	f.notes = append(f.notes, diag.Note{File: file, Span: span, Message: fmt.Sprintf(format, args...)})
	return f
}

// report reports f for the listing.
func (p *page) report(l *tree.ListingSource, f fault) {
	span := listingSpan(l)
	if w, ok := l.Word(f.word); ok {
		span = w.Span
		if f.to > 0 && span.Len() == len(w.Value) { // the value is written without entities or escapes
			span = source.Span{Start: w.Span.Start + int32(f.from), End: w.Span.Start + int32(f.to)}
		}
	}
	p.reportAt(f, span)
}

// reportAt reports f, which lies at span when it lies in the page.
func (p *page) reportAt(f fault, span source.Span) {
	d := diag.New(f.code, p.doc.Source, span, "%s", f.message)
	d.Hint, d.Notes = f.hint, f.notes
	if f.file != nil {
		d.File, d.Span = f.file, f.span
		d = d.WithNote(p.doc.Source, span, "the file is included here")
	}
	p.sink.Report(d)
}

// listingSpan is where a listing as a whole is reported: at the address of its
// file when it has one.
func listingSpan(l *tree.ListingSource) source.Span {
	if l.Kind == tree.CodeFile && l.FileSpan.Len() > 0 {
		return l.FileSpan
	}
	return l.Span
}
