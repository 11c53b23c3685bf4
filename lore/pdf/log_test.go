package pdf

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/source"
)

func TestLog(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"book.tex": "\\documentclass{scrbook}\n\\input{chapters/a}\n",
		"chapters/a.tex": "%% a.md\n\\LoreSource{chapters/a.tex}%\n%:1\nText 漢字 here\n%:3\n\\LoreLine{1}{0}{code}\n" +
			"\\LoreLine{2}{0}{\\LoreEmoji{🚀}{rocket}}\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page := source.New("a.md", "first\n\n  third\n")
	l := logReader{places: newPlaces(dir, "book.tex", func(name string) *source.File {
		if name == "a.md" {
			return page
		}
		return nil
	})}
	l.read(strings.Join([]string{
		"This is LuaHBTeX", "(./chapters/a.tex", "lore: reads chapters/a.tex",
		"Overfull \\hbox (2.5pt too wide) in paragraph at lines 6--6",
		"Overfull \\hbox (2.5pt too wide) in paragraph at lines 4--4",
		"Overfull \\hbox (20.0pt too wide) in paragraph at lines 4--4",
		"LaTeX Warning: Reference `a:b' on page 3 undefined on input line 4.",
		"LaTeX Warning: Hyper reference `a:b' on page 3 undefined on input line 4.",
		"Missing character: There is no 漢 (U+6F22) in font TeXGyrePagella:mode=node;!",
		"Missing character: There is no 字 in font [x]!",
		"lore: no font has 🚀",
		"./chapters/a.tex:6: Undefined control sequence.", "l.6 \\x", "",
		"! Emergency stop.",
		"Output written on book.pdf (12 pages, 1000 bytes).",
	}, "\n"))
	l.found.Sort()
	want := []string{
		`a.md:1:1: no font has 漢 (U+6F22), 字 (U+5B57) (latex-character)`,
		`a.md:1:1: TeX says: Emergency stop (latex-error)`,
		`a.md:1:1: reference to "a:b" leads nowhere in this document (latex-reference)`,
		`a.md:1:1: text is 20 pt wider than the page allows (latex-width)`,
		`a.md:3:3: no font has 🚀 (U+1F680) (latex-character)`,
		`a.md:3:3: TeX says: Undefined control sequence (latex-error)`,
		`a.md:3:3: a line of code is 2 pt wider than the page allows (latex-width)`,
	}
	var got []string
	for _, d := range l.found {
		got = append(got, d.String())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for i, want := range map[int]string{0: "install fonts-noto-cjk", 4: "install fonts-noto-color-emoji"} {
		if hint := l.found[i].Hint; !strings.HasSuffix(hint, want) {
			t.Errorf("the hint is %q, want %q", hint, want)
		}
	}
	if l.pages != 12 {
		t.Errorf("%d pages", l.pages)
	}
}

func FuzzLog(f *testing.F) {
	f.Add("Overfull \\hbox (2.5pt too wide) in paragraph at lines 6--6\nMissing character: There is no 漢 (U+6F22) in font x!\n", "%% a\n%:4\nx 漢")
	f.Add("! x\n./x.tex:99999999999999999999: y\nlore: reads ../../etc/passwd\n! z", "%:-1\n%:99\n\\input{x}\n\\input{")
	f.Fuzz(func(t *testing.T, log, tex string) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x.tex"), []byte(tex), 0o644); err != nil {
			t.Fatal(err)
		}
		page := source.New("page", "one\ntwo\n")
		l := logReader{places: newPlaces(dir, "x.tex", func(string) *source.File { return page })}
		l.read(log)
		for _, d := range l.found {
			if d.Span.Start < 0 || d.Span.End < d.Span.Start || int(d.Span.End) > len(d.File.Text) {
				t.Errorf("span %v outside of a file of %d bytes", d.Span, len(d.File.Text))
			}
		}
	})
}
