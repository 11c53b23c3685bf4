package program

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/internal/par"
	"github.com/lore-docs/lore/lore/diag"
)

// A Plan says which programs the listings show.
type Plan struct {
	Programs []*Program
	Of       []*Program // by listing; never nil
}

// Plan groups listings into programs, in the order of the listings. It starts
// no process. What is wrong with a listing is a finding of its program.
func (c *Checker) Plan(ctx context.Context, listings []Listing) (*Plan, error) {
	if err := c.readFolders(ctx, listings); err != nil {
		return nil, err
	}
	b := planner{checker: c, plan: &Plan{Of: make([]*Program, len(listings))}, known: map[string]*Program{}}
	for i := range listings {
		b.add(i, &listings[i])
	}
	b.adoptHelpers(listings)
	for _, p := range b.plan.Programs {
		p.settle()
	}
	return b.plan, nil
}

// readFolders reads what the listings need of the disk on all cores.
func (c *Checker) readFolders(ctx context.Context, listings []Listing) error {
	seen := map[string]bool{}
	var dirs []string
	for i := range listings {
		l := &listings[i]
		if dir := path.Dir(l.File); strings.HasSuffix(l.File, ".go") && fs.ValidPath(l.File) && !seen[dir] {
			seen[dir] = true
			dirs = append(dirs, dir)
		}
	}
	return par.Do(ctx, c.cfg.Jobs, len(dirs), func(i int) error {
		c.folders.get(dirs[i])
		return nil
	})
}

type planner struct {
	checker *Checker
	plan    *Plan
	known   map[string]*Program
}

// add finds the program of a listing.
func (b *planner) add(i int, l *Listing) {
	p := b.program(l)
	key := fmt.Sprintf("%d %s %q %v", p.kind, p.Lang, p.Files, p.findings)
	if l.text() {
		key = fmt.Sprintf("text %d", i)
	}
	if same := b.known[key]; same != nil {
		p = same
	} else {
		b.known[key] = p
		b.plan.Programs = append(b.plan.Programs, p)
	}
	b.plan.Of[i] = p
	p.join(i, l)
}

// join notes what a listing says of its program.
func (p *Program) join(i int, l *Listing) {
	first := len(p.Listings) == 0
	p.Listings = append(p.Listings, i)
	if !l.text() && !slices.Contains(p.shown, l.File) {
		p.shown = append(p.shown, l.File)
	}
	for block, text := range l.Errors {
		p.wrong = append(p.wrong, shownText{i, block, text})
	}
	if newer(l.MinGo, p.minGo) {
		p.minGo = l.MinGo
	}
	switch {
	case l.Unchecked == "" && p.Skip != "" && !first && p.skipIsWord():
		p.Skip = ""
	case l.Unchecked != "" && p.Skip == "" && first:
		p.Skip = unchecked + l.Unchecked
	}
	level := l.Level
	if level == Auto {
		level = p.usual()
	}
	p.Level = max(p.Level, level)
}

// unchecked begins the reason of a program that the page wants not checked.
const unchecked = "check=no: "

func (p *Program) skipIsWord() bool { return strings.HasPrefix(p.Skip, unchecked) }

// usual is the level of a program that nobody asked for one.
func (p *Program) usual() Level {
	if p.kind == fragment || p.kind == otherLang {
		return Parse
	}
	return Vet
}

// program makes the program that a listing would be on its own.
func (b *planner) program(l *Listing) *Program {
	p := &Program{checker: b.checker}
	lang := l.Lang
	if lang == "" && !l.text() {
		lang = highlight.ForFile(l.File)
	}
	isGo := lang == "go" || lang == "" && strings.HasSuffix(l.File, ".go")
	switch {
	case l.text() && isGo && l.Level != Parse && hasPackage(l.Text):
		p.kind = namedFiles
		sum := sha256.Sum256([]byte(l.Text)) // and not i, which would be part of the key
		name := path.Join(l.Dir, fmt.Sprintf("page-%x", sum[:6]), "main.go")
		p.setFiles([]*goFile{b.checker.parseGo(name, "", l.Text)})
		p.Dir, p.Name = path.Clean(l.Dir), "main"
	case l.text():
		p.kind, p.Lang, p.text, p.Dir = otherLang, lang, l.Text, path.Clean(l.Dir)
		if isGo {
			p.kind = fragment
		}
	case !isGo && b.checker.isFolder(l.File):
		b.folder(p, l)
	case !isGo || l.Level == Parse:
		b.single(p, l, lang)
	case l.Alone || len(l.With) > 0:
		b.named(p, l)
	default:
		b.found(p, b.checker.files.get(l.File))
	}
	return p
}

func (c *Checker) isFolder(name string) bool {
	if !fs.ValidPath(name) || c.linked(name) != "" {
		return false
	}
	info, err := c.root.Lstat(name)
	return err == nil && info.IsDir()
}

