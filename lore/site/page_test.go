package site_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// readPage reads the notation that the tests of this package write pages in,
// one thing on each line:
//
//	title Writing servers
//	alias old/servers
//	toc [Servers](servers.xhtml)      nested by two blanks before toc; without [](): a part
//	h2 Factories #factories           the name may be left out, here and below
//	link servers.xhtml                also: auto, absolute, image
//	figure A loop #fig-loop           also: table
//	listing main.go A caption #main   also: code (without a file)
//	anchor name
//	index reactor!epoll
//	api net/http Client.Do
//	ignore link-page api-unknown      for the next line
//
// The span of everything is that of its argument.
func readPage(f *source.File, sink diag.Sink) *tree.Document {
	r := pageReader{Builder: tree.NewBuilder(f, sink)}
	at := 0
	for line := range strings.Lines(f.Text) {
		r.line(strings.TrimRight(line, "\n"), at)
		at += len(line)
	}
	return r.Finish(r.blocks)
}

type pageReader struct {
	*tree.Builder
	blocks []tree.Block
	ignore []string
	at     source.Span
}

func (r *pageReader) line(line string, at int) {
	text := strings.TrimLeft(line, " ")
	indent := len(line) - len(text)
	verb, arg, _ := strings.Cut(text, " ")
	span := source.Span{Start: int32(at + indent + len(text) - len(arg)), End: int32(at + len(line))}
	if verb == "ignore" {
		r.ignore, r.at = strings.Fields(arg), span
		return
	}
	if r.at != (source.Span{}) {
		r.Ignore(tree.Ignore{Span: span, Codes: r.ignore, At: r.at})
		r.at = source.Span{}
	}
	r.verb(verb, arg, indent/2, span)
}

func (r *pageReader) verb(verb, arg string, depth int, span source.Span) {
	switch verb {
	case "":
	case "title":
		r.Meta().Title = words(arg)
	case "alias":
		r.Meta().Aliases = append(r.Meta().Aliases, arg)
	case "toc":
		r.toc(arg, depth, span)
	case "h2", "h3", "h4", "h5", "h6":
		base, text := r.named(arg, span)
		r.add(&tree.Heading{Base: base, Level: int(verb[1] - '0'), Text: text})
	case "link", "auto", "absolute":
		ref := r.Ref(tree.Ref{URL: arg, Span: span, Auto: verb == "auto", Absolute: verb == "absolute"})
		r.inline(&tree.Link{Base: tree.At(span), Ref: ref})
	case "image":
		r.inline(&tree.Image{Base: tree.At(span), Ref: r.Ref(tree.Ref{URL: arg, Span: span, Kind: tree.RefImage})})
	case "figure":
		base, text := r.named(arg, span)
		r.add(&tree.Figure{Base: base, Caption: text})
	case "table":
		base, text := r.named(arg, span)
		r.add(&tree.Table{Base: base, Caption: text})
	case "listing":
		file, arg, _ := strings.Cut(arg, " ")
		base, text := r.named(arg, span)
		r.add(&tree.Listing{Base: base, Source: r.Listing(tree.ListingSource{Kind: tree.CodeFile, File: file, Caption: text, Span: span})})
	case "code":
		base, text := r.named(arg, span)
		r.add(&tree.Listing{Base: base, Source: r.Listing(tree.ListingSource{Kind: tree.CodeText, Caption: text, Span: span})})
	case "anchor":
		r.inline(&tree.Anchor{Base: tree.At(span), Target: r.Target(arg, span)})
	case "index":
		r.inline(&tree.IndexMark{Base: tree.At(span), Entry: r.IndexEntry(arg, span)})
	case "api":
		base, name, _ := strings.Cut(arg, " ")
		r.inline(&tree.APIName{Base: tree.At(span), API: r.API(tree.API{Base: base, Name: name, Span: span})})
	default:
		panic("no such verb: " + verb)
	}
}

