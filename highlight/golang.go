package highlight

import (
	"go/scanner"
	"go/token"
	"strings"
	"sync"
	"unicode/utf8"
)

// A goScan highlights one Go text. It works on tokens alone, in three passes:
// scan reads them, declare finds the names that the text itself declares as
// types and functions, classify judges each identifier by its neighbours.
// Nothing is parsed, so a fragment is as good as a file.
type goScan struct {
	text     string
	src      []byte // text, as go/scanner wants it
	toks     []goToken
	comments []span
	open     []int32             // brackets not closed yet, while scanning
	types    map[string]struct{} // names that the text declares as types
	err      *TokenError
}

// A goToken is a token other than a comment. Semicolons that the scanner
// inserted are kept, with no width: they tell the end of a declaration.
type goToken struct {
	start, end int
	match      int32 // index of the bracket that pairs with this one, -1 without
	tok        token.Token
	class      Class
}

var goScans = sync.Pool{New: func() any {
	return &goScan{types: make(map[string]struct{})}
}}

// goLines returns the lines of a Go text or fragment. The error tells of the
// first thing that go/scanner objects to; the lines are whole all the same.
func goLines(text string) ([]Line, error) {
	g := goScans.Get().(*goScan)
	defer g.free()
	g.scan(text)
	g.declare()
	g.classify()
	lines := g.paint()
	if g.err != nil {
		return lines, g.err
	}
	return lines, nil
}

func (g *goScan) free() {
	clear(g.types)
	g.text, g.err = "", nil
	g.src, g.toks, g.comments, g.open = g.src[:0], g.toks[:0], g.comments[:0], g.open[:0]
	goScans.Put(g)
}

func (g *goScan) scan(text string) {
	g.text = text
	g.src = append(g.src, text...)
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, g.src, g.report, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		start := int(pos) - file.Base()
		end := g.tokenEnd(start, tok, lit)
		if tok == token.COMMENT {
			g.comments = append(g.comments, span{start, end, Comment})
			continue
		}
		g.toks = append(g.toks, goToken{start: start, end: end, tok: tok, match: -1})
		g.pair(tok)
	}
}

// tokenEnd returns where a token ends in the text. The literal's length will
// not do for raw strings and comments, from which the scanner drops every \r.
func (g *goScan) tokenEnd(start int, tok token.Token, lit string) int {
	switch {
	case tok == token.COMMENT:
		return g.commentEnd(start)
	case tok == token.STRING && lit[0] == '`':
		return g.after(start+1, "`")
	case tok == token.ILLEGAL:
		_, width := utf8.DecodeRuneInString(g.text[start:])
		return start + width
	case tok == token.SEMICOLON && lit != ";":
		return start
	case tok.IsLiteral() || tok.IsKeyword():
		return start + len(lit)
	}
	return start + len(tok.String())
}

func (g *goScan) commentEnd(start int) int {
	if strings.HasPrefix(g.text[start:], "/*") {
		return g.after(start+2, "*/")
	}
	if n := strings.IndexByte(g.text[start:], '\n'); n >= 0 {
		return start + len(strings.TrimSuffix(g.text[start:start+n], "\r"))
	}
	return len(g.text)
}

// after returns the end of the first mark at or after from, or of the text.
func (g *goScan) after(from int, mark string) int {
	if n := strings.Index(g.text[from:], mark); n >= 0 {
		return from + n + len(mark)
	}
	return len(g.text)
}

// pair links the bracket that was read last with the one it closes.
// A closing bracket that fits nothing stays alone.
func (g *goScan) pair(tok token.Token) {
	var opener token.Token
	last := int32(len(g.toks) - 1)
	switch tok {
	case token.LPAREN, token.LBRACK, token.LBRACE:
		g.open = append(g.open, last)
		return
	case token.RPAREN:
		opener = token.LPAREN
	case token.RBRACK:
		opener = token.LBRACK
	case token.RBRACE:
		opener = token.LBRACE
	default:
		return
	}
	if n := len(g.open); n > 0 && g.toks[g.open[n-1]].tok == opener {
		first := g.open[n-1]
		g.open = g.open[:n-1]
		g.toks[first].match, g.toks[last].match = last, first
	}
}

