package run

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/run/script"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A session is the blocks of a page that share a working folder.
type session struct {
	page     *page
	name     string  // as checks are named: "session", "output of main.go"
	title    string  // session= or ""
	dir      string  // the folder of the module that it starts in
	setup    []*step // of the setup file
	steps    []*step
	teardown []*step
	programs []int             // listings of the plan
	folders  map[string]string // where each terminal is by now, while it is planned
	net      bool
	alone    bool // it is one program, and sees the folder of that only
}

// all returns the steps in the order they are done in.
func (s *session) all() []*step { return slices.Concat(s.setup, s.steps, s.teardown) }

// A step is one thing that is done in a session, and what is wanted of it.
type step struct {
	script.Step
	session  *session
	at       place
	o        script.Options
	term     string
	enterDir string // folder of the module to go to first; "" to stay
	folder   string // of the module, that it is in by then
	commands []placed
	programs []int // listings of the plan that its commands start
	want     []wantLine
	inputs   []string // typed when the program waits for them
	compare  bool
	check    *Done
}

// placed is a command and the folder of the module that it is given in.
type placed struct {
	command
	dir string
}

// wantLine is a line that the page says is printed.
type wantLine struct {
	script.Line
	at place
}

// span returns where the line stands on the page.
func (w wantLine) span() source.Span { return w.at.line(w.No) }

// sessionOf returns the session that a block belongs to.
func (p *page) sessionOf(o script.Options) *session {
	for _, s := range p.sessions {
		if s.title == o.Session {
			return s
		}
	}
	s := &session{page: p, title: o.Session, name: "session", dir: p.startDir(o), folders: map[string]string{}}
	if o.Session != "" {
		s.name = o.Session
	}
	p.sessions = append(p.sessions, s)
	return s
}

// startDir is the folder that dir= names, or that of the page.
func (p *page) startDir(o script.Options) string {
	if dir, ok := inModule(p.dir, o.Dir); ok {
		return dir
	}
	return p.dir
}

