package site

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// link fills l with what ref leads to. It stays broken when that is nothing.
func (r *resolver) link(ref *tree.Ref, l *Link) {
	a, ok := r.address(ref, l)
	if !ok {
		return
	}
	if a.path == "" {
		r.toPage(ref, l, r.page, a)
		return
	}
	switch d := r.follow(a.path, wantAny); {
	case d.miss != hit:
		r.missed(ref, a, d)
	case d.page != nil:
		r.toPage(ref, l, d.page, a)
	default:
		r.toFile(l, d.file, a)
	}
}

// image fills l with the picture that ref shows.
func (r *resolver) image(ref *tree.Ref, l *Link) {
	a, ok := r.address(ref, l)
	if !ok {
		return
	}
	d := destination{miss: noFile}
	if a.path != "" {
		d = r.follow(a.path, wantFile)
	}
	if d.miss != hit {
		r.missed(ref, a, d)
		return
	}
	r.toFile(l, d.file, a)
}

// address reads the address of ref. Addresses of other sites are done with
// here, and so are those that nobody may follow; for what is left it returns
// true.
func (r *resolver) address(ref *tree.Ref, l *Link) (address, bool) {
	a, trouble := parseAddress(ref.URL)
	unsafe := isUnsafe(a.scheme)
	external := a.scheme != "" || a.host
	switch {
	case unsafe:
		r.reportUnsafe(ref, a)
		return a, false
	case trouble == "" && !ref.Absolute && !external:
		return a, true
	case ref.Absolute && a.whole != "":
		trouble = ""
	case trouble == "" && a.scheme != "" && !slices.Contains(safeSchemes, a.scheme):
		r.report(diag.New(diag.LinkURL, r.doc.Source, ref.Span, "address %q has a scheme that lore does not know", ref.URL).
			DidYouMean(nearest.Nearest(a.scheme, safeSchemes)))
		return a, false
	case trouble == "":
		trouble = badExternal(a)
	}
	if trouble != "" {
		d := diag.New(diag.LinkURL, r.doc.Source, ref.Span, "address %q cannot be read: %s", ref.URL, trouble)
		if trouble == backslashes {
			d = d.DidYouMean(strings.ReplaceAll(ref.URL, `\`, "/"))
		}
		r.report(d)
		return a, false
	}
	l.Kind, l.URL = External, escapeExternal(a.whole)
	return a, false
}

func (r *resolver) reportUnsafe(ref *tree.Ref, a address) {
	d := diag.New(diag.LinkURL, r.doc.Source, ref.Span, "scheme %q is not safe to follow", a.scheme)
	if ref.Kind == tree.RefImage && a.scheme == "data" {
		d = d.WithHint("keep the picture in a file beside the page")
	}
	r.report(d)
}

// toPage makes l a link to the place in p that a names.
func (r *resolver) toPage(ref *tree.Ref, l *Link, p *Page, a address) {
	l.Kind, l.Page, l.Query = ToPage, p, a.query
	if a.fragment == "" {
		return
	}
	names := r.site.targetsOf(p).byName
	for name := range readings(a.fragment) {
		if id, ok := names[name]; ok {
			l.Target, l.Fragment = id, name
			return
		}
	}
	if strings.EqualFold(a.fragment, "top") { // every page has one (HTML, section 7.4.6.4)
		l.Fragment = a.fragment
		return
	}
	*l = Link{}
	r.missedTarget(ref, p, a.fragment)
}

// toFile makes l a link to a file of the module.
func (r *resolver) toFile(l *Link, file string, a address) {
	l.Kind, l.File, l.Query, l.Fragment = ToFile, r.copy(file), a.query, a.fragment
}

// readings yields what a browser takes a fragment for: the name as it stands,
// then the name without escapes.
func readings(fragment string) func(func(string) bool) {
	return func(yield func(string) bool) {
		if !yield(fragment) || strings.IndexByte(fragment, '%') < 0 {
			return
		}
		if name, err := url.PathUnescape(fragment); err == nil {
			yield(name)
		}
	}
}

func (r *resolver) report(d diag.Diagnostic) { r.sink.Report(d) }

// missedTarget reports that p has no place called name.
func (r *resolver) missedTarget(ref *tree.Ref, p *Page, fragment string) {
	name := fragment
	for name = range readings(fragment) {
	}
	where := "on this page"
	if p != r.page {
		where = "in " + r.spell(p)
	}
	d := diag.New(diag.LinkTarget, r.doc.Source, r.fragmentSpan(ref, fragment), "no target %q %s", name, where)
	ids := r.site.targetsOf(p).byName
	names := make([]string, 0, len(ids))
	for n := range ids {
		names = append(names, n)
	}
	near := nearest.Nearest(name, names)
	if near != "" {
		t := &p.Doc.Targets[ids[near]]
		r.report(d.DidYouMean("#"+near).WithNote(p.Doc.Source, t.Span, "%q is here", near))
		return
	}
	r.report(d.WithNote(p.Doc.Source, source.Span{}, "%s", targetsNote(p.Doc)))
}

// targetsNote lists the places that a page can be entered at.
func targetsNote(d *tree.Document) string {
	const most = 8
	var names []string
	for i := 1; i < len(d.Targets) && len(names) <= most; i++ {
		names = append(names, d.Targets[i].Name)
	}
	switch {
	case len(names) == 0:
		return "the page has no targets"
	case len(names) > most:
		names[most] = "and others"
	}
	return "the page has the targets " + strings.Join(names, ", ")
}

// fragmentSpan returns where the fragment of ref stands.
func (r *resolver) fragmentSpan(ref *tree.Ref, fragment string) source.Span {
	if written := r.doc.Source.Slice(ref.Span); strings.HasSuffix(written, "#"+fragment) {
		return source.Span{Start: ref.Span.End - int32(len(fragment)), End: ref.Span.End}
	}
	return ref.Span
}

// missed reports that a path leads to nothing.
func (r *resolver) missed(ref *tree.Ref, a address, d destination) {
	image := ref.Kind == tree.RefImage
	code, what := diag.LinkFile, "file"
	if image {
		code, what = diag.ImageMissing, "image"
	}
	say := func(code diag.Code, format string, args ...any) diag.Diagnostic {
		return diag.New(code, r.doc.Source, ref.Span, format, args...)
	}
	switch d.miss {
	case outside:
		r.report(say(diag.LinkOutside, "%s %q is outside the module", what, a.path))
	case private:
		r.report(say(diag.LinkOutside, "%s %q belongs to version control and is not published", what, a.path))
	case noPage:
		r.report(say(diag.LinkPage, "no page %q", a.path).DidYouMean(r.nearestPage(a)))
	case noSuffix:
		r.report(say(diag.LinkPage, "no page %q", a.path).DidYouMean(r.spell(d.page) + suffix(a)))
	case noFolder:
		r.report(say(diag.LinkPage, "no folder %q", a.path))
	case noIndex:
		r.report(say(diag.LinkPage, "folder %q has no index page", a.path))
	case aPage:
		r.report(say(code, "%q is a page, not an image", a.path))
	case aFolder:
		r.report(say(code, "%q is a folder, not a file", a.path))
	case unread:
		r.report(say(code, "%s %q cannot be read, or is a link out of the module", what, a.path))
	default:
		r.report(say(code, "no %s %q", what, cmp.Or(a.path, a.whole)).DidYouMean(r.nearestFile(a)))
	}
}

// nearestPage returns the address that a was probably meant to be, "" if no
// page is near.
func (r *resolver) nearestPage(a address) string {
	if _, ok := r.walk(a.path); !ok {
		return ""
	}
	below, ok := r.belowFolder()
	if !ok {
		return ""
	}
	name := string(below)
	if ext := path.Ext(name); r.site.exts[ext] {
		name = strings.TrimSuffix(name, ext)
	}
	p := r.site.nearPage(name)
	if p == nil {
		return ""
	}
	return r.spell(p) + suffix(a)
}

// nearestFile is nearestPage for files in the folder that a names.
func (r *resolver) nearestFile(a address) string {
	dir, base := path.Split(a.path)
	if base == "" {
		return ""
	}
	if _, ok := r.walk(dir + "."); !ok {
		return ""
	}
	near := nearName(base, r.site.module.list(string(r.buf)))
	if near == "" {
		return ""
	}
	return dir + near + suffix(a)
}

// suffix returns what follows the path of a.
func suffix(a address) string {
	return a.whole[strings.IndexAny(a.whole+"?", "?#"):]
}

// spell returns the path of p's source as this page links to it.
func (r *resolver) spell(p *Page) string {
	if p.Generated {
		return p.Path
	}
	up, rest := relative(r.page.Path, p.Source)
	return strings.Repeat("../", up) + rest
}
