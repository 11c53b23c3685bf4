package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/tree"
)

var (
	kindFootnote = ast.NewNodeKind("Footnote")
	kindMark     = ast.NewNodeKind("FootnoteMark")
)

// A footnote is the text behind [^label]: with the blocks below it.
type footnote struct {
	ast.BaseBlock
	label      string
	start, end int // of the label with its brackets and caret
}

func (*footnote) Kind() ast.NodeKind           { return kindFootnote }
func (n *footnote) Dump(src []byte, depth int) { ast.DumpHelper(n, src, depth, nil, nil) }

// A mark is [^label] in running text.
type mark struct {
	ast.BaseInline
	label      string
	start, end int
}

func (*mark) Kind() ast.NodeKind           { return kindMark }
func (n *mark) Dump(src []byte, depth int) { ast.DumpHelper(n, src, depth, nil, nil) }

// longestLabel is what CommonMark allows the label of a link.
const longestLabel = 999

// readLabel returns the label in [^label] at the beginning of line.
func readLabel(line []byte) (label []byte, length int) {
	if len(line) < 4 || line[0] != '[' || line[1] != '^' {
		return nil, 0
	}
	line = line[:min(len(line), longestLabel+3)]
	end := bytes.IndexAny(line[1:], "[]\n") + 1
	if end < 3 || line[end] != ']' || util.IsBlank(line[2:end]) {
		return nil, 0
	}
	return line[2:end], end + 1
}

// footnoteParser reads the text of footnotes. It is indented by four columns,
// as in the dialects of Markdown that have footnotes. The block stays where it
// was written: it is the converter that moves it.
type footnoteParser struct{}

func (footnoteParser) Trigger() []byte { return []byte{'['} }

func (footnoteParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 {
		return nil, parser.NoChildren
	}
	label, n := readLabel(line[at:])
	if n == 0 || at+n >= len(line) || line[at+n] != ':' {
		return nil, parser.NoChildren
	}
	start := segment.Start - segment.Padding + at
	node := &footnote{label: string(label), start: start, end: start + n}
	notesOf(pc).define(node)
	reader.Advance(at + n + 1)
	if rest, _ := reader.PeekLine(); util.IsBlank(rest) {
		return node, parser.NoChildren
	}
	return node, parser.HasChildren
}

func (footnoteParser) Continue(_ ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, _ := reader.PeekLine()
	if util.IsBlank(line) {
		return parser.Continue | parser.HasChildren
	}
	at, padding := util.IndentPosition(line, reader.LineOffset(), 4)
	if at < 0 {
		return parser.Close
	}
	reader.AdvanceAndSetPadding(at, padding)
	return parser.Continue | parser.HasChildren
}

func (footnoteParser) Close(ast.Node, text.Reader, parser.Context) {}
func (footnoteParser) CanInterruptParagraph() bool                 { return true }
func (footnoteParser) CanAcceptIndentedLine() bool                 { return false }

// define keeps a footnote. The first of several with one label counts.
func (n *notes) define(f *footnote) {
	if n.footnotes == nil {
		n.footnotes = map[string]*footnote{}
	}
	if _, taken := n.footnotes[f.label]; !taken {
		n.footnotes[f.label] = f
	}
	n.defined = append(n.defined, f)
}

// markParser reads [^label]. Without a footnote of that label it is a mark
// that leads nowhere if it looks like one, and else text: [^a-z].
type markParser struct{}

// An exclamation mark before a footnote begins no image.
func (markParser) Trigger() []byte { return []byte{'!', '['} }

func (markParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	lead := 0
	if line[0] == '!' {
		lead = 1
	}
	label, n := readLabel(line[lead:])
	if n == 0 || segment.Padding > 0 {
		return nil
	}
	if _, ok := notesOf(pc).footnotes[string(label)]; !ok && !isLabel(string(label)) {
		return nil
	}
	if lead > 0 {
		ast.MergeOrAppendTextSegment(parent, segment.WithStop(segment.Start+lead))
	}
	block.Advance(lead + n)
	start := segment.Start + lead
	m := &mark{label: string(label), start: start, end: start + n}
	m.SetPos(start)
	return m
}

// isLabel reports whether s is a word or number, and no range of a regular
// expression.
func isLabel(s string) bool {
	first, _, dashed := strings.Cut(s, "-")
	if dashed && len(first) < 2 {
		return false
	}
	return strings.Trim(s, "-_.") == s && nameLength(s) == len(s)
}

// numberFootnotes gives the footnotes of the page their numbers: in the order
// of their first marks, where the marks within a footnote follow its own.
// Footnotes without a mark come last.
func (c *converter) numberFootnotes(root ast.Node) {
	if len(c.defined) == 0 {
		return
	}
	c.ids = make(map[*footnote]tree.FootnoteID, len(c.defined))
	c.numberMarks(root)
	for _, f := range c.defined {
		if first := c.footnotes[f.label]; first != f {
			c.sink.Report(c.diagnostic(diag.TargetDuplicate, f.start, f.end, "footnote %q is written twice", f.label).
				WithNote(c.file, c.span(first.start, first.end), "%q is here", f.label))
		} else if _, used := c.ids[f]; !used {
			c.report(diag.FootnoteUnused, f.start, f.end, "nothing refers to footnote %q", f.label)
		}
		if _, used := c.ids[f]; !used {
			c.ids[f] = c.a.Builder().Footnote(c.span(f.start, f.end))
		}
	}
}

// numberMarks looks for marks below n. Those in a footnote wait for its own.
func (c *converter) numberMarks(n ast.Node) {
	walk(n, func(n ast.Node) bool {
		if m, ok := n.(*mark); ok {
			c.numberMark(m)
		}
		return n.Kind() != kindFootnote
	})
}

func (c *converter) numberMark(m *mark) {
	f := c.footnotes[m.label]
	if f == nil {
		return
	}
	if _, seen := c.ids[f]; !seen {
		c.ids[f] = c.a.Builder().Footnote(c.span(m.start, m.end))
		c.numberMarks(f)
	}
}

// mark feeds the mark of a footnote.
func (c *converter) mark(n *mark) {
	if f := c.footnotes[n.label]; f != nil {
		c.a.Mark(c.ids[f], c.cover(n.start, n.end))
		return
	}
	labels := make([]string, 0, len(c.defined))
	for _, f := range c.defined {
		labels = append(labels, f.label)
	}
	d := c.diagnostic(diag.FootnoteUnknown, n.start, n.end, "no footnote %q", n.label)
	c.sink.Report(d.DidYouMean(nearest.Nearest(n.label, labels)))
	c.a.Text(c.text[n.start:n.end], c.cover(n.start, n.end))
}

// footnote feeds the text of a footnote. A single paragraph needs none.
func (c *converter) footnote(f *footnote) {
	c.a.StartFootnote(c.ids[f], c.cover(f.start, f.end+1))
	if p, ok := f.FirstChild().(*ast.Paragraph); ok && f.ChildCount() == 1 {
		c.inlines(p)
	} else {
		c.blocks(f)
	}
	c.a.EndFootnote(c.here())
}
