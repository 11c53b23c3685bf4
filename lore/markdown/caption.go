package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

var kindCaption = ast.NewNodeKind("Caption")

// A caption is a paragraph right after a table that begins with "Table:".
type caption struct {
	ast.BaseBlock
	attrs []attribute // in braces at its end; they are the table's
}

func (*caption) Kind() ast.NodeKind           { return kindCaption }
func (n *caption) Dump(src []byte, depth int) { ast.DumpHelper(n, src, depth, nil, nil) }

var captionWord = []byte("Table:")

// captionTransformer makes captions of paragraphs, before they are read.
type captionTransformer struct{}

func (captionTransformer) Transform(node *ast.Paragraph, reader text.Reader, _ parser.Context) {
	if _, ok := node.PreviousSibling().(*east.Table); !ok || node.Lines().Len() == 0 {
		return
	}
	lines, src := node.Lines(), reader.Source()
	for i := range lines.Len() {
		line := lines.At(i)
		lines.Set(i, line.TrimLeftSpace(src))
	}
	line := lines.At(0)
	if !bytes.HasPrefix(src[line.Start:line.Stop], captionWord) {
		return
	}
	c := &caption{}
	c.SetPos(line.Start)
	line.Start += len(captionWord)
	lines.Set(0, line.TrimLeftSpace(src))
	last := lines.At(lines.Len() - 1)
	last = last.TrimRightSpace(src)
	var n int
	c.attrs, n = takeAttributes(&last, src)
	last.Stop = last.Start + n
	lines.Set(lines.Len()-1, last)
	c.SetLines(lines)
	node.Parent().ReplaceChild(node.Parent(), node, c)
}
