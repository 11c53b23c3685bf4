// Package latex writes a site as LaTeX: a book with a chapter for each howto,
// an article for each, or parts to be read into documents of other people.
//
// A [Writer] makes the text of a page from its tree (Body), puts what a chapter
// or an article needs around it (Page), and makes the files of the whole (Shared):
// book.tex and lore.sty. The chapters say what things are and lore.sty, which
// package templates holds, says how they look.
//
// The files are for LuaLaTeX; XeLaTeX sets them as well, without the fonts that
// stand in for missing characters. No TeX is needed to write them.
//
// # What keeps TeX from breaking
//
// Nothing of a page reaches TeX as it is. Text is escaped for the place it
// stands in (escape.go), names become labels of letters and digits (label.go),
// and addresses are percent-encoded. There is no verbatim: each line of code is
// an argument, so that code can stand in footnotes and in cells of tables. The
// writer puts the places where a long word may break, since TeX does not know
// them. What cannot stand in headings, captions and cells, footnotes above all,
// follows behind.
//
// # Places
//
// Comments lead from a line of a file back to the source: "%% path" names the
// page below the documents' folder, and "%:41" its line. Package pdf reads them
// to report what TeX says.
package latex
