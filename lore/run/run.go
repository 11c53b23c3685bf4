package run

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/lore-docs/lore/internal/par"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run/program"
	"github.com/lore-docs/lore/lore/run/term"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// Run does the checks of in. What is wrong with the pages is in the Result. An
// error means that the machine failed, or ctx ended.
func Run(ctx context.Context, in Input) (*Result, error) {
	if in.Level == 0 {
		in.Level = LevelCompare
	}
	if in.Display == nil {
		in.Display = func(path string) string { return path }
	}
	if in.Jobs < 1 {
		in.Jobs = runtime.GOMAXPROCS(0)
	}
	r := &run{in: in, files: map[string]*source.File{}, errors: map[shownBlock]errorBlock{},
		found: map[*program.Program]*program.Result{}, binary: map[*program.Program]string{}, setups: map[string]*page{}}
	r.events.call = in.Event
	var err error
	if r.root, err = os.OpenRoot(in.Dir); err != nil {
		return nil, fmt.Errorf("test documents: %w", err)
	}
	defer r.root.Close()
	r.checker, err = program.New(program.Config{
		Dir: in.Dir, GoCommand: in.GoCommand, Version: in.Version, CacheDir: in.CacheDir, Jobs: in.Jobs, Runners: in.Runners,
		Require: slices.Contains(in.Require, "all"), Cgo: in.Sandbox != term.Strict && hasCgo(),
	})
	if err != nil {
		return nil, err
	}
	defer r.checker.Close()
	return r.run(ctx)
}

func (r *run) run(ctx context.Context) (*Result, error) {
	r.cache = openCache(&r.in)
	for _, p := range r.in.Pages {
		page := r.newPage(p)
		r.pages = append(r.pages, page)
		r.planPage(page)
	}
	if err := r.group(ctx); err != nil {
		return nil, err
	}
	r.order()
	r.choose()
	prover := r.newProver()
	r.events.total = len(r.checks)
	if err := r.checkPrograms(ctx); err != nil {
		return nil, err
	}
	result := &Result{}
	if r.in.Level >= LevelRun {
		if err := r.sessions(ctx, result); err != nil {
			return nil, err
		}
	}
	result.Checks = r.checks
	if prover != nil {
		prover.keep()
	}
	return result, nil
}

// order puts the checks in the order of the pages.
func (r *run) order() {
	number := map[string]int{}
	for i, p := range r.pages {
		number[p.Name] = i
	}
	slices.SortStableFunc(r.checks, func(a, b *Done) int {
		return cmp.Or(cmp.Compare(number[a.Page], number[b.Page]), cmp.Compare(a.Listing, b.Listing))
	})
}

// choose drops the checks that were not selected. A session is done as a whole.
func (r *run) choose() {
	keep := map[*Done]bool{}
	for _, c := range r.checks {
		keep[c] = r.in.Select == nil || r.in.Select.MatchString(c.Path)
	}
	for _, p := range r.pages {
		p.sessions = slices.DeleteFunc(p.sessions, func(s *session) bool {
			chosen := r.in.Level >= LevelRun && slices.ContainsFunc(s.all(), func(st *step) bool { return keep[st.check] })
			for _, st := range s.all() {
				keep[st.check] = chosen
			}
			return !chosen
		})
	}
	r.checks = slices.DeleteFunc(r.checks, func(c *Done) bool { return !keep[c] })
	for i := range r.asked {
		if !keep[r.asked[i].check] {
			r.asked[i].check = nil
		}
	}
}

// checkPrograms takes the code of all pages to its levels.
func (r *run) checkPrograms(ctx context.Context) error {
	var todo []*program.Program
	for _, p := range r.plan.Programs {
		switch {
		case !r.wanted(p):
		case r.cache.has(r.cache.programKey(p), 0):
			r.found[p] = &program.Result{Program: p}
			for _, n := range p.Listings {
				if c := r.asked[n].check; c != nil {
					c.Cached = true
				}
			}
		default:
			todo = append(todo, p)
		}
	}
	results, err := r.checker.Check(ctx, todo)
	if err == nil && r.in.Level == LevelBuild {
		err = r.link(ctx, results)
	}
	if err != nil {
		return err
	}
	for i, p := range todo {
		r.found[p] = results[i]
		if results[i].Status == program.Passed && len(results[i].Findings) == 0 {
			r.cache.put(r.cache.programKey(p))
		}
	}
	r.reportPrograms()
	return nil
}

