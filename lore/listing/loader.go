package listing

import (
	"io/fs"
	"net/url"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// DefaultMaxSize is the size in bytes of the largest file that is shown, unless
// a Config says otherwise.
const DefaultMaxSize = 1 << 20

// Config says where listings come from.
type Config struct {
	// FS holds the module: all that listings may show. It must not follow
	// links out of it, as that of an os.Root does not.
	FS fs.FS

	// Highlighter colours the code. Nil means one of the Loader's own.
	Highlighter *highlight.Highlighter

	// MaxSize is the size in bytes of the largest file that is shown. Below 1
	// it is DefaultMaxSize.
	MaxSize int64

	// Display returns the name that a file is printed with in diagnostics,
	// given its path in FS. Nil means the path.
	Display func(path string) string
}

// A Loader makes the code of listings. It keeps what it read, so that it serves
// one build: files that change meanwhile are not read again. It is safe for
// concurrent use.
type Loader struct {
	cfg      Config
	files    memo[string, *file]
	colors   memo[colorKey, *colors]
	cuts     memo[choice, *cut]
	siblings memo[string, []string] // by folder, for the nearest name
	below    memo[string, []string]
}

// NewLoader returns a Loader that has read nothing yet.
func NewLoader(cfg Config) *Loader {
	if cfg.Highlighter == nil {
		cfg.Highlighter = highlight.New()
	}
	if cfg.MaxSize < 1 {
		cfg.MaxSize = DefaultMaxSize
	}
	cfg.MaxSize = min(cfg.MaxSize, source.MaxSize-1)
	if cfg.Display == nil {
		cfg.Display = func(path string) string { return path }
	}
	l := &Loader{cfg: cfg}
	l.files = newMemo(l.readFile)
	l.colors = newMemo(l.color)
	l.cuts = newMemo(l.cut)
	l.siblings = newMemo(l.list)
	l.below = newMemo(l.walk)
	return l
}

// Load returns the code of each listing of d, by its ListingID. The entry is
// nil for hidden steps and for listings that cannot be shown; what is wrong
// with those, and with the words of any listing, goes to sink. The page lies in
// the folder dir, which is a path in the Loader's file system.
func (l *Loader) Load(d *tree.Document, dir string, sink diag.Sink) []*Code {
	p := page{loader: l, doc: d, dir: dir, sink: sink}
	p.checkPageWords()
	if len(d.Listings) == 0 {
		return nil
	}
	codes := make([]*Code, len(d.Listings))
	for i := range d.Listings {
		codes[i] = p.listing(&d.Listings[i])
	}
	return codes
}

// Source returns a code file that listings have shown, as it is on disk. The
// path is that of [Code.File].
func (l *Loader) Source(path string) (*source.File, bool) {
	f := l.files.get(path)
	return f.src, f.bad == nil
}

// A page is a document whose listings are being made.
type page struct {
	loader *Loader
	doc    *tree.Document
	dir    string
	sink   diag.Sink
}

func (p *page) listing(l *tree.ListingSource) *Code {
	p.checkWords(l)
	switch {
	case l.Kind.Hidden():
		return nil
	case l.Kind == tree.CodeFile:
		return p.file(l)
	}
	return p.inline(l)
}

// file makes the code of a listing that shows a file.
func (p *page) file(l *tree.ListingSource) *Code {
	p.checkLang(l)
	f := p.find(l)
	if f == nil {
		return nil
	}
	cut := p.loader.cuts.get(chosenBy(l, f))
	for _, bad := range cut.faults {
		p.report(l, bad)
	}
	return cut.code
}

// find returns the file that a listing names, or nil if it cannot be shown.
func (p *page) find(l *tree.ListingSource) *file {
	name, bad := resolve(p.dir, l.File)
	if bad != nil {
		p.report(l, *bad)
		return nil
	}
	f := p.loader.files.get(name)
	if f.bad == nil {
		return f
	}
	if plain := p.unescaped(l.File); plain != nil {
		return plain
	}
	missing := *f.bad
	missing.message = "file " + quote(l.File) + " " + missing.message
	if f.bad.message == notThere {
		missing = missing.didYouMean(p.loader.nearestFile(p.dir, name))
	}
	p.report(l, missing)
	return nil
}

// unescaped returns the file of an address that is written as addresses on the
// web are, with %20 for a blank, or nil if there is none.
func (p *page) unescaped(address string) *file {
	if !strings.Contains(address, "%") {
		return nil
	}
	plain, err := url.PathUnescape(address)
	if err != nil {
		return nil
	}
	name, bad := resolve(p.dir, plain)
	if bad != nil {
		return nil
	}
	if f := p.loader.files.get(name); f.bad == nil {
		return f
	}
	return nil
}

// chosenBy returns what the words of a listing ask for.
func chosenBy(l *tree.ListingSource, f *file) choice {
	c := choice{path: f.path, lang: f.lang(l.Lang)}
	for i := range l.Words {
		w := &l.Words[i]
		switch w.Name {
		case "lines":
			c.lines = w.Value
		case "region":
			c.region = w.Value
		case "decl":
			c.decl = w.Value
		case "skipLines":
			c.skip = w.Value
		case "highlight":
			c.highlighted = w.Value
		case "numbers":
			c.numbered = w.Value
		}
	}
	return c
}

func quote(s string) string { return strconv.Quote(s) }
