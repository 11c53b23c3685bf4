package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// manifestName is the file in an output folder that lists the other files that
// lore made there.
const manifestName = ".lore-manifest"

const manifestHead = "# made by lore; its next build replaces or removes the files below (bytes, path)\n"

// IsTree reports whether the folder dir of fsys was made by a Tree.
func IsTree(fsys fs.FS, dir string) bool {
	info, err := fs.Stat(fsys, path.Join(dir, manifestName))
	return err == nil && info.Mode().IsRegular()
}

// A manifest has the size of each file by its slash-separated path.
type manifest map[string]int64

// format returns one line for each file, in the order of their paths.
func (m manifest) format() []byte {
	out := []byte(manifestHead)
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = strconv.AppendInt(out, m[name], 10)
		out = append(out, ' ', ' ')
		out = append(out, name...)
		out = append(out, '\n')
	}
	return out
}

// parseManifest trusts nothing: what a manifest lists will be removed.
func parseManifest(data []byte) (manifest, error) {
	text, ok := bytes.CutPrefix(data, []byte(manifestHead))
	if !ok {
		return nil, errors.New("line 1: not the head of a manifest")
	}
	m := manifest{}
	number := 1
	for line := range strings.Lines(string(text)) {
		number++
		size, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		n, err := strconv.ParseInt(size, 10, 64)
		if err != nil || n < 0 || !validName(name) {
			return nil, fmt.Errorf("line %d: want a size and a path, found %q", number, line)
		}
		m[name] = n
	}
	return m, nil
}

// readManifest returns fs.ErrNotExist if the folder has no manifest.
func readManifest(dir string) (m manifest, data []byte, err error) {
	name := filepath.Join(dir, manifestName)
	info, err := os.Lstat(name)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s: not a regular file", name)
	}
	if data, err = os.ReadFile(name); err != nil {
		return nil, nil, err
	}
	if m, err = parseManifest(data); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, data, nil
}

// dirs returns the folders that hold the files.
func (m manifest) dirs() map[string]bool {
	dirs := map[string]bool{}
	for name := range m {
		for dir := path.Dir(name); dir != "." && !dirs[dir]; dir = path.Dir(dir) {
			dirs[dir] = true
		}
	}
	return dirs
}

// validName reports whether a file may have this path in an output folder.
func validName(name string) bool {
	return fs.ValidPath(name) && name != "." && name != manifestName && filepath.IsLocal(filepath.FromSlash(name)) &&
		!strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f })
}
