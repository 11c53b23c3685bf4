package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/importer"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/lore-docs/lore/internal/par"
	"github.com/lore-docs/lore/lore/diag"
)

// exports has what was loaded of other packages, by module: two modules may
// require two versions of one package.
type exports struct {
	mu     sync.Mutex
	loaded map[*module]*universe
}

// A universe is the packages that the programs of a module import.
type universe struct {
	module   *module
	listed   map[string]*listed
	packages map[string]*types.Package
	importer types.Importer
}

// listed is a package as go list describes it.
type listed struct {
	ImportPath string
	Name       string
	Export     string
	Standard   bool
	Error      *listError
	DepsErrors []*listError
}

type listError struct {
	ImportStack []string
	Pos         string
	Err         string
}

// load makes all that the programs import ready, with one go list for each
// module. What cannot be imported is left for the programs to report.
func (c *Checker) load(ctx context.Context, programs []*Program) error {
	c.exports.mu.Lock()
	defer c.exports.mu.Unlock()
	wanted := map[*module][]string{}
	var modules []*module
	for _, p := range programs {
		m := p.module()
		if wanted[m] == nil {
			modules = append(modules, m)
			wanted[m] = []string{}
		}
		for _, f := range p.all() {
			for _, spec := range f.imports {
				if listable(spec.path) == "" {
					wanted[m] = append(wanted[m], spec.path)
				}
			}
		}
	}
	if c.exports.loaded == nil {
		c.exports.loaded = map[*module]*universe{}
	}
	for _, m := range modules {
		if c.exports.loaded[m] == nil {
			c.exports.loaded[m] = c.newUniverse(m)
		}
	}
	return par.Do(ctx, c.cfg.Jobs, len(modules), func(i int) error {
		imports := wanted[modules[i]]
		slices.Sort(imports)
		return c.fill(ctx, c.exports.loaded[modules[i]], slices.Compact(imports))
	})
}

func (c *Checker) universe(m *module) *universe {
	c.exports.mu.Lock()
	defer c.exports.mu.Unlock()
	return c.exports.loaded[m]
}

func (c *Checker) newUniverse(m *module) *universe {
	u := &universe{module: m, listed: map[string]*listed{}, packages: map[string]*types.Package{"unsafe": types.Unsafe}}
	u.importer = importer.ForCompiler(c.fset, "gc", u.open)
	return u
}

// open opens the export data of a package.
func (u *universe) open(name string) (io.ReadCloser, error) {
	p := u.listed[name]
	if p == nil || p.Export == "" {
		return nil, fmt.Errorf("no export data of %s", name)
	}
	return os.Open(p.Export)
}

// listable returns why a path is not to be given to go list, or "". What it
// takes for a pattern, a flag or a version is none that a program can import.
func listable(name string) string {
	switch name {
	case "C", "unsafe":
		return "no package of its own"
	case "all", "std", "cmd", "main", "tool", "work", "":
		return fmt.Sprintf("package %s is not in std", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "." || part == ".." {
			return fmt.Sprintf("%q is relative, but relative import paths are not supported in module mode", name)
		}
		odd := func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune("@=\\", r) }
		if part == "" || part[0] == '-' || strings.Contains(part, "...") || strings.ContainsFunc(part, odd) {
			return fmt.Sprintf("malformed import path %q", name)
		}
	}
	return ""
}

// fill adds packages to u.
func (c *Checker) fill(ctx context.Context, u *universe, imports []string) error {
	imports = slices.DeleteFunc(imports, func(name string) bool { return u.listed[name] != nil })
	if len(imports) == 0 {
		return nil
	}
	list, err := c.list(ctx, u.module, imports)
	if err != nil {
		return err
	}
	for i := range list {
		if u.listed[list[i].ImportPath] == nil {
			u.listed[list[i].ImportPath] = &list[i]
		}
	}
	for _, name := range imports {
		if err := u.importNow(name); err != nil {
			return err
		}
	}
	return nil
}

