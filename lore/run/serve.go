package run

import (
	"regexp"
	"slices"

	"github.com/lore-docs/lore/lore/run/script"
	"github.com/lore-docs/lore/lore/run/term"
)

// mayServe reports whether the step may be a server that is left running at the
// end of the page, or one that goes on while the next block is done, though the
// page says nothing of terminals: a reader takes another one then.
func (st *step) mayServe(next []*step) bool {
	if st.Kind != script.Command || st.Background {
		return false
	}
	if len(next) == 0 {
		return true
	}
	if st.o.Term != 0 {
		return false
	}
	n := next[0]
	return n.at != st.at && n.Kind == script.Command && n.term == st.term && n.o.Term == 0
}

// terminalOf names the terminal that a step is done in: that of its block, or
// another one while a server runs there that the step does not take the place
// of.
func (x *execution) terminalOf(st *step) string {
	t := x.terms[st.term]
	if t == nil || t.served == nil || st.Kind != script.Command || st.o.Term != 0 || st.at == t.served.at || !t.Running() || x.replaces(st, t.served) {
		return st.term
	}
	return st.term + " (beside a server)"
}

// replaces reports whether a step starts the server anew, or another one on a
// port of its. The reader ends the first one before that.
func (x *execution) replaces(st, server *step) bool {
	if st.Command == server.Command {
		return true
	}
	ports := term.PortsIn(x.sourceOf(server))
	text := x.sourceOf(st)
	return listens.MatchString(text) && slices.ContainsFunc(term.PortsIn(text), func(port int) bool { return slices.Contains(ports, port) })
}

// listens finds the calls that make a server of a program.
var listens = regexp.MustCompile(`\bListen[A-Za-z]*\(`)

// sourceOf is the code of the programs that a step starts.
func (x *execution) sourceOf(st *step) (text string) {
	for _, n := range st.programs {
		for _, name := range x.plan.Of[n].Files {
			text += x.read(name)
		}
	}
	return text
}

// concurrent finds what makes the order of lines a matter of chance.
var concurrent = regexp.MustCompile(`(?m)^\s*go\s|\bmap\[`)

// mayReorder reports whether the lines of a session may come in another order
// in the next run, though in this one they did not.
func (x *execution) mayReorder() bool {
	return slices.ContainsFunc(x.sources(), func(name string) bool { return concurrent.MatchString(x.read(name)) }) ||
		slices.ContainsFunc(x.s.all(), func(st *step) bool { return st.Background })
}
