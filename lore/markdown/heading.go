package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// headingParser is one of goldmark's parsers of headings. It takes attributes
// in braces off their end: goldmark's own way with them keeps no positions and
// recurses as deep as an author nests brackets.
type headingParser struct{ parser.BlockParser }

func (p headingParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(node, reader, pc)
	if node.Parent() == nil || node.Lines().Len() == 0 {
		return
	}
	last := node.Lines().Len() - 1
	segment := node.Lines().At(last)
	attrs, n := takeAttributes(&segment, reader.Source())
	if attrs == nil {
		return
	}
	line := string(reader.Source()[segment.Start : segment.Start+n])
	segment.Stop = segment.Start + len(trimHashes(line))
	node.Lines().Set(last, segment)
	notesOf(pc).extra[node] = extra{attrs: attrs}
}

// takeAttributes reads the attributes at the end of a line of src. It returns
// the length of the line without them.
func takeAttributes(line *text.Segment, src []byte) (attrs []attribute, length int) {
	bytes := src[line.Start:line.Stop]
	if len(bytes) == 0 || bytes[len(bytes)-1] != '}' {
		return nil, len(bytes)
	}
	attrs, length = trailingAttributes(string(bytes))
	return moved(attrs, line.Start), length
}

// trimHashes cuts the number signs that may close a heading.
func trimHashes(line string) string {
	short := strings.TrimRight(line, "#")
	if short == "" || len(short) < len(line) && strings.HasSuffix(short, " ") {
		return strings.TrimRight(short, " \t")
	}
	return line
}
