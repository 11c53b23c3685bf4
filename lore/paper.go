package lore

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/lore-docs/lore/internal/atomicfile"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/pdf"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
)

// ErrMissingTool means that a program is missing that an output needs. The
// error says how to install it.
var ErrMissingTool = pdf.ErrNoEngine

// The formats that PDFs take: the files that TeX reads, and what it makes.
const (
	formatLaTeX = "latex"
	formatPDF   = "pdf"
)

// A paperWriter is a Writer of files for TeX.
type paperWriter interface {
	Writer
	Pictures(v site.View) []latex.Picture // what a page shows
	Documents(s *site.Site) []string      // the files to give to TeX
}

// localStyle is the file in which authors say how their book differs from
// lore.sty, which reads it last.
const localStyle = "lore-local.sty"

// paperExtras writes what the pages of w need beside them: the author's own
// style, and pictures.
func (r *build) paperExtras(w paperWriter, to *atomicfile.Tree) error {
	style, err := r.ownStyle()
	if err != nil {
		return err
	}
	if style != nil {
		if err := to.Write(localStyle, []byte(style.Text)); err != nil {
			return err
		}
	}
	return r.pictures(w, to)
}

// ownStyle reads the author's own style, which lies in the folder of the
// documents or beside the settings. It is nil if there is none.
func (r *build) ownStyle() (*source.File, error) {
	inModule := path.Join(r.place.dir, localStyle)
	name := r.place.display(inModule)
	text, err := fs.ReadFile(r.place.fsys, inModule)
	if errors.Is(err, fs.ErrNotExist) && r.cfg.SettingsDir != "" {
		name = filepath.ToSlash(filepath.Join(r.cfg.SettingsDir, localStyle))
		text, err = os.ReadFile(filepath.FromSlash(name))
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, cause(err))
	}
	return source.New(name, string(text)), nil
}

// pictures makes what the pages show as TeX can read it.
func (r *build) pictures(w paperWriter, to *atomicfile.Tree) error {
	var all []latex.Picture
	for i := range r.site.Pages {
		all = append(all, w.Pictures(r.view(i))...)
	}
	cfg := pdf.PictureConfig{
		Read: func(name string) ([]byte, error) { return fs.ReadFile(r.place.fsys, name) },
		Jobs: r.cfg.Jobs, Cache: r.cache("pictures"),
	}
	made, found, err := pdf.Pictures(r.ctx, cfg, all)
	if err != nil {
		return err
	}
	r.found = append(r.found, found...)
	return put(to, made)
}

// cache returns a folder of the cache, "" without one.
func (r *build) cache(name string) string {
	if r.cfg.CacheDir == "" {
		return ""
	}
	return filepath.Join(r.cfg.CacheDir, name)
}

// pdf makes PDFs of the documents that the LaTeX files are. If TeX cannot make
// one, what it says is reported and the old one stays.
func (r *build) pdf() (Output, error) {
	out := Output{Format: formatPDF, Dir: filepath.Join(r.cfg.Out, formatPDF)}
	w, ok := r.cfg.Writers[formatLaTeX].(paperWriter)
	if !ok {
		return out, errors.New("there is no writer of LaTeX to make it of")
	}
	to, err := atomicfile.OpenTree(out.Dir)
	if err != nil {
		return out, err
	}
	defer to.Abort()
	for _, name := range w.Documents(r.site) {
		if err := r.typeset(name, to); err != nil {
			return out, err
		}
	}
	stats, err := to.Commit()
	if err != nil {
		return out, err
	}
	out.Files, out.Fresh = stats.Written+stats.Kept, stats.Written
	if out.Files > 0 {
		out.Main = filepath.Join(out.Dir, filepath.FromSlash(pdfName(w.Main(r.site))))
	}
	return out, nil
}

// typeset makes the PDF of one document.
func (r *build) typeset(name string, to *atomicfile.Tree) error {
	sources := make(map[string]*source.File, len(r.site.Pages))
	for _, p := range r.site.Pages {
		sources[p.Source] = p.Doc.Source
	}
	style, err := r.ownStyle()
	if err != nil {
		return err
	}
	sources[localStyle] = style
	result, err := pdf.Make(r.ctx, pdf.Config{
		Dir: filepath.Join(r.cfg.Out, formatLaTeX), Main: name, FontDir: r.cache("fonts"),
		Source: func(name string) *source.File { return sources[name] },
		Progress: func(run, pages int) {
			if r.cfg.Progress != nil {
				r.cfg.Progress(Stage(fmt.Sprintf("%s, run %d, page", Typesetting, run)), pages, 0)
			}
		},
	})
	if err != nil {
		return err
	}
	r.found = append(r.found, result.Diagnostics...)
	if result.PDF == nil {
		return nil
	}
	return to.Write(pdfName(name), result.PDF)
}

func pdfName(document string) string {
	return strings.TrimSuffix(document, path.Ext(document)) + ".pdf"
}
