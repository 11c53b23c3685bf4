package apilinks

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// A sourceFile is one file of a package.
type sourceFile struct {
	name string
	text []byte
}

// extract reads the declarations of a package from its files. It takes what
// parses: a file with a mistake in it gives the declarations around the
// mistake. It returns nil if there is none with a package clause.
func extract(path string, files []sourceFile) *pkg {
	x := extractor{pkg: &pkg{path: path}, fset: token.NewFileSet()}
	var parsed []*ast.File
	for _, f := range files {
		// The error is of no interest: go vet tells it better.
		file, _ := parser.ParseFile(x.fset, f.name, f.text, parser.ParseComments|parser.SkipObjectResolution)
		if file == nil || file.Name == nil || file.Name.Name == "_" {
			file = &ast.File{Name: ast.NewIdent("")}
		}
		parsed = append(parsed, file)
	}
	x.pkg.name = commonName(parsed)
	if x.pkg.name == "" {
		return nil
	}
	for i, file := range parsed {
		if file.Name.Name == x.pkg.name {
			x.file(files[i], file)
		}
	}
	x.finish()
	return x.pkg
}

// commonName is the package name that most files have, the first to have it
// where two are as common. A folder with two packages is a mistake, but the
// larger one is still there to be linked to.
func commonName(files []*ast.File) string {
	count := make(map[string]int)
	best := ""
	for _, f := range files {
		name := f.Name.Name
		if name == "" {
			continue
		}
		if count[name]++; best == "" || count[name] > count[best] {
			best = name
		}
	}
	return best
}

type extractor struct {
	pkg  *pkg
	fset *token.FileSet
	doc  doc.Package // for its Synopsis

	// Of the file at hand.
	base    string
	text    []byte
	start   token.Pos
	imports []*ast.ImportSpec
}

func (x *extractor) file(f sourceFile, file *ast.File) {
	x.base, x.text, x.imports = f.name, f.text, file.Imports
	x.start = file.FileStart
	if x.pkg.synopsis == "" && file.Doc != nil {
		x.pkg.synopsis = x.sentence(file.Doc)
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			x.funcDecl(d)
		case *ast.GenDecl:
			x.genDecl(d)
		}
	}
}

// finish sorts, and lets the first of several declarations of one name win.
func (x *extractor) finish() {
	slices.SortStableFunc(x.pkg.decls, func(a, b decl) int { return strings.Compare(a.name, b.name) })
	x.pkg.decls = slices.CompactFunc(x.pkg.decls, func(a, b decl) bool { return a.name == b.name })
	slices.Sort(x.pkg.hidden)
	x.pkg.hidden = slices.Compact(x.pkg.hidden)
}

// add keeps a declaration whose last word is last, or notes that it is hidden.
func (x *extractor) add(d decl, last string, at token.Pos) bool {
	if last == "_" || last == "" {
		return false
	}
	if !x.pkg.exports(last) {
		x.pkg.hidden = append(x.pkg.hidden, d.name)
		if d.kind != KindType {
			return false
		}
	}
	d.file = x.base
	d.line = x.fset.PositionFor(at, false).Line
	x.pkg.decls = append(x.pkg.decls, d)
	return true
}

func (x *extractor) funcDecl(d *ast.FuncDecl) {
	kind, full := KindFunc, d.Name.Name
	if d.Recv != nil {
		if len(d.Recv.List) == 0 {
			return
		}
		recv := x.typeRef(d.Recv.List[0].Type)
		if recv.name == "" || recv.path != "" {
			return
		}
		kind, full = KindMethod, recv.name+"."+d.Name.Name
	}
	sym := decl{name: full, kind: kind}
	if x.pkg.exports(d.Name.Name) {
		sym.signature = x.source(d.Pos(), d.Type.End())
		sym.synopsis = x.sentence(d.Doc)
	}
	x.add(sym, d.Name.Name, d.Name.Pos())
}

func (x *extractor) genDecl(d *ast.GenDecl) {
	var carried ast.Expr // the type of a constant that repeats the line above
	for i, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			x.typeSpec(spec, x.sentence(spec.Doc, groupDoc(d), spec.Comment))
		case *ast.ValueSpec:
			if d.Tok == token.CONST {
				if spec.Type != nil || len(spec.Values) > 0 || i == 0 {
					carried = spec.Type
				}
			} else {
				carried = spec.Type
			}
			x.valueSpec(d, spec, carried)
		}
	}
}

