// Package tree is the document model of lore: what a howto says, whatever
// format it was written in. A reader makes a Document through a Builder;
// afterwards it never changes, and any number of goroutines may read it.
//
// A Document is a list of blocks, which hold inlines, which hold inlines. Both
// sets are closed, so that a writer is one type switch for each. What points
// elsewhere, or can be pointed at, is not only in the tree but also in a flat
// slice of the Document: references, targets, listings, API names, footnotes
// and index entries. Nodes hold the index into the slice; what later stages
// learn of an entry is kept in slices of their own, beside the document, under
// the same index.
//
// Text is kept as the author wrote it, line breaks included; where the source
// needs no decoding it is a slice of the source. White space between words has
// no meaning outside preformatted text, and writers may keep or fold it.
package tree