// single makes a program of a file of any language that is only parsed.
func (b *planner) single(p *Program, l *Listing, lang string) {
	p.kind, p.Lang = otherLang, lang
	if lang == "go" || strings.HasSuffix(l.File, ".go") {
		p.kind, p.Lang = fragment, "go"
	}
	p.Files, p.Dir, p.Name = []string{l.File}, path.Dir(l.File), path.Base(l.File)
	text, bad := b.checker.read(l.File)
	p.text = text
	if bad != "" {
		p.fault(unreadable(&goFile{path: l.File, bad: bad, link: fs.ValidPath(l.File) && b.checker.linked(l.File) != ""}))
	}
}

// named makes the program of the files that a listing names.
func (b *planner) named(p *Program, l *Listing) {
	p.kind = namedFiles
	names := []string{l.File}
	for _, name := range l.With {
		switch {
		case path.Dir(name) != path.Dir(l.File):
			p.fault(Finding{Code: diag.WordValue, Level: Parse, File: l.File,
				Message: fmt.Sprintf("with names %q in another folder; wanted files of %q", name, path.Dir(l.File))})
		case !slices.Contains(names, name):
			names = append(names, name)
		}
	}
	var files []*goFile
	for _, name := range names {
		files = append(files, b.checker.files.get(name))
	}
	p.setFiles(files)
}

// folder makes the program of a folder, as "go run ./dir" finds it.
func (b *planner) folder(p *Program, l *Listing) {
	d := b.checker.folders.get(l.File)
	mains := d.mains()
	pkg := "main"
	if files := d.choose(func(f *goFile) bool { return !f.test }); len(d.of(pkg)) == 0 && len(files) > 0 {
		pkg = files[0].pkg
	}
	files := d.of(pkg)
	switch {
	case len(files) == 0:
		p.Dir, p.Lang = l.File, "go"
		p.fault(Finding{Code: diag.ListingMissing, Level: Parse, File: l.File, Message: fmt.Sprintf("folder %q has no Go files", l.File)})
		return
	case len(mains) > 1:
		p.fault(Finding{Code: diag.ListingCompile, Level: Check, File: mains[1].path, Line: 1,
			Message: fmt.Sprintf("folder %q has %d programs; wanted one, or the name of a file", l.File, len(mains))})
	}
	p.setFiles(files)
}

// found makes the program of a file by what is in its folder.
func (b *planner) found(p *Program, f *goFile) {
	d := b.checker.folders.get(path.Dir(f.path))
	switch {
	case f.bad != "", f.syntax == nil, f.use == standalone, f.pkg == "":
		p.kind = namedFiles
		p.setFiles([]*goFile{f})
	case f.use == otherPlatform:
		p.kind = namedFiles
		p.setFiles([]*goFile{f})
		p.Skip = fmt.Sprintf("%s is for %s", path.Base(f.path), f.only)
	case f.test:
		b.tests(p, d, strings.TrimSuffix(f.pkg, "_test"))
	case f.pkg == "main" && len(d.mains()) > 1:
		p.kind = namedFiles
		p.setFiles([]*goFile{f})
	default:
		p.setFiles(d.of(f.pkg))
	}
}

// tests makes the program of a package with its tests.
func (b *planner) tests(p *Program, d *folder, pkg string) {
	p.kind = packageTests
	p.xtest = d.choose(func(f *goFile) bool { return f.test && f.pkg == pkg+"_test" })
	files := d.choose(func(f *goFile) bool { return f.pkg == pkg })
	p.setFiles(files)
	p.Package, p.Dir, p.Lang = pkg, d.dir, "go"
	p.Name = p.folderName()
	for _, f := range p.xtest {
		p.Files = append(p.Files, f.path)
	}
}

// adoptHelpers gives a file without func main, in a folder with many, to the
// first program that is built with it, where it makes sense.
func (b *planner) adoptHelpers(listings []Listing) {
	for i := range listings {
		p := b.plan.Of[i]
		if p.kind != namedFiles || len(p.files) != 1 || p.files[0].hasMain || len(p.wrong) > 0 || listings[i].Alone || listings[i].text() {
			continue
		}
		for _, other := range b.plan.Programs {
			if other != p && other.kind == namedFiles && other.file(p.Files[0]) != nil && other.Skip == "" {
				b.plan.Of[i] = other
				other.join(i, &listings[i])
				b.drop(p, i)
				break
			}
		}
	}
}

// drop takes a listing from a program, and a program without listings from
// the plan.
func (b *planner) drop(p *Program, listing int) {
	p.Listings = slices.DeleteFunc(p.Listings, func(i int) bool { return i == listing })
	if len(p.Listings) == 0 {
		b.plan.Programs = slices.DeleteFunc(b.plan.Programs, func(q *Program) bool { return q == p })
	}
}

// settle decides what can be told without checking.
func (p *Program) settle() {
	p.unreadable()
	slices.Sort(p.shown)
	if p.Skip != "" || p.Lang != "go" || p.minGo == "" {
		return
	}
	if t, err := p.checker.gocmd(); err == nil { // without a toolchain, Check says so
		p.Skip = t.tooOld(p.minGo)
	}
}
