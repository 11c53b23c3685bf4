package program

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/par"
	"github.com/lore-docs/lore/lore/diag"
)

// Check takes each program to its level, Vet at most, and returns the results
// in the same order. It executes nothing of the programs. The error is one of
// the machine: no go command, or ctx is done.
func (c *Checker) Check(ctx context.Context, programs []*Program) ([]*Result, error) {
	checks := make([]*check, len(programs))
	var typed []*Program
	for i, p := range programs {
		checks[i] = &check{Checker: c, p: p, result: &Result{Program: p, Level: min(p.Level, Vet)}}
		if checks[i].begin() {
			typed = append(typed, p)
		}
	}
	if err := c.load(ctx, typed); err != nil {
		return nil, err
	}
	langs := c.newLangs(ctx, programs)
	err := par.Do(ctx, c.cfg.Jobs, len(checks), func(i int) error {
		if checks[i].p.kind == otherLang {
			return langs.check(checks[i])
		}
		checks[i].run()
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := c.checkExpected(ctx, checks); err != nil {
		return nil, err
	}
	return finish(checks), nil
}

// A check is one program on its way.
type check struct {
	*Checker
	p        *Program
	result   *Result
	findings []Finding
	done     bool
	errors   []CompileError // of a program that must not compile
	judge    bool           // the compiler has to say what is wrong with it
	causes   []blame
}

// A blame is a finding that other programs may have, too, if it has a cause.
type blame struct {
	cause   string
	finding Finding
}

// begin does what needs no types, and reports whether they are needed.
func (k *check) begin() bool {
	p := k.p
	k.findings = slices.Clone(p.findings)
	switch {
	case p.Skip != "":
		k.skip("%s", p.Skip)
	case failed(k.findings):
		k.done = true
	case p.kind == fragment:
		k.fragment()
	case p.kind != otherLang:
		k.format()
		return true
	}
	return false
}

func (k *check) skip(format string, args ...any) {
	k.done = true
	k.result.Status, k.result.Reason = Skipped, fmt.Sprintf(format, args...)
}

func (k *check) add(f Finding) { k.findings = append(k.findings, f) }

func (k *check) fragment() {
	k.done = true
	shown := ""
	if len(k.p.Files) > 0 {
		shown = k.p.Files[0]
	}
	if bad := checkFragment(k.p.text); bad != nil {
		bad.File = shown
		k.add(*bad)
	} else if bad := checkFormat(shown, k.p.text); bad != nil {
		k.add(*bad)
	}
}

// format warns of listings that gofmt would write otherwise.
func (k *check) format() {
	for _, f := range k.p.all() {
		if f.fault == nil && (f.shown == "" || slices.Contains(k.p.shown, f.shown)) {
			if bad := checkFormat(f.shown, f.text); bad != nil {
				k.add(*bad)
			}
		}
	}
}

// run checks a program of Go. A panic of the type checker or of an analyzer
// is a finding: the text of a page must not end lore.
func (k *check) run() {
	if k.done {
		return
	}
	defer func() {
		if r := recover(); r != nil {
			k.add(Finding{Code: diag.ListingCompile, Level: Check, File: k.first(), Message: fmt.Sprintf("the type checker of %s failed: %v", own(), r)})
		}
	}()
	if k.p.Expected() {
		k.runExpected()
		return
	}
	if k.syntax() {
		return
	}
	if k.imports() {
		return
	}
	for _, f := range k.p.all() {
		k.misreadMarks(f)
	}
	k.types()
}

func (k *check) first() string {
	if len(k.p.Files) > 0 {
		return k.p.Files[0]
	}
	return ""
}

// syntax reports syntax errors, and whether there are any.
func (k *check) syntax() bool {
	for _, f := range k.p.all() {
		if f.fault != nil {
			k.add(*f.fault)
		}
	}
	return failed(k.findings)
}

// imports reports what cannot be imported, and whether there is such. Types
// that come from there would make more errors of the same cause.
func (k *check) imports() bool {
	faults := k.importFaults()
	for _, fault := range faults {
		if fault.needs != "" {
			k.result.Needs = append(k.result.Needs, fault.needs)
		}
		switch {
		case fault.needs != "" && !k.cfg.Require:
			k.skip("%s", fault.finding.Message)
		case fault.cause != "":
			k.causes = append(k.causes, fault.blame)
		default:
			k.add(fault.finding)
		}
	}
	return len(faults) > 0
}

// An importFault is why something cannot be imported.
type importFault struct {
	blame
	needs string // the module that is not on this machine, if that is why
}

func (k *check) importFaults() (list []importFault) {
	u := k.universe(k.p.module())
	for _, f := range k.p.all() {
		for _, spec := range f.imports {
			if k.p.kind == packageTests && spec.path == u.module.importPath(k.abs(k.p.Dir)) {
				continue
			}
			if fault := k.importFault(k.p, u, f, spec); fault != nil {
				list = append(list, *fault)
			}
		}
	}
	return list
}

// types type-checks and vets the package, then its outer tests.
func (k *check) types() {
	u := k.universe(k.p.module())
	self := u.module.importPath(k.abs(k.p.Dir))
	unit := k.typeCheck(u, self, k.p.files, nil)
	k.reportTypes(unit)
	units := []*checked{unit}
	if len(k.p.xtest) > 0 {
		var over map[string]*types.Package
		if slices.ContainsFunc(k.p.files, func(f *goFile) bool { return f.test }) || u.packages[self] == nil {
			over = map[string]*types.Package{self: unit.pkg}
			if other := k.diamond(u, self); other != "" && !failed(k.findings) {
				k.skip("tests of %s import %s, which imports it; run go vet", self, other)
				return
			}
		}
		outer := k.typeCheck(u, self+"_test", k.p.xtest, over)
		k.reportTypes(outer)
		units = append(units, outer)
	}
	if k.p.ImportsC() { // analyzers would need what cgo makes
		k.result.Level = min(k.result.Level, Check)
	}
	if failed(k.findings) || k.result.Level < Vet {
		return
	}
	for _, unit := range units {
		k.vet(unit)
	}
}

// diamond returns a package that the outer tests import and that imports the
// package under test: it would have another copy of its types.
func (k *check) diamond(u *universe, self string) string {
	for _, f := range k.p.xtest {
		for _, spec := range f.imports {
			pkg := u.packages[spec.path]
			if pkg == nil || spec.path == self {
				continue
			}
			if slices.ContainsFunc(pkg.Imports(), func(i *types.Package) bool { return i.Path() == self }) {
				return spec.path
			}
		}
	}
	return ""
}

// A checked is a package, type-checked.
type checked struct {
	files  []*goFile
	syntax []*ast.File
	pkg    *types.Package
	info   *types.Info
	sizes  types.Sizes
	errors []types.Error
}

// sourceImporter finds packages among those that were loaded.
type sourceImporter struct {
	u    *universe
	over map[string]*types.Package
}

func (i sourceImporter) Import(name string) (*types.Package, error) {
	if pkg := i.over[name]; pkg != nil {
		return pkg, nil
	}
	if pkg := i.u.packages[name]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("could not import %s", name)
}

// typeCheck checks files as one package and keeps all errors.
func (c *Checker) typeCheck(u *universe, importPath string, files []*goFile, over map[string]*types.Package) *checked {
	unit := &checked{files: files, sizes: types.SizesFor("gc", runtime.GOARCH)}
	cgo := false
	for _, f := range files {
		unit.syntax = append(unit.syntax, f.syntax)
		cgo = cgo || f.cgo
	}
	unit.info = &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		Scopes:       map[ast.Node]*types.Scope{},
		FileVersions: map[*ast.File]string{},
	}
	conf := types.Config{
		Importer: sourceImporter{u, over}, Sizes: unit.sizes, GoVersion: u.module.goVersion(), FakeImportC: cgo,
		Error: func(err error) {
			if e, ok := err.(types.Error); ok {
				unit.errors = append(unit.errors, e)
			}
		},
	}
	unit.pkg, _ = conf.Check(importPath, c.fset, unit.syntax, unit.info) // the errors were kept
	return unit
}

// compileErrors are the errors of a unit as the compiler would print them, by
// place. Those that continue one are part of it.
func (c *Checker) compileErrors(unit *checked) (list []CompileError) {
	for _, e := range unit.errors {
		at := c.position(unit, e.Pos)
		if text, ok := strings.CutPrefix(e.Msg, "\t"); ok && len(list) > 0 {
			last := &list[len(list)-1]
			last.Message += fmt.Sprintf("\n\t./%s:%d:%d: %s", path.Base(at.File), at.Line, at.Col, text)
			continue
		}
		at.Message = e.Msg
		list = append(list, at)
	}
	return sortErrors(list)
}

// position returns a place in the files of a unit. Line directives in them
// have no say in it.
func (c *Checker) position(unit *checked, pos token.Pos) CompileError {
	p := c.fset.PositionFor(pos, false)
	for _, f := range unit.files {
		if f.path == p.Filename {
			return CompileError{File: f.shown, Line: p.Line, Col: p.Column}
		}
	}
	if len(unit.files) == 0 {
		return CompileError{}
	}
	return CompileError{File: unit.files[0].shown, Line: 1, Col: 1}
}

// reportTypes makes findings of the type errors of a unit, one for each cause.
func (k *check) reportTypes(unit *checked) {
	seen := map[string]bool{}
	for _, e := range k.compileErrors(unit) {
		if name, ok := strings.CutPrefix(e.Message, "undefined: "); ok {
			if seen[name] {
				continue
			}
			seen[name] = true
		} else if strings.Contains(e.Message, " undefined (") {
			if seen[e.Message] {
				continue
			}
			seen[e.Message] = true
		}
		k.add(k.typeFinding(e))
	}
}

func (k *check) typeFinding(e CompileError) Finding {
	f := Finding{Code: diag.ListingCompile, Level: Check, File: e.File, Line: e.Line, Col: e.Col, Message: e.Message}
	if name, ok := strings.CutPrefix(e.Message, "undefined: "); ok {
		if file := k.declaredBeside(name); file != "" {
			f.Hint = fmt.Sprintf("%s declares it: with=%s", path.Base(file), path.Base(file))
		}
	}
	return f
}

// declaredBeside returns a file of the folder that declares a name and is no
// part of the program.
func (k *check) declaredBeside(name string) string {
	if k.p.kind != namedFiles || k.first() == "" {
		return ""
	}
	d := k.folders.get(k.p.Dir)
	for _, f := range d.choose(func(f *goFile) bool { return f.pkg == k.p.Package && !f.hasMain && !f.test }) {
		if k.p.file(f.path) == nil && declares(f.syntax, name) {
			return f.path
		}
	}
	return ""
}

func declares(file *ast.File, name string) bool {
	found := false
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			found = found || d.Recv == nil && d.Name.Name == name
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					found = found || s.Name.Name == name
				case *ast.ValueSpec:
					found = found || slices.ContainsFunc(s.Names, func(id *ast.Ident) bool { return id.Name == name })
				}
			}
		}
	}
	return found
}

