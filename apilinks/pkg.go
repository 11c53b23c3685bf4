package apilinks

import (
	"slices"
	"strings"
)

// A pkg is what is known of one package: its exported names and what is needed
// to follow embedding. It does not change once made.
type pkg struct {
	path, name string
	synopsis   string
	decls      []decl   // sorted by name
	hidden     []string // names that are not exported, "conn" and "Client.send", sorted
}

// A decl is one declared name. Types that are not exported are kept too, for
// exported ones may embed them: their members are reachable, they are not.
type decl struct {
	name      string // "Client", "Client.Do"; "T.F.G" for a field of an anonymous struct
	kind      Kind
	inIface   bool // a method that an interface lists
	alias     bool // a type declared with =
	signature string
	synopsis  string
	file      string // base name
	line      int
	typ       typeRef   // of a field; what an alias or a defined type stands on
	embeds    []typeRef // of a struct or an interface type
}

// A typeRef names a type; path is "" for one of the same package, and name is
// "" where the type has none.
type typeRef struct{ path, name string }

// find returns the declaration called name, or nil.
func (p *pkg) find(name string) *decl {
	i, ok := slices.BinarySearchFunc(p.decls, name, func(d decl, name string) int { return strings.Compare(d.name, name) })
	if !ok {
		return nil
	}
	return &p.decls[i]
}

// members calls f with each declaration whose name is typ, a dot and one more word.
func (p *pkg) members(typ string, f func(d *decl, member string)) {
	prefix := typ + "."
	i, _ := slices.BinarySearchFunc(p.decls, prefix, func(d decl, name string) int { return strings.Compare(d.name, name) })
	for ; i < len(p.decls) && strings.HasPrefix(p.decls[i].name, prefix); i++ {
		if member := p.decls[i].name[len(prefix):]; !strings.Contains(member, ".") {
			f(&p.decls[i], member)
		}
	}
}

// exports reports whether name is exported by p. The package that documents
// the predeclared names is the exception that has them all in lower case.
func (p *pkg) exports(name string) bool { return exported(p.path, name) }

func exported(path, name string) bool { return isUpper(name) || path == builtinPath }

const builtinPath = "builtin"
