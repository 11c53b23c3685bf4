package site

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// Input is what a site is made of.
type Input struct {
	Title   string // of the whole; "" takes that of the root page
	Sources []Source
	Folder  string // of the documents, in Module; "" or "." for its topmost
	Module  fs.FS  // where linked files are looked for; nil where there are none
	Numbers bool   // number chapters and sections
}

// A Source is a document and where it was found.
type Source struct {
	Path string // below the documents' folder, slash separated: "core/howto/servers.xhtml"
	Doc  *tree.Document
}

// index is the name of the page that stands for its folder.
const index = "index"

// Collect makes the site of in: its pages, their order and their nesting. It
// reports pages that are in each other's place and what is amiss with the
// tables of contents, but for their broken links, which Resolve finds.
func Collect(in Input, sink diag.Sink) *Site {
	c := collector{sink: sink, site: &Site{
		Title: in.Title, Numbered: in.Numbers,
		byPath: make(map[string]*Page, len(in.Sources)+1),
		exts:   map[string]bool{".html": true, ".htm": true, ".xhtml": true, ".md": true},
		folder: strings.Trim(path.Clean("/"+in.Folder), "/"),
		module: newModule(in.Module),
	}}
	c.pages(in.Sources)
	c.root()
	c.aliases()
	c.contents()
	c.order()
	if root := c.site.Root; root.Generated {
		root.Doc = generate(c.site)
	}
	return c.site
}

// A collector makes a Site.
type collector struct {
	site   *Site
	sink   diag.Sink
	sorted []*Page // by path
	nodes  map[*Page]*node
}

// pages makes a page of each source. Of two that are in each other's place the
// first by name stays.
func (c *collector) pages(sources []Source) {
	sources = slices.Clone(sources)
	slices.SortStableFunc(sources, func(a, b Source) int { return cmp.Compare(a.Path, b.Path) })
	pages := make([]Page, len(sources))
	for i, src := range sources {
		file := strings.TrimPrefix(path.Clean("/"+src.Path), "/")
		ext := path.Ext(file)
		if path.Base(file) == ext { // a name like ".md" is no extension
			ext = ""
		}
		p := &pages[i]
		p.Doc, p.Source, p.Path = src.Doc, file, file[:len(file)-len(ext)]
		c.site.exts[ext] = true
		if first := c.site.byPath[p.Path]; first != nil {
			c.taken(p, source.Span{}, p.Path, first)
			continue
		}
		p.Title = c.title(p)
		c.site.byPath[p.Path] = p
		c.sorted = append(c.sorted, p)
	}
	c.cases()
	slices.SortFunc(c.sorted, byPath)
}

// cases warns of pages whose paths differ in case only: they are two files here
// and one on a machine whose file system does not tell case apart.
func (c *collector) cases() {
	first := make(map[string]*Page, len(c.sorted))
	for _, p := range c.sorted {
		folded := strings.ToLower(p.Path)
		other := first[folded]
		if other == nil {
			first[folded] = p
			continue
		}
		d := diag.New(diag.PageDuplicate, p.Doc.Source, source.Span{}, "page %q and page %q differ in case only", p.Path, other.Path).
			WithHint("they are one file on macOS and Windows").WithNote(other.Doc.Source, source.Span{}, "the other is here")
		d.Severity = diag.Warning
		c.sink.Report(d)
	}
}

// taken reports that p cannot be had at path since first is there.
func (c *collector) taken(p *Page, at source.Span, path string, first *Page) {
	c.sink.Report(diag.New(diag.PageDuplicate, p.Doc.Source, at, "a page %q is already there", path).
		WithNote(first.Doc.Source, source.Span{}, "it is made from this file"))
}

func (c *collector) title(p *Page) string {
	if t := tree.PlainText(p.Doc.Meta.Title); t != "" {
		return t
	}
	if t := strings.Join(strings.Fields(p.Doc.Meta.HeadTitle), " "); t != "" {
		return t
	}
	switch name := path.Base(p.Path); {
	case p.Path == index:
		return cmp.Or(c.site.Title, "Contents")
	case name == index:
		return path.Base(path.Dir(p.Path))
	default:
		return name
	}
}

