package latex_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/latex"
)

// FuzzBody writes pages of whatever the reader makes of its input, in every
// shape. The braces of a file must pair up, its environments nest, and no
// character come out that TeX could take for a command.
func FuzzBody(f *testing.F) {
	for _, dir := range []string{"html", "xhtml"} {
		names, err := filepath.Glob("../" + dir + "/testdata/*.txtar")
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			_, page, _ := strings.Cut(string(data), "-- input.xhtml --\n")
			page, _, _ = strings.Cut(page, "\n-- ")
			f.Add(page)
		}
	}
	f.Add("<p>\\ { } $ & # % _ ^ ~ [ ] \x00 \u202e\u05d0\u05d1 \U0001F680\u200d\U0001F4BB \u6f22\u5b57</p><pre class=\"go\">\t\\{}\r\u00a0\x01</pre>")
	f.Fuzz(func(t *testing.T, page string) {
		if len(page) > 1<<16 {
			return
		}
		fsys := fstest.MapFS{"input.xhtml": {Data: []byte(page)}}
		s, facts := build(t, fsys, true, diag.Discard{})
		for _, shape := range []latex.Shape{latex.Book, latex.Article, latex.Section} {
			files := write(t, latex.Options{Shape: shape}, s, facts, diag.Discard{})
			again := write(t, latex.Options{Shape: shape}, s, facts, diag.Discard{})
			for i, file := range files {
				if !bytes.Equal(file.Data, again[i].Data) {
					t.Errorf("%s differs from run to run", file.Path)
				}
				if strings.HasSuffix(file.Path, ".tex") {
					checkTeX(t, file.Path, string(file.Data))
				}
			}
		}
	})
}

// checkTeX reads a file as TeX does, as far as that goes.
func checkTeX(t *testing.T, name, text string) {
	t.Helper()
	depth := 0
	var open []string
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '\\':
			end := i + 1
			for end < len(text) && (text[end]|0x20 >= 'a' && text[end]|0x20 <= 'z') {
				end++
			}
			command := text[i+1 : max(end, min(i+2, len(text)))]
			if command == "begin" || command == "end" {
				env, _, _ := strings.Cut(text[end+1:], "}")
				switch {
				case command == "begin":
					open = append(open, env)
				case len(open) == 0 || open[len(open)-1] != env:
					t.Fatalf("%s: \\end{%s} with %q open", name, env, open)
				default:
					open = open[:len(open)-1]
				}
			}
			i = max(end, i+2) - 1
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				t.Fatalf("%s: a brace closes nothing near %q", name, text[max(0, i-40):i+1])
			}
		case '%':
			if j := strings.IndexByte(text[i:], '\n'); j >= 0 {
				i += j
			} else {
				i = len(text)
			}
		case '$', '#', '^':
			t.Fatalf("%s: %q near %q", name, c, text[max(0, i-40):i+1])
		default:
			if c < ' ' && c != '\n' || c == 0x7f {
				t.Fatalf("%s: control character %q near %q", name, c, text[max(0, i-40):i+1])
			}
		}
	}
	if depth != 0 || len(open) > 0 {
		t.Fatalf("%s: %d braces and %q are open at the end", name, depth, open)
	}
}

// TestCorpus writes every page of the original's documentation.
func TestCorpus(t *testing.T) {
	const dir = "../../../shared/data/lore-corpus"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the pages of the original's documentation are not here")
	}
	s, facts := build(t, os.DirFS(dir), true, diag.Discard{})
	if len(s.Pages) < 50 {
		t.Fatalf("only %d pages", len(s.Pages))
	}
	for _, shape := range []latex.Shape{latex.Book, latex.Article, latex.Chapter, latex.Section} {
		for _, file := range write(t, latex.Options{Shape: shape}, s, facts, diag.Discard{}) {
			if strings.HasSuffix(file.Path, ".tex") {
				checkTeX(t, file.Path, string(file.Data))
			}
		}
	}
}
