// Package highlight turns code into lines of classed runs: what a writer needs
// to print a listing in colour, and nothing of how the colours were found.
//
// # How code goes through it
//
// A [Highlighter] is asked for the lines of a text in a language. It looks
// in its memo first, so that a listing shown on ten pages is scanned once.
// Otherwise the language decides who scans:
//
//   - Go goes to this package's own scan, which stands on go/scanner. It needs
//     no file that parses: a region cut from the middle of a function, a
//     signature on its own or an unfinished string are coloured as far as they
//     can be known. [GoLexer] offers the same scan to users of chroma.
//   - Shell sessions ("console", "shell") and Python sessions ("pycon",
//     "python-interpreter") are split into prompts, typed text and output.
//     [Transcript] holds the prompt rules, for all who must agree on them.
//   - Unified diffs have a scan that counts the lines of their hunks.
//   - Everything else goes to the rules of chroma's lexers, run by a machine of
//     ours. Their tokens are checked against the text and mapped to a [Class].
//     No type of chroma's is in what writers use.
//
// Whoever scans only says where a class ends. The runs themselves are always
// slices of the text that was passed in, in order and without gaps, so the
// lines joined by "\n" are the input by construction. That holds for any bytes:
// NUL, CRLF, a byte order mark, invalid UTF-8.
//
// Highlighting never fails for good: beside an error the lines still hold the
// whole text, coloured where that was possible and plain elsewhere.
//
// # Colours
//
// A writer prints the class's short name ([Class.Name]) as a CSS class or a
// LaTeX macro. [DefaultPalette] has the colour of each class on light and dark
// grounds; both outputs are generated from that one table.
package highlight
