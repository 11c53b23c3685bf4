package program

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/parser"
	"go/token"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Key returns a name for all that the outcome of checking p to a level depends
// on: equal keys mean equal outcomes, as long as modules and tools that were
// there still are. So only what passed should be kept by it. It is made of
// file contents and starts no process.
//
// Of what p imports, packages of its module, of replaced and of vendored ones
// count with all their files. Others cannot change without go.sum, or without
// the toolchain.
func (p *Program) Key(level Level) (string, error) {
	h := sha256.New()
	field(h, "lore program 1", p.checker.cfg.Version, own(), analysisVersion(), level.String(), p.Lang)
	field(h, fmt.Sprint(p.kind), p.Package, p.Skip, p.minGo, p.Dir, p.text)
	for i := range p.wrong {
		field(h, "goerror", p.wrong[i].text)
	}
	for _, f := range p.findings {
		field(h, "finding", fmt.Sprint(f))
	}
	if p.Lang != "go" {
		field(h, p.checker.langKey(p.Lang))
		return hex.EncodeToString(h.Sum(nil)), nil
	}
	t, err := p.checker.gocmd()
	if err != nil {
		return "", err
	}
	cgo := level == Build && p.checker.cfg.Cgo
	field(h, t.id, runtime.GOOS, runtime.GOARCH, envKey(cgo), fmt.Sprint(p.checker.cfg.Debug))
	p.hashSources(h, level)
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (p *Program) hashSources(h hash.Hash, level Level) {
	m := p.module()
	h.Write(m.hash[:])
	field(h, p.shown...)
	var imports []string
	for _, f := range p.all() {
		field(h, f.path)
		h.Write(f.hash[:])
		for _, spec := range f.imports {
			imports = append(imports, spec.path)
		}
		if level == Build && len(f.embeds) > 0 {
			hashTree(h, p.checker.abs(p.Dir))
		}
	}
	if level == Build && p.kind == packageFolder { // assembler and the like
		s := p.checker.sources.get(p.checker.abs(p.Dir))
		h.Write(s.hash[:])
	}
	for _, dir := range p.checker.closure(m, imports) {
		s := p.checker.sources.get(dir)
		field(h, dir)
		h.Write(s.hash[:])
	}
}

// field writes texts so that no two lists of texts look alike.
func field(h hash.Hash, texts ...string) {
	for _, t := range texts {
		fmt.Fprintf(h, "%d:%s", len(t), t)
	}
}

// analysisVersion names the analyzers that are linked in.
var analysisVersion = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, dep := range info.Deps {
		if dep.Path == "golang.org/x/tools" {
			return dep.Version
		}
	}
	return ""
})

// A packageSource is a folder that programs import a package from.
type packageSource struct {
	imports []string
	hash    [sha256.Size]byte
	link    string // a source file that is a symbolic link
}

// sourceKinds are the kinds of file that the go command makes packages of.
var sourceKinds = []string{".go", ".s", ".S", ".sx", ".h", ".hh", ".hpp", ".hxx", ".c", ".cc", ".cpp", ".cxx", ".m", ".f", ".F", ".for", ".f90", ".syso", ".swig", ".swigcxx"}

// readPackageSource reads the folder of a package, tests left out.
func readPackageSource(dir string) *packageSource {
	s := &packageSource{}
	entries, err := os.ReadDir(dir)
	h := sha256.New()
	if err != nil {
		field(h, "none")
	}
	embeds := false
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || strings.HasSuffix(name, "_test.go") || !slices.Contains(sourceKinds, filepath.Ext(name)) {
			continue
		}
		if e.Type()&fs.ModeSymlink != 0 && s.link == "" {
			s.link = filepath.Join(dir, name)
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		field(h, name, fmt.Sprint(err), string(data))
		if filepath.Ext(name) == ".go" {
			s.readImports(data)
			embeds = embeds || strings.Contains(string(data), "//go:embed")
		}
	}
	if embeds {
		hashTree(h, dir)
	}
	h.Sum(s.hash[:0])
	return s
}

func (s *packageSource) readImports(data []byte) {
	syntax, _ := parser.ParseFile(token.NewFileSet(), "", data, parser.ImportsOnly|parser.SkipObjectResolution)
	if syntax == nil {
		return
	}
	for _, spec := range syntax.Imports {
		if name, err := strconv.Unquote(spec.Path.Value); err == nil && !slices.Contains(s.imports, name) {
			s.imports = append(s.imports, name)
		}
	}
}

// hashTree hashes all that a package in dir could embed.
func hashTree(h hash.Hash, dir string) {
	_ = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return nil // the go command embeds regular files only
		}
		data, err := os.ReadFile(name)
		field(h, name, fmt.Sprint(err), string(data))
		return nil
	})
}

// closure returns the folders of all packages that imports lead to and whose
// files can change, sorted.
func (c *Checker) closure(m *module, imports []string) []string {
	seen := map[string]bool{}
	var dirs []string
	for queue := slices.Clone(imports); len(queue) > 0; queue = queue[1:] {
		name := queue[0]
		if seen[name] {
			continue
		}
		seen[name] = true
		if dir, ok := m.folderOf(name); ok {
			dirs = append(dirs, dir)
			queue = append(queue, c.sources.get(dir).imports...)
		}
	}
	slices.Sort(dirs)
	return dirs
}

// newer reports whether a is a newer version of Go than b. "" is the oldest.
func newer(a, b string) bool {
	number := func(s string) []int {
		s = strings.TrimPrefix(strings.TrimPrefix(s, ">="), "go")
		var list []int
		for part := range strings.SplitSeq(s, ".") {
			n, _ := strconv.Atoi(part)
			list = append(list, n)
		}
		return list
	}
	return a != "" && (b == "" || slices.Compare(number(a), number(b)) > 0)
}
