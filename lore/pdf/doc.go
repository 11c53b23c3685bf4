// Package pdf makes PDFs of the files that package latex writes.
//
// [Make] runs LuaLaTeX, or XeLaTeX, as often as its references need to settle,
// with no way to run other programs and none to read files outside the folder
// and TeX's own. What TeX says in its log becomes diagnostics at the author's
// lines. [Pictures] makes of images what TeX can read.
//
// The same files make the same bytes: the PDF holds no time, no name of a file
// and no random number.
package pdf
