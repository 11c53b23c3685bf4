package program

import (
	"path"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
)

// A Program is the code that is checked together. The exported fields are
// for reading.
type Program struct {
	Name     string   // of the binary: that of the folder or of the first file
	Lang     string   // "go", or the language of a single file
	Dir      string   // the folder in the module
	Package  string   // of Go code: the name in the package clause
	Files    []string // paths in the module; none for code written in the page
	Level    Level    // the highest that a listing asks for
	Listings []int    // the listings that show the program, as indexes of the plan
	Skip     string   // why it is not checked, "" if it is

	checker  *Checker
	kind     kind
	files    []*goFile
	xtest    []*goFile // test files of the package called Package_test
	text     string    // of code in another language, and of fragments
	shown    []string  // the files that are listings
	wrong    []shownText
	minGo    string
	findings []Finding // made by the plan
}

// kind tells what a program is made of.
type kind uint8

const (
	packageFolder kind = iota // all files of a package
	namedFiles                // one file, or those that were named
	packageTests              // a package and its tests
	fragment                  // a part of a file of Go
	otherLang
)

// Expected reports whether the program must not compile.
func (p *Program) Expected() bool {
	return len(p.wrong) > 0 || slices.ContainsFunc(p.files, func(f *goFile) bool { return len(f.marks) > 0 })
}

// ImportsC reports whether the program uses cgo.
func (p *Program) ImportsC() bool {
	return slices.ContainsFunc(p.all(), func(f *goFile) bool { return f.cgo })
}

// Main reports whether the program is one that can run.
func (p *Program) Main() bool {
	return p.Package == "main" && p.kind != packageTests && slices.ContainsFunc(p.files, func(f *goFile) bool { return f.hasMain })
}

// all returns the files of p, tests included.
func (p *Program) all() []*goFile { return slices.Concat(p.files, p.xtest) }

func (p *Program) file(name string) *goFile {
	for _, f := range p.all() {
		if f.path == name {
			return f
		}
	}
	return nil
}

func (p *Program) module() *module { return p.checker.modules.get(p.Dir) }

// setFiles gives p its files of Go.
func (p *Program) setFiles(files []*goFile) {
	p.Lang, p.files = "go", files
	for _, f := range files {
		if f.shown != "" {
			p.Files = append(p.Files, f.path)
		}
	}
	if len(files) > 0 {
		p.Package = files[0].pkg
		p.Dir = path.Dir(files[0].path)
		p.Name = strings.TrimSuffix(path.Base(files[0].path), ".go")
	}
	if p.kind != namedFiles {
		p.Name = p.folderName()
	}
}

// folderName is what go build calls the program of a folder.
func (p *Program) folderName() string {
	m := p.module()
	name := m.importPath(p.checker.abs(p.Dir))
	if m.goMod == "" && p.Dir != "." {
		name = p.Dir
	}
	base := path.Base(name)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" && path.Dir(name) != "." {
		return path.Base(path.Dir(name))
	}
	return base
}

// fault adds a finding of the plan.
func (p *Program) fault(f Finding) { p.findings = append(p.findings, f) }

// unreadable notes the files of p that were not read.
func (p *Program) unreadable() {
	for _, f := range p.all() {
		if f.bad != "" {
			p.fault(unreadable(f))
		}
	}
}

func unreadable(f *goFile) Finding {
	code := diag.ListingMissing
	if f.link {
		code = diag.ListingOutside
	}
	return Finding{Code: code, Level: Parse, File: f.path, Message: f.bad}
}
