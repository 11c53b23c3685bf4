package listing

import (
	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/tree"
)

// Code is a listing made ready for a writer. It never changes once made, and
// listings that show the same lines of the same file share one.
type Code struct {
	Kind    tree.ListingKind
	Lang    string // as highlight knows it, "" for plain text
	File    string // of a code file: its path in the module, slash separated
	Whole   bool   // the whole file is shown, but for hidden lines and marks
	Numbers bool   // lines are to be numbered
	Lines   []Line // may be empty: an empty file is no mistake that hides a listing

	// Text is what a reader who copies the listing gets: of a whole file its
	// text, without hidden lines and marks but otherwise untouched; of a
	// session the commands without prompts; else the lines shown. Line ends
	// are LF.
	Text string
}

// A Line is one line of a Code.
type Line struct {
	Number int  // in its file, or counted from 1
	Marked bool // the author points at it
	Gap    bool // lines of the file are left out between the line before and this one
	Runs   highlight.Line
}
