package highlight

import (
	"go/scanner"
	"go/token"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
)

// Inputs that a golden file cannot hold.
func TestGoBytes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"byte order mark", "\ufefftype T int", "\ufeff‹k type› ‹t T int›\n"},
		{"mark inside", "a\ufeffb", "a\ufeffb\nerror: not go at line 1: illegal byte order mark\n"},
		{"CRLF", "x := 1 // one\r\n\"a\\\r\ny", "x ‹o :=› ‹n 1› ‹c // one›\r\n‹s \"a›‹e \\\r›\ny\nerror: not go at line 2: unknown escape sequence\n"},
		{"CRLF in raw string", "`a\r\nb` /* c\r\nd */ x", "‹s `a\r›\n‹s b`› ‹c /* c\r›\n‹c d */› x\n"},
		{"lone CR", "a\rb // c\rd", "a\r‹t b› ‹c // c\rd›\n"},
		{"NUL", "a\x00b", "a\x00b\nerror: not go at line 1: illegal character NUL\n"},
		{"invalid UTF-8", "a \xff\xfe \"\xff\"", "a \xff\xfe ‹s \"\xff\"›\nerror: not go at line 1: illegal UTF-8 encoding\n"},
		{"line directive", "//line x.go:900\n?", "‹c //line x.go:900›\n?\nerror: not go at line 2: illegal character U+003F '?'\n"},
		{"escape cut off", `"\`, "‹s \"\\›\nerror: not go at line 1: escape sequence not terminated\n"},
		{"escape too short", `'\x4'`, "‹s '›‹e \\x4'›\nerror: not go at line 1: illegal character U+0027 ''' in escape sequence\n"},
		{"empty lines", "\n\nx\n", "\n\nx\n\n"},
		{"blanks at line ends", "a  \n\t\nb", "a  \n\t\nb\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, err := New().Lines("go", c.text)
			check(t, c.text, lines)
			if got := dump(lines, err); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestGoErrorPlace(t *testing.T) {
	_, err := New().Lines("go", "a\n\tb ? c")
	e, ok := err.(*TokenError)
	if !ok || e.Line != 2 || e.Column != 4 || e.Text != "?" || e.Lang != "go" {
		t.Errorf("got %#v", err)
	}
}

// A colour may be wrong in code of bad faith, but the time stays linear.
func TestGoNesting(t *testing.T) {
	for _, unit := range []string{"func(", "(", "type(", "a[", "func(a", "func(func(", "type T[", "*", "a.", "[]", "/*", `"\`, "?"} {
		text := strings.Repeat(unit, 200_000)
		closed := text + strings.Repeat(")", 400_000)
		for _, text := range []string{text, closed} {
			lines, _ := goLines(text)
			if join(lines) != text {
				t.Errorf("%q: text changed", unit)
			}
		}
	}
}

func TestGoLexer(t *testing.T) {
	text := "func main() {\r\n\tprintln(\"a\\n\", 1) // c\r\n}"
	reg := chroma.NewLexerRegistry()
	reg.Register(NewGoLexer())
	lexer := reg.Get("golang")
	if lexer == nil || reg.Match("x.go") == nil {
		t.Fatal("not registered")
	}
	tokens, err := chroma.Tokenise(lexer, nil, text)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := chroma.Stringify(tokens...), strings.ReplaceAll(text, "\r", ""); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	types := make(map[string]chroma.TokenType)
	for _, tok := range tokens {
		types[tok.Value] = tok.Type
	}
	for value, want := range map[string]chroma.TokenType{
		"func": chroma.Keyword, "main": chroma.NameFunction, "println": chroma.KeywordType,
		`\n`: chroma.LiteralStringEscape, "1": chroma.LiteralNumber, "// c": chroma.Comment,
	} {
		if types[value] != want {
			t.Errorf("%q is %v, want %v", value, types[value], want)
		}
	}
	tokens, _ = chroma.Tokenise(lexer, &chroma.TokeniseOptions{State: "root"}, text)
	if got := chroma.Stringify(tokens...); got != text {
		t.Errorf("with line ends kept: got %q", got)
	}
	if lexer.AnalyseText(text) != 0 || lexer.SetAnalyser(func(string) float32 { return 1 }).AnalyseText("") != 1 {
		t.Error("analyser")
	}
}

func FuzzGo(f *testing.F) {
	for _, seed := range []string{goListing, "\ufeff`\r\n`", "func (a", "type T[P *C,] x", "a\x00\xff'\\", "/*\r*/ //\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := goLines(text)
		check(t, text, lines)
		again, _ := goLines(text)
		if dump(lines, nil) != dump(again, nil) {
			t.Fatal("second scan differs")
		}
		if err != nil {
			if e := err.(*TokenError); e.Line < 1 || e.Line > len(lines) || e.Column < 1 {
				t.Fatalf("error at %d:%d", e.Line, e.Column)
			}
		}
		checkTokens(t, text, lines)
	})
}

// checkTokens compares the classes of keywords, numbers and comments with what
// go/scanner says of each byte.
func checkTokens(t *testing.T, text string, lines []Line) {
	classes := make([]Class, 0, len(text))
	for _, line := range lines {
		for _, run := range line {
			for range len(run.Text) {
				classes = append(classes, run.Class)
			}
		}
		classes = append(classes, Text)
	}
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), nil, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		want := map[token.Token]Class{token.INT: Number, token.FLOAT: Number, token.IMAG: Number, token.COMMENT: Comment}[tok]
		if tok.IsKeyword() {
			want = Keyword
		}
		if got := classes[file.Offset(pos)]; want != Text && got != want {
			t.Fatalf("%v %q at %d has class %q, want %q", tok, lit, file.Offset(pos), got.Name(), want.Name())
		}
	}
}