// link links the programs that pass, and puts what is wrong in the place of
// their results.
func (r *run) link(ctx context.Context, results []*program.Result) error {
	var programs []*program.Program
	var at []int
	for i, result := range results {
		if p := result.Program; result.Compiles() && p.Main() && !p.Expected() {
			programs, at = append(programs, p), append(at, i)
		}
	}
	if len(programs) == 0 {
		return nil
	}
	dir, err := os.MkdirTemp("", "lore-build-")
	if err != nil {
		return fmt.Errorf("make a working folder: %w", err)
	}
	defer os.RemoveAll(dir)
	built, err := r.checker.Build(ctx, programs, dir)
	if err != nil {
		return err
	}
	for k, b := range built {
		if b.Status == program.Failed {
			b.Findings = append(results[at[k]].Findings, b.Findings...)
			results[at[k]] = b
		}
	}
	return nil
}

// wanted reports whether a check or a session needs the program.
func (r *run) wanted(p *program.Program) bool {
	if slices.ContainsFunc(p.Listings, func(n int) bool { return r.asked[n].check != nil }) {
		return true
	}
	for _, page := range r.pages {
		for _, s := range page.sessions {
			if slices.ContainsFunc(s.programs, func(n int) bool { return r.plan.Of[n] == p }) {
				return true
			}
		}
	}
	return false
}

// reportPrograms gives what was found to the checks of the listings: each
// finding once, to the first listing that shows the file.
func (r *run) reportPrograms() {
	for _, p := range r.plan.Programs {
		result := r.found[p]
		if result == nil {
			continue
		}
		for _, f := range result.Findings {
			r.reportFinding(p, f)
		}
		for _, n := range p.Listings {
			if c := r.asked[n].check; c != nil {
				r.settle(c, result)
				if !slices.ContainsFunc(p.Listings, func(m int) bool { return m != n && r.asked[m].check == c && m > n }) {
					r.events.ended(c)
				}
			}
		}
	}
	ended := map[*Done]bool{}
	for shown, b := range r.errors {
		result := r.found[r.plan.Of[shown.listing]]
		if b.source().Kind == tree.CompileError && result != nil && result.Status == program.Failed && len(b.check.Diagnostics) == 0 {
			b.check.block("its program fails, as it says where it is shown first")
		}
		if b.source().Kind == tree.CompileError && !ended[b.check] && !r.isListing(b.check) {
			ended[b.check] = true
			r.events.ended(b.check)
		}
	}
}

// isListing reports whether a check is that of a listing.
func (r *run) isListing(c *Done) bool {
	return slices.ContainsFunc(r.asked, func(a ask) bool { return a.check == c })
}

// settle ends the check of a listing as its program did.
func (r *run) settle(c *Done, result *program.Result) {
	switch result.Status {
	case program.Skipped:
		if len(c.Diagnostics) == 0 {
			c.fail(diag.New(diag.ListingSkipped, c.File, c.Span, "skipped: %s", result.Reason))
		}
		c.skip(result.Reason)
	case program.Blocked:
		c.block(result.Reason)
	case program.Failed:
		if c.Status == Passed {
			c.block("its program fails, as it says where it is shown first")
		}
		c.Needs = len(result.Needs) > 0
	}
}

// reportFinding reports f at its place, to the check of the listing that it is
// about.
func (r *run) reportFinding(p *program.Program, f program.Finding) {
	if f.Shown != nil {
		b := r.errors[shownBlock{f.Shown.Listing, f.Shown.Block}]
		if b.page != nil {
			d := diag.New(f.Code, b.page.Doc.Source, b.line(f.Shown.Line), "%s", f.Message)
			d.Hint = f.Hint
			b.check.fail(d)
			return
		}
	}
	n := r.shownBy(p, f.File)
	if n < 0 {
		r.reportUse(p, f)
		return
	}
	c := r.asked[n].check
	file, first := r.file(f.File), 1
	if f.File == "" {
		at := place{r.asked[n].page, tree.ListingID(c.Listing)}
		file = c.File
		first = file.Position(at.source().TextAt).Line
	}
	d := f.Diagnostic(file, first)
	d.Notes = nil
	for _, note := range f.Notes {
		g := program.Finding{File: note.File, Line: note.Line, Col: note.Col}.Diagnostic(r.noteFile(note.File, file), 1)
		d = d.WithNote(g.File, g.Span, "%s", note.Message)
	}
	if f.File != "" {
		d = d.WithNote(c.File, c.Span, "the listing is included here")
	}
	c.fail(d)
}

