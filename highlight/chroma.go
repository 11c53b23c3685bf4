package highlight

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
)

// chromaTimeout is the limit that chroma sets to each match, less what its
// clock, which ticks every 100 ms, may be late.
const chromaTimeout = 150 * time.Millisecond

// A chromaLexer is a lexer with the time that it may take from one token to
// the next. If it takes less, then no match has met its limit.
type chromaLexer struct {
	chroma.Lexer
	limit time.Duration
}

// chromaLines highlights text with one of chroma's lexers.
func chromaLines(l chromaLexer, lang, text string) (lines []Line, err error) {
	defer func() {
		switch r := recover(); {
		case r == nil:
		case r == any(errStuck):
			lines, err = plain(text, Text), ErrStuck
		default: // a rule of chroma's took more from its stack than there was
			lines, err = plain(text, Text), fmt.Errorf("the %s lexer stopped: %v", lang, r)
		}
	}()
	var p *painter
	var bad span
	for range 3 { // a lexer that had to wait for the processor has another chance
		p = newPainter(text)
		if bad, err = p.lex(l, text); !errors.Is(err, ErrStuck) || l.limit == lexTimeout {
			break
		}
	}
	if err != nil {
		return plain(text, Text), err
	}
	lines = p.lines()
	if bad.end > bad.start {
		return lines, tokenError(lang, text, bad)
	}
	return lines, nil
}

// lex paints the tokens of l and returns the first that is an error.
func (p *painter) lex(l chromaLexer, text string) (bad span, err error) {
	// Every lexer gets a last line end, which some need and some would add.
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	start := time.Now()
	next, err := l.Tokenise(nil, text)
	if err != nil {
		return bad, err
	}
	pos, last := 0, start
	for {
		t := next()
		now := time.Now()
		if now.Sub(last) > l.limit || now.Sub(start) > lexTimeout {
			return bad, ErrStuck
		}
		last = now
		if t == chroma.EOF {
			break
		}
		end, ok := tokenEnd(text, pos, t.Value)
		if !ok {
			return bad, ErrTextChanged
		}
		if t.Type == chroma.Error && bad.end == bad.start && strings.TrimSpace(t.Value) != "" {
			bad = span{start: pos, end: end}
		}
		p.paintToken(end, t)
		pos = end
	}
	if pos < len(p.text) {
		return bad, ErrTextChanged
	}
	return bad, nil
}

// paintToken paints a token up to end. Two things that few lexers of chroma tell
// are made the same in all languages, as in Go: a name right before "(" is that
// of a function, and the dot between names is text.
func (p *painter) paintToken(end int, t chroma.Token) {
	class := classOf(t.Type)
	if p.name > p.pos {
		if class == Punct && strings.HasPrefix(t.Value, "(") {
			p.paint(p.name, Func)
		} else {
			p.paint(p.name, Text)
		}
	}
	switch {
	case t.Type == chroma.Name || t.Type == chroma.NameOther:
		p.name = end
	case t.Value == "." && (class == Operator || class == Punct):
		p.paint(end, Text)
	default:
		p.paint(end, class)
	}
}

// tokenEnd returns where the token that begins at pos ends in text. Chroma
// works on runes with \n for any line end: \r\n and \r come back as \n, bytes
// that are not UTF-8 as U+FFFD.
func tokenEnd(text string, pos int, value string) (end int, ok bool) {
	if strings.HasPrefix(text[pos:], value) {
		return pos + len(value), true
	}
	for _, want := range value {
		got, width := utf8.DecodeRuneInString(text[pos:])
		if got == '\r' && want == '\n' {
			if strings.HasPrefix(text[pos:], "\r\n") {
				width = 2
			}
		} else if got != want || width == 0 {
			return pos, false
		}
		pos += width
	}
	return pos, true
}

func tokenError(lang, text string, bad span) *TokenError {
	bad.end = min(bad.end, len(text))
	return &TokenError{
		Lang:   lang,
		Line:   1 + strings.Count(text[:bad.start], "\n"),
		Column: bad.start - strings.LastIndexByte(text[:bad.start], '\n'),
		Text:   text[bad.start:bad.end],
	}
}

// pythonLines highlights Python, 3 or 2. The lexer of Python 3 is right for
// most of Python 2; where it stumbles, on `x` or 0777L, the other one is asked.
func pythonLines(text string) ([]Line, error) {
	lines, err := chromaLines(loadCatalogue().python, "python", text)
	if _, ok := errors.AsType[*TokenError](err); !ok {
		return lines, err
	}
	old, oldErr := chromaLines(loadCatalogue().python2, "python", text)
	if oldErr == nil || later(oldErr, err) {
		return old, oldErr
	}
	return lines, err
}

// later reports whether a names a later place in the text than b.
func later(a, b error) bool {
	x, _ := errors.AsType[*TokenError](a)
	y, _ := errors.AsType[*TokenError](b)
	if x == nil || y == nil {
		return false
	}
	return x.Line > y.Line || x.Line == y.Line && x.Column > y.Column
}

// classOf maps chroma's token types to classes. A type that is not named here
// has the class of its category.
func classOf(t chroma.TokenType) Class {
	switch t {
	case chroma.KeywordType,
		chroma.NameBuiltin, chroma.NameBuiltinPseudo, chroma.NameClass, chroma.NameException:
		return Type
	case chroma.NameTag, chroma.NameKeyword, chroma.OperatorWord, chroma.OperatorReserved:
		return Keyword
	case chroma.NameAttribute, chroma.NameDecorator, chroma.NamePseudo, chroma.NameProperty,
		chroma.CommentPreproc:
		return Attr
	case chroma.NameFunction, chroma.NameFunctionMagic:
		return Func
	case chroma.NameOperator:
		return Operator
	case chroma.NameEntity, chroma.LiteralStringEscape, chroma.LiteralStringInterpol:
		return Escape
	case chroma.LiteralDate:
		return Number
	case chroma.CommentPreprocFile:
		return String
	case chroma.TextPunctuation:
		return Punct
	}
	return categoryClass(t)
}

func categoryClass(t chroma.TokenType) Class {
	switch {
	case t.InCategory(chroma.Keyword):
		return Keyword
	case t.InSubCategory(chroma.LiteralNumber):
		return Number
	case t.InCategory(chroma.Literal):
		return String
	case t.InCategory(chroma.Operator):
		return Operator
	case t.InCategory(chroma.Punctuation):
		return Punct
	case t.InCategory(chroma.Comment):
		return Comment
	case t.InCategory(chroma.Generic):
		return genericClass(t)
	}
	return Text
}

func genericClass(t chroma.TokenType) Class {
	switch t {
	case chroma.GenericDeleted:
		return Removed
	case chroma.GenericInserted:
		return Added
	case chroma.GenericHeading, chroma.GenericSubheading:
		return Heading
	case chroma.GenericOutput:
		return Output
	case chroma.GenericPrompt:
		return Prompt
	case chroma.GenericError, chroma.GenericTraceback:
		return Error
	}
	return Text
}
