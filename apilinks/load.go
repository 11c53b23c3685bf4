package apilinks

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/lore-docs/lore/internal/par"
)

// An entry is the outcome of looking for one package.
type entry struct {
	path   string
	pkg    *pkg    // nil if there is no such package, or if it cannot be read
	module *module // nil in the standard library
	dir    string
	digest [sha256.Size]byte // of the files
	reason string            // why it cannot be read; "" if there is no such package
}

// A loader loads what a lookup turned out to need.
type loader struct {
	mu   sync.Mutex
	kept cache
	cfg  *Config
}

// load adds to k what need asks for. Its error is a machine failure, ctx's end
// included; what cannot be looked up on this machine becomes part of k.
func (l *loader) load(ctx context.Context, k *knowledge, need *need) error {
	if k.tool == nil && k.reason == "" {
		if err := l.toolchain(ctx, k); err != nil || k.tool == nil {
			return err
		}
	}
	if k.tool == nil {
		return nil
	}
	if need.short && k.short == nil {
		if err := l.modules(ctx, k); err != nil {
			return err
		}
		s, err := loadShortNames(ctx, k.tool, k.modules, l.kept)
		if err != nil {
			return err
		}
		k.short = s
	}
	return l.packages(ctx, k, need.paths)
}

func (l *loader) toolchain(ctx context.Context, k *knowledge) error {
	command, reason := findGo(l.cfg)
	if reason != "" {
		k.reason = reason
		return nil
	}
	t, err := loadToolchain(ctx, command, l.kept)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		k.reason = err.Error()
		return nil
	}
	k.tool, k.command = t, command
	return nil
}

func (l *loader) modules(ctx context.Context, k *knowledge) (err error) {
	if k.modules == nil {
		k.modules, err = loadModules(ctx, k.command, k.tool, l.kept)
	}
	return err
}

// packages looks for each package in the standard library, and for those that
// are not there in the modules.
func (l *loader) packages(ctx context.Context, k *knowledge, paths []string) error {
	entries, err := par.Map(ctx, 0, len(paths), func(i int) (*entry, error) { return l.findStd(k, paths[i]), nil })
	if err != nil {
		return err
	}
	if slices.Contains(entries, nil) {
		if err := l.modules(ctx, k); err != nil {
			return err
		}
	}
	return par.Do(ctx, 0, len(paths), func(i int) error {
		e := entries[i]
		if e == nil {
			e = l.findModule(k, paths[i])
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		k.pkgs[paths[i]] = e
		return nil
	})
}

func (l *loader) findStd(k *knowledge, path string) *entry {
	if !inStd(path) {
		return nil
	}
	e := &entry{path: path, dir: filepath.Join(k.tool.goroot, "src", filepath.FromSlash(path))}
	if !l.read(k.tool, e) {
		return nil
	}
	return e
}

func (l *loader) findModule(k *knowledge, path string) *entry {
	missing := &entry{path: path}
	for _, m := range k.modules.of(path) {
		if m.dir == "" {
			missing = &entry{path: path, module: m, reason: m.missing(k.modules.reason)}
			continue
		}
		e := &entry{path: path, module: m, dir: m.within(path)}
		if e.dir != "" && l.read(k.tool, e) {
			return e
		}
	}
	return missing
}

// missing says why there are no files of m.
func (m *module) missing(reason string) string {
	if reason != "" {
		return "go list: " + reason
	}
	return fmt.Sprintf("module %s %s is not downloaded", m.path, m.version)
}

// inStd reports whether path can be one of the standard library: its first
// element has no dot. What GOROOT vendors for itself is not for others.
func inStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != "vendor" && !strings.Contains(path, "testdata") && !strings.Contains(path, "/vendor/")
}

// maxSource is the longest file, in bytes, that is read.
const maxSource = 16 << 20

