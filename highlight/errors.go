package highlight

import (
	"errors"
	"fmt"
)

// Errors that [Highlighter.Lines] returns beside plain lines. They say what
// went wrong, not with which text; the caller knows that.
var (
	// ErrUnknownLanguage: no lexer has that name. See [Languages] for those there are.
	ErrUnknownLanguage = errors.New("unknown language")
	// ErrTextChanged: a lexer gave back another text than it was given.
	ErrTextChanged = errors.New("the lexer does not give the text back")
	// ErrStuck: a lexer goes in circles, or was still working after ten seconds.
	ErrStuck = errors.New("the lexer does not come to an end")
)

// A TokenError reports the first place that a lexer could make nothing of.
// The lines beside it are highlighted; what was not understood is plain in them.
type TokenError struct {
	Lang   string // canonical name of the language
	Line   int    // line in the text, from 1
	Column int    // byte in the line, from 1
	Text   string // what was not understood
	Reason string // what is wrong with it, "" when the lexer does not say
}

func (e *TokenError) Error() string {
	if e.Reason != "" {
		return fmt.Sprintf("not %s at line %d: %s", e.Lang, e.Line, e.Reason)
	}
	return fmt.Sprintf("not %s at line %d: %q", e.Lang, e.Line, e.Text)
}
