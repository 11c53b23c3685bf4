package run

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/run/program"
	"github.com/lore-docs/lore/lore/run/script"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A run is the state of one Run.
type run struct {
	in      Input
	root    *os.Root
	checker *program.Checker
	cache   cache
	mu      sync.Mutex
	files   map[string]*source.File // of the module, for diagnostics; under mu

	pages    []*page
	listings []program.Listing
	asked    []ask // by listing
	plan     *program.Plan
	errors   map[shownBlock]errorBlock
	found    map[*program.Program]*program.Result // of Check
	binary   map[*program.Program]string
	setups   map[string]*page // setup files by folder

	checks []*Done
	events events
}

// An ask is why a program.Listing is part of the plan.
type ask struct {
	page  *page
	check *Done // nil where a command or another listing asks for the program
}

// shownBlock names a compile error block as package program does.
type shownBlock struct{ listing, block int }

// An errorBlock is a compile error block with its check.
type errorBlock struct {
	place
	check *Done
}

// A place is a block on a page.
type place struct {
	page *page
	id   tree.ListingID
}

func (p place) source() *tree.ListingSource { return &p.page.Doc.Listings[p.id] }

func (p place) span() source.Span { return p.source().Span }

// line returns where line n of the block stands.
func (p place) line(n int) source.Span {
	return script.SourceSpan(p.page.Doc.Source, p.source(), n)
}

// A page is one page on its way.
type page struct {
	Page
	dir      string // its folder in the module
	name     string // below the folder of the documents
	sessions []*session
	names    map[string]int // of checks
	varies   bool           // some block names kinds of values, which are captured page-wide
}

// newPage plans nothing yet.
func (r *run) newPage(p Page) *page {
	name := p.Name
	if r.in.Folder != "." && r.in.Folder != "" {
		name = strings.TrimPrefix(name, r.in.Folder+"/")
	}
	return &page{Page: p, dir: path.Dir(p.Name), name: name, names: map[string]int{}}
}

// newCheck adds a check of a page. Names that are taken get a number.
func (r *run) newCheck(p *page, name string, id tree.ListingID, span source.Span) *Done {
	p.names[name]++
	if n := p.names[name]; n > 1 {
		name = fmt.Sprintf("%s#%02d", name, n)
	}
	d := &Done{Page: p.Name, Path: p.name + "/" + name, File: p.Doc.Source, Span: span, Listing: int(id)}
	r.checks = append(r.checks, d)
	return d
}

// planPage finds the checks of a page.
func (r *run) planPage(p *page) {
	r.planBlocks(p)
	for id := range p.Doc.Listings { // these look for listings of the page
		if at := (place{p, tree.ListingID(id)}); at.source().Kind == tree.CompileError {
			r.planError(at, at.options())
		}
	}
	for _, s := range p.sessions {
		r.planSetup(s)
	}
}

func (r *run) planBlocks(p *page) {
	for id := range p.Doc.Listings {
		at := place{p, tree.ListingID(id)}
		l := at.source()
		o := at.options()
		p.varies = p.varies || o.Match.Vary != 0
		switch l.Kind {
		case tree.CodeFile, tree.CodeText:
			r.planCode(at, o)
		case tree.CompileError:
		case tree.Output:
			if o.Of == "" {
				p.outputOfLast(r, at, o)
			} else {
				r.planOutputOf(at, o)
			}
		default:
			r.planTranscript(at, o)
		}
	}
}

// planCode makes the check of a code listing.
func (r *run) planCode(at place, o script.Options) {
	code := at.code()
	if code == nil || !r.checkable(code.Lang) {
		return // not shown, which is reported, or nothing that could be checked
	}
	l := program.Listing{Dir: at.page.dir, Lang: code.Lang}
	name := code.File
	if at.source().Kind == tree.CodeFile {
		l.File = code.File
		if dir := at.page.dir + "/"; dir != "./" {
			name = strings.TrimPrefix(name, dir)
		}
	} else {
		l.Text = at.source().Text
		name = fmt.Sprintf("line%d.%s", at.page.Doc.Source.Position(at.span().Start).Line, code.Lang)
	}
	level := LevelVet
	if code.Lang != "go" {
		level = LevelParse
	}
	level = min(level, r.in.Level)
	check := r.newCheck(at.page, name+"/"+level.String(), at.id, at.span())
	if why := r.unfit(o); why != "" {
		r.skipped(check, at, why)
		return
	}
	for _, w := range o.With {
		if w, ok := inModule(at.page.dir, w); ok {
			l.With = append(l.With, w)
		}
	}
	for _, v := range o.Go {
		l.MinGo = strings.TrimPrefix(v, ">=")
	}
	if level < LevelVet && code.Lang == "go" {
		l.Level = program.Level(level)
	}
	r.ask(l, ask{at.page, check})
	if o.Run && r.in.Level >= LevelRun {
		r.planRun(at, at.page.withNeeds(o), code)
	}
}

// checkable reports whether there is a check for a language.
func (r *run) checkable(lang string) bool {
	builtin := []string{"go", "json", "yaml", "toml", "xml", "html", "sh", "bash", "shell", "python"}
	return slices.Contains(builtin, lang) || slices.ContainsFunc(r.in.Runners, func(runner program.Runner) bool { return runner.Lang == lang })
}

func (at place) code() *listing.Code {
	if int(at.id) < len(at.page.Code) {
		return at.page.Code[at.id]
	}
	return nil
}

// ask adds a listing to those that programs are made of.
func (r *run) ask(l program.Listing, a ask) int {
	r.listings = append(r.listings, l)
	r.asked = append(r.asked, a)
	return len(r.listings) - 1
}

