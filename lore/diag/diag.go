// Package diag holds what lore has to say about an author's documents: a
// diagnostic is a message with a place, a stable code and, where lore knows
// one, a hint. Problems of the machine are errors and never diagnostics.
package diag

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lore-docs/lore/lore/source"
)

// Severity says what a diagnostic does to the build.
type Severity uint8

// The severities. Errors make the build fail, warnings do so under --strict.
const (
	Error Severity = iota
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// A Diagnostic is one thing that is wrong with a document.
type Diagnostic struct {
	Code     Code
	Severity Severity
	File     *source.File
	Span     source.Span // the smallest piece of text that is wrong
	Message  string      // lower case, no full stop
	Hint     string      // what would mend it, such as "did you mean net.Listener?"; may be empty
	Detail   string      // lines to print below, such as what was printed; may be empty
	Notes    []Note      // other places that matter
}

// A Note points a reader of a diagnostic at another place.
type Note struct {
	File    *source.File
	Span    source.Span
	Message string
}

// New returns a diagnostic with the severity that its code has by default.
func New(code Code, f *source.File, span source.Span, format string, args ...any) Diagnostic {
	return Diagnostic{
		Code: code, Severity: code.Severity(), File: f, Span: span,
		Message: fmt.Sprintf(format, args...),
	}
}

// WithHint returns d with the hint.
func (d Diagnostic) WithHint(format string, args ...any) Diagnostic {
	d.Hint = fmt.Sprintf(format, args...)
	return d
}

// DidYouMean returns d with a hint that offers word, or d itself when word is
// empty, so that the result of a look-up for the nearest name can be passed on.
func (d Diagnostic) DidYouMean(word string) Diagnostic {
	if word == "" {
		return d
	}
	return d.WithHint("did you mean %s?", word)
}

// WithNote returns d with one more note.
func (d Diagnostic) WithNote(f *source.File, span source.Span, format string, args ...any) Diagnostic {
	d.Notes = append(slices.Clip(d.Notes), Note{f, span, fmt.Sprintf(format, args...)})
	return d
}

// Position returns the place that d is printed with.
func (d Diagnostic) Position() source.Position { return d.File.Position(d.Span.Start) }

// String returns d on one line: file:line:col: message (code).
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s: %s (%s)", d.Position(), d.Message, d.Code)
}

// A Sink takes diagnostics. Unless an implementation says otherwise it belongs
// to one goroutine.
type Sink interface{ Report(Diagnostic) }

// A List is a Sink that keeps what it is given, in that order.
type List []Diagnostic

// Report appends d.
func (l *List) Report(d Diagnostic) { *l = append(*l, d) }

// Discard is a Sink that drops everything.
type Discard struct{}

// Report does nothing.
func (Discard) Report(Diagnostic) {}

// Sort orders l by file, place and code and removes what is said twice, so that
// the same documents give the same report whatever order the work was done in.
func (l *List) Sort() {
	slices.SortStableFunc(*l, compare)
	*l = slices.CompactFunc(*l, func(a, b Diagnostic) bool {
		return compare(a, b) == 0
	})
}

// Count returns the number of errors and of warnings in l.
func (l List) Count() (errors, warnings int) {
	for _, d := range l {
		if d.Severity == Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

func compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.File.Name, b.File.Name),
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Span.End, b.Span.End),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Message, b.Message),
	)
}
