package html

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"path"
	"strings"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/templates"
)

// assetDir is the folder of the files that all pages share.
const assetDir = "lore-assets"

// assets are those files. Their names hold a digest of their bytes, so that
// they may be cached for ever.
type assets struct {
	style, script, icon string // paths in the output
	preload             []string
	files               []site.Output
}

// newAssets makes the style sheet, the script and the fonts for a site.
func newAssets(s *site.Site, theme fs.FS, system bool) (*assets, error) {
	var a assets
	layer := templates.Layer(theme)
	rules := ""
	if !system {
		faces := templates.Faces(charactersOf(s))
		if err := a.fonts(layer, faces); err != nil {
			return nil, err
		}
		rules = templates.FaceRules(faces, func(f templates.Face) string { return path.Base(a.fontPath(f)) })
	}
	sheet, err := fs.ReadFile(layer, templates.StyleFile)
	if err != nil {
		return nil, fmt.Errorf("read the style sheet: %w", err)
	}
	extra, err := fs.ReadFile(layer, templates.ExtraFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the theme's style sheet: %w", err)
	}
	script, err := fs.ReadFile(layer, templates.ScriptFile)
	if err != nil {
		return nil, fmt.Errorf("read the script: %w", err)
	}
	icon, err := fs.ReadFile(layer, templates.IconFile)
	if err != nil {
		return nil, fmt.Errorf("read the icon: %w", err)
	}
	style := templates.Style(highlight.DefaultPalette(), rules, string(sheet), string(extra))
	a.style = a.add(templates.StyleFile, []byte(style))
	a.script = a.add(templates.ScriptFile, script)
	a.icon = a.add(templates.IconFile, icon)
	return &a, nil
}

// fonts adds the files of faces and their licences.
func (a *assets) fonts(layer fs.FS, faces []templates.Face) error {
	for _, f := range faces {
		data, err := fs.ReadFile(layer, "fonts/"+f.File)
		if err != nil {
			return fmt.Errorf("read a font: %w", err)
		}
		name := a.add(f.File, data)
		if f.Subset == "latin" && !f.Italic && f.Family != "Lore Mono" {
			a.preload = append(a.preload, name)
		}
	}
	for _, name := range templates.Licences() {
		data, err := fs.ReadFile(layer, "fonts/"+name)
		if err != nil {
			return fmt.Errorf("read a font's licence: %w", err)
		}
		a.files = append(a.files, site.Output{Path: path.Join(assetDir, name), Data: data})
	}
	return nil
}

// fontPath returns the path of a face's file, which was added.
func (a *assets) fontPath(f templates.Face) string {
	stem := strings.TrimSuffix(f.File, path.Ext(f.File))
	for _, out := range a.files {
		if strings.HasPrefix(path.Base(out.Path), stem+".") {
			return out.Path
		}
	}
	return ""
}

// add adds a file and returns its path.
func (a *assets) add(name string, data []byte) string {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	name = strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext
	p := path.Join(assetDir, name)
	a.files = append(a.files, site.Output{Path: p, Data: data})
	return p
}

// charactersOf returns the characters of the pages' sources. Character
// references are taken at their word even where they are code.
func charactersOf(s *site.Site) *templates.Runes {
	var text templates.Runes
	for _, p := range s.Pages {
		src := p.Doc.Source.Text
		text.AddString(src)
		for {
			i := strings.IndexByte(src, '&')
			if i < 0 {
				break
			}
			src = src[i:]
			if end := strings.IndexByte(src[:min(len(src), 40)], ';'); end > 0 {
				text.AddString(html.UnescapeString(src[:end+1]))
			}
			src = src[1:]
		}
	}
	return &text
}

// static returns the files that a theme wants at the root of the site.
func static(theme fs.FS) ([]site.Output, error) {
	if theme == nil {
		return nil, nil
	}
	var files []site.Output
	err := fs.WalkDir(theme, templates.StaticDir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == templates.StaticDir:
			return fs.SkipAll
		case err != nil:
			return err
		case !d.Type().IsRegular():
			return nil
		}
		data, err := fs.ReadFile(theme, name)
		if err != nil {
			return err
		}
		files = append(files, site.Output{Path: strings.TrimPrefix(name, templates.StaticDir+"/"), Data: data})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the theme's files: %w", err)
	}
	return files, nil
}