// report keeps the first error of the scanner. The sign for "code left out"
// is no Go either, but every reader knows what it means.
func (g *goScan) report(pos token.Position, msg string) {
	if g.err != nil || strings.HasPrefix(g.text[pos.Offset:], "…") {
		return
	}
	_, width := utf8.DecodeRuneInString(g.text[pos.Offset:])
	g.err = &TokenError{
		Lang: "go", Reason: msg, Text: g.text[pos.Offset : pos.Offset+width],
		Line:   1 + strings.Count(g.text[:pos.Offset], "\n"), // pos.Line obeys //line comments
		Column: pos.Offset - strings.LastIndexByte(g.text[:pos.Offset], '\n'),
	}
}

// at returns the kind of token i, EOF outside of the text.
func (g *goScan) at(i int) token.Token {
	if i < 0 || i >= len(g.toks) {
		return token.EOF
	}
	return g.toks[i].tok
}

// next returns the index after token i, or after the group that it opens.
func (g *goScan) next(i int) int {
	if m := int(g.toks[i].match); m > i {
		return m + 1
	}
	return i + 1
}

func (g *goScan) name(i int) string { return g.text[g.toks[i].start:g.toks[i].end] }

// declare marks what func and type declarations introduce.
func (g *goScan) declare() {
	for i := range g.toks {
		switch g.toks[i].tok {
		case token.FUNC:
			g.signature(i + 1)
		case token.TYPE:
			g.typeDecl(i + 1)
		}
	}
}

func (g *goScan) typeDecl(i int) {
	if g.at(i) != token.LPAREN {
		g.typeSpec(i)
		return
	}
	for j, end := i+1, int(g.toks[i].match); j < end; j = g.next(j) {
		if prev := g.at(j - 1); prev == token.LPAREN || prev == token.SEMICOLON {
			g.typeSpec(j)
		}
	}
}

func (g *goScan) typeSpec(i int) {
	if g.at(i) != token.IDENT {
		return
	}
	g.toks[i].class = Type
	g.types[g.name(i)] = struct{}{}
	if g.at(i+1) == token.LBRACK && g.at(i+2) == token.IDENT && g.startsConstraint(i+3) {
		g.typeParams(i + 1)
	}
}

// startsConstraint tells the type parameters of "type A[T any]" from the
// length of "type A [N]int" by the token after the first name.
func (g *goScan) startsConstraint(i int) bool {
	switch g.at(i) {
	case token.IDENT, token.COMMA, token.INTERFACE, token.TILDE, token.LBRACK, token.CHAN, token.FUNC, token.MAP:
		return true
	case token.MUL:
		return g.isPointer(i)
	}
	return false
}

// typeParams declares the names in the type parameter list that opens at i.
func (g *goScan) typeParams(i int) {
	for j, end := i+1, int(g.toks[i].match); j < end; j = g.next(j) {
		if prev := g.at(j - 1); g.at(j) == token.IDENT && (prev == token.LBRACK || prev == token.COMMA) {
			g.toks[j].class = Type
			g.types[g.name(j)] = struct{}{}
		}
	}
}

// signature marks name, parameters and results of the function whose "func" is before i.
func (g *goScan) signature(i int) {
	if m := g.methodName(i); m > 0 {
		g.params(i)
		g.receiverTypeParams(i)
		i = m
	}
	if g.at(i) == token.IDENT {
		g.toks[i].class = Func
		i++
	}
	if g.at(i) == token.LBRACK && g.toks[i].match > 0 {
		g.typeParams(i)
		i = g.next(i)
	}
	for range 2 { // the parameters, the results in parentheses
		if g.at(i) != token.LPAREN || g.toks[i].match < 0 {
			return
		}
		g.params(i)
		i = g.next(i)
	}
}

