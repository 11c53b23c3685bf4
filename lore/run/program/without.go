package program

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
)

// without checks that the program compiles once what is marked is taken out:
// an error that stops the compiler early may hide others.
func (k *check) without() {
	gone := map[string]bool{}
	lines := map[string]map[int]bool{}
	for _, e := range k.errors {
		if lines[e.File] == nil {
			lines[e.File] = map[int]bool{}
		}
		lines[e.File][e.Line] = true
	}
	strip := func(files []*goFile) (list []*goFile, ok bool) {
		for _, f := range files {
			if lines[f.shown] != nil {
				f = k.parseGo(f.path, f.shown, takeOut(k.fset, f, lines[f.shown], gone))
			}
			if f.fault != nil {
				return nil, false // brackets that are not balanced: there is no saying what belongs to the mark
			}
			list = append(list, f)
		}
		return list, true
	}
	files, ok := strip(k.p.files)
	outer, okOuter := strip(k.p.xtest)
	if !ok || !okOuter || len(files) == 0 {
		return
	}
	k.reportRest(files, outer, gone)
}

// reportRest reports the errors that remain and are no consequence of what is
// gone.
func (k *check) reportRest(files, outer []*goFile, gone map[string]bool) {
	u := k.universe(k.p.module())
	self := u.module.importPath(k.abs(k.p.Dir))
	unit := k.typeCheck(u, self, files, nil)
	units := []*checked{unit}
	if len(outer) > 0 {
		units = append(units, k.typeCheck(u, self+"_test", outer, map[string]*types.Package{self: unit.pkg}))
	}
	for _, unit := range units {
		kept := unit.errors[:0]
		for _, e := range unit.errors {
			if !follows(e, gone) {
				kept = append(kept, e)
			}
		}
		unit.errors = kept
		for _, e := range k.compileErrors(unit) {
			k.add(Finding{Code: diag.ListingError, Level: Check, File: e.File, Line: e.Line, Col: e.Col,
				Message: "without what is marked: " + e.Message})
		}
	}
}

// follows reports whether an error can come from code that was taken out:
// something is not used or not returned any more, or is not declared.
func follows(e types.Error, gone map[string]bool) bool {
	message := strings.TrimPrefix(e.Msg, "\t")
	if e.Soft || message == "missing return" || strings.HasPrefix(message, "could not import ") {
		return true
	}
	if name, ok := strings.CutPrefix(message, "undefined: "); ok {
		first, _, _ := strings.Cut(name, ".")
		return gone[name] || gone[first]
	}
	if name, _, ok := strings.Cut(message, " undefined ("); ok {
		return gone[name[strings.LastIndexByte(name, '.')+1:]]
	}
	if rest, ok := strings.CutPrefix(message, "unknown field "); ok {
		name, _, _ := strings.Cut(rest, " ")
		return gone[name]
	}
	if strings.Contains(message, "missing method ") {
		_, rest, _ := strings.Cut(message, "missing method ")
		name, _, _ := strings.Cut(rest, ")")
		return gone[strings.TrimSpace(name)]
	}
	return false
}

// takeOut returns the text of f without what begins or ends on the given
// lines, and with all other lines where they were. What it declared goes to
// gone.
func takeOut(fset *token.FileSet, f *goFile, lines map[int]bool, gone map[string]bool) string {
	text := strings.Split(f.text, "\n")
	blank := func(from, to int) {
		for n := from; n <= to && n <= len(text); n++ {
			text[n-1] = ""
		}
	}
	if f.fault != nil {
		return takeOutUnparsed(f.text, lines, gone)
	}
	spans := spansOf(fset, f.syntax)
	for _, line := range slices.Sorted(maps.Keys(lines)) {
		s := innermost(spans, line)
		if s == nil {
			blank(line, line)
			continue
		}
		if fn, ok := s.node.(*ast.FuncDecl); ok && fn.Body != nil && line == s.to && line != s.from {
			open := fset.PositionFor(fn.Body.Lbrace, false)
			if open.Line < s.to { // only the end is refused: the function does not return
				blank(open.Line+1, s.to)
				text[open.Line-1] = strings.TrimRight(text[open.Line-1], " \t\r")
				text[s.to-1] = `panic("") }`
				continue
			}
		}
		for _, inner := range spans { // all that its lines have goes with it
			if s.from <= inner.from && inner.to <= s.to {
				declared(inner.node, gone)
			}
		}
		blank(s.from, s.to)
	}
	return strings.Join(text, "\n")
}

