package templates

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lore-docs/lore/highlight"
)

// TestLaTeXStyle holds that lore.sty is short and has the colours of the palette.
func TestLaTeXStyle(t *testing.T) {
	text, err := LaTeX(nil, LaTeXStyleFile)
	if err != nil {
		t.Fatal(err)
	}
	p := highlight.DefaultPalette()
	style := string(LaTeXStyle(text, p))
	if strings.Contains(style, palettePlace) {
		t.Error("the palette has no place in lore.sty")
	}
	for _, c := range highlight.Classes() {
		want := fmt.Sprintf("\\definecolor{lt%s}{HTML}{%s}\\newcommand\\LT%[1]s[1]{", c.Name(), p.Tones[c].Light.Hex())
		if got := strings.Contains(style, want); got == PlainInPrint(c) {
			t.Errorf("class %q: a macro is there: %v", c.Name(), got)
		}
	}
	if !strings.Contains(style, `{\color{ltk}\bfseries#1}`) || strings.Contains(style, `{\color{ltc}\bfseries`) {
		t.Error("keywords are to be bold, and comments not")
	}
	if n := strings.Count(style, "\n"); n > 320 {
		t.Errorf("lore.sty has %d lines; who is to read that", n)
	}
}

func TestLaTeXTheme(t *testing.T) {
	theme := fstest.MapFS{LaTeXBookFile: {Data: []byte("mine")}}
	if got, err := LaTeX(theme, LaTeXBookFile); err != nil || string(got) != "mine" {
		t.Errorf("the theme's file is %q, %v", got, err)
	}
	if got, err := LaTeX(theme, LaTeXArticleFile); err != nil || len(got) == 0 {
		t.Errorf("without one in the theme, the file is %q, %v", got, err)
	}
}
