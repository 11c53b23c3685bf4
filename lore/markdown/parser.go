package markdown

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/lore-docs/lore/lore/diag"
)

// grammar is goldmark set up for the pages of lore. It never changes and may
// parse several pages at once.
var grammar = newGrammar()

func newGrammar() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(headingParser{parser.NewSetextHeadingParser()}, 100),
			util.Prioritized(container{extension.NewDefinitionListParser()}, 101),
			util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(container{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(headingParser{parser.NewATXHeadingParser()}, 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(container{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(container{footnoteParser{}}, 999),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(markParser{}, 101),
			util.Prioritized(apiParser{}, 150),
			util.Prioritized(linkParser{parser.NewLinkParser()}, 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
			util.Prioritized(sparing{parser.NewEmphasisParser()}, 500),
			util.Prioritized(sparing{extension.NewStrikethroughParser()}, 501),
			util.Prioritized(urlParser{}, 999),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200),
			util.Prioritized(alertTransformer{}, 300),
			util.Prioritized(captionTransformer{}, 400),
		),
	)
}

// notes is what this package's parsers tell the converter of one page beside
// the nodes themselves. It travels in goldmark's context.
type notes struct {
	extra     map[ast.Node]extra
	footnotes map[string]*footnote
	defined   []*footnote // in the order of the page
	deep      int         // where blocks nest too deep, -1 for nowhere
	mistakes  []mistake

	// Of the paragraph that is being read.
	brackets   []int // where they open, while they are not closed
	opened     int   // how many there were
	delimiters int   // of emphasis
	crowded    bool  // too many were reported
}

// A mistake is something that a parser noticed, to be reported by the
// converter. Offsets are body offsets.
type mistake struct {
	code       diag.Code
	start, end int
	message    string
	hint       string
}

func (n *notes) mistake(code diag.Code, start, end int, message, hint string) {
	n.mistakes = append(n.mistakes, mistake{code, start, end, message, hint})
}

// extra is what goldmark's own nodes have no place for.
type extra struct {
	end   int         // of a link or image, attributes left out
	attrs []attribute // in braces after a heading, link or image
}

var notesKey = parser.NewContextKey()

func notesOf(pc parser.Context) *notes { return pc.Get(notesKey).(*notes) }

// parse returns goldmark's tree of b.
func parse(b *body) (ast.Node, *notes) {
	n := &notes{extra: map[ast.Node]extra{}, deep: -1}
	pc := parser.NewContext()
	pc.Set(notesKey, n)
	return grammar.Parse(text.NewReader(b.src), parser.WithContext(pc)), n
}

// maxMarks is the number of brackets, and of asterisks and the like, that are
// read as mark-up in one paragraph. For each of them goldmark may look at all
// that came before or at the rest of a line, which would be the work of
// minutes for a page that a machine has made.
const maxMarks = 1000

// tooMany counts one more mark and reports whether that is too many.
func (n *notes) tooMany(count *int, at int) bool {
	if *count++; *count <= maxMarks {
		return false
	}
	if !n.crowded {
		n.crowded = true
		n.mistake(diag.XMLSyntax, at, at+1, fmt.Sprintf("a paragraph with more than %d marks; the rest of it is text", maxMarks), "")
	}
	return true
}

// sparing is a parser of emphasis that stops when there is too much of it.
type sparing struct{ parser.InlineParser }

func (s sparing) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	n := notesOf(pc)
	if _, segment := block.PeekLine(); n.tooMany(&n.delimiters, segment.Start) {
		return nil
	}
	return s.InlineParser.Parse(parent, block, pc)
}

// maxOpen is the number of blocks that may be open at one line. Beyond it
// lists, quotes and the like are read as text: goldmark's time per line, and
// the stack that walking the tree takes, grow with that number.
const maxOpen = 100

// A container is the parser of a block that holds blocks, kept from nesting
// deeper than maxOpen.
type container struct{ parser.BlockParser }

func (c container) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if len(pc.OpenedBlocks()) < maxOpen {
		return c.BlockParser.Open(parent, reader, pc)
	}
	if n := notesOf(pc); n.deep < 0 {
		_, segment := reader.PeekLine()
		n.deep = segment.Start
	}
	return nil, parser.NoChildren
}
