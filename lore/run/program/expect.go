package program

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"go/types"
	"path"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
)

// sortErrors orders errors by place, as the compiler does, and drops what it
// says once where the type checker says it twice.
func sortErrors(list []CompileError) []CompileError {
	slices.SortStableFunc(list, func(a, b CompileError) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return slices.CompactFunc(list, func(a, b CompileError) bool {
		return a.File == b.File && a.Line == b.Line && a.Message == b.Message
	})
}

// runExpected checks a program that must not compile by the type checker here,
// which has the compiler's words for all but syntax. Where a page shows those
// words, or they do not fit the marks, the compiler itself is asked.
func (k *check) runExpected() {
	for _, f := range k.p.all() {
		k.misreadMarks(f)
		k.judge = k.judge || f.fault != nil
	}
	if k.judge {
		return
	}
	if len(k.importFaults()) > 0 {
		k.judge = true
		return
	}
	k.errors = k.ownErrors(k.p.files, k.p.xtest)
	k.judge = len(k.p.wrong) > 0 || len(k.compare()) > 0
	if k.p.kind == packageTests {
		k.judge = false // go list does not compile tests
		k.conclude()
	} else if !k.judge {
		k.conclude()
	}
}

// ownErrors are the errors of files as this process finds them.
func (k *check) ownErrors(files, outer []*goFile) []CompileError {
	u := k.universe(k.p.module())
	self := u.module.importPath(k.abs(k.p.Dir))
	unit := k.typeCheck(u, self, files, nil)
	list := k.compileErrors(unit)
	if len(outer) > 0 {
		over := map[string]*types.Package{self: unit.pkg}
		list = append(list, k.compileErrors(k.typeCheck(u, self+"_test", outer, over))...)
	}
	return sortErrors(list)
}

// conclude compares the errors with what is expected and, if they are that,
// checks that nothing else is wrong.
func (k *check) conclude() {
	bad := k.compare()
	for _, f := range bad {
		k.add(f)
	}
	if len(bad) == 0 {
		k.without()
	}
}

// compare returns how the errors differ from the marks and from the texts that
// are shown.
func (k *check) compare() (bad []Finding) {
	marked := slices.ContainsFunc(k.p.all(), func(f *goFile) bool { return len(f.marks) > 0 })
	if marked {
		bad = k.compareMarks()
	}
	for i := range k.p.wrong {
		bad = append(bad, k.compareShown(&k.p.wrong[i])...)
	}
	return bad
}

type lineKey struct {
	file string
	line int
}

// compareMarks holds the marks against the errors. Every pattern has to stand
// for an error of its line, and every error has to be stood for.
func (k *check) compareMarks() (bad []Finding) {
	byLine := map[lineKey][]CompileError{}
	for _, e := range k.errors {
		key := lineKey{e.File, e.Line}
		byLine[key] = append(byLine[key], e)
	}
	met := map[CompileError]bool{}
	for _, f := range k.p.all() {
		for _, m := range f.marks {
			errors := byLine[lineKey{f.shown, m.line}]
			for _, pattern := range m.patterns {
				if !markMeets(pattern, errors, met) {
					bad = append(bad, k.unmet(f, m, pattern, errors))
				}
			}
		}
	}
	for _, e := range k.errors {
		if !met[e] && !k.reported(bad, e) {
			bad = append(bad, Finding{Code: diag.ListingError, Level: Check, File: e.File, Line: e.Line, Col: e.Col,
				Message: "not marked: " + e.Message})
		}
	}
	return bad
}

// reported reports whether an error is named by a mark that it does not meet.
func (k *check) reported(bad []Finding, e CompileError) bool {
	return slices.ContainsFunc(bad, func(f Finding) bool {
		return f.File == e.File && f.Line == e.Line && strings.Contains(f.Hint, e.Message)
	})
}

func markMeets(pattern string, errors []CompileError, met map[CompileError]bool) bool {
	found := false
	for _, e := range errors {
		if meets(pattern, e.Message) {
			found, met[e] = true, true
		}
	}
	return found
}

func (k *check) unmet(f *goFile, m mark, pattern string, errors []CompileError) Finding {
	bad := Finding{Code: diag.ListingError, Level: Check, File: f.shown, Line: m.line, Col: m.col,
		Message: fmt.Sprintf("no error %q on this line", pattern)}
	switch {
	case len(errors) > 0:
		bad.Hint = "the compiler says: " + errors[0].Message
	case len(k.errors) == 0:
		bad.Hint = "the program compiles"
	default:
		for _, e := range k.errors {
			if e.File == f.shown && meets(pattern, e.Message) {
				bad.Hint = fmt.Sprintf("line %d has it", e.Line)
			}
		}
	}
	return bad
}

// A shownText is what a compile error block has.
type shownText struct {
	listing, block int // which block of which listing
	text           string
}

// A shownError is one error that a block shows.
type shownError struct {
	CompileError
	line int  // in the block
	bare bool // it has no place
}

// compareShown holds a block against the errors: it has to show all of them,
// up to a line of dots or the words "too many errors".
func (k *check) compareShown(s *shownText) (bad []Finding) {
	shown, open := parseShown(s.text)
	used := make([]bool, len(k.errors))
	for _, want := range shown {
		i := slices.IndexFunc(k.errors, func(e CompileError) bool { return want.stands(e) })
		if i >= 0 {
			used[i] = true
			continue
		}
		bad = append(bad, k.notSaid(s, want))
	}
	if open {
		return bad
	}
	for i, e := range k.errors {
		if !used[i] && !slices.ContainsFunc(bad, func(f Finding) bool { return strings.Contains(f.Hint, e.Message) }) {
			bad = append(bad, Finding{Code: diag.ListingError, Level: Check, File: e.File, Line: e.Line, Col: e.Col,
				Message: "not shown: " + e.Message, Shown: s.at(strings.Count(s.text, "\n"))})
		}
	}
	return bad
}

func (s *shownText) at(line int) *Shown {
	return &Shown{Listing: s.listing, Block: s.block, Line: max(line, 1)}
}

func (k *check) notSaid(s *shownText, want shownError) Finding {
	message, _, _ := strings.Cut(want.Message, "\n")
	bad := Finding{Code: diag.ListingError, Level: Check, File: k.first(), Line: max(want.Line, 1), Shown: s.at(want.line),
		Message: fmt.Sprintf("the compiler does not say %q", message)}
	if e := k.meant(want); e != nil {
		bad.File, bad.Line, bad.Col = e.File, e.Line, e.Col
		bad.Hint = fmt.Sprintf("it says: %s:%d:%d: %s", path.Base(e.File), e.Line, e.Col, e.Message)
	}
	if len(k.errors) == 0 {
		bad.Hint = "the program compiles"
	}
	return bad
}

// meant returns the error that a block most likely meant to show.
func (k *check) meant(want shownError) *CompileError {
	for i, e := range k.errors {
		if elided(want.Message, e.Message, true) {
			return &k.errors[i]
		}
	}
	for i, e := range k.errors {
		if want.Line == e.Line || want.bare {
			return &k.errors[i]
		}
	}
	return nil
}

// parseShown reads a block. It is open if it does not show all errors.
func parseShown(text string) (list []shownError, open bool) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, " \t\r\n")
		trimmed := strings.TrimSpace(line)
		switch e, ok := parseErrorLine(line); {
		case trimmed == "", strings.HasPrefix(trimmed, "# "), strings.HasPrefix(trimmed, "$ "):
		case trimmed == "...", trimmed == "…", strings.HasSuffix(trimmed, "too many errors"):
			open = true
		case ok:
			list = append(list, shownError{CompileError: e, line: n})
		case len(list) > 0 && line != trimmed:
			list[len(list)-1].Message += "\n" + line
		default:
			list = append(list, shownError{CompileError{Message: trimmed}, n, true})
		}
	}
	for i := range list {
		list[i].Message = localNotes(list[i].Message)
	}
	return list, open
}