// importNow reads the export data of a package, so that checks that run at the
// same time find it read.
func (u *universe) importNow(name string) (err error) {
	if p := u.listed[name]; p == nil || p.Export == "" || p.Name == "main" || u.packages[name] != nil {
		return nil
	}
	defer func() {
		if r := recover(); r != nil { // data of a toolchain from the future
			err = fmt.Errorf("read export data of %s: %v; the type checker is that of %s", name, r, own())
		}
	}()
	pkg, err := u.importer.Import(name)
	if err != nil {
		return fmt.Errorf("read export data of %s: %w; the type checker is that of %s", name, err, own())
	}
	u.packages[name] = pkg
	return nil
}

// list asks the go command, or what it said before, for packages and all that
// they need.
func (c *Checker) list(ctx context.Context, m *module, imports []string) ([]listed, error) {
	t, err := c.gocmd()
	if err != nil {
		return nil, err
	}
	kept, key := store{c.cfg.CacheDir}, c.listKey(t, m, imports)
	if text, ok := kept.get(key); ok {
		if list, err := parseList(text); err == nil && exportsExist(list) {
			return list, nil
		}
	}
	args := []string{"list", "-export", "-e", "-deps", "-json=ImportPath,Name,Export,Standard,Error,DepsErrors"}
	out, errs, ok, err := c.goRun(ctx, t, m, false, nil, append(args, "--"), imports)
	if err != nil {
		return nil, err
	}
	if !ok && out == "" {
		return nil, fmt.Errorf("go list: %s", firstLine(errs))
	}
	list, err := parseList(out)
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	if !slices.ContainsFunc(list, func(p listed) bool { return p.Error != nil || p.Export == "" && p.ImportPath != "unsafe" }) {
		kept.put(key, out)
	}
	return list, nil
}

// listKey names all that the answer of go list depends on.
func (c *Checker) listKey(t *toolchain, m *module, imports []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "list %s %s/%s %s %q %x\n", t.id, runtime.GOOS, runtime.GOARCH, envKey(false), m.dir, m.hash)
	for _, dir := range c.closure(m, imports) {
		fmt.Fprintf(&b, "%q %x\n", dir, c.sources.get(dir).hash)
	}
	fmt.Fprintf(&b, "%q", imports)
	return b.String()
}

func exportsExist(list []listed) bool {
	for _, p := range list {
		if p.Export == "" {
			continue
		}
		if _, err := os.Stat(p.Export); err != nil {
			return false
		}
	}
	return true
}

