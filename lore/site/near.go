package site

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/lore-docs/lore/internal/nearest"
)

// window is how many names on either side of the place where a wrong one would
// stand are compared with it. It bounds what a broken link costs on a site of
// any size.
const window = 100

// nearName returns the one of the sorted names that word was probably meant to
// be, or "".
func nearName(word string, names []string) string {
	at, _ := slices.BinarySearch(names, word)
	return nearest.Nearest(word, names[max(0, at-window):min(len(names), at+window)])
}

// pageNames finds pages by names that are wrong. It is made when the first
// broken link needs it.
type pageNames struct {
	once   sync.Once
	folded []string           // the paths in lower case, sorted
	byFold map[string]*Page   // by path in lower case
	byBase map[string][]*Page // by the last part of the path, in lower case; no index pages
}

func (n *pageNames) make(s *Site) {
	n.byFold = make(map[string]*Page, len(s.Pages))
	n.byBase = make(map[string][]*Page, len(s.Pages))
	for _, p := range s.Pages {
		fold := strings.ToLower(p.Path)
		if n.byFold[fold] == nil {
			n.byFold[fold] = p
			n.folded = append(n.folded, fold)
		}
		if !p.isIndex() {
			base := path.Base(fold)
			n.byBase[base] = append(n.byBase[base], p)
		}
	}
	slices.Sort(n.folded)
}

// nearPage returns the page that a path like Page.Path was probably meant to
// be: one that differs in case only, one of the same name in another folder, or
// one with a name that is nearly the same.
func (s *Site) nearPage(name string) *Page {
	s.near.once.Do(func() { s.near.make(s) })
	fold := strings.ToLower(name)
	if p := s.near.byFold[fold]; p != nil {
		return p
	}
	if moved := s.near.byBase[path.Base(fold)]; len(moved) > 0 {
		return moved[0]
	}
	return s.near.byFold[nearName(fold, s.near.folded)]
}
