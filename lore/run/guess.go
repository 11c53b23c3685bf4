package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// mostGuesses is how many lines of a session are taken for typed that the page
// does not mark.
const mostGuesses = 20

// runSession runs a session. Where pages are going to be blessed and a program
// waits for input that the page does not mark, the next line that the page shows
// is taken for it: the session is run again with it, and guessed is true.
func (x *execution) runSession(ctx context.Context) (guessed bool, err error) {
	if x.in.Shift {
		x.s.shift()
	}
	dir, before, saved := x.dir, x.captures.Clone(), x.s.checks()
	var marks []Edit
	for try := 1; ; try++ {
		err = x.do(ctx)
		if err != nil || !x.in.Accept || try > mostGuesses {
			break
		}
		mark, ok := x.guess()
		if !ok {
			break
		}
		marks = append(marks, mark)
		x.s.restore(saved)
		*x.captures = *before.Clone()
		*x = execution{run: x.run, s: x.s, captures: x.captures, dir: fmt.Sprintf("%s-%d", dir, try), terms: map[string]*terminal{}}
	}
	x.edits = append(marks, x.edits...)
	return len(marks) > 0, err
}

// checks returns the checks of a session as they are.
func (s *session) checks() (list []Done) {
	for _, st := range s.all() {
		list = append(list, *st.check)
	}
	return list
}

// restore makes the checks of a session what they were.
func (s *session) restore(saved []Done) {
	for i, st := range s.all() {
		*st.check = saved[i]
	}
}

// guess marks the line that a program waits for as typed, and returns how the
// page says so.
func (x *execution) guess() (mark Edit, ok bool) {
	for _, st := range x.s.all() {
		if !st.check.waits {
			continue
		}
		i, lead := st.awaited(x.captures)
		if i < 0 {
			return Edit{}, false
		}
		return st.want[i].mark(lead)
	}
	return Edit{}, false
}

// awaited returns the line of a step at which a program waits: what was printed
// ends before it, but for the lead, a prompt. A line that the page marks as typed
// has another prompt there. It is -1 if there is no such line.
func (st *step) awaited(c *match.Captures) (line int, lead string) {
	out := st.check.Output
	end := strings.LastIndexByte(out, '\n') + 1
	var printed []string
	if end > 0 {
		printed = match.Lines(out[:end])
	}
	lead = out[end:]
	for i, w := range st.want {
		rest, begins := strings.CutPrefix(w.Text, lead)
		fits := begins && strings.TrimSpace(rest) != ""
		if w.Typed {
			fits = lead != "" && lead != w.Lead
		}
		if fits && match.Match(st.texts()[:i], printed, st.o.Match, c.Clone()).OK {
			return i, lead
		}
	}
	return -1, ""
}

// mark marks what stands behind the lead on a line as typed, and returns how the
// page says so.
func (w *wantLine) mark(lead string) (e Edit, ok bool) {
	input := strings.TrimPrefix(w.Text, lead)
	if w.Typed {
		input = w.Input
		e, ok = w.prompt(lead)
	} else {
		e, ok = markTyped(w, input)
	}
	if ok {
		w.Typed, w.Lead, w.Input, w.Text = true, lead, input, lead+input
	}
	return e, ok
}

// prompt returns the edit that puts another prompt before what is typed.
func (w *wantLine) prompt(lead string) (Edit, bool) {
	f := w.at.page.Doc.Source
	text := escape(w.at, lead+w.Input)
	if isXHTML(w.at) {
		text = escape(w.at, lead) + "<kbd>" + escape(w.at, w.Input) + "</kbd>"
	}
	return Edit{Page: w.at.page.Name, File: f, Span: w.span(), Text: text}, !strings.HasPrefix(w.Text, " ")
}

// markTyped returns the edit that marks the end of a line as typed.
func markTyped(w *wantLine, input string) (Edit, bool) {
	f := w.at.page.Doc.Source
	e := Edit{Page: w.at.page.Name, File: f}
	if w.at.source().Kind.Hidden() {
		return e, false // comments have no marks
	}
	if isXHTML(w.at) {
		span := w.span()
		written := escape(w.at, input)
		if !strings.HasSuffix(f.Text[span.Start:span.End], written) {
			return e, false
		}
		e.Span = source.Span{Start: span.End - int32(len(written)), End: span.End}
		e.Text = "<kbd>" + written + "</kbd>"
		return e, true
	}
	return e, e.addWord(w.at, "input", input)
}

// addWord makes e the edit that adds a word to a block of Markdown.
func (e *Edit) addWord(at place, name, value string) bool {
	if kind := at.source().Kind; kind != tree.Transcript && kind != tree.Output {
		return false
	}
	if strings.ContainsAny(value, " \t\"'\\{}=") {
		value = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
	}
	text := at.page.Doc.Source.Text
	end := int(at.span().Start)
	if i := strings.IndexByte(text[end:], '\n'); i >= 0 {
		end += i
	}
	fence := strings.TrimRight(text[at.span().Start:end], " \t\r")
	if i := strings.LastIndexByte(fence, '{'); i > 0 && strings.HasSuffix(fence, "}") && fence[i-1] == ' ' {
		fence = fence[:i-1]
	}
	e.Span.Start = at.span().Start + int32(len(fence))
	e.Span.End = e.Span.Start
	e.Text = " " + name + "=" + value
	return true
}

// shifted is another place to run commands in: another time zone, and one
// processor.
var shifted = []string{"TZ=Asia/Kathmandu", "GOMAXPROCS=1"}

// shift runs the commands of a session elsewhere, as far as the page does not
// say where.
func (s *session) shift() {
	steps := s.all()
	if len(steps) == 0 {
		return
	}
	own := s.page.env()
	for _, st := range steps {
		own = append(own, st.o.Env...)
	}
	for _, v := range shifted {
		name, _, _ := strings.Cut(v, "=")
		if !slices.ContainsFunc(own, func(s string) bool { return strings.HasPrefix(s, name+"=") }) {
			steps[0].o.Env = append(slices.Clip(steps[0].o.Env), v)
		}
	}
}

// waiting adds to a diagnostic what a program may be waiting for that the page
// does not say, and reports whether there is such a thing.
func (st *step) waiting(d *diag.Diagnostic, c *match.Captures) bool {
	i, lead := st.awaited(c)
	if i < 0 {
		return false
	}
	w := st.want[i]
	input := strings.TrimPrefix(w.Text, lead)
	d.Span, d.Hint = w.span(), ""
	switch e := (Edit{}); {
	case w.Typed:
		d.Code = diag.TranscriptDiffers
		d.Message = fmt.Sprintf("printed %q and waits for input, wanted %q", lead, w.Lead)
		return true
	case isXHTML(w.at):
		d.Hint = fmt.Sprintf("if %q is typed, write <kbd>%s</kbd>", input, escape(w.at, input))
	case !w.at.source().Kind.Hidden() && e.addWord(w.at, "input", input):
		d.Hint = fmt.Sprintf("if %q is typed, add%s to the block", input, e.Text)
	}
	if d.Code == diag.TranscriptTimeout {
		d.Message = "waits for input here"
	}
	return true
}
