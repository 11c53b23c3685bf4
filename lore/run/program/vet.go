package program

import (
	"fmt"
	"go/types"
	"os"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/appends"
	"golang.org/x/tools/go/analysis/passes/assign"
	"golang.org/x/tools/go/analysis/passes/atomic"
	"golang.org/x/tools/go/analysis/passes/bools"
	"golang.org/x/tools/go/analysis/passes/buildtag"
	"golang.org/x/tools/go/analysis/passes/composite"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/analysis/passes/defers"
	"golang.org/x/tools/go/analysis/passes/directive"
	"golang.org/x/tools/go/analysis/passes/errorsas"
	"golang.org/x/tools/go/analysis/passes/hostport"
	"golang.org/x/tools/go/analysis/passes/httpresponse"
	"golang.org/x/tools/go/analysis/passes/ifaceassert"
	"golang.org/x/tools/go/analysis/passes/loopclosure"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/analysis/passes/nilfunc"
	"golang.org/x/tools/go/analysis/passes/printf"
	"golang.org/x/tools/go/analysis/passes/shift"
	"golang.org/x/tools/go/analysis/passes/sigchanyzer"
	"golang.org/x/tools/go/analysis/passes/slog"
	"golang.org/x/tools/go/analysis/passes/stdmethods"
	"golang.org/x/tools/go/analysis/passes/stdversion"
	"golang.org/x/tools/go/analysis/passes/stringintconv"
	"golang.org/x/tools/go/analysis/passes/structtag"
	"golang.org/x/tools/go/analysis/passes/testinggoroutine"
	"golang.org/x/tools/go/analysis/passes/tests"
	"golang.org/x/tools/go/analysis/passes/timeformat"
	"golang.org/x/tools/go/analysis/passes/unmarshal"
	"golang.org/x/tools/go/analysis/passes/unsafeptr"
	"golang.org/x/tools/go/analysis/passes/unusedresult"
	"golang.org/x/tools/go/analysis/passes/waitgroup"

	"github.com/lore-docs/lore/lore/diag"
)

// analyzers are those of go vet, but for three that look at assembler and
// at what cgo makes, and for the one that looks for code which is not reached:
// pages show what becomes of a program at a panic. None needs SSA.
var analyzers = []*analysis.Analyzer{
	appends.Analyzer, assign.Analyzer, atomic.Analyzer, bools.Analyzer, buildtag.Analyzer, composite.Analyzer,
	copylock.Analyzer, defers.Analyzer, directive.Analyzer, errorsas.Analyzer, hostport.Analyzer, httpresponse.Analyzer,
	ifaceassert.Analyzer, loopclosure.Analyzer, lostcancel.Analyzer, nilfunc.Analyzer, printf.Analyzer, shift.Analyzer,
	sigchanyzer.Analyzer, slog.Analyzer, stdmethods.Analyzer, stdversion.Analyzer, stringintconv.Analyzer, structtag.Analyzer,
	testinggoroutine.Analyzer, tests.Analyzer, timeformat.Analyzer, unmarshal.Analyzer,
	unsafeptr.Analyzer, unusedresult.Analyzer, waitgroup.Analyzer,
}

// noReturn are the functions of the standard library that do not return. The
// go command finds them by reading the library; here they are known.
var noReturn = map[string]bool{
	"os.Exit": true, "runtime.Goexit": true, "syscall.Exit": true,
	"log.Fatal": true, "log.Fatalf": true, "log.Fatalln": true, "log.Panic": true, "log.Panicf": true, "log.Panicln": true,
	"(*log.Logger).Fatal": true, "(*log.Logger).Fatalf": true, "(*log.Logger).Fatalln": true,
	"(*log.Logger).Panic": true, "(*log.Logger).Panicf": true, "(*log.Logger).Panicln": true,
	"(*testing.common).FailNow": true, "(*testing.common).Fatal": true, "(*testing.common).Fatalf": true,
	"(*testing.common).SkipNow": true, "(*testing.common).Skip": true, "(*testing.common).Skipf": true,
}

