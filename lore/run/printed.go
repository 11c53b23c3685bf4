package run

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// leastCovered is how many bytes of a line a constant must account for to be
// taken for what printed it.
const leastCovered = 4

// printedBy adds a note at the line of a listing that printed text, where a
// string constant of the session's programs tells, and one at the listing's
// place on the page.
func (x *execution) printedBy(d diag.Diagnostic, st *step, text string) diag.Diagnostic {
	best, found := leastCovered-1, source.Span{}
	file := ""
	for _, name := range x.sources() {
		for _, c := range constants(x.read(name)) {
			if n := c.covers(text); n > best {
				best, found, file = n, c.span, name
			}
		}
	}
	if file == "" {
		return d
	}
	return x.included(d.WithNote(x.file(file), found, "printed here"), file)
}

// sources returns the Go files of the session's programs and of the listings
// on its page.
func (x *execution) sources() (names []string) {
	for _, n := range x.s.programs {
		names = append(names, x.plan.Of[n].Files...)
	}
	for _, code := range x.s.page.Code {
		if code != nil && strings.HasSuffix(code.File, ".go") {
			names = append(names, code.File)
		}
	}
	return names
}

// A constant is a string constant of a Go file.
type constant struct {
	value string
	span  source.Span
}

func constants(text string) (list []constant) {
	fset := token.NewFileSet()
	syntax, _ := parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
	if syntax == nil {
		return nil
	}
	ast.Inspect(syntax, func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if value, err := strconv.Unquote(lit.Value); err == nil {
				start := int32(fset.Position(lit.Pos()).Offset)
				list = append(list, constant{value, source.Span{Start: start, End: start + int32(len(lit.Value))}})
			}
		}
		return true
	})
	return list
}

var verb = regexp.MustCompile(`%[-+# 0-9.*\[\]]*[a-zA-Z]`)

// covers returns how many bytes of a line the constant accounts for, with its
// format verbs as holes; 0 if the line is not printed by it.
func (c constant) covers(line string) int {
	for part := range strings.SplitSeq(c.value, "\n") {
		if n := coveredBy(part, line); n > 0 {
			return n
		}
	}
	return 0
}

func coveredBy(format, line string) int {
	n := 0
	for _, piece := range verb.Split(format, -1) {
		piece = strings.ReplaceAll(piece, "%%", "%")
		i := strings.Index(line, piece)
		if i < 0 {
			return 0
		}
		n += len(piece)
		line = line[i+len(piece):]
	}
	return n
}
