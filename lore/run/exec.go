package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/run/program"
	"github.com/lore-docs/lore/lore/run/script"
	"github.com/lore-docs/lore/lore/run/term"
)

// An execution is a session while it runs.
type execution struct {
	*run
	s        *session
	captures *match.Captures
	dir      string
	goCache  string      // of its own, or ""
	moved    map[int]int // ports, to the ones in their place

	movedImport bool // what programs import has moved ports

	session *term.Session
	terms   map[string]*terminal
	last    *step // done before
	held    *heldLines
	earlier string // printed before the step was typed, by what no step waits for
	edits   []Edit
	used    map[place][]match.Result // by block, for words that nothing needs
}

// A terminal is one of the session's, with a step whose output is not all
// there yet.
type terminal struct {
	*term.Terminal
	name   string
	used   bool // a step was done in it
	open   *openStep
	served *step // the server that was left running in the foreground
}

// openStep is a step whose program still runs.
type openStep struct {
	st  *step
	out string
}

// do runs all steps. The error is why the session could not go on, for which no
// step is to blame.
func (x *execution) do(ctx context.Context) error {
	if x.s.tests() {
		cache, _ := goCaches()
		dir, err := ownGoCache(cache)
		if err == nil { // without one, tests may be "(cached)"
			x.goCache = dir
		}
		defer os.RemoveAll(dir)
	}
	if err := x.openSession(ctx); err != nil {
		if errors.Is(err, term.ErrNoSandbox) {
			for _, st := range x.s.all() {
				st.check.block("a strict sandbox cannot be had on this machine")
			}
		}
		return err
	}
	defer x.session.Close()
	x.used = map[place][]match.Result{}
	err := x.steps(ctx, x.s.setup, x.s.steps)
	x.s.blockOthers()
	if err == nil {
		err = x.steps(ctx, x.s.steps, nil)
	}
	if ctx.Err() == nil {
		err = errors.Join(err, x.flush(ctx))
		err = errors.Join(err, x.steps(ctx, x.s.teardown, nil))
	}
	x.release()
	x.unusedWords()
	return err
}

// openSession makes the working folder and opens the session in it.
func (x *execution) openSession(ctx context.Context) error {
	files, err := x.workFiles(x.s)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(x.dir, 0o777); err != nil {
		return err
	}
	if x.dir, err = filepath.EvalSymlinks(x.dir); err != nil {
		return err
	}
	if err := x.s.write(x.dir, files); err != nil {
		return err
	}
	c := x.config()
	if c.Mode == term.Plain && len(x.s.moves()) > 0 {
		x.session, err = x.openMoved(ctx, files)
		return err
	}
	if x.session, err = term.Open(ctx, c); err != nil {
		return err
	}
	if in, _ := x.session.Sandboxed(); !in && len(x.s.moves()) > 0 { // the machine refuses one
		if _, err := x.session.Close(); err != nil {
			return err
		}
		x.session, err = x.openMoved(ctx, files)
	}
	return err
}

func (x *execution) config() term.Config {
	c := term.Config{Dir: x.dir, At: term.AtHome(x.moduleName()), Sources: x.in.Dir, Mode: x.in.Sandbox, Go: x.in.GoCommand, Limits: term.Limits{Step: x.in.Timeout}}
	if x.s.net && c.Mode == term.Auto {
		c.Mode = term.Plain // a sandbox has no network
	}
	if x.in.Self {
		c.Self = "lore"
	}
	cache, modules := goCaches()
	c.Caches, c.ReadOnly = []string{cache}, []string{modules}
	if x.goCache != "" {
		cache = x.goCache
		c.Caches = append(c.Caches, cache)
	}
	c.Env = append([]string{"GOCACHE=" + cache, "GOMODCACHE=" + modules}, x.s.page.env()...)
	var text strings.Builder
	total := 10 * time.Second
	for _, st := range x.s.all() {
		c.Env = append(c.Env, st.o.Env...)
		text.WriteString(st.shownPorts() + "\n")
		total += max(st.o.Timeout, 2*time.Second)
		if st.o.Shell == "posix" {
			c.Shell = "sh"
		} else if st.o.Shell != "" {
			c.Shell = st.o.Shell
		}
	}
	c.Limits.Session = max(total, time.Minute)
	if len(x.moved) > 0 && c.Limits.Step == 0 {
		c.Limits.Step = 30 * time.Second // programs are built in the session
	}
	c.Programs = x.programs(&text)
	c.Ports = x.ports(text.String())
	c.Moved = x.moved
	return c
}

// shownPorts is the text of a step in which ports of the session are named.
// Those that may differ are the machine's choice.
func (st *step) shownPorts() string {
	if st.o.Match.Vary.Has(match.Port) {
		return st.Command
	}
	return st.at.source().Text
}