// stands reports whether what is shown is the error e.
func (s shownError) stands(e CompileError) bool {
	if s.bare {
		return elided(s.Message, e.Message, true)
	}
	return s.Line == e.Line && (s.Col == 0 || s.Col == e.Col) &&
		(e.File == "" || path.Base(s.File) == path.Base(e.File)) && elided(s.Message, e.Message, false)
}

// elided reports whether got is want, whose dots stand for any text. White
// space is all the same. With part it may have more on both ends.
func elided(want, got string, part bool) bool {
	want, got = strings.Join(strings.Fields(want), " "), strings.Join(strings.Fields(got), " ")
	if want == got || part && strings.Contains(got, want) {
		return true
	}
	pieces := strings.Split(strings.ReplaceAll(want, "…", "..."), "...")
	if len(pieces) == 1 {
		return false
	}
	first, last := pieces[0], pieces[len(pieces)-1]
	if !part && !strings.HasPrefix(got, first) {
		return false
	}
	for _, p := range pieces[:len(pieces)-1] {
		at := strings.Index(got, p)
		if at < 0 {
			return false
		}
		got = got[at+len(p):]
	}
	if part {
		return strings.Contains(got, last)
	}
	return strings.HasSuffix(got, last)
}

// checkExpected has the compiler say what is wrong with the programs that it
// has to judge, in one process for each module.
func (c *Checker) checkExpected(ctx context.Context, checks []*check) error {
	byModule := map[*module][]*check{}
	var modules []*module
	for _, k := range checks {
		if !k.judge || k.done {
			continue
		}
		m := k.p.module()
		if byModule[m] == nil {
			modules = append(modules, m)
		}
		byModule[m] = append(byModule[m], k)
	}
	for _, m := range modules {
		if err := c.compile(ctx, m, byModule[m]); err != nil {
			return err
		}
		for _, k := range byModule[m] {
			k.guarded(k.conclude)
		}
	}
	return nil
}

