package site

import (
	"path"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A node is what the collector knows of a page while it makes the contents.
type node struct {
	entry    *Entry
	lines    []*Page     // of an index page: the page that each line of its contents leads to, or nil
	named    bool        // the contents of some other page lead here
	by       *Page       // the index page whose contents placed this one, nil if none did
	at       source.Span // in by
	unlisted []*Page     // what is appended to the contents of an index page, by path
}

// placed reports whether the page has its place in the contents.
func (n *node) placed() bool { return n.entry != nil }

// contents makes the table of contents of the site. The index pages are
// followed from the root. What they do not lead to is appended to the nearest
// index page above it.
func (c *collector) contents() {
	c.prepare()
	root := c.nodes[c.site.Root]
	root.entry = &Entry{Page: c.site.Root}
	c.expand(c.site.Root)
	// An index page that some contents name is left to them, unless these
	// can only be reached through that page itself.
	for _, mayBeNamed := range []bool{false, true} {
		for _, p := range c.sorted {
			if p.isIndex() && (mayBeNamed || !c.nodes[p].named) {
				c.adopt(p)
			}
		}
	}
	for _, p := range c.sorted {
		c.adopt(p)
	}
	for _, p := range c.sorted {
		c.appendUnlisted(p)
	}
	if c.site.Root.Generated {
		c.appendUnlisted(c.site.Root)
	}
	c.site.Toc = root.entry.Children
}

// prepare makes the nodes and follows the links of the index pages' contents.
func (c *collector) prepare() {
	nodes := make([]node, len(c.sorted)+1)
	c.nodes = make(map[*Page]*node, len(nodes))
	for i, p := range c.sorted {
		c.nodes[p] = &nodes[i]
	}
	c.nodes[c.site.Root] = &nodes[len(c.sorted)]
	for _, p := range c.sorted {
		if !p.isIndex() || len(p.Doc.Toc) == 0 {
			continue
		}
		lines := make([]*Page, len(p.Doc.Toc))
		follow := follower{site: c.site, page: p}
		for i, e := range p.Doc.Toc {
			to := follow.chapter(e.Ref)
			if lines[i] = to; to != nil && to != p {
				c.nodes[to].named = true
			}
		}
		c.nodes[p].lines = lines
	}
}

// chapter returns the page that a line of the contents lists, or nil: links
// into pages, out of the site and to nowhere list none.
func (f *follower) chapter(ref tree.RefID) *Page {
	if ref < 0 || f.page.Doc.Refs[ref].Absolute {
		return nil
	}
	a, trouble := parseAddress(f.page.Doc.Refs[ref].URL)
	if trouble != "" || a.scheme != "" || a.host || a.fragment != "" || a.path == "" {
		return nil
	}
	return f.follow(a.path, wantPage).page
}

// expand reads the contents of the index page p into its entry.
func (c *collector) expand(p *Page) {
	r := tocReader{collector: c, page: p, lines: c.nodes[p].lines}
	if len(r.lines) > 0 {
		r.list(0, c.nodes[p].entry, p)
	}
}

// A tocReader nests the flat contents of one index page.
type tocReader struct {
	*collector
	page  *Page
	lines []*Page
	next  int
}

// list reads lines of at least the depth into the children of into. The pages
// among them are below parent.
func (r *tocReader) list(depth int, into *Entry, parent *Page) {
	for r.next < len(r.lines) && r.page.Doc.Toc[r.next].Depth >= depth {
		line, to := r.page.Doc.Toc[r.next], r.lines[r.next]
		r.next++
		switch {
		case to == nil:
			r.part(line, into, parent)
		case r.nodes[to].placed():
			r.again(line, to, parent)
			r.list(line.Depth+1, r.nodes[to].entry, to)
		default:
			r.place(line, to, into, parent)
		}
	}
}

// part reads a line without a page. Without pages below it, it is dropped.
func (r *tocReader) part(line tree.TocEntry, into *Entry, parent *Page) {
	e := &Entry{Title: strings.TrimSpace(line.Text)}
	r.list(line.Depth+1, e, parent)
	switch {
	case len(e.Children) == 0:
	case e.Title == "":
		into.Children = append(into.Children, e.Children...)
	default:
		into.Children = append(into.Children, e)
	}
}

// place reads a line that gives the page to its place. What the line nests
// comes before what the page's own contents list.
func (r *tocReader) place(line tree.TocEntry, to *Page, into *Entry, parent *Page) {
	n := r.nodes[to]
	n.entry = &Entry{Title: strings.TrimSpace(line.Text), Page: to}
	if n.entry.Title == "" {
		n.entry.Title = to.Title
	}
	n.by, n.at = r.page, line.Span
	to.listed, to.Parent = true, parent
	into.Children = append(into.Children, n.entry)
	r.list(line.Depth+1, n.entry, to)
	r.expand(to)
}

// again reports a line for a page that has its place, unless there is nothing
// wrong with it: a way back up, or a page that the contents of a page above
// placed below this one.
func (r *tocReader) again(line tree.TocEntry, to *Page, parent *Page) {
	n := r.nodes[to]
	if below(parent, to) || n.by != r.page && below(to, r.page) {
		return
	}
	d := diag.New(diag.TocDuplicate, r.page.Doc.Source, line.Span, "page %q is in the table of contents twice", to.Title)
	if n.by != nil {
		d = d.WithNote(n.by.Doc.Source, n.at, "it is first here")
	}
	r.sink.Report(d)
}

// below reports whether p is top, or has its place below it.
func below(p, top *Page) bool {
	for ; p != nil; p = p.Parent {
		if p == top {
			return true
		}
	}
	return false
}

// adopt gives a page that no contents placed to the nearest index page above.
// That one has its place first, so that no page can come to be below itself.
func (c *collector) adopt(p *Page) {
	n := c.nodes[p]
	if n.placed() {
		return
	}
	owner := c.owner(p)
	if c.adopt(owner); n.placed() {
		return
	}
	n.entry, p.Parent = &Entry{Title: p.Title, Page: p}, owner
	o := c.nodes[owner]
	o.unlisted = append(o.unlisted, p)
	if len(o.lines) > 0 && !c.leftOut(owner, p) {
		c.sink.Report(diag.New(diag.TocMissing, p.Doc.Source, source.Span{}, "page %q is in no table of contents", p.Title).
			WithHint("list it in %s", owner.Source))
	}
	c.expand(p)
}

// leftOut reports whether the index page links to p from an item that says that
// it does not belong to the contents.
func (c *collector) leftOut(index, p *Page) bool {
	follow, found := follower{site: c.site, page: index}, false
	tree.Walk(index.Doc.Blocks, func(n tree.Node) bool {
		item, ok := n.(*tree.Item)
		if !ok || !slices.ContainsFunc(strings.Fields(tree.Class(item)), func(s string) bool { return s == "ignoretoc" || s == "tocignore" }) {
			return !found
		}
		tree.Walk(item.Blocks, func(n tree.Node) bool {
			if l, ok := n.(*tree.Link); ok && follow.chapter(l.Ref) == p {
				found = true
			}
			return !found
		})
		return false
	})
	return found
}

// owner returns the nearest index page above p.
func (c *collector) owner(p *Page) *Page {
	for dir := p.container(); dir != ""; dir = parentDir(dir) {
		if owner := c.site.byPath[dir+"/"+index]; owner != nil {
			return owner
		}
	}
	return c.site.Root
}

// appendUnlisted puts the pages that p adopted behind those that its contents
// list. Folders between p and a page become parts.
func (c *collector) appendUnlisted(p *Page) {
	n := c.nodes[p]
	slices.SortFunc(n.unlisted, byPath)
	type folder struct {
		dir   string
		entry *Entry
	}
	open := []folder{{p.dir(), n.entry}}
	for _, q := range n.unlisted {
		dir := q.container()
		for len(open) > 1 && !inside(dir, open[len(open)-1].dir) {
			open = open[:len(open)-1]
		}
		for top := open[len(open)-1]; top.dir != dir; top = open[len(open)-1] {
			sub := nextDir(top.dir, dir)
			part := &Entry{Title: path.Base(sub)}
			top.entry.Children = append(top.entry.Children, part)
			open = append(open, folder{sub, part})
		}
		top := open[len(open)-1].entry
		top.Children = append(top.Children, c.nodes[q].entry)
	}
}

// inside reports whether dir is top or below it.
func inside(dir, top string) bool {
	rest, ok := strings.CutPrefix(dir, top)
	return ok && (top == "" || rest == "" || rest[0] == '/')
}

// nextDir returns the folder one below top on the way to dir.
func nextDir(top, dir string) string {
	from := 0
	if top != "" {
		from = len(top) + 1
	}
	if i := strings.IndexByte(dir[from:], '/'); i >= 0 {
		return dir[:from+i]
	}
	return dir
}
