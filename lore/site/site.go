// Package site puts pages together: which pages there are, in which order and
// under which numbers, and what every reference of every page leads to.
//
// Collect makes a Site of the documents, Number numbers it, Resolve makes the
// Facts of each page, and Gather adds up what all pages said. A writer or rule
// is given a View, which is all of a page that it may see. None of this changes
// a document.
package site

import (
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/tree"
)

// A Site is all pages of one build. Collect, Number and Gather fill it; between
// them, and after Gather, it does not change and any number of goroutines may
// read it.
type Site struct {
	Title    string
	Root     *Page    // the index page of the topmost folder; never nil
	Pages    []*Page  // in reading order, Root first
	Toc      []*Entry // what is below Root: the order and nesting of the pages, as authors gave it
	Index    []*Term  // sorted; made by Number
	Files    []File   // what is copied beside the pages, sorted by Path; made by Gather
	Numbered bool     // chapters and sections carry numbers

	chapters bool // there are numbered pages

	byPath  map[string]*Page
	aliases map[string]*Page
	exts    map[string]bool // how names of documents end
	folder  string          // of the documents, in the module; "" for the module's own
	module  *module
	near    pageNames
}

// A Page is one document in its place.
type Page struct {
	Doc       *tree.Document
	Path      string   // in the output, slash separated, without extension: "core/howto/servers"
	Source    string   // the file it was made of, below the documents' folder; "" if Generated
	Generated bool     // lore wrote the page, no author did
	Title     string   // plain text, never empty
	Number    string   // of the chapter: "2", "2.1"; "" for pages outside the contents, and where nothing is numbered
	Aliases   []string // other paths that lead here, like Path
	Parent    *Page    // the page whose contents list this one; nil for Root
	Children  []*Page
	Prev      *Page // in reading order
	Next      *Page
	Position  int // in Site.Pages

	listed  bool // in the table of contents of an author
	targets targets
}

// An Entry is a line of the table of contents.
type Entry struct {
	Title    string
	Page     *Page // nil for a part, which has no page of its own
	Children []*Entry
}

// A Term is an entry of the index.
type Term struct {
	Text   string
	Places []Place // in reading order
	Sub    []*Term // sorted
}

// A Place is a target of a page.
type Place struct {
	Page   *Page
	Target tree.TargetID
}

// A File is copied to the output as it is.
type File struct {
	Path   string // in the output, slash separated
	Source string // in the module, slash separated
}

// A View is what a writer or rule may see of a page. All of it is read-only.
type View struct {
	Site  *Site
	Page  *Page
	Facts *Facts
}

// Facts is what the site knows of one page's references, by their index in
// the page's document.
type Facts struct {
	Links   []Link          // by tree.RefID
	APIs    []API           // by tree.APIID
	Numbers []string        // by tree.TargetID: "2.3" of a section, "4" of a figure, "" of what has none
	Code    []*listing.Code // by tree.ListingID; nil for hidden steps and listings that cannot be shown
	Proofs  []Proof         // by tree.ListingID; may be nil

	Files   []File   // what the page needs copied: linked files, images, listings; sorted by Path
	NoLinks []NoLink // names that have nowhere to link to, through no fault of the author
}

// A Proof says how the last test of a listing or transcript ended, if all that
// it depends on is as it was.
type Proof struct {
	State ProofState
	Go    string // the language of the programs in it: "go1.26"; "" if there are none
}

// ProofState is how a test ended.
type ProofState uint8

// The states of a proof.
const (
	NotProven ProofState = iota
	Compiles             // it compiles, and go vet finds no fault
	Tested               // it was run, and did what the page shows
	Failing
)

// A NoLink is a name of a package, or of something in one, that is set without
// a link. Gather reports them, once for each reason.
type NoLink struct {
	API    tree.APIID
	Reason string // "" for names of other languages
	Text   string // the whole message
}

// LinkKind tells what a reference leads to.
type LinkKind uint8

// The kinds of link. A broken one has been reported.
const (
	Broken LinkKind = iota
	External
	ToPage
	ToFile
)

// A Link is what a reference leads to. Href gives its address.
type Link struct {
	Kind     LinkKind
	URL      string        // External: the address
	Page     *Page         // ToPage
	Target   tree.TargetID // ToPage: 0 for the page itself
	Fragment string        // ToPage: the name as the author wrote it, decoded, which may be an alias; ToFile: what followed the #, as written
	Query    string        // ToPage, ToFile: what followed the ?, as written
	File     string        // ToFile: the path in the output
	Text     string        // of a link that writes itself: "section 2.3, Factories"
}

// An API is what a name in a package leads to. URL is empty when nothing is
// known, and then the name is set as plain code.
type API struct {
	URL   string
	Title string // the declaration and what it is for, on one line
}

// An Output is a file that a writer makes.
type Output struct {
	Path string // slash separated, below the writer's folder
	Data []byte
}

// Page returns the page at path, which is written like Page.Path, or nil.
func (s *Site) Page(path string) *Page { return s.byPath[path] }
