package program

import (
	"reflect"
	"strings"
	"testing"
)

func TestScanMarks(t *testing.T) {
	for text, want := range map[string][]mark{
		"x // ERROR \"a\"":                   {{1, 3, []string{"a"}, ""}},
		"\nx // ERROR \"a\" `b|c`":           {{2, 3, []string{"a", "b|c"}, ""}},
		"x /* ERROR \"a\" */ y":              {{1, 3, []string{"a"}, ""}},
		"x // ERROR \"a \\[b\\] \\\"c\\\"\"": {{1, 3, []string{`a \[b\] "c"`}, ""}},
		"x // ERROR \"a\" tail":              {{1, 3, []string{"a"}, "tail"}},
		"x // ERROR \"a":                     nil,
		"x // ERROR handling":                nil,
		"x // ERROR":                         nil,
		"x // ERRORS \"a\"":                  nil,
		"x // error \"a\"":                   nil,
		"\"// ERROR \\\"a\\\"\"":             nil,
		"x := 1 2 \x00 // ERROR \"a\"":       {{1, 12, []string{"a"}, ""}},
	} {
		if got := scanMarks(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v; want %v", text, got, want)
		}
	}
}

func TestMeets(t *testing.T) {
	const message = `cannot use "x" (untyped string constant) as int value in argument to f[T]`
	for pattern, want := range map[string]bool{
		"cannot use": true, "nope|argument": true, "f[T]": true, "(untyped": true, "f[": true, "^cannot.*T.$": true,
		"nope": false, "^use": false,
	} {
		if meets(pattern, message) != want {
			t.Errorf("%q: %t", pattern, !want)
		}
	}
}

// FuzzMarks holds that marks lie in the text and say what stands there.
func FuzzMarks(f *testing.F) {
	f.Add("x := 1 // ERROR \"a\" `b`\n/* ERROR \"c\" */")
	f.Add("\ufeff// ERROR \"\\x\" \"\r\n//line a.go:7\n// ERROR \"z\"")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		for _, m := range scanMarks(text) {
			if m.line < 1 || m.line > len(lines) || m.col < 1 || m.col > len(lines[m.line-1])+1 || len(m.patterns) == 0 {
				t.Fatalf("%q: mark %+v", text, m)
			}
			if rest := lines[m.line-1][m.col-1:]; !strings.HasPrefix(rest, "//") && !strings.HasPrefix(rest, "/*") {
				t.Fatalf("%q: mark at %q", text, rest)
			}
			for _, p := range m.patterns {
				meets(p, text)
			}
		}
	})
}

// FuzzTexts feeds everything that reads text of documents or of tools: it must
// not panic, and findings must lie in the text.
func FuzzTexts(f *testing.F) {
	for _, seed := range []string{
		"x := 1 2", "func f() {}\n...\ncase 1:", "{\"a\": [}", "a: [1\n", "[a]\nb = ", "<a><b></a>", "<div><p></b>", "# m/x\n./a.go:3:5: bad\n\thave\n",
		"package main\nfunc main() {\n\tx := 1 // ERROR \"declared\"\n}\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in := func(bad *Finding) {
			if bad != nil && (bad.Line < 0 || bad.Line > strings.Count(text, "\n")+strings.Count(text, "\r")+2 || bad.Col < 0) {
				t.Fatalf("%q: %+v", text, *bad)
			}
		}
		in(checkFragment(text))
		in(checkFormat("", text))
		for _, lang := range []string{"json", "yaml", "toml", "xml", "html"} {
			in(guardedParse(parserOf(lang), text))
		}
		parseOutput(text)
		parseShown(text)
		toolFinding(text)
		c := newMemoChecker()
		file := c.parseGo("a.go", "", text)
		takeOut(c.fset, file, map[int]bool{1: true, 3: true, 99: true}, map[string]bool{})
		if plain := file.unconstrained(); strings.Count(plain, "\n") != strings.Count(text, "\n") {
			t.Fatalf("%q: lines moved: %q", text, plain)
		}
		(&module{}).parse(text)
	})
}
