package pdf_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/pdf"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/xhtml"
)

// TestFragment reads a page into somebody's own document.
func TestFragment(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	doc := xhtml.Reader{}.Read(source.New("page.xhtml", everything), diag.Discard{})
	files := write(t, latex.Options{Shape: latex.Section}, doc, nil)
	files = append(files, site.Output{Path: "own.tex", Data: []byte(`\documentclass{article}
\usepackage[fragment]{lore}
\setmonofont{DejaVu Sans Mono}[Scale=.8]
\begin{document}
\section{First}
\input{page}
\end{document}
`)})
	r := run(t, pdf.Config{Dir: put(t, files...), Main: "own.tex"})
	if errors, _ := r.Diagnostics.Count(); errors > 0 {
		t.Errorf("TeX complains:\n%s", said(r.Diagnostics))
	}
	if text := textOf(t, r.PDF); !strings.Contains(text, "2 Every construct") && !strings.Contains(squeeze(text), "2Everyconstruct") {
		t.Errorf("the page is no second section:\n%s", text)
	}
}

// TestSmallScreen sets a page on small paper, for the screen.
func TestSmallScreen(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	doc := xhtml.Reader{}.Read(source.New("page.xhtml", everything), diag.Discard{})
	r := run(t, pdf.Config{Main: "page.tex", Dir: put(t, write(t, latex.Options{Shape: latex.Article, Paper: "6x9", Screen: true}, doc, nil)...)})
	if len(r.Diagnostics) > 0 {
		t.Errorf("TeX complains:\n%s", said(r.Diagnostics))
	}
	if text := squeeze(textOf(t, r.PDF)); strings.Contains(text, "https://example.org/") || strings.Contains(text, "(page1)") {
		t.Error("links are written out as in print")
	}
}

// TestMissingCharacters holds that what no font has is reported where it stands.
func TestMissingCharacters(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	page := source.New("page.xhtml", "<p>one</p>\n<p>two \U00012345</p>\n")
	doc := xhtml.Reader{}.Read(page, diag.Discard{})
	r := run(t, pdf.Config{
		Main: "page.tex", Dir: put(t, write(t, latex.Options{Shape: latex.Article}, doc, nil)...),
		Source: func(string) *source.File { return page },
	})
	if got, want := said(r.Diagnostics), "page.xhtml:2:1: no font has \U00012345 (U+12345) (latex-character)\n"; got != want {
		t.Errorf("diagnostics are\n%swant\n%s", got, want)
	}
}

// far is a page with characters for which the fonts of Latin text do not do.
const far = `<html><head><title>文字 🚀</title></head><body><h1>文字 🚀</h1>
<p>Text 中文<span class="footnote">
with a note of 한국</span>, which has 日本.</p>
<p>A rocket 🚀, a flag 🇩🇪, a mark ✅, and tea ☕.</p>
<pre class="go">
x := "世界 🎉"</pre>
</body></html>`

// TestFarCharacters sets Chinese and emoji with fonts that have them, if there
// are any, and without. Those without are said at their lines.
func TestFarCharacters(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	page := source.New("page.xhtml", far)
	doc := xhtml.Reader{}.Read(page, diag.Discard{})
	set := func(files []site.Output) (string, string) {
		r := run(t, pdf.Config{Dir: put(t, files...), Main: "page.tex", Source: func(string) *source.File { return page }})
		return said(r.Diagnostics), squeeze(textOf(t, r.PDF))
	}
	files := write(t, latex.Options{Shape: latex.Article}, doc, nil)
	if fontIsThere("Noto Sans CJK SC") && fontIsThere("Noto Serif CJK SC") && fontIsThere("Noto Color Emoji") {
		said, text := set(files)
		if said != "" {
			t.Errorf("with fonts for all, TeX complains:\n%s", said)
		}
		for _, want := range []string{"文字🚀", "中文", "한국", "日本", "Arocket🚀,aflag🇩🇪,amark✅,andtea☕.", "世界🎉"} {
			if !strings.Contains(text, want) {
				t.Errorf("with fonts for all, the PDF does not say %q:\n%s", want, text)
			}
		}
	}
	for i := range files {
		if files[i].Path == "lore.sty" { // as if they were not there
			files[i].Data = bytes.ReplaceAll(files[i].Data, []byte("Noto "), []byte("No such "))
		}
	}
	got, text := set(files)
	want := `page.xhtml:1:1: no font has 文 (U+6587), 字 (U+5B57), 🚀 (U+1F680) (latex-character)
page.xhtml:2:1: no font has 中 (U+4E2D), 文 (U+6587), 日 (U+65E5), 本 (U+672C) (latex-character)
page.xhtml:3:1: no font has 한 (U+D55C), 국 (U+AD6D) (latex-character)
page.xhtml:4:1: no font has 🚀 (U+1F680), 🇩🇪 (U+1F1E9), ✅ (U+2705) (latex-character)
page.xhtml:5:1: no font has 世 (U+4E16), 界 (U+754C), 🎉 (U+1F389) (latex-character)
`
	if got != want {
		t.Errorf("without fonts, diagnostics are\n%swant\n%s", got, want)
	}
	if want := "Arocket[rocket],aflag[flagDE],amark[checkmark],andtea☕."; !strings.Contains(text, want) {
		t.Errorf("without fonts, the PDF does not say %q:\n%s", want, text)
	}
}

// fontIsThere asks fontconfig for a family.
func fontIsThere(family string) bool {
	out, err := exec.Command("fc-list", family).Output()
	return err == nil && len(out) > 0
}

// TestLongListing sets thousands of lines.
func TestLongListing(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	doc := xhtml.Reader{}.Read(source.New("page.xhtml", "<pre class=\"go\">"+strings.Repeat("if x { return y }\n", 3000)+"</pre>"), diag.Discard{})
	r := run(t, pdf.Config{Main: "page.tex", Dir: put(t, write(t, latex.Options{Shape: latex.Article}, doc, nil)...)})
	if len(r.Diagnostics) > 0 || r.Pages < 40 {
		t.Errorf("%d pages, and TeX complains:\n%s", r.Pages, said(r.Diagnostics))
	}
	if n := strings.Count(squeeze(textOf(t, r.PDF)), "ifx{returny}"); n != 3000 {
		t.Errorf("%d lines are in the PDF", n)
	}
}

// TestTables sets tables that are wider than the page would like.
func TestTables(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	var b strings.Builder
	for _, columns := range []int{3, 7, 12} {
		b.WriteString("<table><tr>")
		for i := range columns {
			fmt.Fprintf(&b, "<th>Incompatible %d</th>", i)
		}
		b.WriteString("</tr><tr>")
		for i := range columns {
			words := [...]string{"setFactoryForClass(className)", "<code>addCallbacks(self,callback,errback)</code>", "Lefkowitz", "Wwwwwwwwwwwwwwwwwwwwwww", "1.0"}
			b.WriteString("<td>Some words of " + words[i%len(words)] + " for all</td>")
		}
		b.WriteString("</tr></table>\n")
	}
	dir := put(t, article(t, xhtml.Reader{}, b.String())...)
	if r := run(t, pdf.Config{Dir: dir, Main: "page.tex"}); len(r.Diagnostics) > 0 {
		t.Errorf("TeX complains:\n%s", said(r.Diagnostics))
	}
}
