package run

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/lore-docs/lore/internal/atomicfile"
	"github.com/lore-docs/lore/lore/run/program"
	"github.com/lore-docs/lore/lore/tree"
)

// A Proof is how the last test of a block of a page ended.
type Proof struct {
	Listing  tree.ListingID
	Failed   bool
	Compared bool   // it was run, and what the page shows is what came; else it compiles, no more
	Go       string // the language that it was proven with, "go1.26"; "" where no program of Go has a part in it

	needs []need
}

// A need is a file that a proof depends on, as it was. A path that ends in "/"
// stands for all that a package in the folder is made of, one in "/." for the
// names of the files in the folder.
type need struct{ Path, Hash string }

// Proofs knows how the tests of pages ended that are as they were then, and
// whose listings are. It may be used by several goroutines at once, as long as
// no file changes.
type Proofs struct {
	dir    string
	fsys   fs.FS    // the module
	hashes sync.Map // by path
}

// OpenProofs returns what is kept in a cache of the tests in a module, nil if
// that is nothing.
func OpenProofs(cacheDir string, module fs.FS) *Proofs {
	dir := filepath.Join(cacheDir, "results")
	if info, err := os.Stat(dir); cacheDir == "" || err != nil || !info.IsDir() {
		return nil
	}
	return &Proofs{dir: dir, fsys: module}
}

// Of returns what is known of the page with this path in the module and this
// text, in the order of its listings.
func (p *Proofs) Of(page, text string) []Proof {
	if p == nil {
		return nil
	}
	data, err := os.ReadFile(p.file(page, text))
	var kept []keptProof
	if err != nil || json.Unmarshal(data, &kept) != nil {
		return nil
	}
	var list []Proof
	for _, k := range kept {
		if k.Proof.needs = k.Needs; !slices.ContainsFunc(k.Needs, p.changed) {
			list = append(list, k.Proof)
		}
	}
	return list
}

// keptProof is a Proof as it is kept.
type keptProof struct {
	Proof
	Needs []need
}

func (p *Proofs) changed(n need) bool { return p.hash(n.Path) != n.Hash }

func (p *Proofs) file(page, text string) string {
	h := sha256.New()
	field(h, "lore results 1", page, text)
	key := hex.EncodeToString(h.Sum(nil))
	return filepath.Join(p.dir, key[:2], key[2:])
}

// hash names the content of a file, or of the package in a folder.
func (p *Proofs) hash(name string) string {
	if known, ok := p.hashes.Load(name); ok {
		return known.(string)
	}
	h := sha256.New()
	if dir, ok := strings.CutSuffix(name, "/."); ok {
		for _, file := range p.files(dir) {
			field(h, file)
		}
	} else if dir, ok := strings.CutSuffix(name, "/"); ok {
		for _, file := range p.files(dir) {
			if program.IsSource(file) {
				field(h, file, p.hash(path.Join(dir, file)))
			}
		}
	} else if data, err := fs.ReadFile(p.fsys, name); err != nil {
		field(h, "none")
	} else {
		field(h, "file", string(data))
	}
	sum := hex.EncodeToString(h.Sum(nil)[:16])
	p.hashes.Store(name, sum)
	return sum
}

// files returns the names of the files in a folder, without those that editors
// hide.
func (p *Proofs) files(dir string) (names []string) {
	entries, _ := fs.ReadDir(p.fsys, dir) // a folder that is gone has no files
	for _, e := range entries {
		if name := e.Name(); e.Type().IsRegular() && name[0] != '.' && !strings.HasSuffix(name, "~") {
			names = append(names, name)
		}
	}
	return names
}

// keep writes the proofs of a page. What cannot be kept is shown by nobody.
func (p *Proofs) keep(page, text string, list []Proof) {
	file := p.file(page, text)
	if len(list) == 0 {
		_ = os.Remove(file)
		return
	}
	kept := make([]keptProof, len(list))
	for i, proof := range list {
		kept[i] = keptProof{proof, proof.needs}
	}
	data, err := json.Marshal(kept)
	if err != nil || os.MkdirAll(filepath.Dir(file), 0o777) != nil {
		return
	}
	_ = atomicfile.WriteFile(file, data, 0o666)
}

// A prover makes proofs of the checks of a run.
type prover struct {
	*run
	proofs   *Proofs
	programs map[*program.Program][]need // nil for what cannot be told
	sessions map[*session][]need
}

// newProver notes what the checks depend on, before they are done. It returns
// nil if nothing is kept.
func (r *run) newProver() *prover {
	if r.in.CacheDir == "" || r.in.Accept || r.in.Shift { // or it is not true of the pages as they are
		return nil
	}
	p := &prover{run: r, proofs: &Proofs{dir: filepath.Join(r.in.CacheDir, "results"), fsys: r.root.FS()},
		programs: map[*program.Program][]need{}, sessions: map[*session][]need{}}
	for _, q := range r.plan.Programs {
		p.programs[q] = p.programNeeds(q)
	}
	for _, page := range r.pages {
		for _, s := range page.sessions {
			p.sessions[s] = p.sessionNeeds(s)
		}
	}
	return p
}

func (p *prover) needs(paths []string) []need {
	slices.Sort(paths)
	var list []need
	for _, name := range slices.Compact(paths) {
		list = append(list, need{name, p.proofs.hash(name)})
	}
	return list
}

func (p *prover) programNeeds(q *program.Program) []need {
	folders, ok := q.Folders()
	if !ok {
		return nil
	}
	paths := append([]string{"go.mod", "go.sum"}, q.Files...)
	for _, dir := range folders {
		paths = append(paths, dir+"/")
	}
	return p.needs(paths)
}