// planError gives a compile error block to the listing that it is of: the one
// it names, or the Go listing above it.
func (r *run) planError(at place, o script.Options) {
	doc := at.page.Doc
	check := r.newCheck(at.page, fmt.Sprintf("goerror%d", doc.Source.Position(at.span().Start).Line), at.id, at.span())
	if why := r.unfit(o); why != "" {
		r.skipped(check, at, why)
		return
	}
	n := r.listingFor(at, o)
	if n < 0 && o.Of == "" {
		check.fail(diag.New(diag.TranscriptSyntax, doc.Source, at.line(1), "compile error of nothing; wanted a Go listing above it, or of=FILE"))
		return
	}
	if n < 0 {
		file, _ := inModule(at.page.dir, o.Of)
		n = r.ask(program.Listing{File: file, Dir: at.page.dir, Lang: "go"}, ask{at.page, check})
	}
	r.errors[shownBlock{n, len(r.listings[n].Errors)}] = errorBlock{at, check}
	r.listings[n].Errors = append(r.listings[n].Errors, at.source().Text)
}

// listingFor returns the listing of the plan that an error block is of, or -1.
func (r *run) listingFor(at place, o script.Options) int {
	file, _ := inModule(at.page.dir, o.Of)
	found := -1
	for i, l := range r.listings {
		a := r.asked[i]
		switch {
		case a.page != at.page || a.check == nil:
		case o.Of != "" && l.File == file:
			return i
		case o.Of == "" && l.Lang == "go" && a.check.Listing < int(at.id):
			found = i
		}
	}
	return found
}

// group makes programs of the listings, those that commands name included.
func (r *run) group(ctx context.Context) error {
	for _, p := range r.pages {
		for _, s := range p.sessions {
			r.askPrograms(s)
		}
	}
	var err error
	r.plan, err = r.checker.Plan(ctx, r.listings)
	return err
}

// askPrograms asks for the programs that the commands of a session start.
func (r *run) askPrograms(s *session) {
	for _, st := range s.all() {
		if st.Kind != script.Command {
			continue
		}
		for _, c := range st.commands {
			files, folder, ok := c.goProgram()
			if !ok {
				continue
			}
			if l, ok := r.programListing(c.dir, files, folder); ok {
				l.Level = program.Check // for more a page has to show it
				n := r.ask(l, ask{s.page, nil})
				s.programs = append(s.programs, n)
				st.programs = append(st.programs, n)
				r.askErrors(n, st)
			}
		}
	}
}

// compileError is how a line begins that the compiler prints.
var compileError = regexp.MustCompile(`^\S+\.go:\d+:\d+: `)

// askErrors says that the program of a step must be refused, if the step shows
// what the compiler says of it.
func (r *run) askErrors(n int, st *step) {
	first := slices.IndexFunc(st.want, func(w wantLine) bool { return compileError.MatchString(w.Text) })
	if first < 0 || st.want[0].at != st.at {
		return
	}
	text := strings.Repeat("\n", st.want[first].No-1)
	for _, w := range st.want[first:] {
		text += w.Text + "\n"
	}
	r.listings[n].Errors = []string{text}
	r.errors[shownBlock{n, 0}] = errorBlock{st.at, st.check}
}

// programListing returns the listing that stands for the program of a go
// command in a folder of the module, if that is there.
func (r *run) programListing(dir string, files []string, folder string) (program.Listing, bool) {
	if len(files) == 0 {
		dir, ok := inModule(dir, folder)
		return program.Listing{File: dir, Dir: dir}, ok && len(r.goFiles(dir)) > 0
	}
	var names []string
	for _, f := range files {
		name, ok := inModule(dir, f)
		if !ok || !r.isFile(name) {
			return program.Listing{}, false
		}
		names = append(names, name)
	}
	l := program.Listing{File: names[0], Dir: path.Dir(names[0]), Lang: "go", With: names[1:]}
	// All files of a folder are its package, which is linked once.
	all := r.goFiles(l.Dir)
	l.Alone = len(all) != len(names)
	if !l.Alone {
		l.With = nil
	}
	return l, true
}

// goFiles returns the Go files of a folder that are no tests.
func (r *run) goFiles(dir string) (names []string) {
	entries, _ := fs.ReadDir(r.root.FS(), dir)
	for _, e := range entries {
		if name := e.Name(); e.Type().IsRegular() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			names = append(names, path.Join(dir, name))
		}
	}
	return names
}

func (r *run) isFile(name string) bool {
	info, err := r.root.Lstat(name)
	return err == nil && info.Mode().IsRegular()
}

func (r *run) isDir(name string) bool {
	info, err := r.root.Lstat(name)
	return err == nil && info.IsDir()
}

// file returns a file of the module for diagnostics.
func (r *run) file(name string) *source.File {
	if i := slices.IndexFunc(r.pages, func(p *page) bool { return p.Name == name }); i >= 0 {
		return r.pages[i].Doc.Source
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if f := r.files[name]; f != nil {
		return f
	}
	text, _ := fs.ReadFile(r.root.FS(), name) // one that is gone is shown without an excerpt
	f := source.New(r.in.Display(name), string(text))
	r.files[name] = f
	return f
}

// onePackage reports whether Go files of a folder are one program.
func (r *run) onePackage(files []string) bool {
	mains := 0
	for _, name := range files {
		text := r.file(name).Text
		if strings.Contains(text, "\nfunc main()") {
			mains++
		}
		if strings.Contains(text, "//go:build ignore") {
			return false
		}
	}
	return mains == 1
}
