package lore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/lore-docs/lore/apilinks"
	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/internal/atomicfile"
	"github.com/lore-docs/lore/internal/par"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/markdown"
	"github.com/lore-docs/lore/lore/run"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/lore/xhtml"
)

// ErrUnknownFormat means that no writer makes a format.
var ErrUnknownFormat = errors.New("unknown format")

// ErrForeignOutput means that something stands in the place of the output
// that lore did not make.
var ErrForeignOutput = atomicfile.ErrForeign

// Build builds what cfg says. What is wrong with the documents is in the
// Result, and outputs are made all the same. An error means that the machine
// failed, or ctx ended; outputs are then as they were before. With an
// ErrMissingTool there is a Result, too, of what could be made.
func Build(ctx context.Context, cfg Config) (*Result, error) {
	b, err := NewBuilder(cfg)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	return b.Build(ctx)
}

// A Builder builds one configuration, as often as it is asked to, and keeps
// what it learnt of code files and packages in between. Builds of one Builder
// do not run at once; those of several may.
type Builder struct {
	cfg   Config
	place *place
	out   string    // the outputs' folder, as a path in the module; "" if it is elsewhere
	theme string    // likewise
	found diag.List // about templates

	highlighter *highlight.Highlighter
	index       *apilinks.Index
}

