package site

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

type fileKind uint8

const (
	fileMissing fileKind = iota
	fileRegular
	fileFolder
	fileUnreadable
)

// A module answers which files there are. What it learns it keeps, since pages
// link to the same files. Any number of goroutines may ask.
type module struct {
	fsys  fs.FS
	kinds sync.Map // string -> fileKind
	names sync.Map // folder -> []string, sorted
}

func newModule(fsys fs.FS) *module { return &module{fsys: fsys} }

// kind tells what is at path, which is slash separated and clean; "" is the
// module's topmost folder.
func (m *module) kind(path string) fileKind {
	if k, ok := m.kinds.Load(path); ok {
		return k.(fileKind)
	}
	k := m.stat(path)
	m.kinds.Store(path, k)
	return k
}

func (m *module) stat(path string) fileKind {
	if path == "" {
		path = "."
	}
	if m.fsys == nil || !fs.ValidPath(path) {
		return fileMissing
	}
	info, err := fs.Stat(m.fsys, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fileMissing
	case err != nil: // a folder without permission, or a symbolic link out of the module
		return fileUnreadable
	case info.IsDir():
		return fileFolder
	case info.Mode().IsRegular() && m.opens(path):
		return fileRegular
	}
	return fileUnreadable // a device or socket, too: reading it may never end
}

func (m *module) opens(path string) bool {
	f, err := m.fsys.Open(path)
	if err != nil {
		return false
	}
	return f.Close() == nil
}

// list returns the names of the files in a folder, sorted, none when it cannot
// be read.
func (m *module) list(dir string) []string {
	if names, ok := m.names.Load(dir); ok {
		return names.([]string)
	}
	var names []string
	if m.kind(dir) == fileFolder {
		if dir == "" {
			dir = "."
		}
		entries, _ := fs.ReadDir(m.fsys, dir)
		for _, e := range entries {
			if !e.IsDir() {
				names = append(names, e.Name())
			}
		}
		slices.Sort(names)
	}
	m.names.Store(dir, names)
	return names
}

// isPrivate reports whether path is of the version control: a page has no
// business to publish what may hold a password.
func isPrivate(path string) bool {
	for seg := range strings.SplitSeq(path, "/") {
		if strings.EqualFold(seg, ".git") || strings.EqualFold(seg, ".hg") || strings.EqualFold(seg, ".svn") {
			return true
		}
	}
	return false
}

// filesFolder is where in the output the files of the module go that lie
// outside the folder of the documents.
const filesFolder = "lore-files"

// FilePath returns where in the output a copy of a file goes, given its path
// in the module: beside the pages, as it is beside their sources. What lies
// elsewhere, or would be in the place of a page, goes to a folder of its own.
func (s *Site) FilePath(file string) string {
	below, ok := file, true
	if s.folder != "" {
		below, ok = strings.CutPrefix(file, s.folder+"/")
	}
	if !ok || strings.HasPrefix(below, filesFolder+"/") {
		return filesFolder + "/" + file
	}
	if page, html := strings.CutSuffix(below, ".html"); html && (s.byPath[page] != nil || s.aliases[page] != nil) {
		return filesFolder + "/" + file
	}
	return below
}
