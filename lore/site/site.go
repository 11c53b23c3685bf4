// Package site puts pages together: which pages there are, in which order and
// under which numbers, and what every reference of every page leads to.
//
// Collect makes a Site of the documents, Number numbers it, and Resolve makes
// the Facts of each page. A writer or rule is given a View, which is all of a
// page that it may see. None of this changes a document.
package site

import (
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/tree"
)

// A Site is all pages of one build. It does not change once it is numbered.
type Site struct {
	Title  string
	Root   *Page    // the index page of the topmost folder; never nil
	Pages  []*Page  // in reading order, Root first
	Toc    []*Entry // the order and nesting of the pages, as authors gave it
	Index  []*Term  // sorted
	Files  []File   // what is copied beside the pages, sorted by Path
	byPath map[string]*Page
}

// A Page is one document in its place.
type Page struct {
	Doc      *tree.Document
	Path     string // in the output, slash separated, without extension: "core/howto/servers"
	Title    string // plain text, never empty
	Number   string // of the chapter: "2", "2.1"; "" for pages outside the contents
	Parent   *Page  // the page whose contents list this one; nil for Root
	Children []*Page
	Prev     *Page // in reading order
	Next     *Page
	Position int // in Site.Pages
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
	Places []Place
	Sub    []*Term
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

// A Link is what a reference leads to.
type Link struct {
	Kind     LinkKind
	URL      string        // External: the address
	Page     *Page         // ToPage
	Target   tree.TargetID // ToPage: 0 for the page itself
	Fragment string        // ToPage: the name as the author wrote it, which may be an alias; ToFile: what followed the #
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
