// Package lore turns howtos with their listings into a site or a book.
//
// # The pipeline
//
//	stage    input -> output                          runs
//	load     folder -> []*source.File                 parallel
//	parse    File -> *tree.Document + diagnostics     parallel, per file
//	listing  code file + selection -> []*listing.Code parallel, per file and selection
//	api      names in packages -> apilinks.Index      beside parse
//	collect  documents -> site.Site                   serial, over slices only
//	resolve  page -> site.Facts                       parallel, per page
//	render   site.View -> body -> files               parallel, per page
//	write    files -> folder, replaced in one step    parallel
//
// Three laws keep it fast, and keep it possible to do only what changed. A
// document never changes after parse: what later stages learn goes into
// Facts, under the indexes that the document gave its references, targets and
// listings. What is known of one file depends on that file alone, its
// diagnostics included. And a writer sees a site.View and nothing else, so
// that the same view makes the same bytes.
//
// # The folders
//
//	lore/source    files, spans, lines and columns
//	lore/diag      diagnostics: codes, printing, JSON
//	lore/tree      the document model and its builder
//	lore/xhtml     reader of the Lore dialect of XHTML
//	lore/markdown  reader of Markdown, which feeds xhtml's assembler
//	lore/listing   code files and their parts
//	lore/site      pages, order, numbers, references
//	lore/html      writer of the site
//	lore/latex     writer of books and articles; lore/pdf runs TeX on them
//	lore/run       the tests: script reads transcripts, match compares output,
//	               program checks and builds listings, term runs terminals
//	lore/loretest  the same as subtests of go test
//	highlight      code -> lines of classed runs
//	apilinks       names in Go packages -> addresses
//	templates      the furniture of a page, its style and its fonts
//
// Who may import whom is held by a test of this package: readers never see
// writers, writers never see readers or the disk, and highlight and apilinks
// stand alone.
//
// # Errors
//
// What an author did wrong is a diagnostic: it has a place in a file and a
// code, and the build goes on. What the machine did wrong is an error, and
// the build stops with the output that was there left as it was.
//
// A build runs nothing of a document and fetches nothing: it reads files
// of the module through an os.Root and asks the go command, offline, where
// packages are.
package lore
