package program

import (
	"go/scanner"
	"go/token"
	"regexp"
	"strings"
)

// A mark says that the compiler has to refuse a line.
type mark struct {
	line, col int      // of the comment
	patterns  []string // at least one
	rest      string   // what follows the patterns and cannot be read
}

// scanMarks finds the marks in a text of Go, which need not parse.
func scanMarks(text string) (marks []mark) {
	if !strings.Contains(text, "ERROR") {
		return nil
	}
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return marks
		}
		if tok != token.COMMENT {
			continue
		}
		if m, ok := parseMark(lit); ok {
			p := file.PositionFor(pos, false)
			m.line, m.col = p.Line, p.Column
			marks = append(marks, m)
		}
	}
}

// parseMark reads a comment. It is a mark if its first word is ERROR and a
// quoted text follows; other comments may begin with that word, too.
func parseMark(comment string) (m mark, ok bool) {
	text := strings.TrimPrefix(comment, "//")
	if inner, block := strings.CutPrefix(comment, "/*"); block {
		text = strings.TrimSuffix(inner, "*/")
	}
	text = strings.TrimPrefix(strings.TrimLeft(text, " \t"), "GC_") // of the compiler that everybody has
	text, ok = strings.CutPrefix(text, "ERROR")
	if !ok || text == "" || text[0] != ' ' && text[0] != '\t' {
		return mark{}, false
	}
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		pattern, rest, quoted := cutQuoted(text)
		if !quoted {
			m.rest = text
			break
		}
		m.patterns = append(m.patterns, pattern)
		text = rest
	}
	return m, len(m.patterns) > 0
}

// cutQuoted takes a text in double or back quotes from the front of s. A
// backslash is one of the pattern, but for that of \".
func cutQuoted(s string) (text, rest string, ok bool) {
	if s[0] == '`' {
		return strings.Cut(s[1:], "`")
	}
	if s[0] != '"' {
		return "", s, false
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return strings.ReplaceAll(s[1:i], `\"`, `"`), s[i+1:], true
		}
	}
	return "", s, false
}

// meets reports whether pattern stands for the message of an error.
func meets(pattern, message string) bool {
	if strings.Contains(message, pattern) {
		return true
	}
	re, err := regexp.Compile(pattern)
	return err == nil && re.MatchString(message)
}
