package tree

// The kinds of inline.
type (
	// Text is plain text, entities decoded.
	Text struct {
		Base
		Text string
	}

	// A Phrase marks a stretch of text as being of some kind.
	Phrase struct {
		Base
		Kind PhraseKind
		Text []Inline
	}

	// Code is a piece of code, a name or a file name in running text. Its
	// class says of which sort: "shell", "py-filename", "go-prototype".
	Code struct {
		Base
		Text []Inline
	}

	// A Link leads to Document.Refs[Ref]. One without text writes itself.
	Link struct {
		Base
		Ref  RefID
		Text []Inline
	}

	// An APIName is the name Document.APIs[API] of a package or of something
	// in one. Bare ones are set as code; others are in the author's mark-up.
	APIName struct {
		Base
		API  APIID
		Text []Inline
	}

	// An Image is the picture at Document.Refs[Ref].
	Image struct {
		Base
		Ref           RefID
		Alt           string
		Width, Height string // as written: pixels or a percentage; may be empty
	}

	// A FootnoteRef is the mark of the footnote Document.Footnotes[Note].
	FootnoteRef struct {
		Base
		Note FootnoteID
	}

	// An Anchor is a place that can be linked to and shows nothing.
	Anchor struct {
		Base
		Target TargetID
	}

	// An IndexMark is the place of the index entry Document.Index[Entry]. The
	// words that it encloses, if any, are shown.
	IndexMark struct {
		Base
		Entry IndexID
		Text  []Inline
	}

	// A Break ends the line.
	Break struct{ Base }
)

func (*Text) inline()        {}
func (*Phrase) inline()      {}
func (*Code) inline()        {}
func (*Link) inline()        {}
func (*APIName) inline()     {}
func (*Image) inline()       {}
func (*FootnoteRef) inline() {}
func (*Anchor) inline()      {}
func (*IndexMark) inline()   {}
func (*Break) inline()       {}

// PhraseKind tells the kinds of Phrase apart.
type PhraseKind uint8

// The kinds of phrase. A Plain one has no meaning but its class.
const (
	Plain PhraseKind = iota
	Emph
	Strong
	Quotation // q: quotation marks are the writer's
	Cite
	Abbr // its title is the long form
	Sub
	Sup
	Key // kbd: what the reader types
	Sample
	Variable
	Definition // dfn: a term where it is defined
	Deleted
	Inserted
	Small
	Italic
	Bold
	Teletype
	Underline
	Big
)

var phraseNames = [...]string{
	"plain", "emph", "strong", "quotation", "cite", "abbr", "sub", "sup", "key", "sample",
	"variable", "definition", "deleted", "inserted", "small", "italic", "bold", "teletype", "underline", "big",
}

// String returns the name of k, as dumps print it.
func (k PhraseKind) String() string { return phraseNames[k] }