// misreadMarks warns of marks with more behind them than quoted texts.
func (k *check) misreadMarks(f *goFile) {
	for _, m := range f.marks {
		if m.rest != "" {
			k.add(Finding{Code: diag.ListingError, Level: Check, File: f.shown, Line: m.line, Col: m.col,
				Message: fmt.Sprintf("the mark goes on with %q; wanted quoted texts alone", m.rest)})
		}
	}
}

// finish makes results of checks. What several programs have for the same
// cause is a finding of the first, and the others are blocked.
func finish(checks []*check) []*Result {
	owners := owners(checks)
	blamed := map[string]*check{}
	said := map[string]*check{}
	results := make([]*Result, len(checks))
	for i, k := range checks {
		k.settle(owners, blamed)
		k.echo(said)
		results[i] = k.result
	}
	return results
}

// owners returns which check reports the errors of which import path.
func owners(checks []*check) map[string]*check {
	m := map[string]*check{}
	for _, k := range checks {
		if k.p.kind == packageFolder && failed(k.findings) {
			m["package "+k.p.module().importPath(k.abs(k.p.Dir))] = k
		}
	}
	return m
}

func (k *check) settle(owners, blamed map[string]*check) {
	r := k.result
	for _, b := range k.causes {
		other := owners[b.cause]
		if other == nil {
			other = blamed[b.cause]
		}
		if other == nil || other == k {
			blamed[b.cause] = k
			k.add(b.finding)
			continue
		}
		if r.Status == Passed {
			r.Status, r.Blocker = Blocked, other.p
			r.Reason = fmt.Sprintf("%s fails for the same reason", other.p.title())
			if owners[b.cause] != nil {
				r.Reason = fmt.Sprintf("imports %s, which fails", other.p.title())
			}
		}
	}
	r.Findings = sortFindings(k.findings)
	r.Errors = k.errors
	if r.Status != Skipped && failed(r.Findings) {
		r.Status, r.Reason, r.Blocker = Failed, "", nil
	}
}

// echo blocks a program whose errors are all those of programs before it: a
// file can be part of several.
func (k *check) echo(said map[string]*check) {
	r := k.result
	if r.Status != Failed {
		return
	}
	var other *check
	fresh := false
	for _, f := range r.Findings {
		if f.Code.Severity() != diag.Error {
			continue
		}
		key := fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Message)
		first := said[key]
		if first == nil || f.File == "" || f.Shown != nil {
			said[key], fresh = k, true
			continue
		}
		other = first
	}
	if !fresh && other != nil {
		r.Status, r.Blocker, r.Findings = Blocked, other.p, nil
		r.Reason = fmt.Sprintf("%s fails for the same reason", other.p.title())
	}
}

// title names a program for people.
func (p *Program) title() string {
	switch {
	case p.kind == packageFolder:
		return p.Dir
	case len(p.Files) > 0:
		return p.Files[0]
	}
	return "code of the page"
}
