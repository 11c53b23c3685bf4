package apilinks

import (
	"slices"
	"strings"
)

// A found is a declaration that a name leads to, and by what way.
type found struct {
	entry  *entry // of the declaration
	decl   *decl
	anchor string // on the page of entry's package
	typ    owner  // the type whose members the next word would be among
}

// An owner is a type while its members are looked for.
type owner struct {
	entry *entry
	name  string
	// shown is the type on whose documentation members of this one show: the
	// type itself, or what embeds it if it is not exported.
	shown string
	plain bool // without its methods: they stay behind in "type T ThisOne"
}

// symbol follows the words of a name from a package: a declaration, a member
// of a type, a member of that member's type, and so on.
func (l *lookup) symbol(e *entry, words []string) (f found, ok bool) {
	if !e.pkg.exports(words[0]) {
		return f, false
	}
	d := e.pkg.find(words[0])
	if d == nil {
		return f, false
	}
	f = found{entry: e, decl: d, anchor: d.name}
	if d.kind == KindType {
		f.typ = owner{entry: e, name: d.name, shown: d.name}
	}
	for _, word := range words[1:] {
		if f.typ.name == "" || !f.typ.entry.pkg.exports(word) && !isUpper(word) {
			return f, false
		}
		if f, ok = l.member(f.typ, word); !ok {
			return f, false
		}
	}
	return f, true
}

// maxDepth bounds how deep embedding is followed.
const maxDepth = 10

// member finds a field or method of a type by Go's rule: the shallowest
// depth at which embedding offers it, if it is offered once there.
func (l *lookup) member(typ owner, word string) (f found, ok bool) {
	seen := make(map[typeKey]bool)
	level := l.same(typ, seen)
	for range maxDepth {
		var hits []found
		for _, o := range level {
			if f, ok := l.own(o, word); ok && !slices.ContainsFunc(hits, func(h found) bool { return h.decl == f.decl }) {
				hits = append(hits, f)
			}
		}
		if len(hits) > 0 {
			return hits[0], len(hits) == 1
		}
		if level = l.embedded(level, seen); len(level) == 0 {
			break
		}
	}
	return f, false
}

// memberNames lists what member finds.
func (l *lookup) memberNames(typ owner) (names []string) {
	seen := make(map[typeKey]bool)
	for level := l.same(typ, seen); len(level) > 0 && len(seen) < 1000; level = l.embedded(level, seen) {
		for _, o := range level {
			o.entry.pkg.members(o.name, func(d *decl, member string) {
				if o.has(d) && o.entry.pkg.exports(member) {
					names = append(names, member)
				}
			})
		}
	}
	return names
}

type typeKey struct {
	entry *entry
	name  string
}

// own finds a member that the type declares itself.
func (l *lookup) own(o owner, word string) (f found, ok bool) {
	d := o.entry.pkg.find(o.name + "." + word)
	if d == nil || !o.entry.pkg.exports(word) || !o.has(d) {
		return f, false
	}
	f = found{entry: o.entry, decl: d, anchor: o.shown}
	// A page shows a method on the type that the methods of an unexported
	// type are promoted to; fields and interface methods show where they are.
	if o.shown == o.name || d.kind == KindMethod && !d.inIface {
		f.anchor += "." + word
	}
	if strings.Contains(o.name, ".") { // within an anonymous struct
		f.anchor = o.shown
	}
	if d.kind == KindField {
		f.typ = l.named(o, d.typ)
		if d.typ.name == "" {
			f.typ = owner{entry: o.entry, name: d.name, shown: f.anchor}
		}
	}
	return f, true
}

// same returns the type, and those that have the same members because it is an
// alias of them, or is declared as one of them.
func (l *lookup) same(o owner, seen map[typeKey]bool) (list []owner) {
	for range maxDepth {
		key := typeKey{o.entry, o.name}
		if o.name == "" || seen[key] {
			break
		}
		seen[key] = true
		list = append(list, o)
		d := o.entry.pkg.find(o.name)
		if d == nil || d.kind != KindType || d.typ.name == "" {
			break
		}
		plain := o.plain || !d.alias
		o = l.named(o, d.typ)
		o.plain = plain
	}
	return list
}

// has reports whether d, found among the members of o, counts.
func (o owner) has(d *decl) bool {
	return d.kind == KindField || d.kind == KindMethod && (d.inIface || !o.plain)
}

func (l *lookup) embedded(level []owner, seen map[typeKey]bool) (next []owner) {
	for _, o := range level {
		d := o.entry.pkg.find(o.name)
		if d == nil {
			continue
		}
		for _, t := range d.embeds {
			next = append(next, l.same(l.named(o, t), seen)...)
		}
	}
	return next
}

// named finds the type that t names in the package of o. It is the zero owner
// where the type is not known.
func (l *lookup) named(o owner, t typeRef) owner {
	e := o.entry
	switch {
	case t.name == "":
		return owner{}
	case t.path != "":
		e = l.pkg(t.path)
	case e.pkg.find(t.name) == nil && t.name == "error":
		e = l.pkg(builtinPath)
	}
	if e == nil || e.pkg == nil || e.pkg.find(t.name) == nil {
		return owner{}
	}
	if e.pkg.exports(t.name) || e != o.entry {
		return owner{entry: e, name: t.name, shown: t.name}
	}
	return owner{entry: e, name: t.name, shown: o.shown}
}