// methodName returns the index of a method's name when a receiver opens at i, else 0.
func (g *goScan) methodName(i int) int {
	if g.at(i) != token.LPAREN || g.toks[i].match < 0 {
		return 0
	}
	m := g.next(i)
	if after := g.at(m + 1); g.at(m) != token.IDENT || after != token.LPAREN && after != token.LBRACK {
		return 0
	}
	return m
}

// receiverTypeParams declares T of the receiver "(l *List[T])" that opens at i.
func (g *goScan) receiverTypeParams(i int) {
	for j := i + 1; j < int(g.toks[i].match); j = g.next(j) {
		if g.at(j) == token.LBRACK && g.toks[j].match > 0 {
			g.typeParams(j)
		}
	}
}

// params marks the types in the list of parameters or results that opens at i.
// In a list without names, what stands where a name could is a type too.
func (g *goScan) params(i int) {
	named, end := g.hasNames(i), int(g.toks[i].match)
	for j := i + 1; j < end; j = g.next(j) {
		if g.at(j) != token.IDENT {
			continue
		}
		switch g.at(j - 1) {
		case token.LPAREN, token.COMMA:
			if !named {
				g.markType(j)
			}
		case token.PERIOD: // the name before it was marked
		default:
			g.markType(j)
		}
	}
}

