package apilinks

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// A module is one of the build list: the module being documented or one that
// it requires, itself or through others.
type module struct {
	path    string
	version string // as required; "" for a main module
	dir     string // "" where its files are not on this machine
	main    bool   // the module being documented, or one beside it in a workspace
	direct  bool   // required by a main module itself
	gomod   string // go.mod of a module outside the module cache
}

// modules is the build list, the longest paths first, so that the first module
// whose path begins an import path is the one to look in.
type modules struct {
	list   []module
	reason string // why go list failed; the list then holds what go.mod says
}

// loadModules finds the build list of the module that dir is in. Without a
// go.mod above dir there is none.
func loadModules(ctx context.Context, c goCommand, t *toolchain, kept cache) (*modules, error) {
	gomod := findUp(c.dir, "go.mod")
	work := os.Getenv("GOWORK")
	if work == "" {
		work = findUp(c.dir, "go.work")
	}
	if gomod == "" && (work == "" || work == "off") {
		return &modules{}, nil
	}
	key := strings.Join([]string{"modules", c.dir, gomod, work, t.key(), t.modcache, os.Getenv("GOFLAGS")}, "\n")
	if m := keptModules(kept, key); m != nil {
		return m, nil
	}
	out, err := c.run(ctx, "list", "-mod=readonly", "-m", "-e", "-json=Path,Version,Dir,Main,Indirect,GoMod,Replace", "all")
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	m := &modules{}
	if err == nil {
		m.list, err = parseModules(out)
	}
	if err != nil {
		m.reason = err.Error()
		m.list = requirements(gomod)
	}
	for i := range m.list {
		m.list[i].findDir(t, filepath.Dir(gomod))
	}
	slices.SortFunc(m.list, func(a, b module) int {
		return cmp.Or(len(b.path)-len(a.path), strings.Compare(a.path, b.path))
	})
	if m.reason == "" {
		kept.put(key, func(e *encoder) { e.modules(m, moduleFiles(m, gomod, work)) })
	}
	return m, nil
}

// findUp returns the file called name in dir or the nearest folder above it.
func findUp(dir, name string) string {
	for {
		file := filepath.Join(dir, name)
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			return file
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

func parseModules(out []byte) ([]module, error) {
	var list []module
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var m struct {
			Path, Version, Dir, GoMod string
			Main, Indirect            bool
			Replace                   *struct{ Path, Version string }
		}
		err := d.Decode(&m)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		to := module{path: m.Path, version: m.Version, dir: m.Dir, main: m.Main, direct: !m.Indirect && !m.Main}
		if m.Main || m.Replace != nil && m.Replace.Version == "" {
			to.gomod = m.GoMod
		}
		list = append(list, to)
	}
}

// findDir looks for the files of a module that go list gave no folder for:
// the module cache may have them though go.sum lacks the module, and a vendor
// folder has the packages that the module being documented imports.
func (m *module) findDir(t *toolchain, root string) {
	if m.dir != "" || m.main {
		return
	}
	for _, dir := range []string{m.cacheDir(t), filepath.Join(root, "vendor", filepath.FromSlash(m.path))} {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			m.dir = dir
			return
		}
	}
}

// cacheDir is the folder of the module cache where m would be.
func (m *module) cacheDir(t *toolchain) string {
	return filepath.Join(t.modcache, filepath.FromSlash(escapePath(m.path)+"@"+escapePath(m.version)))
}

// escapePath writes upper case as the module cache does, for file systems that
// do not tell the cases apart.
func escapePath(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsUpper(r) {
			b.WriteByte('!')
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// of returns the modules that may hold the package, the likeliest first.
func (ms *modules) of(importPath string) (found []*module) {
	for i := range ms.list {
		m := &ms.list[i]
		if m.path == importPath || strings.HasPrefix(importPath, m.path) && importPath[len(m.path)] == '/' {
			found = append(found, m)
		}
	}
	return found
}

// within is the folder of m that would hold the package. There is none where a
// nested module begins on the way.
func (m *module) within(importPath string) string {
	rel := strings.TrimPrefix(importPath[len(m.path):], "/")
	dir := filepath.Join(m.dir, filepath.FromSlash(rel))
	for up := rel; up != "" && up != "."; up = path.Dir(up) {
		if _, err := os.Stat(filepath.Join(m.dir, filepath.FromSlash(up), "go.mod")); err == nil {
			return ""
		}
	}
	return dir
}

// moduleFiles lists the files that the build list depends on.
func moduleFiles(m *modules, gomod, work string) []string {
	var files []string
	for _, f := range []string{gomod, work} {
		if f != "" && f != "off" {
			files = append(files, f, strings.TrimSuffix(f, filepath.Ext(f))+map[string]string{".mod": ".sum", ".work": ".work.sum"}[filepath.Ext(f)])
		}
	}
	for i := range m.list {
		if m.list[i].gomod != "" {
			files = append(files, m.list[i].gomod)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

func fileText(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	return string(text)
}

func (e *encoder) modules(m *modules, files []string) {
	e.int(len(files))
	for _, f := range files {
		e.string(f)
		e.string(fileText(f))
	}
	e.int(len(m.list))
	for _, m := range m.list {
		flags := 0
		if m.main {
			flags |= 1
		}
		if m.direct {
			flags |= 2
		}
		e.int(flags)
		e.strings([]string{m.path, m.version, m.dir, m.gomod})
	}
}

// keptModules returns the build list that the cache has, if the files it was
// made from read as they did then, and the folders are there that were there.
// A list with a module that was not downloaded is not relied on: it may be by now.
func keptModules(kept cache, key string) *modules {
	d := kept.get(key)
	if d == nil {
		return nil
	}
	for range d.count(2) {
		if file, text := d.string(), d.string(); fileText(file) != text {
			return nil
		}
	}
	m := &modules{list: make([]module, d.count(5))}
	for i := range m.list {
		flags, s := d.int(), d.strings()
		if len(s) != 4 {
			return nil
		}
		m.list[i] = module{path: s[0], version: s[1], dir: s[2], gomod: s[3], main: flags&1 != 0, direct: flags&2 != 0}
		if s[2] == "" && m.list[i].direct {
			return nil
		}
		if _, err := os.Stat(s[2]); s[2] != "" && err != nil {
			return nil
		}
	}
	if d.err != nil {
		return nil
	}
	return m
}

// requirements reads the module line and the requirements of a go.mod file,
// for when go list cannot: another version of Go is asked for, say.
func requirements(gomod string) (list []module) {
	text := fileText(gomod)
	block := ""
	for line := range strings.Lines(text) {
		line, comment, _ := strings.Cut(line, "//")
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
			continue
		case f[0] == ")":
			block = ""
			continue
		case len(f) == 2 && f[1] == "(":
			block = f[0]
			continue
		case block != "":
			f = append([]string{block}, f...)
		}
		switch {
		case f[0] == "module" && len(f) == 2:
			list = append(list, module{path: strings.Trim(f[1], "\"`"), dir: filepath.Dir(gomod), main: true, gomod: gomod})
		case f[0] == "require" && len(f) == 3:
			list = append(list, module{path: strings.Trim(f[1], "\"`"), version: f[2], direct: strings.TrimSpace(comment) != "indirect"})
		}
	}
	return list
}
