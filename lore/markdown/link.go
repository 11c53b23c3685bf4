package markdown

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/lore-docs/lore/lore/diag"
)

// linkParser is goldmark's parser of links and images. It also notes where
// they end and reads the attributes in braces behind them.
type linkParser struct{ parser.InlineParser }

func (p linkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	c := line[0]
	if c != ']' && notesOf(pc).tooMany(&notesOf(pc).opened, segment.Start) {
		return nil
	}
	node := p.InlineParser.Parse(parent, block, pc)
	notes := notesOf(pc)
	if c != ']' {
		if node != nil {
			notes.brackets = append(notes.brackets, segment.Start)
		}
		return node
	}
	open := -1
	if n := len(notes.brackets); n > 0 {
		open = notes.brackets[n-1]
		notes.brackets = notes.brackets[:n-1]
	}
	switch node.(type) {
	case *ast.Link, *ast.Image:
		_, pos := block.Position()
		x := extra{end: pos.Start}
		if line, segment := block.PeekLine(); len(line) > 0 && line[0] == '{' && segment.Padding == 0 {
			attrs, n := readAttributes(strings.TrimSuffix(string(line), "\n"))
			x.attrs = moved(attrs, segment.Start)
			block.Advance(n)
		}
		notes.extra[node] = x
	case nil:
		if open >= 0 && (open == 0 || !util.IsAlphaNumeric(block.Source()[open-1])) {
			notes.noLink(string(line), segment.Start, pc)
		}
	}
	return node
}

// CloseBlock turns brackets that are still open into text.
func (p linkParser) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	p.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
	n := notesOf(pc)
	n.brackets = n.brackets[:0]
	n.opened, n.delimiters = 0, 0
}

// noLink notes what looks like a link and is none, given the line from its
// closing bracket on, which stands at a body offset. Brackets behind a word
// are no links: an author may write a[i](x) without marking it as code.
func (n *notes) noLink(line string, at int, pc parser.Context) {
	switch rest := strings.TrimRight(line[1:], "\n"); {
	case strings.HasPrefix(rest, "("):
		end := strings.IndexByte(rest, ')')
		if end < 0 {
			n.mistake(diag.XMLSyntax, at+1, at+2, "the address of a link is never closed", "write [text](address)")
			return
		}
		dest, _, _ := strings.Cut(rest[1:end], "\"")
		if dest = strings.TrimSpace(dest); strings.ContainsAny(dest, " \t") {
			n.mistake(diag.LinkURL, at+2, at+2+len(dest), fmt.Sprintf("the address %q has a blank in it", dest), "write [text](<address>)")
		}
	case strings.HasPrefix(rest, "["):
		end := strings.IndexByte(rest, ']')
		if end < 2 || rest[1] == '^' || strings.ContainsAny(rest[1:end], "[`") || isAPIName(rest[1:end]) {
			return
		}
		if _, ok := pc.Reference(util.ToLinkReference([]byte(rest[1:end]))); !ok {
			n.mistake(diag.LinkURL, at+2, at+1+end, fmt.Sprintf("no address is given for %q", rest[1:end]),
				fmt.Sprintf("write a line [%s]: address", rest[1:end]))
		}
	}
}