// reportUse reports f to the first step of a session that needs the program,
// where no listing shows it.
func (r *run) reportUse(p *program.Program, f program.Finding) {
	for _, page := range r.pages {
		for _, s := range page.sessions {
			if !slices.ContainsFunc(s.programs, func(n int) bool { return r.plan.Of[n] == p }) || len(s.all()) == 0 {
				continue
			}
			c := s.all()[0].check
			d := f.Diagnostic(r.file(f.File), 1)
			c.fail(d.WithNote(c.File, c.Span, "a session of this page needs it"))
			return
		}
	}
}

func (r *run) noteFile(name string, page *source.File) *source.File {
	if name == "" {
		return page
	}
	return r.file(name)
}

// shownBy returns the listing to report a finding of a file to: one that shows
// it, or else the program's first. It is -1 if no check is among them.
func (r *run) shownBy(p *program.Program, file string) int {
	found := -1
	for _, n := range p.Listings {
		if r.asked[n].check == nil {
			continue
		}
		if r.listings[n].File == file {
			return n
		}
		if found < 0 {
			found = n
		}
	}
	return found
}

// sessions builds what they need and runs them.
func (r *run) sessions(ctx context.Context, result *Result) error {
	work, err := r.workDir()
	if err != nil {
		return err
	}
	if r.in.Keep == "" {
		defer os.RemoveAll(work)
	}
	todo := r.dueSessions()
	if len(todo) == 0 {
		return nil
	}
	if err := r.build(ctx, todo, filepath.Join(work, "bin")); err != nil {
		return err
	}
	var mu sync.Mutex
	return par.Do(ctx, r.in.Jobs, len(todo), func(i int) error {
		edits, refused, err := r.runGroup(ctx, todo[i], filepath.Join(work, fmt.Sprintf("s%03d", i)))
		mu.Lock()
		defer mu.Unlock()
		result.Edits = append(result.Edits, edits...)
		if refused != nil {
			result.NoSandbox = refused
		}
		return err
	})
}

func (r *run) workDir() (string, error) {
	if r.in.Keep == "" {
		dir, err := os.MkdirTemp("", "lore-test-")
		if err != nil {
			return "", fmt.Errorf("make a working folder: %w", err)
		}
		return dir, os.Mkdir(filepath.Join(dir, "bin"), 0o777)
	}
	dir, err := filepath.Abs(r.in.Keep)
	if err == nil {
		err = os.MkdirAll(filepath.Join(dir, "bin"), 0o777)
	}
	if err != nil {
		return "", fmt.Errorf("make a working folder: %w", err)
	}
	return dir, nil
}

// build links the programs that the sessions start, all at once.
func (r *run) build(ctx context.Context, todo []*group, dir string) error {
	var programs []*program.Program
	for _, g := range todo {
		for _, s := range g.sessions {
			for _, n := range s.programs {
				p := r.plan.Of[n]
				if result := r.found[p]; result != nil && result.Compiles() && p.Main() && !p.Expected() && !slices.Contains(programs, p) {
					programs = append(programs, p)
				}
			}
		}
	}
	if len(programs) == 0 {
		return nil
	}
	results, err := r.checker.Build(ctx, programs, dir)
	if err != nil {
		return err
	}
	for i, p := range programs {
		if results[i].Status == program.Passed {
			r.binary[p] = results[i].Binary
			continue
		}
		r.found[p] = results[i]
		for _, f := range results[i].Findings {
			r.reportFinding(p, f)
		}
	}
	return nil
}

// events tells the caller what happens, one call at a time.
type events struct {
	mu    sync.Mutex
	call  func(Event)
	done  int
	total int
}

func (e *events) began(c *Done) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.call != nil {
		e.call(Event{Check: c, Done: e.done, Total: e.total})
	}
}

func (e *events) ended(c *Done) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.done++
	if e.call != nil {
		e.call(Event{Check: c, Ended: true, Done: e.done, Total: e.total})
	}
}
