package lore

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
)

// defaultWriters makes lore's own writers as the settings ask for them. What
// is wrong with templates goes to sink.
func (b *Builder) defaultWriters(sink diag.Sink) (map[string]Writer, error) {
	page, err := b.htmlWriter(sink)
	if err != nil {
		return nil, err
	}
	paper, err := b.latexWriter()
	if err != nil {
		return nil, err
	}
	return map[string]Writer{"html": page, "latex": paper}, nil
}

func (b *Builder) htmlWriter(sink diag.Sink) (Writer, error) {
	s := &b.cfg.Settings
	o := html.Options{
		Version: s.Version, Language: s.Language, Copyright: s.Copyright, Source: s.Source, Edit: b.editPattern(),
		SystemFonts: s.Fonts == "system", Theme: b.themeFS(), ThemeName: b.settingPath(s.Theme),
	}
	if s.LastChange == "file" {
		o.Changed = b.changed
	}
	if s.Template != "" {
		name := b.settingPath(s.Template)
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the template: %w", err)
		}
		o.Template, o.TemplateFiles = source.New(filepath.ToSlash(name), string(text)), os.DirFS(filepath.Dir(name))
		if in := b.place.lexical(name); in != "" {
			if o.TemplateFiles, err = fs.Sub(b.place.fsys, path.Dir(in)); err != nil {
				return nil, fmt.Errorf("open the folder of the template: %w", err)
			}
		}
	}
	return html.New(o, sink)
}

// shapes are the values of the shape in [latex].
var shapes = map[string]latex.Shape{
	"book": latex.Book, "article": latex.Article, "chapter": latex.Chapter, "section": latex.Section,
}

func (b *Builder) latexWriter() (Writer, error) {
	s := &b.cfg.Settings
	shape := s.LaTeX.Shape
	if shape == "" && len(b.cfg.Files) > 0 {
		shape = "article"
	}
	return latex.New(latex.Options{
		Shape: shapes[shape], Paper: s.LaTeX.Paper, Screen: s.LaTeX.Links == "screen", Version: s.Version, Language: s.Language,
		TextFont: s.LaTeX.TextFont, SansFont: s.LaTeX.SansFont, CodeFont: s.LaTeX.CodeFont, Theme: b.themeFS(),
	})
}

// themeFS returns the folder of the theme, nil without one.
func (b *Builder) themeFS() fs.FS {
	if b.cfg.Settings.Theme == "" {
		return nil
	}
	return os.DirFS(b.settingPath(b.cfg.Settings.Theme))
}

// settingPath returns a path of the settings as seen from the working folder,
// "" for none.
func (b *Builder) settingPath(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(b.cfg.SettingsDir, filepath.FromSlash(name))
}

// editPattern puts the folder of the documents into the address to edit a page
// at, since the settings speak of paths in the module and writers of paths
// below that folder.
func (b *Builder) editPattern() string {
	if b.cfg.Settings.Edit == "" || b.place.dir == "." {
		return b.cfg.Settings.Edit
	}
	return strings.ReplaceAll(b.cfg.Settings.Edit, "{path}", b.place.dir+"/{path}")
}

// changed returns the day on which the source of a page was changed, or what
// the page says.
func (b *Builder) changed(p *site.Page) string {
	said := p.Doc.Meta.Date
	info, err := fs.Stat(b.place.fsys, path.Join(b.place.dir, p.Source))
	if err != nil {
		return said
	}
	return cmp.Or(said, info.ModTime().UTC().Format(time.DateOnly))
}
