package listing

import (
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
)

// resolve returns the path in the module of an address that a page in the
// folder dir has for a file.
func resolve(dir, address string) (string, *fault) {
	if bad := misplaced(address); bad != nil {
		return "", bad
	}
	name := path.Join(dir, address)
	if name == ".." || strings.HasPrefix(name, "../") {
		f := newFault(diag.ListingOutside, "path %q leaves the module", address)
		return "", &f
	}
	if !fs.ValidPath(name) {
		f := newFault(diag.ListingMissing, "path %q is no file name", address)
		return "", &f
	}
	return name, nil
}

// misplaced says why an address is none of a file near the page.
func misplaced(address string) *fault {
	var f fault
	scheme, _, isURL := strings.Cut(address, ":")
	switch {
	case strings.TrimSpace(address) == "":
		f = newFault(diag.ListingMissing, "no file is named")
	case strings.HasPrefix(address, "//"), isURL && len(scheme) > 1 && isWord(scheme, "+.-"):
		f = newFault(diag.ListingOutside, "address %q is no file of the module", address)
	case strings.HasPrefix(address, "/"), strings.HasPrefix(address, `\`), isURL && len(scheme) == 1:
		f = newFault(diag.ListingOutside, "path %q is absolute; wanted one that is relative to the page", address)
	case strings.Contains(address, `\`):
		f = newFault(diag.ListingMissing, "path %q has backslashes; wanted slashes", address).
			didYouMean(strings.ReplaceAll(address, `\`, "/"))
	default:
		return nil
	}
	return &f
}

// isWord reports whether s is made of ASCII letters and digits and of extra,
// and is not empty.
func isWord(s, extra string) bool {
	for i := range len(s) {
		c := s[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(extra, c) >= 0) {
			return false
		}
	}
	return s != ""
}

// maxLinks is how many symbolic links a path may lead through.
const maxLinks = 40

// escape follows the symbolic links of name and returns the first that leads
// out of fsys. An absolute link does so wherever it leads, as the file system
// of a folder cannot follow it.
func escape(fsys fs.FS, name string) (link, target string, out bool) {
	done, rest := ".", name
	for range maxLinks {
		link, tail := firstLink(fsys, done, rest)
		if link == "" {
			return "", "", false
		}
		target, err := fs.ReadLink(fsys, link)
		if err != nil {
			return "", "", false
		}
		target = filepath.ToSlash(target)
		next := path.Join(path.Dir(link), target)
		if path.IsAbs(target) || filepath.IsAbs(target) || next == ".." || strings.HasPrefix(next, "../") {
			return link, target, true
		}
		done, rest = ".", path.Join(next, tail)
	}
	return "", "", false
}

// firstLink returns the first part of the path rest below done that is a
// symbolic link, and what of the path follows it.
func firstLink(fsys fs.FS, done, rest string) (link, tail string) {
	for rest != "" {
		part, after, _ := strings.Cut(rest, "/")
		done, rest = path.Join(done, part), after
		info, err := fs.Lstat(fsys, done)
		if err != nil {
			return "", ""
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return done, rest
		}
	}
	return "", ""
}

// maxWalk is how many files are looked at to find the one that was meant.
const maxWalk = 4096

// nearestFile returns the address, as seen from dir, of the file that was
// probably meant by name, or "". A file of the same folder comes first, then
// one of the same name elsewhere below dir, then any that is spelt alike.
func (l *Loader) nearestFile(dir, name string) string {
	folder, base := path.Split(name)
	folder = path.Clean(folder)
	if near := nearest.Nearest(base, l.siblings.get(folder)); near != "" {
		return relative(dir, path.Join(folder, near))
	}
	below := l.below.get(dir)
	var same []string
	for _, other := range below {
		if path.Base(other) == base {
			same = append(same, other)
		}
	}
	if near := nearest.Nearest(name, same); near != "" {
		return relative(dir, near)
	}
	if len(same) > 0 {
		return relative(dir, same[0])
	}
	if near := nearest.Nearest(name, below); near != "" {
		return relative(dir, near)
	}
	return ""
}

// list returns the names of the files in a folder.
func (l *Loader) list(folder string) []string {
	entries, _ := fs.ReadDir(l.cfg.FS, folder) // what cannot be read is not offered
	var names []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

// walk returns the paths of the files below a folder, sorted.
func (l *Loader) walk(folder string) []string {
	var names []string
	seen := 0
	_ = fs.WalkDir(l.cfg.FS, folder, func(name string, e fs.DirEntry, err error) error {
		seen++
		switch {
		case seen > maxWalk:
			return fs.SkipAll
		case err != nil:
			return fs.SkipDir // what cannot be read is not offered
		case name != folder && strings.HasPrefix(e.Name(), "."):
			if e.IsDir() {
				return fs.SkipDir
			}
		case !e.IsDir():
			names = append(names, name)
		}
		return nil
	})
	slices.Sort(names)
	return names
}

// relative returns the address of name as seen from dir.
func relative(dir, name string) string {
	rel, err := filepath.Rel(filepath.FromSlash(dir), filepath.FromSlash(name))
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}