// hasNames reports whether the list that opens at i names its parameters.
func (g *goScan) hasNames(i int) bool {
	for j, end := i+1, int(g.toks[i].match); j < end; j = g.next(j) {
		if prev := g.at(j - 1); g.at(j) != token.IDENT || prev != token.LPAREN && prev != token.COMMA {
			continue
		}
		switch g.at(j + 1) {
		case token.PERIOD, token.COMMA, token.RPAREN:
		case token.LBRACK: // "a []int" has a name, "List[T]" has none
			if after := g.at(g.next(j + 1)); after != token.COMMA && after != token.RPAREN {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// markType gives the class Type to the name at i, or to Name in pkg.Name.
func (g *goScan) markType(i int) {
	if g.at(i+1) == token.PERIOD && g.at(i+2) == token.IDENT {
		i += 2
	}
	g.toks[i].class = Type
}

func (g *goScan) classify() {
	for i := range g.toks {
		t := &g.toks[i]
		switch tok := t.tok; {
		case t.class != Text: // known since declare, or from a name before it
		case tok == token.IDENT:
			g.identifier(i)
		case tok.IsKeyword():
			t.class = Keyword
		default:
			t.class = goClasses[tok]
		}
	}
}

// goClasses has the class of the tokens that are neither names nor keywords.
// The dot is text: s.mu is then one run.
var goClasses = func() (classes [token.TILDE + 1]Class) {
	for tok := range classes {
		if token.Token(tok).IsOperator() {
			classes[tok] = Operator
		}
	}
	for _, tok := range []token.Token{token.LPAREN, token.LBRACK, token.LBRACE, token.RPAREN,
		token.RBRACK, token.RBRACE, token.COMMA, token.SEMICOLON, token.COLON} {
		classes[tok] = Punct
	}
	classes[token.PERIOD] = Text
	classes[token.STRING], classes[token.CHAR] = String, String
	classes[token.INT], classes[token.FLOAT], classes[token.IMAG] = Number, Number, Number
	return classes
}()

// identifier classes a name by what it is and by what is next to it.
func (g *goScan) identifier(i int) {
	t := &g.toks[i]
	if g.at(i-1) != token.PERIOD {
		if t.class = g.known(i); t.class != Text {
			return
		}
		if g.inTypePosition(i) {
			g.markType(i)
			return
		}
	}
	switch g.at(i + 1) {
	case token.LPAREN:
		t.class = Func
	case token.LBRACE: // gofmt puts a blank before the brace of a block, none in T{}
		if g.toks[i+1].start == t.end {
			t.class = Type
		}
	}
}

// known returns the class of a name that Go or this text declares.
func (g *goScan) known(i int) Class {
	name := g.name(i)
	switch name {
	case "true", "false", "nil", "iota":
		return Keyword
	case "bool", "byte", "rune", "string", "error", "any", "comparable",
		"int", "int8", "int16", "int32", "int64",
		"uint", "uint8", "uint16", "uint32", "uint64", "uintptr",
		"float32", "float64", "complex64", "complex128":
		return Type
	case "append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make",
		"max", "min", "new", "panic", "print", "println", "real", "recover":
		if g.at(i+1) == token.LPAREN {
			return Type
		}
	}
	if _, ok := g.types[name]; ok {
		return Type
	}
	return Text
}

// inTypePosition reports whether the tokens before name i allow only a type there.
func (g *goScan) inTypePosition(i int) bool {
	switch g.at(i - 1) {
	case token.IDENT, // "name Type" in parameters, fields, variables
		token.RBRACK, // []T, [4]T, map[K]T
		token.RPAREN, // the result of a function
		token.CHAN, token.ELLIPSIS:
		return true
	case token.ARROW:
		return g.at(i-2) == token.CHAN
	case token.LBRACK:
		return g.at(i-2) == token.MAP
	case token.LPAREN:
		return g.takesType(i - 2)
	case token.MUL:
		return g.isPointer(i-1) && g.pointsToType(i-2)
	}
	return false
}

// takesType reports whether the token at i makes what follows in parentheses
// a type: x.(T), new(T), make(T).
func (g *goScan) takesType(i int) bool {
	switch g.at(i) {
	case token.PERIOD:
		return true
	case token.IDENT:
		name := g.name(i)
		return (name == "new" || name == "make") && g.at(i-1) != token.PERIOD
	}
	return false
}

// isPointer tells the star of "p *T" from that of "a * b" as gofmt writes them.
func (g *goScan) isPointer(i int) bool {
	return i+1 < len(g.toks) && g.toks[i].end == g.toks[i+1].start
}

// pointsToType reports whether a star after token i begins a pointer type.
func (g *goScan) pointsToType(i int) bool {
	switch g.at(i) {
	case token.IDENT, token.RPAREN: // "name *T", ") *T"; a*b has no blank there
		return g.toks[i].end < g.toks[i+1].start
	case token.RBRACK: // []*T, map[K]*T; a[i]*b opens after a value
		open := int(g.toks[i].match)
		before := g.at(open - 1)
		return open == i-1 || before == token.MAP || open >= 0 && before != token.IDENT && before != token.RPAREN && before != token.RBRACK
	case token.CHAN, token.ELLIPSIS:
		return true
	case token.LPAREN:
		return g.takesType(i - 1)
	}
	return false
}

// paint turns tokens and comments into lines.
func (g *goScan) paint() []Line {
	p := newPainter(g.text)
	c := 0
	for i := range g.toks {
		t := &g.toks[i]
		for ; c < len(g.comments) && g.comments[c].start < t.start; c++ {
			p.paint(g.comments[c].start, Text)
			p.paint(g.comments[c].end, Comment)
		}
		p.paint(t.start, Text)
		if t.class == String && g.text[t.start] != '`' {
			p.paintEscapes(t.end)
		}
		p.paint(t.end, t.class)
	}
	for ; c < len(g.comments); c++ {
		p.paint(g.comments[c].start, Text)
		p.paint(g.comments[c].end, Comment)
	}
	return p.lines()
}

// paintEscapes paints the literal up to its last escape; what is left is String.
func (p *painter) paintEscapes(end int) {
	for {
		n := strings.IndexByte(p.text[p.pos:end], '\\')
		if n < 0 || p.pos+n+1 >= end {
			return
		}
		p.paint(p.pos+n, String)
		p.paint(min(p.pos+escapeWidth(p.text[p.pos+1]), end), Escape)
	}
}

// escapeWidth returns the bytes of a Go escape whose second byte is c.
func escapeWidth(c byte) int {
	switch {
	case c == 'x', '0' <= c && c <= '7':
		return 4
	case c == 'u':
		return 6
	case c == 'U':
		return 10
	}
	return 2
}
