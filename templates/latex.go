package templates

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/lore-docs/lore/highlight"
)

// The names of the files of LaTeX documents that a theme can shadow.
const (
	LaTeXStyleFile   = "latex/lore.sty"
	LaTeXBookFile    = "latex/book.tex.tmpl"
	LaTeXArticleFile = "latex/article.tex.tmpl"
)

//go:embed latex
var latexFiles embed.FS

// LaTeX returns one of the files of LaTeX documents: that of the theme or,
// where it has none, the embedded one. The theme may be nil.
func LaTeX(theme fs.FS, name string) ([]byte, error) {
	if theme != nil {
		data, err := fs.ReadFile(theme, name)
		if !errors.Is(err, fs.ErrNotExist) {
			return data, err
		}
	}
	return latexFiles.ReadFile(name)
}

// palettePlace is the line of the style that the colours of code go in place of.
const palettePlace = "%<palette>\n"

// LaTeXStyle puts the colours of code into the text of LaTeXStyleFile, in the
// light theme of the palette: paper is light.
func LaTeXStyle(style []byte, p highlight.Palette) []byte {
	return bytes.Replace(style, []byte(palettePlace), latexPalette(p), 1)
}

// latexPalette defines a colour and a macro for each class of code: \LTk sets
// keywords. Punctuation and operators are set as text: on paper nobody sees the
// difference, and they are half of all runs.
func latexPalette(p highlight.Palette) []byte {
	var b bytes.Buffer
	for i, name := range []string{"LorePanel", "LoreHighlight", "LoreAdded", "LoreRemoved"} {
		fmt.Fprintf(&b, "\\definecolor{%s}{HTML}{%s}\n", name, p.Light.All()[i].Hex())
	}
	for _, c := range highlight.Classes() {
		if PlainInPrint(c) {
			continue
		}
		tone, weight := p.Tones[c], ""
		if tone.Bold {
			weight = `\bfseries`
		}
		fmt.Fprintf(&b, "\\definecolor{lt%s}{HTML}{%s}\\newcommand\\LT%[1]s[1]{{\\color{lt%[1]s}%[3]s#1}}\n",
			c.Name(), tone.Light.Hex(), weight)
	}
	return b.Bytes()
}

// PlainInPrint reports whether runs of a class are set on paper like text.
func PlainInPrint(c highlight.Class) bool {
	return c == highlight.Text || c == highlight.Punct || c == highlight.Operator
}
