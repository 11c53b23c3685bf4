package apilinks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
)

// fail says what is wrong with a name that nothing was found for. A misspelt
// Go name and a name of another language can look alike, so what decides is,
// in this order:
//
//   - the package exists, and has the name unexported, or one that is near, or
//     the symbol that the name begins with: a mistake in a Go name;
//   - slashes were written as dots, or a package with a near name has the
//     symbol: a mistake too;
//   - a pattern is for the name: it is of another language;
//   - no Go reference looks so (see name.shape): likewise;
//   - anything else is a Go name that does not exist, unless the package may
//     be in a module that is not downloaded.
func (l *lookup) fail(look shape) (Symbol, error) {
	if m, hidden := l.hidden(); hidden {
		return l.unknown(fmt.Sprintf("%q is not exported by package %s", strings.Join(m.words, "."), m.entry.path))
	}
	if l.guess {
		return l.unknown("")
	}
	if better := l.better(look); better != "" || l.need.any() {
		return l.misspelt(better)
	}
	if len(l.misses) == 0 {
		if s, ok := l.cfg.foreign(l.name); ok {
			return s, nil
		}
	}
	switch {
	case l.begun():
		return l.misspelt("")
	case look == shapeForeign || look == shapePair || look == shapeWord:
		return l.foreign()
	case len(l.misses) > 0:
		return l.misspelt("")
	case len(l.unavailable) > 0:
		return Symbol{}, l.missing()
	case look == shapeMember:
		return l.unknown(fmt.Sprintf("%q names no package", l.name.full))
	}
	if m := l.undownloaded(); m != nil && l.name.path == "" {
		return Symbol{}, &UnavailableError{Ref: l.ref, Module: m.path, Version: m.version, Reason: m.missing(l.k.modules.reason)}
	}
	return l.misspelt("")
}

// begun reports whether the name begins with a symbol that there is.
func (l *lookup) begun() bool {
	return slices.ContainsFunc(l.misses, func(m miss) bool {
		_, ok := l.symbol(m.entry, m.words[:1])
		return ok
	})
}

// undownloaded returns a direct requirement without files, if there is one.
func (l *lookup) undownloaded() *module {
	if l.k.modules == nil {
		return nil
	}
	i := slices.IndexFunc(l.k.modules.list, func(m module) bool { return m.direct && m.dir == "" })
	if i < 0 {
		return nil
	}
	return &l.k.modules.list[i]
}

// hidden returns the miss whose package has the very name, or the type that it
// begins with, and does not export it.
func (l *lookup) hidden() (miss, bool) {
	for _, m := range l.misses {
		p := m.entry.pkg
		if _, ok := slices.BinarySearch(p.hidden, strings.Join(m.words, ".")); ok {
			return m, true
		}
		if d := p.find(m.words[0]); d != nil && !p.exports(d.name) { // of these, types alone are kept
			return m, true
		}
	}
	return miss{}, false
}

// better returns a name near to the one looked for that does resolve, or "".
func (l *lookup) better(look shape) string {
	for _, m := range l.misses {
		words := l.nearWords(m.entry, m.words)
		if words == "" || look == shapeForeign && !strings.EqualFold(words, strings.Join(m.words, ".")) {
			continue
		}
		if name, _ := l.verify(m.prefix + "." + words); name != "" {
			return name
		}
	}
	if name := l.slashes(); name != "" {
		return name
	}
	if len(l.misses) > 0 || look == shapeForeign || look == shapeMember {
		return ""
	}
	return l.nearPackage(look)
}

// nearWords returns names in e near to words, or "".
func (l *lookup) nearWords(e *entry, words []string) string {
	top, rest := words[0], words[1:]
	if d := e.pkg.find(top); d == nil || !e.pkg.exports(top) {
		var names []string
		for i := range e.pkg.decls {
			if d := &e.pkg.decls[i]; !strings.Contains(d.name, ".") && e.pkg.exports(d.name) {
				names = append(names, d.name)
			}
		}
		if top = nearest.Nearest(words[0], names); top == "" {
			return ""
		}
	}
	// Follow the names that are right, then put the first wrong one right.
	for k := 1; k <= len(rest); k++ {
		right := append([]string{top}, rest[:k]...)
		if _, ok := l.symbol(e, right); ok {
			continue
		}
		f, _ := l.symbol(e, right[:k])
		member := ""
		if f.typ.name != "" {
			member = nearest.Nearest(rest[k-1], l.memberNames(f.typ))
		}
		if member == "" {
			if top == words[0] {
				return "" // what is right alone is no suggestion
			}
			return strings.Join(right[:k], ".")
		}
		right[k] = member
		if whole := append(slices.Clone(right), rest[k:]...); len(whole) > len(right) {
			if _, ok := l.symbol(e, whole); ok {
				right = whole
			}
		}
		return strings.Join(right, ".")
	}
	return strings.Join(append([]string{top}, rest...), ".")
}

