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
//
// Some choices that an author can see:
//
//   - A list, code, a table, a note or a listing in a paragraph parts it: the
//     paragraph goes on behind. XHTML forbids it, but what is meant is plain, so
//     nothing is said. A heading or paragraph in a paragraph, and a block in an
//     element of running text whose effect on it is lost, are errors.
//   - Blocks in a heading, a term or a caption lose their mark-up.
//   - A class that makes a note, footnote, API name or index entry works on any
//     element: in place of div, p and span, within items, cells, terms and
//     headings, and around the others.
//   - Code keeps its indentation but for what all lines share. Mark-up in code
//     has no meaning, except for kbd, which says what is typed.
//   - A listing whose caption is its file's name has no caption.
//   - Rows of header cells at the top of a table without thead and tbody are its
//     head.
package xhtml
