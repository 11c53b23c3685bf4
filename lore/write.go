package lore

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"

	"github.com/lore-docs/lore/internal/atomicfile"
	"github.com/lore-docs/lore/internal/par"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
)

// write makes one format of the site in a folder of its own, which takes the
// place of the one that is there when all is written.
func (r *build) write(format string) (Output, error) {
	out := Output{Format: format, Dir: filepath.Join(r.cfg.Out, format)}
	to, err := atomicfile.OpenTree(out.Dir)
	if err != nil {
		return out, err
	}
	defer to.Abort()
	w := r.cfg.Writers[format]
	if err := r.pages(w, to); err != nil {
		return out, err
	}
	shared, err := w.Shared(r.site)
	if err != nil {
		return out, err
	}
	if err := put(to, shared); err != nil {
		return out, err
	}
	if err := r.extras(w, to); err != nil {
		return out, err
	}
	stats, err := to.Commit()
	if err != nil {
		return out, err
	}
	out.Files, out.Fresh = stats.Written+stats.Kept, stats.Written
	out.Main = filepath.Join(out.Dir, filepath.FromSlash(w.Main(r.site)))
	return out, nil
}

// pages renders and writes every page.
func (r *build) pages(w Writer, to *atomicfile.Tree) error {
	return r.each(Writing, len(r.site.Pages), func(i int, sink diag.Sink) error {
		v := r.view(i)
		files, err := w.Page(v, w.Body(v, sink))
		if err != nil {
			return err
		}
		return put(to, files)
	})
}

// extras writes the files that pages need beside them: the pictures of those on
// paper, all that is linked to or shown of the others.
func (r *build) extras(w Writer, to *atomicfile.Tree) error {
	if p, ok := w.(paperWriter); ok {
		return r.paperExtras(p, to)
	}
	return r.copies(to)
}

// fence is the go.mod of a site with copies of Go files. Without it they would
// be packages of the module that the site is built in, to go vet ./... and all.
const fence = `// The Go files in this folder are copies for the readers of the site. This file
// keeps them out of the module around it.
module site
`

// copies writes the files that pages link to or show.
func (r *build) copies(to *atomicfile.Tree) error {
	isGo := func(f site.File) bool { return path.Ext(f.Path) == ".go" }
	if slices.ContainsFunc(r.site.Files, isGo) && !slices.ContainsFunc(r.site.Files, isModule) {
		if err := to.Write("go.mod", []byte(fence)); err != nil {
			return err
		}
	}
	return par.Do(r.ctx, r.cfg.Jobs, len(r.site.Files), func(i int) error {
		f := r.site.Files[i]
		data, err := fs.ReadFile(r.place.fsys, f.Source)
		if err != nil {
			return fmt.Errorf("copy %s: %w", r.place.display(f.Source), cause(err))
		}
		return to.Write(f.Path, data)
	})
}

// isModule reports whether f would be in the place of the fence.
func isModule(f site.File) bool { return f.Path == "go.mod" }

func put(to *atomicfile.Tree, files []site.Output) error {
	for _, f := range files {
		if err := to.Write(f.Path, f.Data); err != nil {
			return err
		}
	}
	return nil
}
