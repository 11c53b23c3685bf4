package program

import (
	"bytes"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
)

// hasPackage reports whether a text of Go begins with a package clause.
func hasPackage(text string) bool {
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, 0)
	_, tok, _ := s.Scan()
	return tok == token.PACKAGE
}

// checkFragment parses a part of a file: declarations, statements and
// expressions in any order, with lines of dots for what is left out. The
// finding is nil if it parses.
func checkFragment(text string) *Finding {
	text = blankDots(text)
	if hasPackage(text) {
		_, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution)
		return fragmentFault(text, err, 0)
	}
	if parsesAs(declarations, text) == nil || parsesAs(statements, text) == nil {
		return nil
	}
	for _, p := range topLevel(text) {
		piece := text[p.from:p.to]
		err := parsesAs(wrapFor(piece), piece)
		if err != nil {
			return fragmentFault(text, err, p.from)
		}
	}
	return nil
}

// A wrapper makes a file of a fragment.
type wrapper struct{ before, after string }

var (
	declarations = wrapper{"package p;", ""}
	statements   = wrapper{"package p;func _(){", "\n}"}
	caseClauses  = wrapper{"package p;func _(){switch{", "\n}}"}
)

// wrapFor chooses the wrapper by the first word of a piece.
func wrapFor(piece string) wrapper {
	file := token.NewFileSet().AddFile("", -1, len(piece))
	var s scanner.Scanner
	s.Init(file, []byte(piece), func(token.Position, string) {}, 0)
	_, first, _ := s.Scan()
	_, second, _ := s.Scan()
	switch first {
	case token.IMPORT:
		return declarations
	case token.CASE, token.DEFAULT:
		return caseClauses
	case token.FUNC:
		// A method begins as a function literal with parameters does.
		if second == token.IDENT || parsesAs(declarations, piece) == nil {
			return declarations
		}
	}
	return statements
}

// parsesAs returns the errors of text in w, with offsets in text.
func parsesAs(w wrapper, text string) error {
	_, err := parser.ParseFile(token.NewFileSet(), "", w.before+text+w.after, parser.SkipObjectResolution)
	list, ok := err.(scanner.ErrorList)
	if !ok {
		return err
	}
	for _, e := range list {
		e.Pos.Offset = min(max(e.Pos.Offset-len(w.before), 0), len(text))
	}
	return list
}

func fragmentFault(text string, err error, at int) *Finding {
	if err == nil {
		return nil
	}
	f := goFile{text: text}
	bad := f.syntaxFault(err)
	if list, ok := err.(scanner.ErrorList); ok && len(list) > 0 {
		bad.Line, bad.Col = lineCol(text, at+list[0].Pos.Offset)
	}
	return bad
}

// blankDots makes blank lines of those that stand for code left out, and keeps
// the length of the text.
func blankDots(text string) string {
	if !strings.Contains(text, "...") && !strings.Contains(text, "…") {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		switch strings.TrimSpace(line) {
		case "...", "…", "[...]", "…;", "...;":
			body := strings.TrimRight(line, "\r\n")
			b.WriteString(strings.Repeat(" ", len(body)) + line[len(body):])
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}

type piece struct{ from, to int }

// topLevel splits text where a statement or declaration ends outside of all
// brackets.
func topLevel(text string) (pieces []piece) {
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, 0)
	depth, from := 0, 0
	inCase := false
	for {
		pos, tok, _ := s.Scan()
		at := min(file.Offset(pos), len(text))
		switch tok {
		case token.EOF:
			return append(pieces, piece{from, len(text)})
		case token.LBRACE, token.LPAREN, token.LBRACK:
			depth++
		case token.RBRACE, token.RPAREN, token.RBRACK:
			depth--
		case token.CASE, token.DEFAULT:
			inCase = inCase || depth == 0
		case token.SEMICOLON:
			if depth == 0 && !inCase {
				pieces = append(pieces, piece{from, at})
				from = min(at+1, len(text))
			}
		}
	}
}

// checkFormat returns a warning if gofmt would write text otherwise. What does
// not parse has no format.
func checkFormat(shown, text string) *Finding {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	want, err := format.Source([]byte(text))
	if err != nil || bytes.Equal(bytes.TrimSpace(want), []byte(strings.TrimSpace(text))) {
		return nil
	}
	return &Finding{
		Code: diag.ListingFormat, Level: Parse, File: shown, Line: firstDifference(text, string(want)),
		Message: "not formatted as gofmt does",
	}
}

// firstDifference returns the first line of a that b has not in its place.
func firstDifference(a, b string) int {
	wanted := strings.Split(b, "\n")
	n := 0
	for line := range strings.Lines(a) {
		if n >= len(wanted) || strings.TrimSuffix(line, "\n") != wanted[n] {
			return n + 1
		}
		n++
	}
	return max(n, 1)
}
