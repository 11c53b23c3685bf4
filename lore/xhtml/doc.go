// Package xhtml reads howtos that are written in the XHTML dialect of lore.
//
// Two parts do the work. The scanner cuts a file into tags, text and comments,
// with the place of each, and reports mark-up that is not well formed. The
// [Assembler] takes those in order and builds the tree; it knows what every
// element, class and attribute means and reports the ones that mean nothing or
// stand in the wrong place. The Markdown reader feeds the same Assembler, so
// that both formats give the same tree.
//
// Nothing an author wrote stops the reader. Each mistake is reported where it
// is, mended in the likeliest way, and reading goes on; the words of a page are
// kept even where their mark-up is not.
package xhtml
