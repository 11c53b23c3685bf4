package html

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/templates"
)

// A need is a file that a template of the original Lore names.
type need struct {
	path string // relative to the template, and to the root of the site
	page bool   // the name is that of a page, which lore may make
	span source.Span
}

// need notes a relative address of the template, which stands in a tag.
func (p *originalParser) need(a html.Attribute, tag source.Span) {
	name, _, _ := strings.Cut(a.Val, "#")
	name, _, _ = strings.Cut(name, "?")
	name, err := url.PathUnescape(name)
	if name = path.Clean(name); err != nil || !fs.ValidPath(name) || name == "." || name == templates.StyleFile || name == templates.ScriptFile {
		return
	}
	ext := path.Ext(name)
	page := ext == "" || ext == ".html" || ext == ".xhtml" || ext == ".md"
	p.needs = append(p.needs, need{name, page, within(p.file, tag, a.Val)})
}

// checkFiles reports the files that the template names and fsys lacks. Pages
// are left out, as their names are known when they are made.
func (o *original) checkFiles(f *source.File, fsys fs.FS, sink diag.Sink) {
	for _, n := range o.needs {
		if _, err := fs.Stat(fsys, n.path); err != nil && !n.page {
			sink.Report(diag.New(diag.LinkFile, f, n.span, "no file %q", n.path))
		}
	}
}

// files returns the files that the template names, but for those that the site
// has already.
func (o *original) files(s *site.Site, fsys fs.FS) ([]site.Output, error) {
	var files []site.Output
	for _, n := range o.needs {
		taken := slices.ContainsFunc(s.Files, func(f site.File) bool { return f.Path == n.path }) ||
			slices.ContainsFunc(s.Pages, func(p *site.Page) bool { return p.Path+Ext == n.path }) ||
			slices.ContainsFunc(files, func(f site.Output) bool { return f.Path == n.path })
		info, err := fs.Stat(fsys, n.path)
		if taken || n.page || errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
			continue
		}
		data, err := fs.ReadFile(fsys, n.path)
		if err != nil {
			return nil, fmt.Errorf("read %s, which the template names: %w", n.path, err)
		}
		files = append(files, site.Output{Path: n.path, Data: data})
	}
	return files, nil
}
