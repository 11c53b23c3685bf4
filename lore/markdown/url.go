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
// does: the scheme is written out and the host has a dot. goldmark's own
// parser tries every word as a mail address, which costs the square of the
// length of some lines.
type urlParser struct{}

// A blank stands for every white space and for the beginning of a line.
func (urlParser) Trigger() []byte { return []byte{' ', '*', '_', '~', '('} }

func (urlParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	lead := 0
	if strings.IndexByte(" \t*_~(", line[0]) >= 0 {
		lead = 1
	}
	n := urlLength(line[lead:])
	if n == 0 || segment.Padding > 0 || pc.IsInLinkLabel() {
		return nil
	}
	if lead > 0 {
		ast.MergeOrAppendTextSegment(parent, segment.WithStop(segment.Start+lead))
	}
	start := segment.Start + lead
	block.Advance(lead + n)
	link := ast.NewAutoLink(ast.AutoLinkURL, ast.NewTextSegment(text.NewSegment(start, start+n)))
	link.SetPos(start)
	return link
}

// urlLength returns the length of the address at the beginning of line, or 0.
func urlLength(line []byte) int {
	scheme := 0
	for _, s := range [...]string{"http://", "https://", "ftp://"} {
		if len(line) > len(s) && string(line[:len(s)]) == s {
			scheme = len(s)
		}
	}
	if scheme == 0 {
		return 0
	}
	host := scheme
	for host < len(line) && (util.IsAlphaNumeric(line[host]) || strings.IndexByte("-._:@%", line[host]) >= 0) {
		host++
	}
	name := bytes.TrimRight(line[scheme:host], ".:")
	if bytes.IndexByte(name, '.') < 1 {
		return 0
	}
	end := host
	if end < len(line) && strings.IndexByte("/?#", line[end]) >= 0 {
		for end < len(line) && line[end] > ' ' && line[end] != '<' && line[end] != '`' {
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
