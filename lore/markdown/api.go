package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var kindAPIName = ast.NewNodeKind("APIName")

// An apiNode is [net/http.Client.Do], brackets included.
type apiNode struct {
	ast.BaseInline
	start, end int
}

func (*apiNode) Kind() ast.NodeKind           { return kindAPIName }
func (n *apiNode) Dump(src []byte, depth int) { ast.DumpHelper(n, src, depth, nil, nil) }

// apiParser reads names in brackets as Go's doc comments do. Brackets that a
// link may be made of are left to the parser for links.
type apiParser struct{}

func (apiParser) Trigger() []byte { return []byte{'['} }

// longestName keeps the search for the closing bracket short.
const longestName = 250

func (apiParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	end := bytes.IndexByte(line[:min(len(line), longestName)], ']')
	if end < 4 || segment.Padding > 0 || !isAPIName(string(line[1:end])) {
		return nil
	}
	after, _ := utf8.DecodeRune(line[end+1:])
	if after == '(' || !parts(after) && end+1 < len(line) || !parts(block.PrecendingCharacter()) {
		return nil
	}
	if after == '[' && mayRefer(line[end+1:], pc) {
		return nil
	}
	if _, ok := pc.Reference(util.ToLinkReference(line[1:end])); ok {
		return nil
	}
	block.Advance(end + 1)
	n := &apiNode{start: segment.Start, end: segment.Start + end + 1}
	n.SetPos(n.start)
	return n
}

// mayRefer reports whether brackets at the beginning of line may make the text
// before them a link: they are empty, or give the label of one.
func mayRefer(line []byte, pc parser.Context) bool {
	end := bytes.IndexByte(line, ']')
	if end < 0 || util.IsBlank(line[1:end]) {
		return true
	}
	_, ok := pc.Reference(util.ToLinkReference(line[1:end]))
	return ok
}

// parts reports whether r parts a name in brackets from the words beside it.
func parts(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || unicode.IsPunct(r)
}

// isAPIName reports whether s is written like a package, or like a name in
// one: a path and one or two exported names. Names without their package are
// too common as words in brackets. A package alone is told from "and/or" by
// its first part, which has a dot, or by being in the standard library.
func isAPIName(s string) bool {
	path, pointer := strings.CutPrefix(s, "*")
	names := 0
	for names < 2 {
		i := strings.LastIndexByte(path, '.')
		if i <= strings.LastIndexByte(path, '/') || !isExported(path[i+1:]) {
			break
		}
		path = path[:i]
		names++
	}
	if names > 0 {
		return isImportPath(path)
	}
	return !pointer && (isStandard(path) || isHosted(path))
}

func isExported(name string) bool {
	for i, r := range name {
		if i == 0 && !unicode.IsUpper(r) || r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return name != ""
}

// isImportPath reports whether path can be that of a package: its last part
// begins in lower case, and so do all others unless the first is a host.
func isImportPath(path string) bool {
	first, rest, deep := strings.Cut(path, "/")
	if !deep {
		return isPackageName(path)
	}
	hosted := strings.Contains(first, ".")
	if !isPathElement(first) {
		return false
	}
	for deep {
		var elem string
		elem, rest, deep = strings.Cut(rest, "/")
		if !isPathElement(elem) || (!hosted || !deep) && !unicode.IsLower(rune(elem[0])) {
			return false
		}
	}
	return true
}

func isPackageName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

func isPathElement(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !util.IsAlphaNumeric(c) && (i == 0 || !strings.ContainsRune("-._~+", rune(c))) {
			return false
		}
	}
	return s != ""
}

// isHosted reports whether path is that of a package on some host, such as
// golang.org/x/net, and not of a page or file there.
func isHosted(path string) bool {
	host, rest, ok := strings.Cut(path, "/")
	dot := strings.LastIndexByte(host, '.')
	if !ok || dot < 1 || !isPackageName(host[dot+1:]) || strings.HasPrefix(host, "www.") || !isImportPath(path) {
		return false
	}
	last := rest[strings.LastIndexByte(rest, '/')+1:]
	_, version, dotted := strings.Cut(last, ".")
	return !dotted || strings.HasPrefix(version, "v") && strings.Trim(version[1:], "0123456789") == ""
}
