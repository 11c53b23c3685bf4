package highlight

import "fmt"

// A Highlighter turns code into lines and remembers the latest results.
// It is safe for concurrent use.
type Highlighter struct {
	memo memo
}

// New returns a Highlighter with nothing remembered.
func New() *Highlighter { return new(Highlighter) }

// Lines highlights text, which is in the named language; "" is plain text.
//
// The lines joined by "\n" are text exactly: an empty text has one line, and
// one that ends in "\n" has an empty last line. They are shared with others
// who ask for the same text, so nobody may change them.
//
// The lines are whole even beside an error. With a [*TokenError] only the parts
// that could not be made out are plain. With any other error everything is:
// [ErrUnknownLanguage], [ErrTextChanged], [ErrStuck], or one that tells of a
// lexer that broke down. Except for ErrStuck the same call gives the same
// lines and error, whatever else the machine is doing.
//
// When several goroutines ask for one text at a time, one of them scans it.
func (h *Highlighter) Lines(lang, text string) ([]Line, error) {
	if lang == "" {
		return plain(text, Text), nil
	}
	l := find(lang)
	if l == nil {
		return plain(text, Text), fmt.Errorf("%w %q", ErrUnknownLanguage, lang)
	}
	if l.cheap {
		return l.lines(text)
	}
	return h.memo.lines(l, text)
}
