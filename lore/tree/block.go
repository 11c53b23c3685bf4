package tree

// The kinds of block.
type (
	// A Heading begins a section. The page's own title is in Meta, not here:
	// levels of headings begin at 2.
	Heading struct {
		Base
		Level  int // 2 to 6
		Target TargetID
		Text   []Inline
	}

	// A Paragraph is running text.
	Paragraph struct {
		Base
		Bare bool // text that stands in an item, a cell or a note without a paragraph of its own
		Text []Inline
	}

	// A List is ordered or not.
	List struct {
		Base
		Ordered bool
		Start   int // the first number of an ordered list, usually 1
		Items   []*Item
	}

	// A Definitions list gives terms and what they mean.
	Definitions struct {
		Base
		Entries []*Entry
	}

	// A Table has rows of cells, head rows first.
	Table struct {
		Base
		Target  TargetID
		Caption []Inline
		Head    []*Row
		Body    []*Row
	}

	// A Figure is a picture, or anything else, with a caption.
	Figure struct {
		Base
		Target  TargetID
		Caption []Inline
		Blocks  []Block
	}

	// A Listing shows code: a file, a part of one, text in the page, a
	// transcript, or what a program printed. Its text and words are in
	// Document.Listings.
	Listing struct {
		Base
		Source ListingID
	}

	// Preformatted is text whose white space counts and that holds mark-up,
	// so that it is not highlighted.
	Preformatted struct {
		Base
		Text []Inline
	}

	// A Note is set apart from the text around it.
	Note struct {
		Base
		Kind   NoteKind
		Title  []Inline // what the note is about; may be empty
		Blocks []Block
	}

	// A Quote is a block of somebody's words.
	Quote struct {
		Base
		Cite   string // the address it was taken from; may be empty
		Blocks []Block
	}

	// A Division groups blocks under a class, such as "boxed" or "doit".
	Division struct {
		Base
		Blocks []Block
	}

	// A Rule is a break between paragraphs.
	Rule struct{ Base }
)

func (*Heading) block()      {}
func (*Paragraph) block()    {}
func (*List) block()         {}
func (*Definitions) block()  {}
func (*Table) block()        {}
func (*Figure) block()       {}
func (*Listing) block()      {}
func (*Preformatted) block() {}
func (*Note) block()         {}
func (*Quote) block()        {}
func (*Division) block()     {}
func (*Rule) block()         {}

// The parts of blocks.
type (
	// An Item is one item of a List.
	Item struct {
		Base
		Task   Task
		Blocks []Block
	}

	// An Entry is one entry of a Definitions list: terms that share one or
	// more definitions. Either may be empty in documents that are wrong.
	Entry struct {
		Base
		Terms  []*Term
		Bodies []*Item
	}

	// A Term is what an Entry defines.
	Term struct {
		Base
		Text []Inline
	}

	// A Row is one row of a Table.
	Row struct {
		Base
		Cells []*Cell
	}

	// A Cell is one cell of a Row.
	Cell struct {
		Base
		Header  bool
		Align   Align
		ColSpan int // at least 1
		RowSpan int // at least 1
		Blocks  []Block
	}
)

// Task is the state of an item in a list of things to do.
type Task uint8

// The states of a task.
const (
	NoTask Task = iota
	TaskOpen
	TaskDone
)

// Align is how the text of a table cell is set.
type Align uint8

// The alignments of a cell.
const (
	AlignNone Align = iota
	AlignLeft
	AlignCenter
	AlignRight
)

// NoteKind tells the kinds of note apart.
type NoteKind uint8

// The kinds of note. What other tools call tip, hint or important is a
// PlainNote; warning, danger and the like are a Caution.
const (
	PlainNote NoteKind = iota
	Caution
)

// String returns "note" or "caution".
func (k NoteKind) String() string {
	if k == Caution {
		return "caution"
	}
	return "note"
}