// groupDoc returns the comment of a declaration without parentheses, which
// belongs to its only name.
func groupDoc(d *ast.GenDecl) *ast.CommentGroup {
	if d.Lparen.IsValid() {
		return nil
	}
	return d.Doc
}

func (x *extractor) valueSpec(d *ast.GenDecl, spec *ast.ValueSpec, typ ast.Expr) {
	kind := KindVar
	if d.Tok == token.CONST {
		kind = KindConst
	}
	for i, id := range spec.Names {
		sym := decl{name: id.Name, kind: kind}
		if x.pkg.exports(id.Name) {
			sym.signature = x.valueSignature(d.Tok, id.Name, typ, spec.Values, i)
			sym.synopsis = x.sentence(spec.Doc, groupDoc(d), spec.Comment, d.Doc)
		}
		x.add(sym, id.Name, id.Pos())
	}
}

// maxValue is the longest value, in bytes, that a signature shows.
const maxValue = 60

func (x *extractor) valueSignature(tok token.Token, name string, typ ast.Expr, values []ast.Expr, i int) string {
	s := tok.String() + " " + name
	if typ != nil {
		s += " " + x.expr(typ)
	}
	if i >= len(values) || tok == token.VAR && typ != nil {
		return s
	}
	value := x.expr(values[i])
	if len(value) > maxValue || strings.Contains(value, "\n") {
		value = "..."
	}
	return s + " = " + value
}

func (x *extractor) typeSpec(spec *ast.TypeSpec, synopsis string) {
	name := spec.Name.Name
	d := decl{name: name, kind: KindType, synopsis: synopsis, alias: spec.Assign.IsValid()}
	head := "type " + name
	if spec.TypeParams != nil {
		head += x.source(spec.TypeParams.Opening, spec.TypeParams.Closing+1)
	}
	if d.alias {
		head += " ="
	}
	switch t := spec.Type.(type) {
	case *ast.StructType:
		d.signature = head + " struct" + body(t.Fields)
		d.embeds = x.fields(name, t.Fields)
	case *ast.InterfaceType:
		d.signature = head + " interface" + body(t.Methods)
		d.embeds = x.methods(name, t.Methods)
	default:
		d.signature = head + " " + x.expr(t)
		d.typ = x.typeRef(t)
		if _, pointer := t.(*ast.StarExpr); pointer && !d.alias {
			d.typ = typeRef{}
		}
	}
	x.add(d, name, spec.Name.Pos())
}

// body is how a struct or an interface shows in a signature of one line.
func body(l *ast.FieldList) string {
	if l == nil || len(l.List) == 0 {
		return "{}"
	}
	return "{ ... }"
}

// fields adds the fields of a struct type, those of anonymous structs within
// it too, and returns the types it embeds.
func (x *extractor) fields(owner string, l *ast.FieldList) (embeds []typeRef) {
	if l == nil {
		return nil
	}
	for _, f := range l.List {
		typ := x.typeRef(f.Type)
		if len(f.Names) == 0 {
			if typ.name == "" {
				continue
			}
			embeds = append(embeds, typ)
			x.field(owner, f, typ.name, f.Type.Pos(), typ)
		}
		for _, id := range f.Names {
			x.field(owner, f, id.Name, id.Pos(), typ)
		}
	}
	return embeds
}

func (x *extractor) field(owner string, f *ast.Field, name string, at token.Pos, typ typeRef) {
	d := decl{name: owner + "." + name, kind: KindField, typ: typ}
	if x.pkg.exports(name) {
		d.synopsis = x.sentence(f.Doc, f.Comment)
		d.signature = name + " " + x.fieldType(f.Type)
		if len(f.Names) == 0 {
			d.signature = x.fieldType(f.Type)
		}
	}
	if x.add(d, name, at) {
		if inner, ok := f.Type.(*ast.StructType); ok {
			x.fields(d.name, inner.Fields)
		}
	}
}

func (x *extractor) fieldType(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StructType:
		return "struct" + body(t.Fields)
	case *ast.InterfaceType:
		return "interface" + body(t.Methods)
	}
	return x.expr(t)
}