// vet runs the analyzers on a unit that has no type errors.
func (k *check) vet(unit *checked) {
	v := &vetting{k: k, unit: unit, results: map[*analysis.Analyzer]any{}, facts: map[factKey]analysis.Fact{}}
	for _, a := range analyzers {
		if err := v.run(a); err != nil {
			k.add(Finding{Code: diag.ListingVet, Level: Vet, Check: a.Name, File: k.first(), Message: fmt.Sprintf("%s could not run: %v", a.Name, err)})
		}
	}
}

// A vetting is the run of all analyzers on one package.
type vetting struct {
	k       *check
	unit    *checked
	results map[*analysis.Analyzer]any
	facts   map[factKey]analysis.Fact
}

// A factKey names a fact that an analyzer keeps about an object, or about the
// package if the object is nil.
type factKey struct {
	object types.Object
	kind   reflect.Type
}

// run runs what a needs, then a, each once.
func (v *vetting) run(a *analysis.Analyzer) error {
	if _, done := v.results[a]; done {
		return nil
	}
	results := map[*analysis.Analyzer]any{}
	for _, needed := range a.Requires {
		if err := v.run(needed); err != nil {
			return err
		}
		results[needed] = v.results[needed]
	}
	result, err := a.Run(v.pass(a, results))
	v.results[a] = result
	return err
}

func (v *vetting) pass(a *analysis.Analyzer, results map[*analysis.Analyzer]any) *analysis.Pass {
	m := v.k.p.module()
	return &analysis.Pass{
		Analyzer: a, Fset: v.k.fset, Files: v.unit.syntax, Pkg: v.unit.pkg, TypesInfo: v.unit.info, TypesSizes: v.unit.sizes,
		Module:            &analysis.Module{Path: m.path, GoVersion: m.version},
		ResultOf:          results,
		Report:            func(d analysis.Diagnostic) { v.report(a, d) },
		ReadFile:          v.readFile,
		ImportObjectFact:  func(o types.Object, f analysis.Fact) bool { return v.known(a, o, f) },
		ExportObjectFact:  func(o types.Object, f analysis.Fact) { v.facts[factKey{o, reflect.TypeOf(f)}] = f },
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
		ExportPackageFact: func(f analysis.Fact) { v.facts[factKey{nil, reflect.TypeOf(f)}] = f },
		AllObjectFacts:    v.objectFacts,
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	}
}

// known copies a fact about an object into f.
func (v *vetting) known(a *analysis.Analyzer, o types.Object, f analysis.Fact) bool {
	if fact, ok := v.facts[factKey{o, reflect.TypeOf(f)}]; ok {
		reflect.ValueOf(f).Elem().Set(reflect.ValueOf(fact).Elem())
		return true
	}
	fn, ok := o.(*types.Func)
	return ok && a == ctrlflow.Analyzer && noReturn[fn.FullName()] && fn.Pkg() != v.unit.pkg
}

func (v *vetting) objectFacts() (list []analysis.ObjectFact) {
	for key, fact := range v.facts {
		if key.object != nil {
			list = append(list, analysis.ObjectFact{Object: key.object, Fact: fact})
		}
	}
	return list
}

// readFile gives analyzers the files of the unit and no others.
func (v *vetting) readFile(name string) ([]byte, error) {
	for _, f := range v.unit.files {
		if f.path == name {
			return []byte(f.text), nil
		}
	}
	return nil, os.ErrNotExist
}

func (v *vetting) report(a *analysis.Analyzer, d analysis.Diagnostic) {
	at := v.k.position(v.unit, d.Pos)
	if n := len(v.k.findings); a == lostcancel.Analyzer && n > 0 && v.k.findings[n-1].Check == a.Name && strings.HasPrefix(d.Message, "this return") {
		last := &v.k.findings[n-1] // the same loss, seen from its other end
		last.Notes = append(last.Notes, Note{at.File, at.Line, at.Col, d.Message})
		return
	}
	f := Finding{Code: diag.ListingVet, Level: Vet, Check: a.Name, File: at.File, Line: at.Line, Col: at.Col, Message: d.Message}
	for _, related := range d.Related {
		at := v.k.position(v.unit, related.Pos)
		f.Notes = append(f.Notes, Note{at.File, at.Line, at.Col, related.Message})
	}
	v.k.add(f)
}
