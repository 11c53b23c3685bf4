package latex

import (
	"fmt"
	"hash/fnv"
	"path"
	"strings"

	"github.com/lore-docs/lore/lore/site"
)

// pageLabel returns the label of a page: its path.
func pageLabel(p *site.Page) string { return labelName(p.Path) }

// labelName returns name if it can stand in a label and in the name of a file,
// and else what is left of it with a hash of it behind, so that two names
// never become one.
func labelName(name string) string {
	for i := range len(name) {
		if !labelByte(name[i]) {
			return labelOf(name)
		}
	}
	if name == "" {
		return "-"
	}
	return name
}

func labelOf(name string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // never fails
	safe := strings.Map(func(r rune) rune {
		if r < 128 && labelByte(byte(r)) {
			return r
		}
		return '-'
	}, name)
	return fmt.Sprintf("%.60s-%08x", safe, uint32(h.Sum64()^h.Sum64()>>32))
}

func labelByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-./_", c) >= 0
}

// ChapterFile returns the path of the file that holds the page in a book.
func ChapterFile(p *site.Page) string { return path.Join("chapters", labelName(p.Path)) + ".tex" }

// articleFile returns the path of the file of the page outside a book: its
// last name, if no other page has that.
func articleFile(s *site.Site, p *site.Page) string {
	base := path.Base(p.Path)
	for _, other := range s.Pages {
		if other != p && !other.Generated && path.Base(other.Path) == base {
			base = strings.ReplaceAll(p.Path, "/", "-")
			break
		}
	}
	return labelName(base) + ".tex"
}
