package listing

import (
	"go/ast"
	"go/parser"
	"go/token"

	"github.com/lore-docs/lore/internal/nearest"
)

// A decl is a Go declaration with its doc comment: a function, a type, or one
// name of a group of constants, variables or types.
type decl struct {
	name        string // Finger, Finger.LineReceived
	first, last int
}

// goDecls returns the declarations of f in the order of the file. Where the
// file is wrong it returns those that Go's parser makes out all the same.
func goDecls(f *file) []decl {
	const mode = parser.ParseComments | parser.SkipObjectResolution | parser.AllErrors
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, "", f.text, mode)
	shift := 0
	if err != nil && (tree == nil || tree.Name == nil || len(tree.Decls) == 0) {
		const clause = "package p;" // a fragment, perhaps: give it what it lacks
		shift = len(clause)
		set = token.NewFileSet()
		tree, _ = parser.ParseFile(set, "", clause+f.text, mode)
	}
	if tree == nil {
		return nil
	}
	d := declFinder{file: f, shift: shift, tokens: set.File(tree.FileStart)}
	for _, n := range tree.Decls {
		d.decl(n)
	}
	return d.found
}

type declFinder struct {
	*file
	tokens *token.File
	shift  int
	found  []decl
}

func (d *declFinder) decl(n ast.Decl) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		d.add(funcName(n), n, n.Doc)
	case *ast.GenDecl:
		for _, spec := range n.Specs {
			if n.Lparen.IsValid() {
				d.spec(spec, spec, nil)
			} else {
				d.spec(spec, n, n.Doc)
			}
		}
	}
}

// spec adds the names of a spec, which is shown as the node whole.
func (d *declFinder) spec(spec ast.Spec, whole ast.Node, doc *ast.CommentGroup) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		d.add(s.Name.Name, whole, doc, s.Doc)
	case *ast.ValueSpec:
		for _, name := range s.Names {
			d.add(name.Name, whole, doc, s.Doc)
		}
	}
}

func (d *declFinder) add(name string, n ast.Node, docs ...*ast.CommentGroup) {
	first, last := d.lineOf(n.Pos()), d.lineOf(n.End()-1)
	for _, doc := range docs {
		if doc != nil {
			first = min(first, d.lineOf(doc.Pos()))
		}
	}
	if name != "" && name != "_" {
		d.found = append(d.found, decl{name, first, max(first, last)})
	}
}

// lineOf returns the line of a position, whatever //line comments say.
func (d *declFinder) lineOf(pos token.Pos) int {
	return d.lineAt(max(0, d.tokens.Offset(pos)-d.shift))
}

// funcName returns F of a function and T.M of a method.
func funcName(n *ast.FuncDecl) string {
	if n.Recv == nil || len(n.Recv.List) == 0 {
		return n.Name.Name
	}
	if t := typeName(n.Recv.List[0].Type); t != "" {
		return t + "." + n.Name.Name
	}
	return n.Name.Name
}

// typeName returns T of T, *T, T[P] and (T).
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.ParenExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	}
	return ""
}

// nearestDecl returns the declaration that name was probably meant to be: one
// that is spelt alike, or the method that was named without its type.
func nearestDecl(name string, decls []decl) string {
	names := make([]string, 0, len(decls))
	for _, d := range decls {
		names = append(names, d.name)
		if n := len(d.name) - len(name); n > 1 && d.name[n:] == name && d.name[n-1] == '.' {
			return d.name
		}
	}
	return nearest.Nearest(name, names)
}