// takeOutUnparsed blanks lines, or the pieces at the top level that they are
// in where the rest does not parse without them.
func takeOutUnparsed(text string, lines map[int]bool, gone map[string]bool) string {
	split := strings.Split(text, "\n")
	for n := range lines {
		if n <= len(split) {
			names(split[n-1], gone)
			split[n-1] = ""
		}
	}
	short := strings.Join(split, "\n")
	if _, err := parser.ParseFile(token.NewFileSet(), "", short, parser.SkipObjectResolution); err == nil {
		return short
	}
	out := []byte(text)
	sorted := slices.Sorted(maps.Keys(lines))
	from, to := 1, 1
	for _, p := range topLevel(text) {
		from = to
		to += strings.Count(text[p.from:min(p.to+1, len(text))], "\n")
		if i, _ := slices.BinarySearch(sorted, from); i == len(sorted) || sorted[i] > to {
			continue
		}
		names(text[p.from:p.to], gone)
		for i := p.from; i < p.to; i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	return string(out)
}

// names adds the identifiers of a text.
func names(text string, gone map[string]bool) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') && r < 0x80
	}) {
		gone[word] = true
	}
}

// A span is the lines of a node.
type nodeSpan struct {
	node     ast.Node
	from, to int
}

// spansOf returns the lines of all that can be taken out of a file, outer
// nodes before inner ones.
func spansOf(fset *token.FileSet, file *ast.File) (list []nodeSpan) {
	ast.Inspect(file, func(n ast.Node) bool {
		keep := false
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.EmptyStmt:
		case ast.Stmt, ast.Decl, ast.Spec:
			keep = true
		case *ast.StructType:
			for _, f := range n.Fields.List {
				list = append(list, nodeSpan{f, fset.PositionFor(f.Pos(), false).Line, fset.PositionFor(f.End()-1, false).Line})
			}
		case *ast.InterfaceType:
			for _, f := range n.Methods.List {
				list = append(list, nodeSpan{f, fset.PositionFor(f.Pos(), false).Line, fset.PositionFor(f.End()-1, false).Line})
			}
		}
		if keep {
			list = append(list, nodeSpan{n, fset.PositionFor(n.Pos(), false).Line, fset.PositionFor(n.End()-1, false).Line})
		}
		return true
	})
	return list
}

// innermost returns the smallest span that has the line.
func innermost(spans []nodeSpan, line int) (best *nodeSpan) {
	for i := range spans {
		s := &spans[i]
		if s.from <= line && line <= s.to && (best == nil || s.to-s.from <= best.to-best.from) {
			best = s
		}
	}
	return best
}

// declared adds the names that a node declares.
func declared(node ast.Node, gone map[string]bool) {
	add := func(list ...ast.Expr) {
		for _, e := range list {
			if id, ok := e.(*ast.Ident); ok && id != nil {
				gone[id.Name] = true
			}
		}
	}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				add(n.Lhs...)
			}
		case *ast.ValueSpec:
			for _, id := range n.Names {
				gone[id.Name] = true
			}
		case *ast.TypeSpec:
			gone[n.Name.Name] = true
		case *ast.FuncDecl:
			gone[n.Name.Name] = true
		case *ast.Field:
			for _, id := range n.Names {
				gone[id.Name] = true
			}
		case *ast.ImportSpec:
			if name, err := strconv.Unquote(n.Path.Value); err == nil {
				gone[path.Base(name)] = true
			}
			if n.Name != nil {
				gone[n.Name.Name] = true
			}
		}
		return true
	})
}
