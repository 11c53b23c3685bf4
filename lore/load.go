package lore

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/atomicfile"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// maxPage is the largest document, in bytes. What is larger was not written by
// a person.
const maxPage = 32 << 20

// ErrNoDocuments means that there is nothing to build.
var ErrNoDocuments = errors.New("no documents")

// ErrNoDocument means that a file was named that no reader reads.
var ErrNoDocument = errors.New("no document")

// documents returns the paths in the module of what is to be read, sorted.
func (r *build) documents() ([]string, error) {
	b := r.Builder
	if len(b.cfg.Files) > 0 {
		return b.named()
	}
	var found []string
	err := fs.WalkDir(b.place.fsys, b.place.dir, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == b.place.dir:
			return nil
		case b.skipped(name, e):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case b.reads(name) && (e.Type().IsRegular() || e.Type()&fs.ModeSymlink != 0 && b.leads(name, &r.found)):
			found = append(found, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for documents in %s: %w", b.cfg.Dir, cause(err))
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%w in %s; pages are files whose names end in %s", ErrNoDocuments, b.cfg.Dir, b.extensions())
	}
	return found, nil
}

// named returns the documents that the configuration names one by one.
func (b *Builder) named() ([]string, error) {
	var found []string
	for _, file := range b.cfg.Files {
		name, err := b.place.inside(file)
		if err != nil {
			return nil, err
		}
		if !b.reads(name) {
			return nil, fmt.Errorf("%s is %w; the names of documents end in %s", file, ErrNoDocument, b.extensions())
		}
		if info, err := fs.Stat(b.place.fsys, name); err == nil && !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s is %w; it is no regular file", file, ErrNoDocument)
		}
		found = append(found, name)
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// leads reports whether a symbolic link leads to a file of the module, and tells
// sink if it leads nowhere or outside, where no document is read from. A link to
// anything but a file is none that an author means.
func (b *Builder) leads(name string, sink diag.Sink) bool {
	info, err := fs.Stat(b.place.fsys, name)
	if err == nil {
		return info.Mode().IsRegular()
	}
	f := source.New(b.place.display(name), "")
	if _, outside := os.Stat(filepath.Join(b.place.abs, filepath.FromSlash(name))); outside == nil {
		sink.Report(diag.New(diag.LinkOutside, f, source.Span{}, "the page is a symbolic link that leads out of the module").
			WithHint("put a copy of the file here"))
	} else {
		sink.Report(diag.New(diag.LinkFile, f, source.Span{}, "the page is a symbolic link that leads nowhere"))
	}
	return false
}

// skipped reports whether the walk leaves out name: hidden files, the output
// of this build or another, the theme, and what the settings exclude.
func (b *Builder) skipped(name string, e fs.DirEntry) bool {
	base := path.Base(name)
	if strings.HasPrefix(base, ".") || e.IsDir() && (base == "node_modules" || base == "vendor") {
		return true
	}
	if name == b.out || name == b.theme || e.IsDir() && atomicfile.IsTree(b.place.fsys, name) {
		return true
	}
	below := b.below(name)
	for _, pattern := range b.cfg.Settings.Exclude {
		if below == strings.TrimSuffix(pattern, "/") {
			return true
		}
		if ok, _ := path.Match(pattern, below); ok {
			return true
		}
	}
	return false
}

// below returns the path of name seen from the folder of the documents.
func (b *Builder) below(name string) string {
	if b.place.dir == "." {
		return name
	}
	return strings.TrimPrefix(name, b.place.dir+"/")
}

func (b *Builder) reads(name string) bool {
	_, ok := b.cfg.Readers[path.Ext(name)]
	return ok
}

func (b *Builder) extensions() string {
	return strings.Join(slices.Sorted(maps.Keys(b.cfg.Readers)), " or ")
}

// load reads one document.
func (b *Builder) load(name string) (*source.File, error) {
	info, err := fs.Stat(b.place.fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", b.place.display(name), cause(err))
	}
	if info.Size() > maxPage {
		return nil, fmt.Errorf("read %s: %d MB is too large for a document", b.place.display(name), info.Size()>>20)
	}
	data, err := fs.ReadFile(b.place.fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", b.place.display(name), cause(err))
	}
	return source.New(b.place.display(name), string(data)), nil
}

// cause takes the path off an error of the file system, to say it as the user
// would.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
