package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/lore/pdf"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/xhtml"
)

// everything is a page with each construct, some within others.
const everything = `<html lang="en"><head><title>Every construct</title><link rel="author" href="mailto:may@example.org" title="May Miller"/>
<meta name="description" content="50% of {everything} &amp; #more"/></head><body><h1>Every <em>construct</em></h1>
<p>Prose with <em>stress</em>, <code>code_with(braces{})</code>, <q>a quotation <q>within</q> one</q>, H<sub>2</sub>O, <del>struck out</del>,
<ins>put in</ins>, <kbd>Enter</kbd>, <span class="footnote">a note with <code>code</code> and <span class="footnote">a note in it</span></span> and
<a href="https://example.org/a_b?c=%20&amp;d=e#f~g">a link</a>, <a href="#second">the second section</a>, <span class="index" value="term!sub|term"/>.</p>
<h2>A heading with a <code>name_of</code> it<span class="footnote">A note to a heading.</span></h2>
<ul><li>one</li><li><p>two</p><ol start="3"><li>three<pre class="go">if x { return }</pre></li></ol></li></ul>
<dl><dt>term</dt><dd>what it means</dd></dl>
<h2 id="second">Second</h2>
<pre class="go" data-highlight="2">
func main() {
	fmt.Println("100% [of] {it} \\n", a_b, x^2, ~y, #z, $w &amp; more)
}
</pre>
<pre class="shell">
$ ls -l /usr/local/share/a-long-name/that/does-not-fit/on-the-line/of-the-page/however-wide/the-page-may-be/file.txt
total 0
├── main.go
└── π → ✓
</pre>
<table><caption>Words<span class="footnote">A note to a table.</span></caption><tr><th>Name</th><th>Meaning</th></tr>
<tr><td><code>a</code></td><td>first<span class="footnote">A note to a cell.</span></td></tr><tr><td colspan="2">wide</td></tr></table>
<div class="note"><p>Take note<span class="footnote">A note to a note.</span>.</p><pre class="go">x := 1</pre></div>
<div class="caution" title="Mind the step"><p>Careful.</p><table><tr><td>in a box</td></tr></table></div>
<blockquote><p>Quoted.</p></blockquote><hr/><pre>Some   <b>bold</b>
  <i>two
lines</i></pre>
<div class="boxed"><p>Boxed, and a fight in a &#xFB01;eld of —dashes– “quotes” …</p></div>
<p>Привет, Ελληνικά, naïve café, 1 ≤ 2.</p>
</body></html>`

func TestMake(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	dir := put(t, article(t, xhtml.Reader{}, everything)...)
	pages := 0
	r := run(t, pdf.Config{Dir: dir, Main: "page.tex", Progress: func(_, n int) { pages = max(pages, n) }})
	if len(r.Diagnostics) > 0 {
		t.Errorf("TeX complains:\n%s", said(r.Diagnostics))
	}
	if r.Pages < 2 || pages != r.Pages {
		t.Errorf("%d pages, and %d shown as done", r.Pages, pages)
	}
	text := textOf(t, r.PDF, "-layout")
	for _, want := range []string{
		"Every construct", "May Miller", "code_with(braces{})", "“a quotation ‘within’ one”", "A note to a heading.", "a note in it",
		"A note to a cell.", "A note to a table.", "A note to a note.", "https://example.org/a_b?c=%20&d=e#f~g", "Mind the step",
		`fmt.Println("100% [of] {it} \\n", a_b, x^2, ~y, #z, $w & more)`, "└── π → ✓", "Привет, Ελληνικά", "in a box", "sub|term",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF does not say %q", want)
		}
	}
	if strings.Contains(text, "??") {
		t.Error("a reference leads nowhere")
	}
	flat := strings.Join(strings.Fields(text), "")
	if long := "a-long-name/that/does-not-fit/on-the-line/of-the-page/however-wide/the-page-may-be/file.txt"; !strings.Contains(flat, long) {
		t.Errorf("a broken line does not copy out whole:\n%s", text)
	}
	again := run(t, pdf.Config{Dir: put(t, article(t, xhtml.Reader{}, everything)...), Main: "page.tex"})
	if !bytes.Equal(r.PDF, again.PDF) {
		t.Error("the same files make other bytes")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 2 {
		t.Errorf("TeX left files behind: %q", left)
	}
}

