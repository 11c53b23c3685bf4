package apilinks

import (
	"errors"
	"fmt"
	"go/doc"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// knowledge is what has been loaded. Resolving reads it and nothing else, and
// says what more it would need; Load gets that and tries again. So nothing is
// loaded that no reference asks for.
type knowledge struct {
	tool    *toolchain
	command goCommand
	reason  string // why there is no tool
	modules *modules
	short   *shortNames
	pkgs    map[string]*entry // by import path
	known   map[Ref]outcome
}

type outcome struct {
	symbol Symbol
	err    error
}

// need is what a lookup would have to know to go on.
type need struct {
	tool, short bool
	paths       []string // of packages
}

func (n *need) any() bool { return n.tool || n.short || len(n.paths) > 0 }

func (n *need) add(m *need) {
	n.tool, n.short = n.tool || m.tool, n.short || m.short
	for _, p := range m.paths {
		if !slices.Contains(n.paths, p) {
			n.paths = append(n.paths, p)
		}
	}
}

// A lookup resolves one reference. If need asks for anything afterwards, the
// outcome counts for nothing.
type lookup struct {
	cfg  *Config
	k    *knowledge
	ref  Ref
	name name
	need need

	guess       bool     // a lookup that checks a suggestion; it makes none itself
	misses      []miss   // packages that the name may mean, without the symbol
	unavailable []*entry // packages that the name may mean, unreadable
	searched    []string // import paths of all that was looked at
}

// A miss is a package that has no such symbol.
type miss struct {
	entry  *entry
	prefix string // the package as the author wrote it
	words  []string
}

var errPending = errors.New("more has to be loaded")

func (l *lookup) resolve() (Symbol, error) {
	l.name = parseName(l.ref)
	s, err := l.steps()
	if l.need.any() {
		return Symbol{}, errPending
	}
	return s, err
}

func (l *lookup) steps() (Symbol, error) {
	look := l.name.shape()
	switch {
	case len(l.name.parts) == 0 && l.name.path == "":
		return l.unknown("an API name is empty")
	case look == shapeNone:
		return l.unknown(fmt.Sprintf("%q is no name", l.ref.full()))
	case l.k.tool == nil && l.k.reason == "":
		l.need.tool = true
		return Symbol{}, errPending
	case l.k.tool == nil && look == shapeForeign:
		return l.foreign()
	case l.k.tool == nil:
		return Symbol{}, &UnavailableError{Ref: l.ref, Reason: l.k.reason}
	}
	for _, step := range []func() (Symbol, error){l.predeclared, l.fullPath, l.shortName} {
		if s, err := step(); s.Kind != 0 || err != nil {
			return s, err
		}
		if l.need.any() {
			return Symbol{}, errPending
		}
	}
	return l.fail(look)
}

// pkg returns the entry of an import path, or nil and a need for it.
func (l *lookup) pkg(path string) *entry {
	if e, ok := l.k.pkgs[path]; ok {
		return e
	}
	if !validImportPath(path) {
		return nil
	}
	if !slices.Contains(l.need.paths, path) {
		l.need.paths = append(l.need.paths, path)
	}
	return nil
}

// try looks for words in the package path, and notes what it found if not those.
func (l *lookup) try(path, prefix string, words []string) (Symbol, bool) {
	e := l.pkg(path)
	if e == nil {
		return Symbol{}, false
	}
	switch {
	case e.reason != "":
		l.unavailable = append(l.unavailable, e)
	case e.pkg == nil:
	case len(words) == 0:
		return l.packageSymbol(e), true
	default:
		l.searched = append(l.searched, path)
		if f, ok := l.symbol(e, words); ok {
			return l.found(e, words, f), true
		}
		l.misses = append(l.misses, miss{e, prefix, words})
	}
	return Symbol{}, false
}

// predeclared resolves the names of the language itself: "error", "len",
// "error.Error". A package of such a name is found by the later steps.
func (l *lookup) predeclared() (Symbol, error) {
	if l.name.path != "" || l.name.base != "" && l.name.base != l.name.parts[0] || !doc.IsPredeclared(l.name.parts[0]) {
		return Symbol{}, nil
	}
	s, _ := l.try(builtinPath, "", l.name.parts)
	l.misses = nil
	return s, nil
}

// fullPath resolves a name that begins with a whole import path. Paths without
// a dot go first: the standard library has no others, and in most documents
// the list of modules is then not needed at all.
func (l *lookup) fullPath() (s Symbol, err error) {
	for _, dotted := range []bool{false, true} {
		l.name.splits(func(path string, words []string) {
			if s.Kind == 0 && strings.Contains(path, ".") == dotted {
				if t, ok := l.try(path, path, words); ok {
					s = t
				}
			}
		})
		if s.Kind != 0 || l.need.any() {
			return s, nil
		}
	}
	if len(l.unavailable) > 0 && len(l.misses) == 0 {
		return s, l.missing()
	}
	return s, nil
}

// missing reports the unreadable package with the shortest path: longer ones
// have names of the symbol in them.
func (l *lookup) missing() error {
	e := slices.MinFunc(l.unavailable, func(a, b *entry) int { return len(a.path) - len(b.path) })
	u := &UnavailableError{Ref: l.ref, Package: e.path, Reason: e.reason}
	if e.module != nil {
		u.Module, u.Version = e.module.path, e.module.version
	}
	return u
}

// shortName resolves a name that begins with the last elements of an import
// path or with a package's name, if one package fits. Where a symbol is asked
// for, a package that does not have it does not fit.
func (l *lookup) shortName() (Symbol, error) {
	if l.k.short == nil {
		l.need.short = true
		return Symbol{}, errPending
	}
	word, words := l.name.path+l.name.parts[0], l.name.parts[1:]
	var fits []Symbol
	for _, path := range l.k.short.lookup(word) {
		if slices.Contains(l.searched, path) {
			continue
		}
		e := l.pkg(path)
		if e == nil || e.pkg != nil && (e.pkg.name == "main" || l.name.path == "" && !answersTo(e.pkg, word)) {
			continue
		}
		if s, ok := l.try(path, word, words); ok {
			fits = append(fits, s)
		}
	}
	if l.need.any() || len(fits) == 0 {
		return Symbol{}, nil
	}
	if len(fits) == 1 {
		return fits[0], nil
	}
	a := &AmbiguousError{Ref: l.ref}
	for _, s := range fits {
		a.Candidates = append(a.Candidates, s.FullName())
	}
	slices.Sort(a.Candidates)
	return Symbol{}, a
}

// answersTo reports whether a short name may stand for p: it is the name of
// the package, or the last element of its path.
func answersTo(p *pkg, word string) bool { return p.name == word || path.Base(p.path) == word }

func (l *lookup) packageSymbol(e *entry) Symbol {
	s := Symbol{
		Kind: KindPackage, Package: e.path, Synopsis: e.pkg.synopsis,
		Signature: "package " + e.pkg.name + " // import " + strconv.Quote(e.path),
	}
	l.place(&s, e, "")
	return s
}

// found makes the symbol for words of package e, declared as f says.
func (l *lookup) found(e *entry, words []string, f found) Symbol {
	s := Symbol{
		Kind: f.decl.kind, Package: e.path, Name: strings.Join(words, "."), Anchor: f.anchor,
		Signature: f.decl.signature, Synopsis: f.decl.synopsis,
		File: filepath.Join(f.entry.dir, f.decl.file), Line: f.decl.line,
	}
	if (f.entry != e || f.decl.name != s.Name) && f.entry.pkg.exports(f.decl.name) {
		s.Declared = f.entry.path + "." + f.decl.name
	}
	l.place(&s, f.entry, f.anchor)
	return s
}

// place fills in module and URL; e is the package of the declaration.
func (l *lookup) place(s *Symbol, e *entry, anchor string) {
	if e.module != nil {
		s.Module, s.Version = e.module.path, e.module.version
	}
	s.URL = l.cfg.goURL(e.path, s.Version, anchor, anchor)
}

func (l *lookup) foreign() (Symbol, error) {
	if s, ok := l.cfg.foreign(l.name); ok {
		return s, nil
	}
	return Symbol{}, &ForeignError{Ref: l.ref, Name: l.name.full}
}

func (l *lookup) unknown(reason string) (Symbol, error) {
	slices.Sort(l.searched)
	return Symbol{}, &UnknownError{Ref: l.ref, Reason: reason, Candidates: slices.Compact(l.searched)}
}