// read fills e from the package in e.dir. It reports false if there is none.
func (l *loader) read(t *toolchain, e *entry) bool {
	list, err := os.ReadDir(e.dir)
	if err != nil {
		if os.IsNotExist(err) || isNotDir(e.dir) {
			return false
		}
		e.reason = err.Error()
		return true
	}
	names, stamp := listing(list)
	if len(names) == 0 {
		return false
	}
	key := strings.Join([]string{"package", e.path, e.dir, t.key()}, "\n")
	if p, digest, ok := l.recall(key, stamp, nil); ok {
		e.pkg, e.digest = p, digest
		return true
	}
	files, err := readSources(e.dir, names)
	if len(files) == 0 {
		e.reason = err.Error()
		return true
	}
	e.digest = digestSources(files)
	p, _, ok := l.recall(key, "", &e.digest)
	if !ok {
		p = extract(e.path, chooseFiles(t, e.dir, files))
	}
	if p == nil {
		e.reason = "no file has a package clause"
		return true
	}
	e.pkg = p
	if err == nil {
		l.keep(key, stamp, e)
	}
	return true
}

func isNotDir(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && !info.IsDir()
}

// listing picks the source files of a folder, and writes down what tells at a
// glance that none has changed.
func listing(list []os.DirEntry) (names []string, stamp string) {
	var b strings.Builder
	for _, f := range list {
		if !isSource(f.Name()) || f.IsDir() {
			continue
		}
		names = append(names, f.Name())
		if info, err := f.Info(); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", f.Name(), info.Size(), info.ModTime().UnixNano())
		}
	}
	return names, b.String()
}

// readSources reads the files it can. The error is that of the first it cannot.
func readSources(dir string, names []string) (files []sourceFile, failed error) {
	for _, name := range names {
		text, err := readSource(filepath.Join(dir, name))
		if err != nil {
			if failed == nil {
				failed = err
			}
			continue
		}
		files = append(files, sourceFile{name, text})
	}
	return files, failed
}

func readSource(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxSource {
		return nil, fmt.Errorf("%s is not a file of at most %d MB", file, maxSource>>20)
	}
	return os.ReadFile(file)
}

func digestSources(files []sourceFile) (sum [sha256.Size]byte) {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%q %d\n", f.name, len(f.text))
		h.Write(f.text)
	}
	h.Sum(sum[:0])
	return sum
}

// chooseFiles leaves out the files that this toolchain would not build, as go
// doc does. A package of which nothing is left is one for other systems;
// then all files count.
func chooseFiles(t *toolchain, dir string, files []sourceFile) []sourceFile {
	c := t.context()
	byName := make(map[string][]byte, len(files))
	for _, f := range files {
		byName[f.name] = f.text
	}
	c.OpenFile = func(file string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(byName[filepath.Base(file)])), nil
	}
	var chosen []sourceFile
	for _, f := range files {
		// An error is a header that does not parse; what follows may.
		if ok, err := c.MatchFile(dir, f.name); ok || err != nil {
			chosen = append(chosen, f)
		}
	}
	if len(chosen) == 0 {
		return files
	}
	return chosen
}

// recall returns the package kept under key if it was made of the same files:
// the same by stamp, or if digest is given, by content.
func (l *loader) recall(key, stamp string, digest *[sha256.Size]byte) (p *pkg, sum [sha256.Size]byte, ok bool) {
	d := l.kept.get(key)
	if d == nil {
		return nil, sum, false
	}
	keptStamp, keptSum := d.string(), d.string()
	if d.err != nil || len(keptSum) != len(sum) {
		return nil, sum, false
	}
	copy(sum[:], keptSum)
	if digest == nil && keptStamp != stamp || digest != nil && sum != *digest {
		return nil, sum, false
	}
	p = d.pkg()
	return p, sum, d.err == nil
}

func (l *loader) keep(key, stamp string, e *entry) {
	l.kept.put(key, func(enc *encoder) {
		enc.string(stamp)
		enc.string(string(e.digest[:]))
		enc.pkg(e.pkg)
	})
}
