package html

import (
	"fmt"
	"path"
	"strconv"
	"sync"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/templates"
)

// common is what the pages of one site share.
type common struct {
	site   *site.Site
	assets *assets
	index  *site.Page // the page of the index, nil without one
	nav    *navigation

	mu      sync.Mutex
	folders map[string]*folder
}

// folder is what the pages of one folder share: all addresses in it are the
// same.
type folder struct {
	head string
	site templates.Site
}

// commonOf returns what the pages of s share. A Writer keeps that of the site
// it was last asked for.
func (w *Writer) commonOf(s *site.Site) (*common, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.common != nil && w.common.site == s {
		return w.common, nil
	}
	a, err := newAssets(s, w.options.Theme, w.options.SystemFonts)
	if err != nil {
		return nil, err
	}
	c := &common{site: s, assets: a, folders: map[string]*folder{}}
	if len(s.Index) > 0 {
		c.index = indexPage(s)
	}
	c.nav = newNavigation(s)
	w.common = c
	return c, nil
}

// indexPage returns the page that the index is written on.
func indexPage(s *site.Site) *site.Page {
	name := "genindex"
	for i := 1; pathTaken(s, name); i++ {
		name = fmt.Sprintf("genindex-%d", i)
	}
	doc := tree.NewBuilder(source.New("", ""), diag.Discard{}).Finish(nil)
	return &site.Page{Doc: doc, Path: name, Title: "Index", Parent: s.Root, Generated: true}
}

func pathTaken(s *site.Site, name string) bool {
	for _, p := range s.Pages {
		if p.Path == name {
			return true
		}
	}
	return false
}

// folder returns what the pages in the folder of page share.
func (c *common) folder(w *Writer, page *site.Page) *folder {
	dir := path.Dir(page.Path)
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.folders[dir]; f != nil {
		return f
	}
	f := &folder{site: templates.Site{
		Title: c.site.Title, Version: w.options.Version, Copyright: w.options.Copyright, Source: w.options.Source,
		Home: pageURL(page, c.site.Root),
	}}
	if c.index != nil {
		f.site.Index = pageURL(page, c.index)
	}
	b := c.preload(nil, page)
	b = append(b, `<link rel="icon" type="image/svg+xml"`...)
	b = appendHref(b, fileURL(page, c.assets.icon))
	b = append(b, ">\n"...)
	b = append(b, `<link rel="stylesheet"`...)
	b = appendHref(b, fileURL(page, c.assets.style))
	b = append(b, ">\n<script defer src=\""...)
	b = appendAttr(b, fileURL(page, c.assets.script))
	f.head = string(append(b, "\"></script>"...))
	c.folders[dir] = f
	return f
}

// preload appends a script that asks for the fonts of the first paint early.
// Links would do that too, but a browser that opens the page from a disk
// refuses them and says so on its console, while it takes the same fonts from
// the style sheet.
func (c *common) preload(b []byte, page *site.Page) []byte {
	if len(c.assets.preload) == 0 {
		return b
	}
	b = append(b, `<script>if(location.protocol!="file:")[`...)
	for i, font := range c.assets.preload {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendQuoteToASCII(b, fileURL(page, font))
	}
	return append(b, `].forEach(function(u){var l=document.createElement("link");l.rel="preload";l.as="font";`+
		`l.type="font/woff2";l.crossOrigin="";l.href=u;document.head.append(l)})</script>`+"\n"...)
}

func appendHref(b []byte, url string) []byte {
	b = append(b, ` href="`...)
	return append(appendAttr(b, url), '"')
}