// programs returns what was built for the session, and adds the text of it.
func (x *execution) programs(text *strings.Builder) (list []term.Program) {
	seen := map[*program.Program]bool{}
	for _, n := range x.s.programs {
		p := x.plan.Of[n]
		if seen[p] || x.binary[p] == "" {
			continue
		}
		seen[p] = true
		b := term.Program{Binary: x.binary[p]}
		same := true
		for _, f := range p.Files {
			b.Files = append(b.Files, filepath.FromSlash(f))
			source := x.read(f)
			text.WriteString(source)
			same = same && x.move(source) == source
		}
		if !same || x.movedImport {
			continue // it has moved ports, and go builds it in the session
		}
		if len(x.goFiles(p.Dir)) == len(p.Files) {
			b.Dir = filepath.FromSlash(p.Dir)
			if module := x.modulePath(); module != "" {
				b.Path = strings.TrimSuffix(module+"/"+p.Dir, "/.")
			}
		}
		list = append(list, b)
	}
	return list
}

func (r *run) read(name string) string {
	data, _ := r.root.ReadFile(name) // what is gone has no text
	return string(data)
}

// goCaches returns the folders of the go command's caches, as it chooses them
// without settings of its own.
func goCaches() (cache, modules string) {
	cache, modules = os.Getenv("GOCACHE"), os.Getenv("GOMODCACHE")
	if cache == "" {
		if dir, err := os.UserCacheDir(); err == nil {
			cache = filepath.Join(dir, "go-build")
		}
	}
	if modules == "" {
		gopath := os.Getenv("GOPATH")
		if home, err := os.UserHomeDir(); err == nil && gopath == "" {
			gopath = filepath.Join(home, "go")
		}
		modules = filepath.Join(filepath.SplitList(gopath + string(filepath.ListSeparator))[0], "pkg", "mod")
	}
	return cache, modules
}

// errStepFailed ends a session after a step that was reported.
var errStepFailed = errors.New("step failed")

// steps does steps until one fails in a way that leaves nothing to go on with.
// What comes after them is not done.
func (x *execution) steps(ctx context.Context, steps, after []*step) error {
	for i, st := range steps {
		if st.check.Status != Passed {
			continue
		}
		x.events.began(st.check)
		start := time.Now()
		err := x.step(ctx, st, slices.Concat(steps[i+1:], after))
		st.check.Duration = time.Since(start)
		if err == nil {
			continue
		}
		for _, later := range steps[i+1:] {
			later.check.block("the session ended before it")
		}
		if errors.Is(err, errStepFailed) {
			return nil
		}
		return err
	}
	return nil
}

// step does one step. Its error ends the session.
func (x *execution) step(ctx context.Context, st *step, next []*step) error {
	x.last = st
	t, err := x.terminal(x.terminalOf(st))
	if err != nil {
		return err
	}
	if !t.used && st.enterDir == "" { // the step that opens the terminal was skipped, or it is beside a server
		st.enterDir = st.folder
	}
	t.used = true
	switch st.Kind {
	case script.Idle:
		return nil
	case script.More:
		x.more(t, st, next)
		return nil
	}
	if err := x.enter(ctx, t, st); err != nil {
		return err
	}
	m := x.newFollower(st)
	res, err := t.Run(ctx, x.termStep(st, m, next))
	x.earlier = ""
	if t.open == nil {
		x.earlier = res.Earlier
	}
	x.close(t, res.Earlier)
	st.check.Output = res.Output
	if t.served = nil; res.Running && !st.Background {
		t.served = st
	}
	if errors.Is(err, term.ErrSessionTime) || errors.Is(err, term.ErrEnded) {
		st.check.fail(x.stopped(st, diag.TranscriptTimeout, err.Error(), res))
		return errStepFailed
	}
	if err != nil {
		return err
	}
	return x.judge(t, st, m, res)
}

// settleTime is how long output may take that a step in another terminal causes.
const settleTime = 200 * time.Millisecond

// more waits for output of what runs already. It is compared when the next
// step of the terminal shows what was printed until then.
func (x *execution) more(t *terminal, st *step, next []*step) {
	if t.open != nil { // the same program shows more
		t.open.st.want = append(t.open.st.want, st.want...)
		return
	}
	t.open = &openStep{st: st}
	if !slices.ContainsFunc(next, func(n *step) bool { return n.term == st.term && n.Kind != script.More }) {
		return // flush waits for it
	}
	time.Sleep(settleTime)
}

// terminal returns a terminal of the session.
func (x *execution) terminal(name string) (*terminal, error) {
	if t := x.terms[name]; t != nil {
		return t, nil
	}
	t, err := x.session.Terminal(name)
	if err != nil {
		return nil, err
	}
	x.terms[name] = &terminal{Terminal: t, name: name}
	return x.terms[name], nil
}

// doubleQuoted quotes s for a shell that reads it twice, first between double
// quotes.
func doubleQuoted(s string) string {
	quoted := "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(quoted)
}

