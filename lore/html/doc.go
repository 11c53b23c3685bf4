// Package html writes a site as HTML5 pages.
//
// A [Writer] makes the text of a page from its tree by appending bytes
// (Body), puts the furniture of package templates around it (Page), and makes
// the files that all pages share: style sheet, script, fonts, the page of the
// index (Shared). What many pages have in common, the tree of pages above all,
// is made once for a site and kept while that site is written.
//
// All addresses are relative, so that a site works from a disk and below any
// folder of a server. Classes and ids of the furniture begin with "lore-";
// within code, where no author's mark-up can be, class names are a letter or two.
//
// In place of the templates, a template of the original Lore can be used, see
// [Options].
package html