// slashes reads the dots of a name as the slashes of an import path, as in
// "encoding.json.Marshal".
func (l *lookup) slashes() string {
	if l.name.path != "" {
		return ""
	}
	for k := 2; k <= len(l.name.parts) && !isUpper(l.name.parts[k-1]); k++ {
		path, words := strings.Join(l.name.parts[:k], "/"), l.name.parts[k:]
		if e := l.pkg(path); e == nil || e.pkg == nil {
			continue
		}
		if name := l.check(strings.Join(append([]string{path}, words...), ".")); name != "" {
			return name
		}
	}
	return ""
}

// nearPackage takes the package for misspelt.
func (l *lookup) nearPackage(look shape) string {
	var f nearest.Finder
	var near string
	rest := l.name.parts[1:]
	if l.name.path == "" {
		f.Reset(l.name.parts[0])
		for word := range l.k.short.words {
			f.Offer(word)
		}
	} else {
		f.Reset(l.name.path + l.name.parts[0])
		for _, p := range l.k.short.paths {
			f.Offer(p)
		}
	}
	if near = f.Best(); near == "" {
		return ""
	}
	name := l.check(strings.Join(append([]string{near}, rest...), "."))
	if look == shapePair && !strings.EqualFold(name, near+"."+rest[0]) {
		return ""
	}
	return name
}

// check returns name if it resolves, what it should have been if it is
// misspelt itself, or "".
func (l *lookup) check(name string) string {
	right, misses := l.verify(name)
	for i := 0; right == "" && i < len(misses); i++ {
		if words := l.nearWords(misses[i].entry, misses[i].words); words != "" {
			right, _ = l.verify(misses[i].prefix + "." + words)
		}
	}
	return right
}

// verify returns name if it resolves, the first of what it may stand for if
// that is several, or "" and the packages that lack it.
func (l *lookup) verify(name string) (string, []miss) {
	c := lookup{cfg: l.cfg, k: l.k, ref: Ref{Name: name}, guess: true}
	_, err := c.resolve()
	l.need.add(&c.need)
	var several *AmbiguousError
	switch {
	case err == nil:
		return name, nil
	case errors.As(err, &several):
		return several.Candidates[0], nil
	}
	return "", c.misses
}

// misspelt reports an unknown name, with the better one as the author should
// write it: in place of the name if the base is right, of the base if the name
// is, else of both.
func (l *lookup) misspelt(better string) (Symbol, error) {
	_, err := l.unknown(l.wrong())
	u := err.(*UnknownError)
	if better == "" {
		return Symbol{}, u
	}
	u.Nearest, u.Fixed = better, Ref{Name: better}
	if base, text := tidy(l.ref.Base), tidy(l.ref.Name); base != "" && text != "" {
		if rest, ok := strings.CutPrefix(better, base+"."); ok {
			u.Nearest, u.Fixed = rest, Ref{l.ref.Base, rest}
		} else if rest, ok := strings.CutSuffix(better, "."+text); ok {
			u.Nearest, u.Fixed = rest, Ref{rest, l.ref.Name}
		}
	}
	return Symbol{}, u
}

// wrong says which word of the name is the first that leads nowhere.
func (l *lookup) wrong() string {
	if len(l.misses) == 0 {
		text := l.packageText()
		if first, _, _ := strings.Cut(text, "/"); strings.Contains(first, ".") && len(l.k.modules.of(text)) == 0 {
			return fmt.Sprintf("no required module has a package %q", text)
		}
		return fmt.Sprintf("there is no package %q", text)
	}
	m := l.misses[0]
	for k := range m.words {
		f, ok := l.symbol(m.entry, m.words[:k+1])
		if ok || k == 0 && m.entry.pkg.find(m.words[0]) != nil {
			continue
		}
		word := m.words[k]
		if k == 0 {
			return fmt.Sprintf("%q is not in package %s", word, m.entry.path)
		}
		owner := m.entry.path + "." + strings.Join(m.words[:k], ".")
		f, _ = l.symbol(m.entry, m.words[:k])
		if f.typ.name == "" && f.decl != nil && f.decl.kind != KindField {
			return fmt.Sprintf("%q is sought in %s, which is a %v", word, owner, f.decl.kind)
		}
		return fmt.Sprintf("%s has no field or method %q", owner, word)
	}
	return fmt.Sprintf("%q is not in package %s", strings.Join(m.words, "."), m.entry.path)
}

// packageText is the package as the author wrote it, as far as can be told.
func (l *lookup) packageText() string {
	if l.name.base != "" && (strings.Contains(l.name.base, "/") || !strings.Contains(l.name.base, ".")) {
		return l.name.base
	}
	if len(l.name.parts) == 0 {
		return l.name.full
	}
	return l.name.path + l.name.parts[0]
}