// NewBuilder checks cfg and opens the module that it is about.
func NewBuilder(cfg Config) (*Builder, error) {
	b := &Builder{cfg: cfg.withDefaults(), highlighter: highlight.New()}
	var err error
	if b.place, err = openPlace(b.cfg.Dir); err != nil {
		return nil, err
	}
	if err = b.prepare(); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

func (b *Builder) prepare() (err error) {
	if b.cfg.Writers == nil {
		if b.cfg.Writers, err = b.defaultWriters(&b.found); err != nil {
			return err
		}
	}
	for _, format := range b.cfg.Formats {
		if format != formatPDF && b.cfg.Writers[format] == nil {
			known := append(slices.Collect(maps.Keys(b.cfg.Writers)), formatPDF)
			slices.Sort(known)
			return fmt.Errorf("%w %q; there is %s", ErrUnknownFormat, format, strings.Join(known, ", "))
		}
	}
	b.out = b.place.lexical(b.cfg.Out)
	b.theme = b.place.lexical(b.settingPath(b.cfg.Settings.Theme))
	b.index = apilinks.New(b.cfg.apiConfig(filepath.Join(b.place.abs, filepath.FromSlash(b.place.dir))))
	return nil
}

// Close lets go of the module.
func (b *Builder) Close() { b.place.close() }

func (c Config) withDefaults() Config {
	if len(c.Files) > 0 && c.Dir == "" {
		c.Dir = filepath.Dir(c.Files[0])
	}
	if c.Out == "" && c.Settings.Out != "" {
		c.Out = filepath.Join(c.SettingsDir, filepath.FromSlash(c.Settings.Out))
	}
	c.Out = cmp.Or(c.Out, "build")
	if len(c.Formats) == 0 {
		c.Formats = c.Settings.Formats
	}
	if len(c.Formats) == 0 {
		c.Formats = []string{"html"}
	}
	if c.Readers == nil {
		c.Readers = map[string]Reader{".xhtml": xhtml.Reader{}, ".md": markdown.Reader{}}
	}
	return c
}

// A build is the state of one run.
type build struct {
	*Builder
	ctx  context.Context
	apis *apiLoader // nil where names are not looked up

	names []string // of the documents: paths in the module
	docs  []*tree.Document
	code  map[*tree.Document][]*listing.Code
	site  *site.Site
	facts []*site.Facts // by page
	found diag.List     // what is wrong so far, unsorted
}

// Build makes every output.
func (b *Builder) Build(ctx context.Context) (*Result, error) {
	r := &build{Builder: b, ctx: ctx, apis: newAPILoader(ctx, b.index), found: slices.Clone(b.found)}
	if err := r.read(); err != nil {
		return nil, err
	}
	r.collect()
	if err := r.resolve(); err != nil {
		return nil, err
	}
	result := &Result{Pages: len(r.docs)}
	err := r.outputs(result)
	if err != nil && !errors.Is(err, ErrMissingTool) {
		return nil, err
	}
	result.Diagnostics = b.cfg.Settings.Weigh(r.site.Filter(r.found))
	result.Diagnostics.Sort()
	return result, err
}

// outputs makes every format that is asked for, PDFs last: they are made of
// the LaTeX files, which are written for them if nobody asked.
func (r *build) outputs(result *Result) error {
	formats := slices.Clone(r.cfg.Formats)
	if i := slices.Index(formats, formatPDF); i >= 0 {
		formats = slices.Delete(formats, i, i+1)
		if !slices.Contains(formats, formatLaTeX) {
			if out, err := r.write(formatLaTeX); err != nil {
				return fmt.Errorf("write %s: %w", out.Dir, err)
			}
		}
		formats = append(formats, formatPDF)
	}
	for _, format := range formats {
		make := r.write
		if format == formatPDF {
			make = func(string) (Output, error) { return r.pdf() }
		}
		out, err := make(format)
		if err != nil {
			return fmt.Errorf("write %s: %w", out.Dir, err)
		}
		result.Outputs = append(result.Outputs, out)
	}
	return nil
}

// read makes documents of the sources and loads their listings, while the
// packages that they name are looked up.
func (r *build) read() (err error) {
	if r.names, err = r.documents(); err != nil {
		return err
	}
	loader := listing.NewLoader(listing.Config{FS: r.place.fsys, Highlighter: r.highlighter, Display: r.place.display})
	n := len(r.names)
	r.docs = make([]*tree.Document, n)
	code := make([][]*listing.Code, n)
	err = r.each(Reading, n, func(i int, sink diag.Sink) error {
		f, err := r.load(r.names[i])
		if err != nil {
			return err
		}
		doc := r.cfg.Readers[path.Ext(r.names[i])].Read(f, sink)
		if r.apis != nil {
			r.apis.add(doc.APIs)
		}
		r.docs[i], code[i] = doc, loader.Load(doc, path.Dir(r.names[i]), sink)
		return nil
	})
	r.code = make(map[*tree.Document][]*listing.Code, n)
	for i, doc := range r.docs {
		r.code[doc] = code[i]
	}
	return err
}

// collect puts the pages together.
func (r *build) collect() {
	in := site.Input{
		Title: r.cfg.Settings.Title, Folder: r.place.dir, Module: r.place.fsys, Numbers: r.cfg.Settings.Numbers,
		Sources: make([]site.Source, len(r.docs)),
	}
	for i, doc := range r.docs {
		in.Sources[i] = site.Source{Path: r.below(r.names[i]), Doc: doc}
	}
	r.site = site.Collect(in, &r.found)
	site.Number(r.site, &r.found)
}

// resolve finds out what the references of every page lead to, once all
// packages are known.
func (r *build) resolve() error {
	if err := r.apis.wait(); err != nil {
		return fmt.Errorf("look up packages: %w", err)
	}
	r.facts = make([]*site.Facts, len(r.site.Pages))
	proofs := run.OpenProofs(r.cfg.CacheDir, r.place.fsys)
	err := r.each(Linking, len(r.facts), func(i int, sink diag.Sink) error {
		page := r.site.Pages[i]
		r.facts[i] = site.Resolve(r.site, page, site.Deps{Code: r.code[page.Doc], Proofs: r.proofs(proofs, page), API: r.index.Resolve}, sink)
		for _, rule := range r.cfg.Rules {
			rule.Check(r.view(i), sink)
		}
		return nil
	})
	if err == nil {
		site.Gather(r.site, r.facts, &r.found)
	}
	return err
}

// proofs returns what the last tests said of the listings of a page.
func (r *build) proofs(known *run.Proofs, page *site.Page) []site.Proof {
	if known == nil || page.Generated {
		return nil
	}
	list := make([]site.Proof, len(page.Doc.Listings))
	for _, proof := range known.Of(path.Join(r.place.dir, page.Source), page.Doc.Source.Text) {
		if int(proof.Listing) < len(list) {
			list[proof.Listing] = site.Proof{State: proofState(proof), Go: proof.Go}
		}
	}
	return list
}

func proofState(p run.Proof) site.ProofState {
	switch {
	case p.Failed:
		return site.Failing
	case p.Compared:
		return site.Tested
	}
	return site.Compiles
}

func (r *build) view(page int) site.View {
	return site.View{Site: r.site, Page: r.site.Pages[page], Facts: r.facts[page]}
}

// each runs f for 0 to n-1 on the configured number of goroutines, collects
// what each reports, and tells how far it is.
func (r *build) each(stage Stage, n int, f func(i int, sink diag.Sink) error) error {
	var done atomic.Int64
	found := make([]diag.List, n)
	err := par.Do(r.ctx, r.cfg.Jobs, n, func(i int) error {
		err := f(i, &found[i])
		if r.cfg.Progress != nil {
			r.cfg.Progress(stage, int(done.Add(1)), n)
		}
		return err
	})
	r.found = slices.Concat(append([]diag.List{r.found}, found...)...)
	return err
}
