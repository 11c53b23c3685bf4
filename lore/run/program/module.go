package program

import (
	"crypto/sha256"
	"go/version"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// A module is where the imports of a program are looked up: the nearest go.mod
// above it, within the module that the listings are in. Code that has none
// above it can import the standard library.
type module struct {
	dir      string // absolute
	path     string // "" without go.mod
	goMod    string // the text of go.mod, "" without one
	version  string // its go line, such as "1.26"
	hash     [sha256.Size]byte
	vendored bool
	replaced []replacement
}

// A replacement sends the packages of a module to a folder.
type replacement struct{ path, dir string }

// noModule is the go.mod of code that has none. The language is then that of
// the toolchain, as it is when files are named.
func noModule(t *toolchain) string {
	text := "module lore.invalid/listings\n"
	if lang := version.Lang(t.version); lang != "" {
		text += "\n" + strings.Replace(lang, "go", "go ", 1) + "\n"
	}
	return text
}

// findModule returns the module of a folder. Folders of one module share it.
func (c *Checker) findModule(dir string) *module {
	name := path.Join(dir, "go.mod")
	if c.linked(name) == "" {
		if text, bad := c.read(name); bad == "" {
			return c.readModule(dir, text)
		}
	}
	if dir == "." {
		return &module{dir: c.cfg.Dir, path: "lore.invalid/listings"}
	}
	return c.modules.get(path.Dir(dir))
}

func (c *Checker) readModule(dir, text string) *module {
	m := &module{dir: c.abs(dir), goMod: text}
	m.parse(text)
	h := sha256.New()
	h.Write([]byte(text))
	h.Write([]byte{0})
	for _, name := range []string{"go.sum", "vendor/modules.txt"} {
		sum, err := os.ReadFile(filepath.Join(m.dir, filepath.FromSlash(name)))
		m.vendored = m.vendored || err == nil && name != "go.sum"
		h.Write(sum)
		h.Write([]byte{0})
	}
	h.Sum(m.hash[:0])
	return m
}

// parse reads of go.mod what matters here. The go command judges its form.
func (m *module) parse(text string) {
	block := ""
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			continue
		case words[0] == ")":
			block = ""
			continue
		case len(words) == 2 && words[1] == "(":
			block = words[0]
			continue
		case block != "":
			words = append([]string{block}, words...)
		}
		m.directive(words)
	}
}

func (m *module) directive(words []string) {
	for i, w := range words {
		if plain, err := strconv.Unquote(w); err == nil {
			words[i] = plain
		}
	}
	switch {
	case len(words) == 2 && words[0] == "module":
		m.path = words[1]
	case len(words) == 2 && words[0] == "go":
		m.version = words[1]
	case len(words) > 3 && words[0] == "replace":
		to := words[len(words)-1]
		local := strings.HasPrefix(to, "./") || strings.HasPrefix(to, "../") || filepath.IsAbs(to)
		if local && words[len(words)-2] == "=>" {
			dir := filepath.FromSlash(to)
			if !filepath.IsAbs(dir) {
				dir = filepath.Join(m.dir, dir)
			}
			m.replaced = append(m.replaced, replacement{words[1], dir})
		}
	}
}

// folderOf returns the folder on disk of a package whose files can change
// without a change of go.mod, go.sum or the toolchain.
func (m *module) folderOf(importPath string) (dir string, ok bool) {
	if rest, ok := within(importPath, m.path); ok && m.goMod != "" {
		return filepath.Join(m.dir, rest), true
	}
	for _, r := range m.replaced {
		if rest, ok := within(importPath, r.path); ok {
			return filepath.Join(r.dir, rest), true
		}
	}
	if m.vendored && !isStd(importPath) {
		return filepath.Join(m.dir, "vendor", filepath.FromSlash(importPath)), true
	}
	return "", false
}

// within returns what of an import path follows the path of its module.
func within(importPath, modulePath string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(importPath, modulePath)
	if !ok || rest != "" && rest[0] != '/' || modulePath == "" {
		return "", false
	}
	return filepath.FromSlash(strings.TrimPrefix(rest, "/")), true
}

// isStd reports whether an import path is one of the standard library: others
// begin with the name of a host.
func isStd(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

// importPath returns the path that the package in a folder on disk has.
func (m *module) importPath(abs string) string {
	rel, err := filepath.Rel(m.dir, abs)
	if err != nil || rel == "." {
		return m.path
	}
	return m.path + "/" + filepath.ToSlash(rel)
}

// goVersion is the version of the language, as go/types has it.
func (m *module) goVersion() string {
	if m.version == "" {
		return ""
	}
	return "go" + m.version
}