func parseList(text string) (list []listed, err error) {
	for d := json.NewDecoder(strings.NewReader(text)); ; {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
}

// goRun runs the go command in a module, with an overlay if there is one. The
// overlay also has the go.mod of code that has none.
func (c *Checker) goRun(ctx context.Context, t *toolchain, m *module, cgo bool, o *overlay, args, rest []string) (stdout, stderr string, ok bool, err error) {
	if m.goMod == "" && o == nil {
		if o, err = newOverlay(); err != nil {
			return "", "", false, err
		}
		defer o.remove()
	}
	// Without a word about -mod it is readonly, or vendor where that folder is.
	flags := []string{"-buildvcs=false"}
	if o != nil {
		if m.goMod == "" {
			if err := o.add(filepath.Join(m.dir, "go.mod"), noModule(t)); err != nil {
				return "", "", false, err
			}
		}
		file, err := o.write()
		if err != nil {
			return "", "", false, err
		}
		flags = append(flags, "-overlay="+file)
	}
	full := slices.Concat(args[:1], flags, args[1:], rest)
	stdout, stderr, ok, err = command{file: t.file, args: full, dir: m.dir, env: goEnv(cgo)}.run(ctx)
	return o.hide(stdout), o.hide(stderr), ok, err
}

// importFault says why a program cannot import a package, or returns nil.
func (c *Checker) importFault(p *Program, u *universe, f *goFile, spec importSpec) *importFault {
	bad := &importFault{}
	bad.finding = Finding{Code: diag.ListingCompile, Level: Check, File: f.shown, Line: spec.line, Col: spec.col}
	pkg := u.listed[spec.path]
	say := func(format string, args ...any) *importFault {
		bad.finding.Message = fmt.Sprintf(format, args...)
		return bad
	}
	if spec.path == "C" || spec.path == "unsafe" {
		return nil
	}
	if why := listable(spec.path); why != "" {
		return say("%s", why)
	}
	if !mayImport(u.module.importPath(c.abs(p.Dir)), spec.path, u.module.path) {
		return say("use of internal package %s not allowed", spec.path)
	}
	if link := c.linkIn(u.module, spec.path); link != "" {
		bad.finding.Code = diag.ListingOutside
		return say("package %s has the symbolic link %q", spec.path, link)
	}
	switch {
	case u.packages[spec.path] != nil:
		return nil
	case pkg == nil:
		return say("could not import %s", spec.path)
	case pkg.Name == "main" && pkg.Error == nil:
		return say("import %q is a program, not an importable package", spec.path)
	}
	c.brokenImport(u, pkg, bad)
	return bad
}

// brokenImport says what is wrong with a package that has no export data.
func (c *Checker) brokenImport(u *universe, pkg *listed, bad *importFault) {
	why, broken := pkg.why()
	f := &bad.finding
	bad.cause = "package " + broken
	if _, ours := u.module.folderOf(broken); !ours && !isStd(broken) {
		f.Message = fmt.Sprintf("needs the module of %s, which is not on this machine", broken)
		if strings.Contains(why, "no required module") {
			f.Message = fmt.Sprintf("no required module provides package %s", broken)
		}
		f.Code = diag.ListingNeeds
		bad.needs = broken
		return
	}
	for _, b := range parseOutput(why) {
		if len(b.errors) == 0 {
			continue
		}
		e := b.errors[0]
		f.Notes = append(f.Notes, Note{File: f.File, Line: f.Line, Col: f.Col, Message: fmt.Sprintf("%s is imported here", pkg.ImportPath)})
		f.File, f.Line, f.Col, f.Message = c.place(u.module.dir, e.File), e.Line, e.Col, e.Message
		return
	}
	f.Message = fmt.Sprintf("could not import %s: %s", pkg.ImportPath, firstLine(why))
	if rest, _, ok := strings.Cut(firstLine(why), " is not in std ("); ok { // the folder is of this machine
		f.Message = rest + " is not in std"
	}
}

// why returns what the go command says of a package without export data, and
// the package that it is said of.
func (p *listed) why() (text, broken string) {
	switch {
	case p.Error != nil:
		return p.Error.Err, p.ImportPath
	case len(p.DepsErrors) == 0:
		return "it does not compile", p.ImportPath
	}
	first := p.DepsErrors[0]
	if n := len(first.ImportStack); n > 0 {
		return first.Err, first.ImportStack[n-1]
	}
	return first.Err, p.ImportPath
}

// linkIn returns a symbolic link among the sources that an import leads to.
func (c *Checker) linkIn(m *module, name string) string {
	for _, dir := range c.closure(m, []string{name}) {
		if link := c.sources.get(dir).link; link != "" {
			if rel, ok := c.rel(link); ok {
				return rel
			}
			return link
		}
	}
	return ""
}

// mayImport applies the rule of internal packages: those below the parent of
// the folder may import them.
func mayImport(from, name, modulePath string) bool {
	at := strings.LastIndex("/"+name+"/", "/internal/")
	if at < 0 {
		return true
	}
	parent := strings.TrimSuffix(name[:max(at-1, 0)], "/")
	if at == 0 {
		parent = ""
	}
	if parent == "" || isStd(name) && parent != modulePath && !strings.HasPrefix(parent, modulePath+"/") {
		return false // only the standard library has those, and it does not import listings
	}
	return from == parent || strings.HasPrefix(from, parent+"/")
}