// guarded calls f and makes a finding of a panic.
func (k *check) guarded(f func()) {
	defer func() {
		if r := recover(); r != nil {
			k.add(Finding{Code: diag.ListingCompile, Level: Check, File: k.first(), Message: fmt.Sprintf("the type checker of %s failed: %v", own(), r)})
		}
	}()
	f()
}

// compile compiles programs that are expected to fail and notes all errors.
func (c *Checker) compile(ctx context.Context, m *module, checks []*check) error {
	t, err := c.gocmd()
	if err != nil {
		return err
	}
	o, err := newOverlay()
	if err != nil {
		return err
	}
	defer o.remove()
	var patterns []string
	byPath := map[string]*check{}
	for i, k := range checks {
		at, err := k.p.inOverlay(o, fmt.Sprint(i))
		if err != nil {
			return err
		}
		byPath[at.importPath] = k
		patterns = append(patterns, at.pattern)
	}
	args := []string{"list", "-export", "-e", "-gcflags=-e", "-json=ImportPath,Error,DepsErrors", "--"}
	out, errs, ok, err := c.goRun(ctx, t, m, false, o, args, patterns)
	if err != nil {
		return err
	}
	if !ok && out == "" {
		return fmt.Errorf("go list: %s", firstLine(errs))
	}
	return c.noteErrors(m, out, byPath)
}

func (c *Checker) noteErrors(m *module, out string, byPath map[string]*check) error {
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var p listed
		if err := d.Decode(&p); err != nil {
			return fmt.Errorf("go list: %w", err)
		}
		k := byPath[p.ImportPath]
		if k == nil {
			continue
		}
		k.errors = nil
		why := p.Error
		if why == nil && len(p.DepsErrors) > 0 {
			why = p.DepsErrors[0]
		}
		if why == nil {
			continue
		}
		text := why.Err
		if why.Pos != "" && !strings.HasPrefix(text, "#") {
			text = why.Pos + ": " + text
		}
		k.errors = k.p.errorsIn(m, text)
	}
	return nil
}

// errorsIn reads what the go command said of a program.
func (p *Program) errorsIn(m *module, text string) (list []CompileError) {
	for _, b := range parseOutput(text) {
		for _, e := range b.errors {
			e.File = p.shownName(p.checker.place(m.dir, e.File))
			e.Message = localNotes(e.Message)
			list = append(list, e)
		}
		if len(b.errors) == 0 && len(b.loose) > 0 {
			list = append(list, CompileError{File: p.shownFirst(), Line: 1, Col: 1, Message: strings.Join(b.loose, "\n")})
		}
	}
	return sortErrors(list)
}

// shownName is how findings call a file that the go command named.
func (p *Program) shownName(name string) string {
	for _, f := range p.all() {
		if f.path == name {
			return f.shown
		}
	}
	return name
}

func (p *Program) shownFirst() string {
	if len(p.files) > 0 {
		return p.files[0].shown
	}
	return ""
}