func (p *prover) sessionNeeds(s *session) []need {
	files, err := p.workFiles(s)
	if err != nil {
		return nil
	}
	paths := []string{"go.mod", "go.sum"}
	for _, f := range files {
		paths = append(paths, f.name)
		if dir := path.Dir(f.name); dir != "." {
			paths = append(paths, dir+"/.")
		}
	}
	for _, st := range s.all() {
		if name := st.at.page.Name; name != s.page.Name {
			paths = append(paths, name) // steps that pages share
		}
	}
	list := p.needs(paths)
	for _, n := range s.programs {
		more := p.programs[p.plan.Of[n]]
		if more == nil {
			return nil
		}
		list = append(list, more...)
	}
	return unique(list)
}

func unique(list []need) []need {
	slices.SortFunc(list, func(a, b need) int { return strings.Compare(a.Path, b.Path) })
	return slices.Compact(list)
}

// keep makes the proofs of all pages. Of blocks that had no part in this run
// the old ones stay.
func (p *prover) keep() {
	for _, page := range p.pages {
		text := page.Doc.Source.Text
		tested := p.judge(page)
		var list []Proof
		for _, old := range p.proofs.Of(page.Name, text) {
			if _, ok := tested[old.Listing]; !ok {
				list = append(list, old)
			}
		}
		for _, proof := range tested {
			if proof != nil {
				list = append(list, *proof)
			}
		}
		slices.SortFunc(list, func(a, b Proof) int { return int(a.Listing) - int(b.Listing) })
		p.proofs.keep(page.Name, text, list)
	}
}

// judge returns the proofs of a page's blocks; nil for those that were tested
// and are neither proven nor wrong.
func (p *prover) judge(page *page) map[tree.ListingID]*Proof {
	tested := map[tree.ListingID]*Proof{}
	p.judgeChecks(page, tested)
	for _, s := range page.sessions {
		for id := range page.Doc.Listings {
			at := place{page, tree.ListingID(id)}
			if v := p.verdict(s, at); v != untested {
				tested[at.id] = p.proof(at, v, p.sessions[s], s)
			}
		}
	}
	p.promote(page, tested)
	return tested
}

// A verdict is what the checks of a block come to.
type verdict uint8

const (
	untested  verdict = iota
	undecided         // skipped, blocked, or for want of a tool
	compiles
	compared
	wrong
)

func (v verdict) and(c *Done, passed verdict) verdict {
	switch {
	case c.Status == Failed && !c.Needs:
		return wrong
	case c.Status != Passed && v != wrong:
		return undecided
	case v == untested:
		return passed
	}
	return v
}

// proof is a verdict with what it depends on, nil if there is no telling.
func (p *prover) proof(at place, v verdict, needs []need, s *session) *Proof {
	if v == undecided || needs == nil {
		return nil
	}
	proof := &Proof{Listing: at.id, Failed: v == wrong, Compared: v == compared, needs: needs}
	if s == nil || len(s.programs) > 0 {
		proof.Go = p.checker.Language()
	}
	return proof
}

// judgeChecks judges the blocks that are checked, and not run.
func (p *prover) judgeChecks(page *page, tested map[tree.ListingID]*Proof) {
	for n, a := range p.asked {
		q := p.plan.Of[n]
		if a.page != page || a.check == nil {
			continue
		}
		if v := p.checked(q, a.check); v != untested {
			at := place{page, tree.ListingID(a.check.Listing)}
			tested[at.id] = p.proof(at, v, p.programs[q], nil)
		}
	}
	for shown, b := range p.errors {
		q := p.plan.Of[shown.listing]
		if b.page == page && b.source().Kind == tree.CompileError && p.found[q] != nil {
			tested[b.id] = p.proof(b.place, untested.and(b.check, compared), p.programs[q], nil)
		}
	}
}

// checked is the verdict on a listing of a program. That code parses is no
// proof of anything.
func (p *prover) checked(q *program.Program, c *Done) verdict {
	switch {
	case p.found[q] == nil, c.Status == Passed && p.in.Level < Level(q.Level):
		return untested
	case c.Status == Passed && q.Level < program.Vet:
		return undecided
	case q.Expected():
		return untested.and(c, compared)
	}
	return untested.and(c, compiles)
}

// verdict is that on a block of a session.
func (p *prover) verdict(s *session, at place) verdict {
	v := untested
	for _, st := range s.all() {
		shows := st.at == at || slices.ContainsFunc(st.want, func(w wantLine) bool { return w.at == at })
		if !shows || at.source().Kind == tree.CodeFile {
			continue
		}
		if st.check.Status == Passed && p.in.Level < LevelCompare {
			return untested
		}
		v = v.and(st.check, compared)
	}
	return v
}

// promote says of listings that compile what transcripts prove of them: that
// the program was run, and printed what the page shows.
func (p *prover) promote(page *page, tested map[tree.ListingID]*Proof) {
	for n, a := range p.asked {
		if a.page != page || a.check == nil {
			continue
		}
		proof := tested[tree.ListingID(a.check.Listing)]
		if proof == nil || proof.Failed || p.in.Level < LevelCompare {
			continue
		}
		for _, s := range page.sessions {
			if p.sessions[s] != nil && s.passes() && p.runs(s, p.listings[n].File) {
				proof.Compared = true
				proof.needs = unique(slices.Concat(proof.needs, p.sessions[s]))
			}
		}
	}
}

// passes reports whether all steps of a session passed.
func (s *session) passes() bool {
	return len(s.all()) > 0 && !slices.ContainsFunc(s.all(), func(st *step) bool { return st.check.Status != Passed })
}

// runs reports whether a session starts a program with the file.
func (p *prover) runs(s *session, file string) bool {
	return file != "" && slices.ContainsFunc(s.programs, func(n int) bool { return slices.Contains(p.plan.Of[n].Files, file) })
}