// enter goes to the folder that the step begins in. What $? says stays.
func (x *execution) enter(ctx context.Context, t *terminal, st *step) error {
	if st.enterDir == "" {
		return nil
	}
	dir := filepath.Join(x.session.Dir(), filepath.FromSlash(st.enterDir))
	res, err := t.Run(ctx, term.Step{Command: `eval "cd -- ` + doubleQuoted(dir) + ` && (exit $?)"`})
	if err != nil {
		return err
	}
	x.close(t, res.Earlier)
	if res.Output != "" {
		return fmt.Errorf("cd: %s", strings.TrimSpace(res.Output))
	}
	return nil
}

// termStep translates a step for the terminal.
func (x *execution) termStep(st *step, m *follower, next []*step) term.Step {
	t := term.Step{Command: x.move(x.captures.Substitute(st.Command)), Key: st.Key, Background: st.Background, Leave: st.leaves(next), Serve: st.mayServe(next), Timeout: st.o.Timeout}
	for i, w := range st.want {
		if w.Typed {
			t.Inputs = append(t.Inputs, term.Input{Text: x.move(w.Input), When: func(out string) bool { return m.waits(out, i, w.Lead) }})
		}
	}
	for _, text := range st.inputs {
		t.Inputs = append(t.Inputs, term.Input{Text: x.move(text)})
	}
	if len(st.want) > 0 {
		t.Until = m.complete
	}
	return t
}

// leaves reports whether the page leaves the program of the step running: it
// goes on in another terminal, with a key, or not at all.
func (st *step) leaves(next []*step) bool {
	if st.Background {
		return false
	}
	if len(next) == 0 {
		ends := len(st.session.teardown) == 0 || slices.Contains(st.session.teardown, st)
		return ends && len(st.want) > 0 // one that shows nothing may be a server only, see mayServe
	}
	n := next[0]
	return n.term != st.term || n.Kind == script.Key || n.Kind == script.More
}

// judge compares what a step did with what the page says. Of a step that did
// not end as it should, or a job that ended at once, that is what is reported;
// unless it printed something else before and is stuck for that.
func (x *execution) judge(t *terminal, st *step, m *follower, res *term.Result) error {
	if res.Stopped != term.Finished && !(res.Stopped == term.ShellEnded && st.endsShell()) {
		waits := res.Stopped == term.Timeout || res.Stopped == term.WaitsForInput
		if !waits || !st.compare || !m.dead(res.Output) || x.compare(st, res.Output) {
			st.check.fail(x.stopped(st, diag.TranscriptTimeout, res.Stopped.String(), res))
		}
		return errStepFailed
	}
	bad := x.status(st, res)
	if bad != "" && st.Background {
		st.check.fail(x.stopped(st, diag.TranscriptExit, bad, res))
		return errStepFailed
	}
	running := res.Running || st.Background && res.Ready != term.Exited
	if running && st.compare && !m.dead(res.Output) && !m.complete(res.Output) {
		t.open = &openStep{st, res.Output} // the rest may come while other steps are done
		return nil
	}
	if x.compare(st, res.Output) && bad != "" {
		st.check.fail(x.stopped(st, diag.TranscriptExit, bad, res))
	}
	return nil
}

// endsShell reports whether the step is meant to end its shell.
func (st *step) endsShell() bool {
	if st.Kind == script.Key {
		return st.Key == "^D"
	}
	return slices.ContainsFunc(st.commands, func(c placed) bool {
		name, _ := c.name()
		return name == "exit" || name == "logout"
	})
}

// status returns what is wrong with the way a step ended, or "".
func (x *execution) status(st *step, res *term.Result) string {
	switch {
	case st.Background && res.Ready != term.Exited, res.Running, res.Stopped == term.ShellEnded:
		return ""
	case st.Background && res.JobStatus != 0 && st.o.Exit == nil:
		return fmt.Sprintf("ended at once, with exit status %d", res.JobStatus)
	case st.Background, st.Exit.Allows(res.Status, res.Status > 128):
		return ""
	}
	return fmt.Sprintf("exit status is %d, wanted %s", res.Status, st.Exit)
}

// close compares what a program that was left running had printed by now.
func (x *execution) close(t *terminal, earlier string) {
	o := t.open
	if o == nil {
		return
	}
	t.open, x.earlier = nil, ""
	o.st.check.Output = o.out + earlier
	o.st.check.waits = !o.st.Background // perhaps
	x.compare(o.st, o.out+earlier)
}

// flush ends what still runs in the terminals where output is still wanted.
func (x *execution) flush(ctx context.Context) error {
	for name, t := range x.terms {
		if t.open == nil {
			continue
		}
		time.Sleep(settleTime)
		res, err := t.Run(ctx, term.Step{Command: ":"})
		x.close(t, res.Earlier)
		if err != nil && !errors.Is(err, term.ErrEnded) {
			return fmt.Errorf("terminal %s: %w", name, err)
		}
	}
	return nil
}