// root finds the root page, or makes one whose text is written when the
// contents are known.
func (c *collector) root() {
	s := c.site
	s.Root = s.byPath[index]
	if s.Root == nil {
		title := cmp.Or(s.Title, "Contents")
		s.Root = &Page{Path: index, Generated: true, Title: title, Doc: &tree.Document{Source: source.New(generatedName, "")}}
		s.byPath[index] = s.Root
	}
	s.Title = cmp.Or(s.Title, s.Root.Title)
}

// aliases keeps the other paths that pages want to be found under.
func (c *collector) aliases() {
	for _, p := range c.sorted {
		for _, written := range p.Doc.Meta.Aliases {
			c.alias(p, written)
		}
	}
}

func (c *collector) alias(p *Page, written string) {
	alias, ok := c.site.aliasPath(written)
	if !ok {
		c.sink.Report(diag.New(diag.AttributeValue, p.Doc.Source, find(p.Doc.Source, written),
			"alias %q is no path of a page of this site", written))
		return
	}
	first := cmp.Or(c.site.byPath[alias], c.site.aliases[alias])
	switch {
	case first == p:
		return
	case first != nil:
		c.taken(p, find(p.Doc.Source, written), alias, first)
		return
	}
	if c.site.aliases == nil {
		c.site.aliases = map[string]*Page{}
	}
	c.site.aliases[alias] = p
	p.Aliases = append(p.Aliases, alias)
}

// aliasPath makes a path like Page.Path of one that an author wrote, such as
// "/old/servers.html" or "old/".
func (s *Site) aliasPath(written string) (string, bool) {
	name := strings.TrimLeft(written, "/")
	if strings.HasSuffix(written, "/") {
		name += index
	}
	if s.exts[path.Ext(name)] {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	name = path.Clean(name)
	return name, name != "." && fs.ValidPath(name) && !strings.ContainsAny(name, "?#\\:")
}

// find returns where text stands in f, for what readers keep no place of.
func find(f *source.File, text string) source.Span {
	if i := strings.Index(f.Text, text); i >= 0 && text != "" {
		return source.Span{Start: int32(i), End: int32(i + len(text))}
	}
	return source.Span{}
}

// order walks the contents and puts the pages in line.
func (c *collector) order() {
	s := c.site
	s.Pages = make([]*Page, 0, len(c.sorted)+1)
	c.line(s.Root)
	c.orderEntries(s.Toc, s.Root)
}

func (c *collector) orderEntries(entries []*Entry, parent *Page) {
	for _, e := range entries {
		if e.Page == nil {
			c.orderEntries(e.Children, parent)
			continue
		}
		e.Page.Parent = parent
		parent.Children = append(parent.Children, e.Page)
		c.line(e.Page)
		c.orderEntries(e.Children, e.Page)
	}
}

// line puts p behind the pages that are in line.
func (c *collector) line(p *Page) {
	s := c.site
	if p.Position = len(s.Pages); p.Position > 0 {
		p.Prev = s.Pages[p.Position-1]
		p.Prev.Next = p
	}
	s.Pages = append(s.Pages, p)
}

// isIndex reports whether p stands for its folder.
func (p *Page) isIndex() bool {
	name, ok := strings.CutSuffix(p.Path, index)
	return ok && (name == "" || strings.HasSuffix(name, "/"))
}

// dir returns the folder that p is in, "" for the topmost.
func (p *Page) dir() string { return parentDir(p.Path) }

// container returns the folder whose contents list p: for an index page, the
// one above its own.
func (p *Page) container() string {
	if p.isIndex() {
		return parentDir(p.dir())
	}
	return p.dir()
}

func parentDir(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return ""
}

func byPath(a, b *Page) int { return cmp.Compare(a.Path, b.Path) }
