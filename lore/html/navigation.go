package html

import (
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/lore-docs/lore/lore/site"
)

// The whole tree of pages stands on every page of a site that has at most
// wholeTree of them. On others it is the way to the page, its neighbours and
// its children, of each list at most a window: what a page carries, and what a
// site costs for each page, must not grow with the site.
const (
	wholeTree = 150
	window    = 40
)

// navigation makes the trees of a site. Pages that differ only in which of the
// links is their own share one.
type navigation struct {
	site  *site.Site
	top   []*node
	nodes map[*site.Page]*node
	whole bool

	mu    sync.Mutex
	trees map[treeKey]*navTree
}

// A node is a line of the tree.
type node struct {
	entry    *site.Entry
	above    *node
	children []*node
	index    int // among its siblings
}

// treeKey says what a tree depends on.
type treeKey struct {
	dir    string // the folder of the page, which addresses start from
	open   *node  // whose children are shown, beside the way to it
	window int    // of the list that the page is in
}

// A navTree is a tree as HTML, and in it the places where a page's own link is
// marked.
type navTree struct {
	html  string
	marks map[*site.Page]int
}

func newNavigation(s *site.Site) *navigation {
	n := &navigation{site: s, nodes: map[*site.Page]*node{}, trees: map[treeKey]*navTree{}}
	count := 0
	n.top = n.add(s.Toc, nil, &count)
	n.whole = count <= wholeTree
	return n
}

func (n *navigation) add(entries []*site.Entry, above *node, count *int) []*node {
	nodes := make([]*node, len(entries))
	for i, e := range entries {
		nodes[i] = &node{entry: e, above: above, index: i}
		if e.Page != nil && n.nodes[e.Page] == nil {
			n.nodes[e.Page] = nodes[i]
		}
		*count++
		nodes[i].children = n.add(e.Children, nodes[i], count)
	}
	return nodes
}

// html returns the tree for a page, with the page marked.
func (n *navigation) html(page *site.Page) string {
	t := n.tree(page)
	at, ok := t.marks[page]
	if !ok {
		return t.html
	}
	return t.html[:at] + ` aria-current="page"` + t.html[at:]
}

func (n *navigation) tree(page *site.Page) *navTree {
	key := treeKey{dir: path.Dir(page.Path)}
	at := n.nodes[page]
	if at != nil && !n.whole {
		key.open, key.window = at, -1
		if len(at.children) == 0 {
			key.open, key.window = at.above, at.index/window
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	t := n.trees[key]
	if t == nil {
		t = n.newTree(key, page)
		n.trees[key] = t
	}
	return t
}

func (n *navigation) newTree(key treeKey, page *site.Page) *navTree {
	w := navWriter{nav: n, key: key, from: page, path: map[*node]bool{}, marks: map[*site.Page]int{}}
	for o := key.open; o != nil; o = o.above {
		w.path[o] = true
	}
	w.list(n.top, nil)
	return &navTree{html: string(w.b), marks: w.marks}
}

type navWriter struct {
	nav   *navigation
	key   treeKey
	from  *site.Page
	path  map[*node]bool // the open node and those above it
	b     []byte
	marks map[*site.Page]int
}

// list writes the children of above.
func (w *navWriter) list(nodes []*node, above *node) {
	if len(nodes) == 0 {
		return
	}
	w.b = append(w.b, "<ul>\n"...)
	first, last := w.window(nodes, above)
	w.gap(first, above, "before")
	for _, n := range nodes[first:last] {
		w.item(n)
	}
	w.gap(len(nodes)-last, above, "more")
	w.b = append(w.b, "</ul>\n"...)
}

// window returns which part of a list is shown.
func (w *navWriter) window(nodes []*node, above *node) (first, last int) {
	if w.nav.whole || len(nodes) <= window {
		return 0, len(nodes)
	}
	k := 0
	if above == w.key.open && w.key.window >= 0 {
		k = w.key.window
	}
	for _, n := range nodes {
		if w.path[n] {
			k = n.index / window
		}
	}
	return k * window, min((k+1)*window, len(nodes))
}

// gap says how many lines a list leaves out, with a link to the page that has
// them all.
func (w *navWriter) gap(left int, above *node, word string) {
	if left == 0 {
		return
	}
	to := w.nav.site.Root
	for ; above != nil; above = above.above {
		if above.entry.Page != nil {
			to = above.entry.Page
			break
		}
	}
	w.b = append(w.b, `<li class="lore-gap"><a`...)
	w.b = appendHref(w.b, string(pageURL(w.from, to)))
	w.b = append(append(w.b, '>'), "… "+strconv.Itoa(left)+" "+word+"</a></li>\n"...)
}

func (w *navWriter) item(n *node) {
	shown := len(n.children) > 0 && (w.nav.whole || w.path[n])
	w.b = append(w.b, "<li"...)
	if shown && n.above == nil {
		w.b = append(w.b, ` class="lore-group"`...)
	}
	w.b = append(w.b, '>')
	switch to := firstPage(n.entry); {
	case n.entry.Page != nil:
		w.link(n, n.entry.Page)
	case !shown && to != nil:
		w.link(n, to)
	default:
		w.b = append(w.b, `<span class="lore-part">`...)
		w.b = append(appendText(w.b, n.entry.Title), "</span>"...)
	}
	if shown {
		w.b = append(w.b, '\n')
		w.list(n.children, n)
	}
	w.b = append(w.b, "</li>\n"...)
}

func (w *navWriter) link(n *node, to *site.Page) {
	w.b = append(w.b, "<a"...)
	if _, ok := w.marks[to]; !ok && n.entry.Page == to {
		w.marks[to] = len(w.b)
	}
	w.b = appendHref(w.b, string(pageURL(w.from, to)))
	w.b = append(w.b, '>')
	if number := to.Number; number != "" && n.entry.Page == to {
		w.b = append(w.b, `<span class="lore-n">`...)
		w.b = appendText(w.b, number[strings.LastIndexByte(number, '.')+1:])
		w.b = append(w.b, "</span>"...)
	}
	w.b = append(appendText(w.b, n.entry.Title), "</a>"...)
}

// firstPage returns the first page at or below an entry, or nil.
func firstPage(e *site.Entry) *site.Page {
	if e.Page != nil {
		return e.Page
	}
	for _, c := range e.Children {
		if p := firstPage(c); p != nil {
			return p
		}
	}
	return nil
}
