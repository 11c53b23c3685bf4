package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// urlParser makes links of web addresses that stand in the text, as GitHub
// does: the scheme is written out and the host has a dot.
//
// It waits for a colon and looks back at the scheme. goldmark's own parser
// looks ahead at every blank, which takes a third of the time of a page, and
// tries every word as a mail address, which takes the square of the length of
// some lines.
type urlParser struct{}

func (urlParser) Trigger() []byte { return []byte{':'} }

func (urlParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if !bytes.HasPrefix(line, []byte("://")) || segment.Padding > 0 || pc.IsInLinkLabel() {
		return nil
	}
	before, ok := parent.LastChild().(*ast.Text)
	if !ok || before.Segment.Stop != segment.Start {
		return nil
	}
	n := schemeLength(block.Source()[before.Segment.Start:segment.Start])
	if n == 0 {
		return nil
	}
	start := segment.Start - n
	length := urlLength(block.Source()[start:segment.Stop], n+len("://"))
	if length == 0 || before.Segment.Start == start && start > 0 && !parted(block.Source()[start-1]) {
		return nil
	}
	if before.Segment.Stop = start; before.Segment.Start == start {
		parent.RemoveChild(parent, before)
	}
	block.Advance(length - n)
	link := ast.NewAutoLink(ast.AutoLinkURL, ast.NewTextSegment(text.NewSegment(start, start+length)))
	link.SetPos(start)
	return link
}

// schemeLength returns the length of the scheme that text ends in, if it is one
// that addresses in the text have and nothing but a blank or an opening mark
// is before it.
func schemeLength(text []byte) int {
	for _, s := range [...]string{"http", "https", "ftp"} {
		if i := len(text) - len(s); i >= 0 && string(text[i:]) == s && (i == 0 || parted(text[i-1])) {
			return len(s)
		}
	}
	return 0
}

func parted(c byte) bool { return strings.IndexByte(" \t\n*_~(", c) >= 0 }

// urlLength returns the length of the address at the beginning of line, or 0.
// Its scheme has that many bytes, colon and slashes included.
func urlLength(line []byte, scheme int) int {
	host := scheme
	for host < len(line) && (util.IsAlphaNumeric(line[host]) || strings.IndexByte("-._:@%", line[host]) >= 0) {
		host++
	}
	name := bytes.TrimRight(line[scheme:host], ".:")
	if bytes.IndexByte(name, '.') < 1 {
		return 0
	}
	end := host // brackets end an address, so that a footnote may follow it
	if end < len(line) && strings.IndexByte("/?#", line[end]) >= 0 {
		for end < len(line) && line[end] > ' ' && strings.IndexByte("<`[]", line[end]) < 0 {
			end++
		}
	}
	return trimURL(line[:end])
}

// trimURL returns the length of url without the punctuation at its end, which
// belongs to the sentence: a closing bracket too, unless the address opens it.
func trimURL(url []byte) int {
	n := len(url)
	open := bytes.Count(url, []byte("(")) - bytes.Count(url, []byte(")"))
	for n > 0 {
		switch c := url[n-1]; {
		case strings.IndexByte("?!.,:*_~'\"", c) >= 0:
		case c == ')' && open < 0:
			open++
		case c == ';':
			amp := bytes.LastIndexByte(url[:n], '&')
			if amp < 0 || !isPackageName(string(bytes.ToLower(url[amp+1:n-1]))) {
				return n
			}
			n = amp + 1
		default:
			return n
		}
		n--
	}
	return n
}
