package highlight

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// GoLexer is the Go scan of this package as a lexer for chroma. It can stand
// in for chroma's own Go lexer in a registry, with any style and formatter;
// it is many times as fast. Tokenise and AnalyseText may run concurrently
// once SetAnalyser, if it is used, has returned.
type GoLexer struct {
	analyse func(string) float32
}

var _ chroma.Lexer = (*GoLexer)(nil)

// NewGoLexer returns a lexer for Go.
func NewGoLexer() *GoLexer { return &GoLexer{} }

// Config returns the names of the lexer, which are those of chroma's own.
func (l *GoLexer) Config() *chroma.Config {
	return &chroma.Config{
		Name:      "Go",
		Aliases:   []string{"go", "golang"},
		Filenames: []string{"*.go"},
		MimeTypes: []string{"text/x-gosrc"},
	}
}

// SetRegistry does nothing: the lexer looks up no other.
func (l *GoLexer) SetRegistry(*chroma.LexerRegistry) chroma.Lexer { return l }

// SetAnalyser sets the function that AnalyseText calls.
func (l *GoLexer) SetAnalyser(analyse func(text string) float32) chroma.Lexer {
	l.analyse = analyse
	return l
}

// AnalyseText returns how sure the analyser is that text is Go, 0 without one.
func (l *GoLexer) AnalyseText(text string) float32 {
	if l.analyse == nil {
		return 0
	}
	return l.analyse(text)
}

// Tokenise returns the tokens of a Go text or fragment. They concatenate to
// the text, in which line ends become \n if options ask for that. There is
// never an error; what is not Go comes as text.
func (l *GoLexer) Tokenise(options *chroma.TokeniseOptions, text string) (chroma.Iterator, error) {
	if options == nil || options.EnsureLF {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	lines, _ := goLines(text)
	var tokens []chroma.Token
	for i, line := range lines {
		if i > 0 {
			tokens = append(tokens, chroma.Token{Type: chroma.Text, Value: "\n"})
		}
		for _, run := range line {
			tokens = append(tokens, chroma.Token{Type: goTokenTypes[run.Class], Value: run.Text})
		}
	}
	return chroma.Literator(tokens...), nil
}

// goTokenTypes maps the classes that a Go text can have.
var goTokenTypes = map[Class]chroma.TokenType{
	Text:     chroma.Text,
	Keyword:  chroma.Keyword,
	String:   chroma.LiteralString,
	Escape:   chroma.LiteralStringEscape,
	Number:   chroma.LiteralNumber,
	Comment:  chroma.Comment,
	Func:     chroma.NameFunction,
	Type:     chroma.KeywordType,
	Punct:    chroma.Punctuation,
	Operator: chroma.Operator,
}
