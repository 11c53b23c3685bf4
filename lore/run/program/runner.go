package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lore-docs/lore/lore/diag"
)

// A Runner checks the code of a language by a command of the user. It runs
// what the configuration says, so documents of strangers should be checked
// without runners of theirs.
type Runner struct {
	Lang  string   // as package highlight names it
	Check []string // the command; {file} stands for the path of the code
}

// checkTime is how long a tool may look at one file.
const checkTime = 30 * time.Second

// A tool is a program on PATH.
type tool struct {
	path string // "" if it is not there
	id   string
}

func findTool(name string) tool {
	file, err := exec.LookPath(name)
	if err != nil {
		return tool{}
	}
	return tool{file, statID(file)}
}

// toolEnv is the environment of tools. BASH_ENV, PYTHONSTARTUP and the like
// would run programs.
func toolEnv() []string {
	return append(pick([]string{"PATH", "HOME", "TMPDIR", "TMP", "TEMP", "SYSTEMROOT", "SystemRoot", "PATHEXT", "USERPROFILE"}),
		"LC_ALL=C", "PYTHONDONTWRITEBYTECODE=1")
}

// runner returns the runner of the user for a language, or nil.
func (c *Checker) runner(lang string) *Runner {
	i := slices.IndexFunc(c.cfg.Runners, func(r Runner) bool { return r.Lang == lang && len(r.Check) > 0 })
	if i < 0 {
		return nil
	}
	return &c.cfg.Runners[i]
}

// langKey names what checks a language.
func (c *Checker) langKey(lang string) string {
	if r := c.runner(lang); r != nil {
		return fmt.Sprintf("%q %s", r.Check, c.tools.get(r.Check[0]).id)
	}
	if name := builtinTool(lang); name != "" {
		return c.tools.get(name).id
	}
	return ""
}

// builtinTool is the tool that checks a language that lore cannot parse.
func builtinTool(lang string) string {
	switch lang {
	case "bash", "sh", "shell":
		return "bash"
	case "python":
		return "python3"
	}
	return ""
}

// langs checks code of other languages.
type langs struct {
	*Checker
	ctx    context.Context
	python func() (map[*Program]*Finding, error) // all of them by one process
}

// check checks one program.
func (l *langs) check(k *check) error {
	if k.done {
		return nil
	}
	k.done = true
	if r := l.runner(k.p.Lang); r != nil {
		return l.run(k, r)
	}
	if parse := parserOf(k.p.Lang); parse != nil {
		k.addAt(guardedParse(parse, k.p.text))
		return nil
	}
	name := builtinTool(k.p.Lang)
	switch {
	case name == "":
		k.skip("no check for %s is set up", orText(k.p.Lang))
		return nil
	case l.tools.get(name).path == "":
		k.lacks(name)
		return nil
	case name == "bash":
		return l.shell(k)
	}
	found, err := l.python()
	if err == nil {
		k.addAt(found[k.p])
	}
	return err
}

func orText(lang string) string {
	if lang == "" {
		return "plain text"
	}
	return lang
}

// lacks notes that a tool is not there.
func (k *check) lacks(name string) {
	k.result.Needs = append(k.result.Needs, name)
	message := fmt.Sprintf("needs %s, which is not installed", name)
	if k.cfg.Require {
		k.add(Finding{Code: diag.ListingNeeds, Level: Parse, File: k.first(), Line: 1, Message: message})
		return
	}
	k.skip("%s", message)
}

// addAt adds a finding about the only file of a program.
func (k *check) addAt(f *Finding) {
	if f != nil {
		f.Code, f.Level, f.File = diag.ListingCompile, Parse, k.first()
		k.add(*f)
	}
}

// shell has bash read a script without running it.
func (l *langs) shell(k *check) error {
	ctx, cancel := context.WithTimeoutCause(l.ctx, checkTime, errSlow)
	defer cancel()
	args := []string{"--norc", "--noprofile", "-n"}
	if k.p.Lang == "sh" {
		args = append(args, "--posix")
	}
	cmd := command{file: l.tools.get("bash").path, args: args, dir: os.TempDir(), env: toolEnv(), stdin: k.p.text}
	_, errs, ok, err := cmd.run(ctx)
	if slow := k.slow("bash", err); slow || err != nil {
		return l.unlessSlow(slow, err)
	}
	if !ok || errs != "" {
		f := toolFinding(errs)
		k.addAt(&f)
	}
	return nil
}

var errSlow = errors.New("it took too long")

// slow makes a finding of a tool that does not come to an end.
func (k *check) slow(name string, err error) bool {
	if !errors.Is(err, errSlow) {
		return false
	}
	k.addAt(&Finding{Line: 1, Message: fmt.Sprintf("%s takes longer than %v", name, checkTime)})
	return true
}

func (l *langs) unlessSlow(slow bool, err error) error {
	if slow {
		return nil
	}
	return err
}

// run runs a command of the user.
func (l *langs) run(k *check, r *Runner) error {
	file, remove, err := l.fileOf(k.p)
	if err != nil {
		return err
	}
	defer remove()
	found := l.tools.get(r.Check[0])
	if found.path == "" {
		k.lacks(r.Check[0])
		return nil
	}
	var args []string
	for _, arg := range r.Check[1:] {
		args = append(args, strings.ReplaceAll(arg, "{file}", file))
	}
	ctx, cancel := context.WithTimeoutCause(l.ctx, checkTime, errSlow)
	defer cancel()
	out, errs, ok, err := command{file: found.path, args: args, dir: l.cfg.Dir, env: toolEnv()}.run(ctx)
	if slow := k.slow(r.Check[0], err); slow || err != nil {
		return l.unlessSlow(slow, err)
	}
	if !ok {
		f := toolFinding(strings.ReplaceAll(errs+"\n"+out, file, path.Base(filepath.ToSlash(file))))
		k.addAt(&f)
	}
	return nil
}

// fileOf returns a path of the code on disk.
func (l *langs) fileOf(p *Program) (file string, remove func(), err error) {
	if len(p.Files) > 0 {
		return l.abs(p.Files[0]), func() {}, nil
	}
	dir, err := os.MkdirTemp("", "lore-code-")
	if err != nil {
		return "", nil, fmt.Errorf("check code: %w", err)
	}
	file = filepath.Join(dir, "code")
	return file, func() { os.RemoveAll(dir) }, os.WriteFile(file, []byte(p.text), 0o666)
}

// toolPlace finds the line in messages such as "bash: line 3: ..." and
// "x.py:3:5: ...".
var toolPlace = regexp.MustCompile(`(?:\bline |:)(\d{1,7})(?::(\d{1,5}))?\b`)

// toolFinding makes a finding of what a tool printed.
func toolFinding(output string) Finding {
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		f := Finding{Line: 1, Message: line}
		if at := toolPlace.FindStringSubmatchIndex(line); at != nil {
			f.Line, _ = strconv.Atoi(line[at[2]:at[3]])
			if at[4] >= 0 {
				f.Col, _ = strconv.Atoi(line[at[4]:at[5]])
			}
			if rest := strings.TrimLeft(line[at[1]:], ": "); rest != "" {
				f.Message = rest
			}
		}
		return f
	}
	return Finding{Line: 1, Message: "the tool refuses it and does not say why"}
}
