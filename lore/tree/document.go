package tree

import "github.com/lore-docs/lore/lore/source"

// Indexes into the slices of a Document.
type (
	RefID      int32
	APIID      int32
	TargetID   int32 // 0 is the page itself
	ListingID  int32
	FootnoteID int32
	IndexID    int32
)

// A Document is one page, read. It is never changed after Builder.Finish.
type Document struct {
	Source   *source.File
	Meta     Meta
	Blocks   []Block
	NumNodes int

	Refs      []Ref
	APIs      []API
	Targets   []TargetInfo // Targets[0] is the page itself
	Listings  []ListingSource
	Footnotes []Footnote // in the order of their first mark, unused ones last
	Index     []IndexEntry
	Toc       []TocEntry // what a list of class toc says, in its order
	Ignores   []Ignore
}

// Meta is what a page says of itself.
type Meta struct {
	Title       []Inline // the h1 or, without one, the title of the head
	TitleSpan   source.Span
	HeadTitle   string // the title of the head as text, "" without one
	Authors     []Author
	Description string
	Lang        string   // BCP 47, "" when the page does not say
	Version     string   // of what the page describes
	Date        string   // of the last change, as written
	Aliases     []string // site paths that shall lead here, too
	Words       []Word   // of all sessions of the page: needs, env and files, a word for each value
}

// An Author is somebody who wrote a page.
type Author struct {
	Name string
	URL  string // https:, mailto:, ...; may be empty
}

// A Ref is a reference as the author wrote it.
type Ref struct {
	URL      string
	Span     source.Span // of the address
	Kind     RefKind
	Absolute bool // the original's class "absolute": the address is not to be touched
	Auto     bool // a link without text: it writes itself
}

// RefKind tells what a reference is for.
type RefKind uint8

// The kinds of reference.
const (
	RefLink RefKind = iota
	RefImage
)

// An API is the name of a package, or of something in one, as written.
type API struct {
	Base string // the package, may be empty
	Name string
	Span source.Span // of the name
}

// TargetKind tells what a target is.
type TargetKind uint8

// The kinds of target.
const (
	TargetPage TargetKind = iota
	TargetHeading
	TargetFigure
	TargetTable
	TargetListing
	TargetElement // any other element with an id, or a named anchor
)

// A TargetInfo is a place that can be linked to.
type TargetInfo struct {
	Kind    TargetKind
	Name    string   // what stands after the # in a link; unique in the page
	Aliases []string // older names of the same place
	Level   int      // of a heading
	Text    string   // of a heading, figure, table or listing: its words
	Span    source.Span
	named   bool // the author gave the name
}

// ListingKind tells what a listing shows.
type ListingKind uint8

// The kinds of listing. Setup and Teardown are hidden steps: no block shows them.
const (
	CodeFile   ListingKind = iota // a file, or parts of it
	CodeText                      // code written in the page
	Transcript                    // commands and what they printed
	Output                        // what a program printed
	CompileError
	Setup
	Teardown
)

var listingNames = [...]string{"file", "text", "transcript", "output", "goerror", "setup", "teardown"}

// String returns the name of k, as dumps print it.
func (k ListingKind) String() string { return listingNames[k] }

// Hidden reports whether readers of the page do not see the listing.
func (k ListingKind) Hidden() bool { return k == Setup || k == Teardown }

// A ListingSource is a listing as the author asked for it.
type ListingSource struct {
	Kind     ListingKind
	Lang     string // as written: "go", "py"; "" when only the file name can tell
	File     string // of a CodeFile: the address as written
	FileSpan source.Span
	Text     string // of the other kinds, line ends as LF, one at the end at most
	TextAt   int32  // offset in the source at which Text begins
	Typed    []Range
	Caption  []Inline
	Target   TargetID
	Words    []Word // in the order written, names as in syntax.md's Markdown column
	Span     source.Span
}

// A Range is a part of a ListingSource's Text, in bytes: what the reader of a
// transcript types.
type Range struct{ Start, End int32 }

// A Word is one thing that the author says of a listing: lines=12-30.
type Word struct {
	Name, Value string
	Span        source.Span // of the word, or of its value where it has one
}

// Word returns the last word called name.
func (l *ListingSource) Word(name string) (Word, bool) {
	for i := len(l.Words) - 1; i >= 0; i-- {
		if l.Words[i].Name == name {
			return l.Words[i], true
		}
	}
	return Word{}, false
}

// A Footnote is the text of a note at the foot of the page.
type Footnote struct {
	Blocks []Block
	Span   source.Span
	Target TargetID // an element target
}

// An IndexEntry sends readers of the index to a place.
type IndexEntry struct {
	Term   []string // the term, then its subterms
	Target TargetID
	Span   source.Span
}

// A TocEntry is one line of a table of contents.
type TocEntry struct {
	Depth int    // from 0
	Ref   RefID  // the page, -1 for a heading without one
	Text  string // the author's words for it
	Span  source.Span
}

// An Ignore turns diagnostics off for the part of a page within Span.
type Ignore struct {
	Span  source.Span
	Codes []string // empty: all
	At    source.Span
}
