package run

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/run/script"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// SetupFile is the name of the steps that all sessions of the pages in and
// below a folder begin with.
const SetupFile = "lore.setup"

// setupFor returns the setup file that is nearest to a folder of the module, as
// a block of a page of its own.
func (r *run) setupFor(dir string) (at place, ok bool) {
	for ; ; dir = path.Dir(dir) {
		if p := r.setupIn(dir); p != nil {
			return place{p, 0}, true
		}
		if dir == "." {
			return place{}, false
		}
	}
}

// setupIn reads the setup file of a folder, nil if it has none.
func (r *run) setupIn(dir string) *page {
	if p, known := r.setups[dir]; known {
		return p
	}
	r.setups[dir] = nil
	name := path.Join(dir, SetupFile)
	if !r.isFile(name) || linked(r.root.FS(), dir) {
		return nil
	}
	text, err := fs.ReadFile(r.root.FS(), name)
	if err != nil {
		return nil
	}
	f := source.New(r.in.Display(name), string(text))
	block := tree.ListingSource{Kind: tree.Setup, Text: strings.ReplaceAll(f.Text, "\r\n", "\n"), Span: source.Span{End: int32(len(f.Text))}}
	r.setups[dir] = &page{Page: Page{Name: name, Doc: &tree.Document{Source: f, Listings: []tree.ListingSource{block}}}, dir: dir}
	return r.setups[dir]
}

// planSetup puts the steps of the nearest setup file before those of a session.
// They are done in the folder of the file.
func (r *run) planSetup(s *session) {
	at, ok := r.setupFor(s.page.dir)
	due := slices.ContainsFunc(s.all(), func(st *step) bool { return st.check.Status == Passed })
	if !ok || !due {
		return
	}
	steps, problems := script.Parse(at.source().Text, nil)
	folders := s.folders
	s.folders = map[string]string{"1": at.page.dir}
	for _, st := range steps {
		n := &step{Step: st, session: s, at: at, term: "1"}
		for _, l := range st.Want {
			n.want = append(n.want, wantLine{l, at})
		}
		n.compare = len(n.want) > 0
		name := fmt.Sprintf("%s/setup%02d_%s", s.name, len(s.setup)+1, stepName(st))
		n.check = r.newCheck(s.page, name, noListing, at.line(max(st.Line, 1)))
		n.check.File = at.page.Doc.Source
		if len(s.setup) == 0 {
			n.enterDir = at.page.dir
		}
		n.follow()
		s.setup = append(s.setup, n)
	}
	r.problems(s, at, problems, s.setup, 0)
	s.folders = folders
}

// noListing is Done.Listing of what no listing of the page shows.
const noListing = -1

// withNeeds adds what a page needs for all its sessions to what a block says.
func (p *page) withNeeds(o script.Options) script.Options {
	for _, w := range p.Doc.Meta.Words {
		if w.Name == "needs" {
			o.Needs = append(o.Needs, script.ParseWords([]tree.Word{w}).Needs...)
		}
	}
	return o
}

// options is what the words of a block say, and for one that is run, those of
// its page.
func (at place) options() script.Options {
	o := script.ParseWords(at.source().Words)
	switch at.source().Kind {
	case tree.CodeFile, tree.CodeText, tree.CompileError:
		return o
	}
	return at.page.withNeeds(o)
}

// skipWord returns where the page says why a block is skipped.
func (r *run) skipWord(at place) (span source.Span, ok bool) {
	for _, name := range []string{"skip", "why", "needs", "os"} {
		if w, ok := at.source().Word(name); ok {
			return w.Span, true
		}
	}
	for _, w := range at.page.Doc.Meta.Words {
		if w.Name == "needs" && r.unfit(script.ParseWords([]tree.Word{w})) != "" {
			return w.Span, true
		}
	}
	return source.Span{}, false
}

// env returns the variables that a page sets for all its sessions.
func (p *page) env() (list []string) {
	for _, w := range p.Doc.Meta.Words {
		if w.Name == "env" && strings.Contains(w.Value, "=") {
			list = append(list, w.Value)
		}
	}
	return list
}

// pageFiles copies what a page wants to have in its sessions: a file, or what
// is in a folder.
func (c *copier) pageFiles(p *page) {
	for _, w := range p.Doc.Meta.Words {
		if w.Name != "files" {
			continue
		}
		from, to := listing.CutFiles(w.Value)
		from, ok := inModule(p.dir, from)
		target, ok2 := inModule(p.dir, to)
		if !ok || !ok2 || linked(c.fsys, from) {
			continue // reported with the words
		}
		if info, err := fs.Stat(c.fsys, from); err == nil && info.IsDir() {
			c.renamed(from, target)
		} else if err == nil {
			if below, err := fs.Stat(c.fsys, target); strings.HasSuffix(to, "/") || err == nil && below.IsDir() {
				target = path.Join(target, path.Base(from))
			}
			c.fileAs(from, target)
		}
	}
}

// renamed copies the regular files below a folder to another.
func (c *copier) renamed(from, to string) {
	_ = fs.WalkDir(c.fsys, from, func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			c.fileAs(name, path.Join(to, strings.TrimPrefix(name, from)))
		}
		return nil // what cannot be read is not there
	})
}

// fileAs copies a file under another name.
func (c *copier) fileAs(from, to string) {
	c.file(from)
	if f, ok := c.files[from]; ok && from != to {
		f.name = to
		c.files[to] = f
	}
}

// blockOthers ends what cannot be done because the setup failed.
func (s *session) blockOthers() {
	failed := false
	for _, st := range s.setup {
		failed = failed || st.check.Status == Failed
	}
	for _, st := range s.steps {
		if failed {
			st.check.block(SetupFile + " failed")
		}
	}
}
