package run

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/run/term"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// explain adds to a mismatch what its author would go and look for: what a
// panicking program did, which tool is missing, which line printed the text. It
// reports whether what was printed could be what the page should say.
func (x *execution) explain(d *diag.Diagnostic, st *step, got []string, m *match.Mismatch) (plausible bool) {
	if m.Kind != match.Differs && m.Kind != match.Extra {
		return true
	}
	text := m.GotText
	if name, ok := notFound(text); ok {
		d.Message = fmt.Sprintf("there is no command %q on this machine", name)
		d.Hint = fmt.Sprintf("needs=%s skips the block where it is not installed", name)
		return false
	}
	if m := folderNotFound.FindStringSubmatch(text); m != nil {
		if name, ok := x.inSession(m[1]); ok {
			d.Message = fmt.Sprintf("there is no folder %q", name)
			*d = d.DidYouMean(x.nearestFolder(name))
			return false
		}
	}
	if _, ok := strings.CutPrefix(text, "exit status "); ok && m.Kind == match.Extra && d.Hint == "" {
		d.Hint = "show this line if the command should fail"
	}
	if isCrash(text) {
		*d = x.frame(*d, strings.Join(got[m.Got:], "\n"), "it stops here")
		return true
	}
	*d = x.printedBy(*d, st, text)
	return true
}

var commandNotFound = regexp.MustCompile(`^(?:ba|z|da|k)?sh: (?:line )?(?:\d+: )?(\S+): (?:command )?not found$`)

// notFound returns the name of the command that a shell does not know.
func notFound(line string) (name string, ok bool) {
	m := commandNotFound.FindStringSubmatch(line)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// folderNotFound is what go run says of a package that is not there.
var folderNotFound = regexp.MustCompile(`^stat (\S+): directory not found$`)

// inSession returns the path in the module of a file as a session's programs
// see it, or as they are built.
func (x *execution) inSession(file string) (name string, ok bool) {
	for _, dir := range []string{x.session.Dir(), term.AtHome(x.moduleName())} {
		if name, ok := strings.CutPrefix(file, dir+"/"); ok {
			return name, true
		}
	}
	return "", false
}

// nearestFolder returns the folder beside a path of the module that has nearly
// the same name, "" if there is none.
func (x *execution) nearestFolder(name string) string {
	entries, _ := fs.ReadDir(x.root.FS(), path.Dir(name)) // one that is not there has no folders
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if near := nearest.Nearest(path.Base(name), names); near != "" {
		return path.Join(path.Dir(name), near)
	}
	return ""
}

// isCrash reports whether a line is the first of a Go program's last words.
func isCrash(line string) bool {
	return strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ")
}

// frameLine is a place in the stack of a goroutine.
var frameLine = regexp.MustCompile(`^\t(.+\.go):(\d+)(?: .*)?$`)

// frame adds a note at the first place of a stack that is in the module.
func (x *execution) frame(d diag.Diagnostic, stack, what string) diag.Diagnostic {
	for _, line := range strings.Split(stack, "\n") {
		if name, n, ok := x.place(line); ok {
			f := x.file(name)
			d = d.WithNote(f, lineSpan(f, n), "%s", what)
			return x.included(d, name)
		}
	}
	return d
}

// place returns the file of the module and the line that a line of a stack
// names.
func (x *execution) place(line string) (name string, n int, ok bool) {
	m := frameLine.FindStringSubmatch(strings.TrimRight(line, "\r"))
	if m == nil {
		return "", 0, false
	}
	if name, ok = x.inSession(m[1]); !ok || !x.isFile(name) {
		return "", 0, false
	}
	n, err := strconv.Atoi(m[2])
	return name, n, err == nil
}

// lineSpan is what is written on a line of a file.
func lineSpan(f *source.File, n int) source.Span {
	start := lineStart(f, n)
	text := strings.TrimRight(f.Line(n), " \t\r\n")
	indent := int32(len(text) - len(strings.TrimLeft(text, " \t")))
	return source.Span{Start: start + indent, End: start + int32(len(text))}
}

// included adds a note where the page shows a file, if it does.
func (x *execution) included(d diag.Diagnostic, file string) diag.Diagnostic {
	for id, code := range x.s.page.Code {
		if code != nil && code.File == file && code.Kind == tree.CodeFile {
			return d.WithNote(x.s.page.Doc.Source, x.s.page.Doc.Listings[id].Span, "the listing is included here")
		}
	}
	return d
}

// goroutine returns of the stacks of a program that was stopped the one that is
// in the module, or that of main.
func (x *execution) goroutine(dump string) string {
	stacks := strings.Split(strings.ReplaceAll(dump, "\r\n", "\n"), "\n\n")
	stacks = slices.DeleteFunc(stacks, func(s string) bool { return !strings.HasPrefix(s, "goroutine ") })
	ours := slices.IndexFunc(stacks, func(s string) bool {
		return slices.ContainsFunc(strings.Split(s, "\n"), func(line string) bool {
			_, _, ok := x.place(line)
			return ok
		})
	})
	if ours < 0 {
		ours = slices.IndexFunc(stacks, func(s string) bool { return strings.HasPrefix(s, "goroutine 1 ") })
	}
	if ours < 0 {
		return ""
	}
	return registers.ReplaceAllString(stacks[ours], "")
}

// registers are what a dump adds to the places of a stack.
var registers = regexp.MustCompile(`(?m)(?: gp=0x[0-9a-f]+ m=\S+)|(?: \+0x[0-9a-f]+)? fp=0x[0-9a-f]+.*$`)

// overtime says of a step that took too long what it should have done.
func (x *execution) overtime(d *diag.Diagnostic, st *step, res *term.Result) {
	limit := st.o.Timeout
	if limit == 0 {
		limit = x.in.Timeout
	}
	if limit == 0 {
		d.Message = "does not end in time"
	} else {
		d.Message = fmt.Sprintf("does not end within %v", limit)
	}
	stack := x.goroutine(res.Dump)
	what := "it is here"
	if m := waitReason.FindStringSubmatch(stack); m != nil {
		what += " (" + m[1] + ")"
	}
	*d = x.frame(*d, stack, what)
}

// waitReason is what a goroutine does: "sleep", "chan receive".
var waitReason = regexp.MustCompile(`^goroutine \d+[^\[]*\[([^\],]+)`)