func (r *pageReader) toc(arg string, depth int, span source.Span) {
	e := tree.TocEntry{Depth: depth, Ref: -1, Text: arg, Span: span}
	if text, rest, ok := strings.Cut(strings.TrimPrefix(arg, "["), "]("); ok {
		e.Text = text
		url := strings.TrimSuffix(rest, ")")
		e.Ref = r.Ref(tree.Ref{URL: url, Span: source.Span{Start: span.End - int32(len(url)) - 1, End: span.End - 1}})
	}
	r.Toc(e)
}

func (r *pageReader) add(b tree.Block) { r.blocks = append(r.blocks, b) }

func (r *pageReader) inline(n tree.Inline) {
	r.add(&tree.Paragraph{Base: tree.At(n.Span()), Text: []tree.Inline{n}})
}

// named cuts the name off an argument such as "Factories #factories".
func (r *pageReader) named(arg string, span source.Span) (tree.Base, []tree.Inline) {
	base := tree.At(span)
	if i := strings.LastIndexByte(arg, '#'); i >= 0 {
		base = base.With(&tree.Attr{Target: r.Target(arg[i+1:], span)})
		arg = strings.TrimSpace(arg[:i])
	}
	return base, words(arg)
}

func words(s string) []tree.Inline {
	if s == "" {
		return nil
	}
	return []tree.Inline{&tree.Text{Text: s}}
}

func TestReadPage(t *testing.T) {
	f := source.New("a.xhtml", "title A page\nh2 One #one\n  link b.xhtml\ntoc [B](b.xhtml)\n")
	d := readPage(f, diag.Discard{})
	if got, want := f.Slice(d.Refs[0].Span), "b.xhtml"; got != want {
		t.Errorf("the link is at %q, want %q", got, want)
	}
	if got, want := f.Slice(d.Refs[d.Toc[0].Ref].Span), "b.xhtml"; got != want {
		t.Errorf("the line of the contents is at %q, want %q", got, want)
	}
	if got, want := tree.Dump(d), "title\n  \"A page\"\nheading 2 one (auto0) #one\n"; !strings.HasPrefix(got, want) {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// input reads the pages below folder out of module: all files that end in
// .xhtml or .md.
func input(module fstest.MapFS, folder string, sink diag.Sink) site.Input {
	in := site.Input{Module: module, Folder: folder, Numbers: true}
	for name, file := range module {
		below := name
		if folder != "." {
			var ok bool
			if below, ok = strings.CutPrefix(name, folder+"/"); !ok {
				continue
			}
		}
		if ext := path.Ext(name); ext == ".xhtml" || ext == ".md" {
			in.Sources = append(in.Sources, site.Source{Path: below, Doc: readPage(source.New(name, string(file.Data)), sink)})
		}
	}
	slices.SortFunc(in.Sources, func(a, b site.Source) int { return strings.Compare(a.Path, b.Path) })
	return in
}

// build takes in through all stages.
func build(in site.Input, deps func(*site.Page) site.Deps, l *diag.List) (*site.Site, []*site.Facts) {
	s := site.Collect(in, l)
	site.Number(s, l)
	facts := make([]*site.Facts, len(s.Pages))
	for i, p := range s.Pages {
		facts[i] = site.Resolve(s, p, deps(p), l)
	}
	site.Gather(s, facts, l)
	*l = s.Filter(*l)
	l.Sort()
	return s, facts
}

// buildPages builds pages given by their paths, in a module whose documents are
// in the folder doc.
func buildPages(t *testing.T, pages map[string]string) (*site.Site, []*site.Facts, diag.List) {
	t.Helper()
	module := fstest.MapFS{}
	for name, text := range pages {
		if !fs.ValidPath(name) {
			t.Fatalf("bad path %q", name)
		}
		module[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var l diag.List
	s, facts := build(input(module, "doc", &l), func(*site.Page) site.Deps { return site.Deps{} }, &l)
	return s, facts, l
}
