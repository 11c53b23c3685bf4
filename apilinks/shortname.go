package apilinks

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/par"
)

// shortNames holds the import paths that a short package name may stand for:
// those of the standard library, of the module being documented and of the
// modules that it requires directly. Commands, internal packages and test data
// are reached by full path only.
type shortNames struct {
	paths []string            // sorted
	words map[string][]string // a name that the last element suggests -> paths
}

func loadShortNames(ctx context.Context, t *toolchain, ms *modules, kept cache) (*shortNames, error) {
	var walks []func() []string
	walks = append(walks, func() []string { return stdPaths(t, kept) })
	for i := range ms.list {
		if m := &ms.list[i]; m.dir != "" && (m.main || m.direct) {
			walks = append(walks, func() []string { return modulePaths(t, m, kept) })
		}
	}
	found, err := par.Map(ctx, 0, len(walks), func(i int) ([]string, error) { return walks[i](), nil })
	if err != nil {
		return nil, err
	}
	s := &shortNames{paths: slices.Concat(found...), words: make(map[string][]string)}
	slices.Sort(s.paths)
	s.paths = slices.Compact(s.paths)
	for _, p := range s.paths {
		suggestions(p, func(word string) { s.words[word] = append(s.words[word], p) })
	}
	return s, nil
}

func stdPaths(t *toolchain, kept cache) []string {
	return keptPaths(kept, strings.Join([]string{"std", t.goroot, t.stamp, t.version}, "\n"), func() []string {
		return walkPackages(filepath.Join(t.goroot, "src"), "", "cmd")
	})
}

// modulePaths lists the packages of a module. Those of the module cache never
// change, so their lists are kept.
func modulePaths(t *toolchain, m *module, kept cache) []string {
	walk := func() []string { return walkPackages(m.dir, m.path, "") }
	if m.dir != m.cacheDir(t) {
		return walk()
	}
	return keptPaths(kept, "module\n"+m.dir, walk)
}

func keptPaths(kept cache, key string, walk func() []string) []string {
	if d := kept.get(key); d != nil {
		if paths := d.strings(); d.err == nil {
			return paths
		}
	}
	paths := walk()
	kept.put(key, func(e *encoder) { e.strings(paths) })
	return paths
}

// walkPackages returns the import paths of the folders under root that hold Go
// files. skip is one more folder to leave out, at the top only.
func walkPackages(root, prefix, skip string) (paths []string) {
	var walk func(dir, importPath string)
	walk = func(dir, importPath string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return
		}
		if dir != root && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "go.mod" }) {
			return // another module
		}
		if importPath != "" && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return isSource(e.Name()) }) {
			paths = append(paths, importPath)
		}
		for _, e := range entries {
			name := e.Name()
			if e.IsDir() && !leftOut(name) && !(dir == root && name == skip) {
				walk(filepath.Join(dir, name), path.Join(importPath, name))
			}
		}
	}
	walk(root, prefix)
	return paths
}

func leftOut(dir string) bool {
	switch dir {
	case "internal", "vendor", "testdata", "node_modules":
		return true
	}
	return dir[0] == '.' || dir[0] == '_'
}

// isSource reports whether a file is Go source of a package, not of its tests.
func isSource(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && name[0] != '_' && name[0] != '.'
}

// lookup returns the paths that short may stand for: those that end in it as
// whole elements ("rand/v2"), and those whose package may have that name.
func (s *shortNames) lookup(short string) []string {
	if !strings.Contains(short, "/") {
		return s.words[short]
	}
	var found []string
	for _, p := range s.paths {
		if p == short || strings.HasSuffix(p, short) && p[len(p)-len(short)-1] == '/' {
			found = append(found, p)
		}
	}
	return found
}

// suggestions calls f with each name that a package with this path may well
// have: "toml" for github.com/pelletier/go-toml/v2, "yaml" for gopkg.in/yaml.v3.
func suggestions(importPath string, f func(word string)) {
	last := path.Base(importPath)
	if isMajor(last) && last != importPath {
		f(last)
		last = path.Base(path.Dir(importPath))
	}
	f(last)
	words := strings.FieldsFunc(last, func(r rune) bool { return r == '-' || r == '.' })
	if len(words) < 2 {
		return
	}
	for i, w := range words {
		if !isMajor(w) && !slices.Contains(words[:i], w) {
			f(w)
		}
	}
	f(strings.Join(words, ""))
	f(strings.Join(words, "_"))
}

// isMajor reports whether a path element is a major version, as in "v2".
func isMajor(s string) bool {
	return len(s) > 1 && s[0] == 'v' && strings.Trim(s[1:], "0123456789") == ""
}

// likelyName says how well name goes with an import path: 2 for its last
// element, 1 for another suggestion, 0 for none.
func likelyName(importPath, name string) (rank int) {
	first := true
	suggestions(importPath, func(word string) {
		if word == name && !isMajor(word) {
			rank = max(rank, 1)
			if first {
				rank = 2
			}
		}
		first = first && isMajor(word)
	})
	return rank
}