// methods adds the methods of an interface type and returns the interfaces it
// embeds. What is in a type set (~int | ~string) has no names to offer.
func (x *extractor) methods(owner string, l *ast.FieldList) (embeds []typeRef) {
	if l == nil {
		return nil
	}
	for _, f := range l.List {
		ft, isFunc := f.Type.(*ast.FuncType)
		if !isFunc {
			if typ := x.typeRef(f.Type); typ.name != "" {
				embeds = append(embeds, typ)
			}
			continue
		}
		for _, id := range f.Names {
			d := decl{name: owner + "." + id.Name, kind: KindMethod, inIface: true}
			if x.pkg.exports(id.Name) {
				d.signature = "func (" + owner + ") " + id.Name + x.source(ft.Pos(), ft.End())
				d.synopsis = x.sentence(f.Doc, f.Comment)
			}
			x.add(d, id.Name, id.Pos())
		}
	}
	return embeds
}

// typeRef names the type that e is, points to or instantiates.
func (x *extractor) typeRef(e ast.Expr) typeRef {
	for range 100 {
		switch t := e.(type) {
		case *ast.Ident:
			return typeRef{name: t.Name}
		case *ast.SelectorExpr:
			if id, ok := t.X.(*ast.Ident); ok && t.Sel != nil {
				if path := x.imported(id.Name); path != "" {
					return typeRef{path: path, name: t.Sel.Name}
				}
			}
			return typeRef{}
		case *ast.StarExpr:
			e = t.X
		case *ast.ParenExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		default:
			return typeRef{}
		}
	}
	return typeRef{}
}

// imported returns the path of the import that name stands for in this file.
// An import does not show the name of its package, but its path all but always
// suggests it; a path that holds the name at all is the last resort.
func (x *extractor) imported(name string) string {
	best, rank := "", -1
	for _, spec := range x.imports {
		path, err := strconv.Unquote(spec.Path.Value)
		switch {
		case err != nil:
		case spec.Name != nil && spec.Name.Name == name:
			return path
		case spec.Name != nil:
		case likelyName(path, name) > rank && (likelyName(path, name) > 0 || strings.Contains(path, name)):
			best, rank = path, likelyName(path, name)
		}
	}
	return best
}

// expr is the source of an expression on one line.
func (x *extractor) expr(e ast.Expr) string { return x.source(e.Pos(), e.End()) }

// source is the text between two positions of the file at hand, on one line.
// In broken code an end may lie past the file.
func (x *extractor) source(from, to token.Pos) string {
	i, j := int(from-x.start), int(to-x.start)
	j = min(j, len(x.text))
	if from == token.NoPos || i < 0 || i >= j {
		return ""
	}
	return oneLine(string(x.text[i:j]))
}

// sentence is the first sentence of the first of the comments that has one.
func (x *extractor) sentence(comments ...*ast.CommentGroup) string {
	for _, c := range comments {
		if c == nil {
			continue
		}
		if s := x.doc.Synopsis(c.Text()); s != "" {
			return unlink(s)
		}
	}
	return ""
}

// unlink takes the brackets off doc links, "[Dial]" or "[*bytes.Buffer]", as a
// page that shows the comment would.
func unlink(s string) string {
	for from := 0; ; {
		open := strings.IndexByte(s[from:], '[')
		if open < 0 {
			return s
		}
		open += from
		shut := strings.IndexByte(s[open:], ']') + open
		if shut < open {
			return s
		}
		from = open + 1
		if !isDocLink(s, open, shut) {
			continue
		}
		s = s[:open] + s[open+1:shut] + s[shut+1:]
	}
}

// isDocLink reports whether s[open:shut+1] is a name in brackets that stands
// on its own, rather than an index as in "a[i]".
func isDocLink(s string, open, shut int) bool {
	if open > 0 && isAlnum(s[open-1]) || shut+1 < len(s) && (isAlnum(s[shut+1]) || s[shut+1] == ':') {
		return false
	}
	text := strings.TrimPrefix(s[open+1:shut], "*")
	path, last := "", text
	if i := strings.LastIndexByte(text, '/') + 1; i > 0 {
		path, last = text[:i-1], text[i:]
	}
	if path != "" && !validImportPath(path) {
		return false
	}
	parts := strings.Split(last, ".")
	for _, p := range parts {
		if !token.IsIdentifier(p) {
			return false
		}
	}
	return path != "" || len(parts) > 1 || isUpper(text)
}