// planTranscript adds the steps of a transcript to its session.
func (r *run) planTranscript(at place, o script.Options) {
	l := at.source()
	steps, problems := script.Parse(l.Text, l.Typed)
	s := at.page.sessionOf(o)
	term := strconv.Itoa(max(o.Term, 1))
	if dir, known := s.folders[term]; !known || o.Dir != "" && dir != at.page.startDir(o) {
		s.folders[term] = at.page.startDir(o)
	}
	enter := s.folders[term]
	first := len(s.all())
	why := r.unfit(o)
	s.net = s.net || why == "" && contains(o.Needs, "net")
	var own []*step
	for i, st := range steps {
		if i+1 < len(steps) && st.Exit.Line >= steps[i+1].Line {
			st.Exit = script.Status{Kind: script.Any, Line: st.Exit.Line} // the next step shows it, and is compared
		}
		n := r.newStep(s, at, o, st, term)
		if len(own) == 0 && (o.Dir != "" || !s.entered(term)) {
			n.enterDir = enter
		}
		n.follow()
		own = append(own, n)
		if l.Kind == tree.Teardown {
			s.teardown = append(s.teardown, n)
		} else {
			s.steps = append(s.steps, n)
		}
		if why != "" {
			r.skipped(n.check, at, why)
		}
	}
	if o.Exit != nil {
		for i := len(own) - 1; i >= 0; i-- {
			if own[i].Kind == script.Command && !own[i].Background {
				own[i].Exit = *o.Exit
				break
			}
		}
	}
	r.problems(s, at, problems, own, first)
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// entered reports whether a step of the session opens the terminal.
func (s *session) entered(term string) bool {
	for _, st := range s.all() {
		if st.term == term {
			return true
		}
	}
	return false
}

// newStep makes a step with its check.
func (r *run) newStep(s *session, at place, o script.Options, st script.Step, term string) *step {
	n := &step{Step: st, session: s, at: at, o: o, term: term}
	for _, l := range st.Want {
		n.want = append(n.want, wantLine{l, at})
	}
	n.compare = !at.source().Kind.Hidden() || len(n.want) > 0
	count := 0
	for _, other := range s.all() {
		if other.check != nil {
			count++
		}
	}
	name := fmt.Sprintf("%s/step%02d_%s", s.name, count+1, stepName(st))
	n.check = r.newCheck(at.page, name, at.id, at.line(max(st.Line, 1)))
	return n
}

var notName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// stepName is the word by which a step is named.
func stepName(st script.Step) string {
	switch st.Kind {
	case script.Key:
		return "key" + notName.ReplaceAllString(strings.TrimPrefix(st.Key, "^"), "")
	case script.Command:
		for _, c := range commands(st.Command) {
			if name, _ := c.name(); name != "" {
				return strings.Trim(notName.ReplaceAllString(path.Base(name), "_"), "_")
			}
		}
	}
	return st.Kind.String()
}

// follow notes in which folder each command of the step is given.
func (st *step) follow() {
	dir := st.session.folders[st.term]
	st.folder = dir
	if st.Kind == script.Command {
		for _, c := range commands(st.Command) {
			st.commands = append(st.commands, placed{c, dir})
			if to, ok := c.cd(); ok {
				if to, ok := inModule(dir, to); ok {
					dir = to
				}
			}
		}
	}
	st.session.folders[st.term] = dir
}

// problems reports what no terminal can have shown.
func (r *run) problems(s *session, at place, problems []script.Problem, own []*step, before int) {
	for _, p := range problems {
		if p.Kind == script.OutputFirst && before > 0 {
			continue // output of what runs already
		}
		d := diag.New(diag.TranscriptSyntax, at.page.Doc.Source, at.line(p.Line), "%s", p.Message)
		d.Hint = p.Hint
		if len(own) == 0 {
			n := r.newCheck(at.page, s.name+"/transcript", at.id, at.line(p.Line))
			n.fail(d)
			continue
		}
		check := own[0].check
		for _, st := range own {
			if st.Line <= p.Line {
				check = st.check
			}
		}
		check.fail(d)
	}
}

// outputOfLast adds a block of output to the step that it is of.
func (p *page) outputOfLast(r *run, at place, o script.Options) {
	s := p.sessionAbove(o)
	lines, _ := script.Lines(at.source().Text, at.source().Typed)
	if s == nil || len(s.steps) == 0 {
		check := r.newCheck(p, "output", at.id, at.span())
		if why := r.unfit(o); why != "" {
			r.skipped(check, at, why)
			return
		}
		check.fail(diag.New(diag.TranscriptSyntax, p.Doc.Source, at.line(1), "output of nothing; wanted a transcript above it, or of=FILE").
			WithHint(`check=no why="..." leaves it unchecked`))
		return
	}
	last := s.steps[len(s.steps)-1]
	if why := r.unfit(o); why != "" {
		last.compare = false
		r.skipped(r.newCheck(p, "output", at.id, at.span()), at, why)
		return
	}
	for _, l := range lines {
		last.want = append(last.want, wantLine{l, at})
	}
	for h := range o.Match.Vary.All() {
		last.o.Match.Vary = last.o.Match.Vary.With(h)
	}
	last.o.Match.AnyOrder = last.o.Match.AnyOrder || o.Match.AnyOrder
	last.o.Match.FoldSpace = last.o.Match.FoldSpace || o.Match.FoldSpace
	if o.Exit != nil {
		last.Exit = *o.Exit
	} else if steps, _ := script.Parse("$ "+last.Command+"\n"+at.source().Text, nil); len(last.Step.Want) == 0 && len(steps) == 1 && last.o.Exit == nil {
		last.Exit = steps[0].Exit
	}
}

// sessionAbove returns the session whose transcript stands last.
func (p *page) sessionAbove(o script.Options) *session {
	for i := len(p.sessions) - 1; i >= 0; i-- {
		s := p.sessions[i]
		if len(s.steps) > 0 && !s.steps[0].at.source().Kind.Hidden() && (o.Session == "" || s.title == o.Session) {
			return s
		}
	}
	return nil
}

// planOutputOf makes a session of its own for output= of a listing.
func (r *run) planOutputOf(at place, o script.Options) {
	file, ok := inModule(at.page.dir, o.Of)
	if !ok {
		return // reported with the words
	}
	line, ok := r.commandFor(file, "")
	if !ok {
		check := r.newCheck(at.page, "output of "+path.Base(file), at.id, at.span())
		check.fail(diag.New(diag.WordValue, at.page.Doc.Source, at.wordSpan("of"), "of names %q, which lore cannot run", o.Of))
		return
	}
	st := r.planAlone(at, o, "output of "+path.Base(file), path.Dir(file), line)
	lines, _ := script.Lines(at.source().Text, at.source().Typed)
	for _, l := range lines {
		st.want = append(st.want, wantLine{l, at})
	}
	st.compare, st.inputs = true, o.Input
	if steps, _ := script.Parse("$ "+line+"\n"+at.source().Text, nil); o.Exit == nil && len(steps) == 1 {
		st.Exit = steps[0].Exit
	}
}

// planRun makes a session for a listing that is run, whatever it prints.
func (r *run) planRun(at place, o script.Options, code *listing.Code) {
	if line, ok := r.commandFor(code.File, code.Lang); ok {
		st := r.planAlone(at, o, "run "+path.Base(code.File), path.Dir(code.File), line)
		st.compare = false
	}
}

// planAlone makes a session of one command.
func (r *run) planAlone(at place, o script.Options, name, dir, line string) *step {
	s := &session{page: at.page, name: name, title: name, dir: dir, alone: true, folders: map[string]string{"1": dir}}
	at.page.sessions = append(at.page.sessions, s)
	st := r.newStep(s, at, o, script.Step{Command: line}, "1")
	st.want, st.enterDir = nil, dir
	if o.Exit != nil {
		st.Exit = *o.Exit
	}
	st.follow()
	s.steps = []*step{st}
	if why := r.unfit(o); why != "" {
		r.skipped(st.check, at, why)
	}
	return st
}

// commandFor returns the command that runs a listing in its folder.
func (r *run) commandFor(file, lang string) (string, bool) {
	base := path.Base(file)
	switch {
	case r.isDir(file):
		return "go run ./" + base, true
	case strings.HasSuffix(base, ".go"):
		if strings.HasSuffix(base, "_test.go") {
			return "go test", true
		}
		if files := r.goFiles(path.Dir(file)); len(files) > 1 && r.onePackage(files) {
			return "go run .", true
		}
		return "go run " + base, true
	case strings.HasSuffix(base, ".py"):
		return "python3 " + base, true
	case strings.HasSuffix(base, ".sh"):
		return "sh " + base, true
	}
	return "", false
}

// wordSpan returns where a word of the block stands.
func (at place) wordSpan(name string) source.Span {
	if w, ok := at.source().Word(name); ok {
		return w.Span
	}
	return at.span()
}
