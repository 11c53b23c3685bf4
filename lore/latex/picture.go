package latex

import (
	"path"
	"strings"

	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A Picture is an image that a page shows, and the file that the page reads it
// from. Whoever writes the pages makes that file: an .svg becomes a .pdf, what
// TeX cannot read a .png, and the others are copied. Where it is missing, the
// words of the image stand in its place.
type Picture struct {
	Source string // in the module
	Path   string // in the output: img/core/howto/loop.pdf
	File   *source.File
	Span   source.Span // of the address in File
}

// Pictures returns the images that a page shows, in the order of its text.
func (w *Writer) Pictures(v site.View) []Picture {
	var all []Picture
	doc := v.Page.Doc
	for i := range doc.Refs {
		if doc.Refs[i].Kind != tree.RefImage || i >= len(v.Facts.Links) || v.Facts.Links[i].Kind != site.ToFile {
			continue
		}
		file := v.Facts.Links[i].File
		if to := pictureFile(file); to != "" {
			all = append(all, Picture{sourceOf(v.Facts, file), to, doc.Source, doc.Refs[i].Span})
		}
	}
	return all
}

// sourceOf returns where in the module a file of the output comes from.
func sourceOf(f *site.Facts, file string) string {
	for i := range f.Files {
		if f.Files[i].Path == file {
			return f.Files[i].Source
		}
	}
	return ""
}

// pictureFile returns the file that a page reads an image from, "" for what is
// no image.
func pictureFile(file string) string {
	ext := path.Ext(file)
	to := ""
	switch strings.ToLower(ext) {
	case ".png", ".pdf":
		to = strings.ToLower(ext)
	case ".jpg", ".jpeg":
		to = ".jpg"
	case ".svg":
		to = ".pdf"
	case ".gif", ".webp", ".avif", ".bmp":
		to = ".png"
	default:
		return ""
	}
	// Two images that differ in the ending alone stay two.
	name := strings.TrimSuffix(file, ext) + "-" + strings.ToLower(strings.TrimPrefix(ext, "."))
	if strings.Contains(name, ".") { // TeX takes the first dot for the beginning of the ending
		return "img/" + strings.ReplaceAll(labelOf(name), ".", "-") + to
	}
	return "img/" + labelName(name) + to
}
