package program

import (
	"cmp"
	"slices"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// A Finding is one thing that is wrong with a program.
type Finding struct {
	Code    diag.Code
	Level   Level  // at which it shows
	Check   string // the analyzer of a Vet finding, such as "printf"
	File    string // path in the module, "" for code written in the page
	Line    int    // from 1; 0 where the whole program is meant
	Col     int    // in bytes, from 1; 0 where it is not known
	Message string // the lines after the first belong to it, as the Go compiler has them
	Hint    string // what would mend it; may be empty
	Notes   []Note
	Shown   *Shown // of an error block that does not say what the compiler does
}

// Shown is a line of a compile error block.
type Shown struct {
	Listing int // in the plan
	Block   int // in its Errors
	Line    int // in the text of the block, from 1
}

// A Note points at another place that a finding has to do with.
type Note struct {
	File      string
	Line, Col int
	Message   string
}

// Diagnostic returns f as one at its place in the file. Lines count from
// first, which is 1 unless the file is a page and f is about code in it.
func (f Finding) Diagnostic(file *source.File, first int) diag.Diagnostic {
	d := diag.New(f.Code, file, lineSpan(file, f.Line+max(first, 1)-1, f.Col), "%s", f.Message)
	d.Hint = f.Hint
	return d
}

// lineSpan returns the place of a line of f from the column on, without the
// blanks around it.
func lineSpan(f *source.File, line, col int) source.Span {
	at := offsetOf(f.Text, max(line, 1))
	text := f.Line(max(line, 1))
	from := min(max(col-1, 0), len(text))
	for from < len(text) && (text[from] == ' ' || text[from] == '\t') {
		from++
	}
	return source.Span{Start: int32(at + from), End: int32(at + len(text))}
}

// offsetOf returns where a line of text begins, the end of text for one that
// is not there.
func offsetOf(text string, line int) int {
	at := 0
	for ; line > 1; line-- {
		n := indexLineEnd(text[at:])
		if n < 0 {
			return len(text)
		}
		at += n
	}
	return at
}

// indexLineEnd returns the offset after the first line end of s, or -1.
func indexLineEnd(s string) int {
	for i := range len(s) {
		switch {
		case s[i] == '\n', s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n'):
			return i + 1
		}
	}
	return -1
}

func compareFindings(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
		cmp.Compare(a.Level, b.Level), cmp.Compare(a.Message, b.Message),
	)
}

// sortFindings orders findings by place and drops what is said twice.
func sortFindings(list []Finding) []Finding {
	slices.SortStableFunc(list, compareFindings)
	return slices.CompactFunc(list, func(a, b Finding) bool { return compareFindings(a, b) == 0 })
}

// failed reports whether list has an error and not only warnings.
func failed(list []Finding) bool {
	return slices.ContainsFunc(list, func(f Finding) bool { return f.Code.Severity() == diag.Error })
}
