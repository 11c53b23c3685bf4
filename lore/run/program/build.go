package program

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
)

// Build links programs, which should have passed Check, and returns the
// results in the same order. Binaries lie below the folder dir, each in a
// folder of its own and with the name of its program, and belong to the
// caller. Nothing is executed but the go command; programs that import C are
// skipped unless [Config.Cgo] is set, as then a C compiler runs, too.
func (c *Checker) Build(ctx context.Context, programs []*Program, dir string) ([]*Result, error) {
	results := make([]*Result, len(programs))
	jobs := map[*module]*buildJob{}
	var order []*buildJob
	for i, p := range programs {
		results[i] = &Result{Program: p, Level: Build}
		if why := c.unlinkable(p); why != "" {
			results[i].Status, results[i].Reason = Skipped, why
			continue
		}
		if bad := p.findings; failed(bad) {
			results[i].Status, results[i].Findings = Failed, bad
			continue
		}
		m := p.module()
		if jobs[m] == nil {
			jobs[m] = &buildJob{checker: c, module: m}
			order = append(order, jobs[m])
		}
		jobs[m].targets = append(jobs[m].targets, &target{result: results[i], number: i})
	}
	for _, job := range order {
		if err := job.run(ctx, dir); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// unlinkable returns why a program is not for linking, or "".
func (c *Checker) unlinkable(p *Program) string {
	switch {
	case p.Skip != "":
		return p.Skip
	case p.Lang != "go" || p.kind == fragment:
		return "not a Go program"
	case p.Package != "main" && !failed(p.findings):
		return fmt.Sprintf("package %s is no program", p.Package)
	case p.kind == packageTests:
		return "tests are run by go test"
	case p.ImportsC() && !c.cfg.Cgo:
		return "imports C, for which cgo is off or a C compiler is missing"
	}
	return ""
}

// A buildJob links the programs of one module.
type buildJob struct {
	checker *Checker
	module  *module
	targets []*target
}

// A target is a program to link.
type target struct {
	placed
	result *Result
	number int
	done   bool
}

// run links what there is in one go build. Only programs of two folders with
// the same name that the overlay cannot rename need another, and so do those
// that are left when one of them stops the go command before it builds any.
func (j *buildJob) run(ctx context.Context, dir string) error {
	o, err := newOverlay()
	if err != nil {
		return err
	}
	defer o.remove()
	if err := j.place(o); err != nil {
		return err
	}
	stage, err := os.MkdirTemp(dir, "stage-")
	if err != nil {
		return fmt.Errorf("build listings: %w", err)
	}
	defer os.RemoveAll(stage)
	for {
		round := j.round()
		if len(round) == 0 {
			return nil
		}
		if err := j.build(ctx, o, round, stage, dir); err != nil {
			return err
		}
	}
}

// place decides for each target whether it is built where it is.
func (j *buildJob) place(o *overlay) error {
	names := map[string]bool{}
	for _, t := range j.targets {
		p := t.result.Program
		at := p.inFolder()
		if p.kind == packageFolder && (!names[at.exec] || !p.pureGo()) {
			names[at.exec] = true
			t.placed = at
			continue
		}
		var err error
		if t.placed, err = p.inOverlay(o, strconv.Itoa(t.number)); err != nil {
			return err
		}
	}
	return nil
}

// pureGo reports whether the folder of p has nothing but Go to compile.
func (p *Program) pureGo() bool {
	return !p.ImportsC() && len(p.checker.names(p.Dir, func(name string) bool {
		ext := filepath.Ext(name)
		return ext != ".go" && slices.Contains(sourceKinds, ext)
	})) == 0
}

// round returns targets that are not done and have different names.
func (j *buildJob) round() (list []*target) {
	names := map[string]bool{}
	for _, t := range j.targets {
		if !t.done && !names[t.exec] {
			names[t.exec] = true
			list = append(list, t)
		}
	}
	return list
}

func (j *buildJob) build(ctx context.Context, o *overlay, round []*target, stage, dir string) error {
	c := j.checker
	tool, err := c.gocmd()
	if err != nil {
		return err
	}
	args := []string{"build", "-o", stage + string(filepath.Separator)}
	if !c.cfg.Debug {
		args = append(args, "-ldflags=-s -w")
	}
	var patterns []string
	for _, t := range round {
		patterns = append(patterns, t.pattern)
	}
	out, errs, ok, err := c.goRun(ctx, tool, j.module, c.cfg.Cgo, o, append(args, "--"), patterns)
	if err != nil {
		return err
	}
	linked := 0
	for _, t := range round {
		if err := t.collect(stage, dir); err != nil {
			return err
		}
		if t.done {
			linked++
		}
	}
	if ok && linked == len(round) {
		return nil
	}
	j.blame(round, linked, out+errs)
	return nil
}

// collect moves the binary of t to its place, if it was made.
func (t *target) collect(stage, dir string) error {
	suffix := ""
	if runtime.GOOS == "windows" {
		suffix = ".exe"
	}
	made := filepath.Join(stage, t.exec+suffix)
	if _, err := os.Stat(made); err != nil {
		return nil
	}
	own := filepath.Join(dir, strconv.Itoa(t.number))
	if err := os.MkdirAll(own, 0o777); err != nil {
		return fmt.Errorf("build listings: %w", err)
	}
	to := filepath.Join(own, t.result.Program.Name+suffix)
	if err := os.Rename(made, to); err != nil {
		return fmt.Errorf("build listings: %w", err)
	}
	t.done = true
	t.result.Binary = to
	return nil
}

// blame gives the programs that were not linked what the go command said of
// them. If it named some and built nothing, the others get another chance.
func (j *buildJob) blame(round []*target, linked int, output string) {
	blocks := parseOutput(output)
	named := 0
	for _, t := range round {
		if t.done {
			continue
		}
		if errors := t.errors(j.module, blocks); len(errors) > 0 {
			t.fail(errors)
			named++
		}
	}
	if named > 0 && linked == 0 {
		return
	}
	for _, t := range round {
		if !t.done {
			t.fail([]CompileError{{File: t.result.Program.shownFirst(), Line: 1, Message: "not built: " + j.reason(blocks)}})
		}
	}
}

// errors returns what the output says of t: under its heading, or, as the go
// command has it when it cannot even load, at one of its files.
func (t *target) errors(m *module, blocks []outputBlock) (list []CompileError) {
	p := t.result.Program
	for _, b := range blocks {
		for _, e := range b.errors {
			e.File = p.checker.place(m.dir, e.File)
			f := p.file(e.File)
			if f == nil && b.importPath != t.importPath {
				continue
			}
			e.File = p.shownName(e.File)
			list = append(list, e)
		}
		if len(b.errors) == 0 && b.importPath == t.importPath && len(b.loose) > 0 {
			list = append(list, CompileError{File: p.shownFirst(), Line: 1, Message: strings.Join(b.loose, "\n")})
		}
		for _, line := range b.loose { // of a linker or of go:embed
			if b.importPath == "" && strings.Contains(line, t.importPath) {
				list = append(list, CompileError{File: p.shownFirst(), Line: 1, Message: line})
			}
		}
	}
	return sortErrors(list)
}

func (t *target) fail(errors []CompileError) {
	t.done = true
	t.result.Status, t.result.Errors = Failed, errors
	for _, e := range errors {
		t.result.Findings = append(t.result.Findings, Finding{
			Code: diag.ListingCompile, Level: Build, File: e.File, Line: e.Line, Col: e.Col, Message: e.Message,
		})
	}
	t.result.Findings = sortFindings(t.result.Findings)
}

// reason is the first thing that the go command says.
func (j *buildJob) reason(blocks []outputBlock) string {
	for _, b := range blocks {
		if len(b.errors) > 0 {
			e := b.errors[0]
			return fmt.Sprintf("%s:%d: %s", j.checker.place(j.module.dir, e.File), e.Line, e.Message)
		}
		if len(b.loose) > 0 {
			return b.loose[0]
		}
	}
	return "the go command does not say why"
}