func TestXeLaTeX(t *testing.T) {
	engine.Need(t, xelatex)
	r := run(t, pdf.Config{Dir: put(t, article(t, xhtml.Reader{}, everything)...), Main: "page.tex", Engine: "xelatex"})
	if errors, _ := r.Diagnostics.Count(); errors > 0 { // XeTeX lacks the fonts that stand in, hence warnings
		t.Errorf("TeX complains:\n%s", said(r.Diagnostics))
	}
	if text := textOf(t, r.PDF); !strings.Contains(text, "Every construct") {
		t.Errorf("the PDF says %q", text)
	}
}

func TestNoEngine(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := pdf.Make(context.Background(), pdf.Config{Dir: ".", Main: "x.tex"})
	if !errors.Is(err, pdf.ErrNoEngine) {
		t.Fatalf("Make says %v", err)
	}
	if !strings.Contains(err.Error(), "lualatex or xelatex is not installed") || !strings.Contains(err.Error(), "texlive-luatex") {
		t.Errorf("the error does not help: %v", err)
	}
}

// tex returns the files of a document with the given text in its page.
func tex(body string) site.Output {
	return site.Output{Path: "x.tex", Data: []byte(`\documentclass{article}
\newcommand\LoreSource[1]{\wlog{lore: reads #1}}
\begin{document}
%% page.xhtml
\LoreSource{x.tex}
%:2
` + body + "\n\\end{document}\n")}
}

func page(string) *source.File { return source.New("page.xhtml", "one\n  two\nthree\n") }

func TestTimeout(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	start := time.Now()
	_, err := pdf.Make(context.Background(), pdf.Config{Dir: put(t, tex(`\def\x{\x}\x`)), Main: "x.tex", Timeout: 4 * time.Second})
	if !errors.Is(err, pdf.ErrTimeout) {
		t.Errorf("Make says %v", err)
	}
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("it took %v to stop", d)
	}
}

func TestLogWithoutEnd(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	_, err := pdf.Make(context.Background(), pdf.Config{Dir: put(t, tex(`\def\x{\wlog{`+strings.Repeat("again and ", 900)+`}\x}\x`)), Main: "x.tex"})
	if err == nil || !strings.Contains(err.Error(), "log grows without end") {
		t.Errorf("Make says %v", err)
	}
}

func TestCancel(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(time.Second, cancel)
	_, err := pdf.Make(ctx, pdf.Config{Dir: put(t, tex(`\def\x{\x}\x`)), Main: "x.tex"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Make says %v", err)
	}
}

func TestErrorsAreAtTheAuthorsLine(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	r, err := pdf.Make(context.Background(), pdf.Config{Dir: put(t, tex(`\nonsense`)), Main: "x.tex", Source: page})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := said(r.Diagnostics), "page.xhtml:2:3: TeX says: Undefined control sequence (latex-error)\n"; got != want {
		t.Errorf("diagnostics are\n%swant\n%s", got, want)
	}
}

func TestErrorsOfTheAuthorsStyle(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	style := site.Output{Path: "own.sty", Data: []byte("% mine\n\\nonsense\n")}
	own := source.New("doc/own.sty", string(style.Data))
	r, err := pdf.Make(context.Background(), pdf.Config{Dir: put(t, tex(`\input{own.sty}Text.`), style), Main: "x.tex", Source: func(name string) *source.File {
		if name == "own.sty" {
			return own
		}
		return page(name)
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := said(r.Diagnostics), "doc/own.sty:2:1: TeX says: Undefined control sequence (latex-error)\n"; got != want {
		t.Errorf("diagnostics are\n%swant\n%s", got, want)
	}
}

func TestNothingElseIsRunOrRead(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	secret := filepath.Join(t.TempDir(), "secret.tex")
	if err := os.WriteFile(secret, []byte("THE SECRET"), 0o644); err != nil {
		t.Fatal(err)
	}
	made := filepath.Join(t.TempDir(), "made")
	r, err := pdf.Make(context.Background(), pdf.Config{Main: "x.tex", Dir: put(t, tex(
		`\immediate\write18{touch `+made+`}\directlua{os.execute("touch `+made+`")}Text. \IfFileExists{`+secret+`}{\input{`+secret+`}}{}`))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(made); err == nil {
		t.Error("a program was run")
	}
	if r.PDF != nil && strings.Contains(textOf(t, r.PDF), "SECRET") {
		t.Error("a file from elsewhere was read")
	}
}
