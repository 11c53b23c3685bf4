package listing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/tree"
)

// kinds is a set of kinds of listing.
type kinds uint8

const (
	onFiles       = kinds(1 << tree.CodeFile)
	onCode        = onFiles | 1<<tree.CodeText
	onTranscripts = kinds(1<<tree.Transcript | 1<<tree.Setup | 1<<tree.Teardown)
	onOutput      = kinds(1<<tree.Output | 1<<tree.CompileError)
	onAll         = onCode | onTranscripts | onOutput
)

func (k kinds) has(kind tree.ListingKind) bool { return k&(1<<kind) != 0 }

// String names the kinds for people.
func (k kinds) String() string {
	var names []string
	for kind, name := range kindNames {
		if kind := tree.ListingKind(kind); k.has(kind) && !kind.Hidden() {
			names = append(names, name)
		}
	}
	return choices(names)
}

var kindNames = [...]string{
	tree.CodeFile: "a code file", tree.CodeText: "code in the page", tree.Transcript: "a transcript",
	tree.Output: "output", tree.CompileError: "a compile error", tree.Setup: "setup", tree.Teardown: "teardown",
}

// A wordRule says where a word may stand and what its value may be.
type wordRule struct {
	name  string
	kinds kinds
	value func(value string) []fault // nil where whoever acts on the word checks it
	paths bool                       // the value is one or more paths, seen from the page
	many  bool                       // the word may stand several times
}

// wordRules has all words that a listing may carry, each once.
var wordRules = []wordRule{
	{name: "lines", kinds: onFiles},
	{name: "region", kinds: onFiles},
	{name: "decl", kinds: onFiles},
	{name: "skipLines", kinds: onFiles},
	{name: "highlight", kinds: onCode | onOutput},
	{name: "numbers", kinds: onCode, value: oneOf("on", "off")},
	{name: "diff", kinds: onFiles, paths: true},
	{name: "show-errors", kinds: onCode, value: oneOf("yes", "no")},
	{name: "with", kinds: onCode, paths: true},
	{name: "run", kinds: onCode, value: oneOf("", "run", "yes")},
	{name: "check", kinds: onAll, value: oneOf("no")},
	{name: "why", kinds: onAll, value: someText("a reason")},
	{name: "of", kinds: onOutput, paths: true},
	{name: "dir", kinds: onTranscripts, paths: true},
	{name: "term", kinds: onTranscripts, value: number(1, 99)},
	{name: "session", kinds: onTranscripts, value: each("a name", "chat", isLabel)},
	{name: "sh", kinds: onTranscripts, value: oneOf("bash", "posix", "pwsh")},
	{name: "input", kinds: onTranscripts | onOutput, value: someText("what is typed"), many: true},
	{name: "vary", kinds: onTranscripts | onOutput, value: listOf("time", "duration", "ptr", "tmp", "port", "pid", "num", "path", "host", "hash", "goroutine")},
	{name: "order", kinds: onTranscripts | onOutput, value: oneOf("any")},
	{name: "space", kinds: onTranscripts | onOutput, value: oneOf("fold")},
	{name: "exit", kinds: onAll, value: exitStatus},
	{name: "timeout", kinds: onAll, value: duration},
	{name: "port", kinds: onAll, value: each("a port", "1079 or 1079->auto", isPort)},
	{name: "env", kinds: onAll, value: each("a setting", "TZ=UTC", isSetting)},
	{name: "os", kinds: onAll, value: listOf("linux", "darwin", "windows", "freebsd", "netbsd", "openbsd", "dragonfly", "solaris", "illumos", "aix", "android", "ios", "plan9", "unix")},
	{name: "go", kinds: onAll, value: each("a version of Go", "1.24", isGoVersion)},
	{name: "needs", kinds: onAll, value: each("a tool", "psql", isTool)},
	{name: "skip", kinds: onAll, value: someText("a reason")},
	{name: "bless", kinds: onTranscripts | onOutput, value: oneOf("no")},
}

// ruleOf returns the rule of a word. "go>=1.24" reads as the word "go>".
func ruleOf(name string) *wordRule {
	name = strings.TrimSuffix(name, ">")
	for i := range wordRules {
		if wordRules[i].name == name {
			return &wordRules[i]
		}
	}
	return nil
}

// checkWords reports what is wrong with the words of a listing, except for the
// values of those that choose and mark lines.
func (p *page) checkWords(l *tree.ListingSource) {
	for i, w := range l.Words {
		rule := ruleOf(w.Name)
		switch {
		case rule == nil || strings.HasSuffix(w.Name, ">") && rule.name != "go":
			p.reportWord(w, newFault(diag.WordUnknown, "unknown word %q", w.Name).didYouMean(nearestWord(w.Name, l.Kind)))
		case !rule.kinds.has(l.Kind):
			f := newFault(diag.WordUnknown, "word %q has no meaning on %s", w.Name, kindNames[l.Kind])
			f.hint = "it belongs on " + rule.kinds.String()
			p.reportWord(w, f)
		case !rule.many && isAgain(l.Words[:i], w.Name):
			p.reportWord(w, newFault(diag.WordValue, "word %q is there twice", w.Name))
		default:
			p.checkValue(w, rule)
		}
	}
	p.checkReasons(l)
}

func isAgain(before []tree.Word, name string) bool {
	return slices.ContainsFunc(before, func(w tree.Word) bool { return w.Name == name })
}

func (p *page) checkValue(w tree.Word, rule *wordRule) {
	switch {
	case rule.paths:
		p.checkPaths(w)
	case rule.value != nil:
		for _, f := range rule.value(w.Value) {
			f.message = w.Name + " " + f.message
			p.reportWord(w, f)
		}
	case w.Value == "":
		p.reportWord(w, newFault(diag.WordValue, "%s has no value", w.Name))
	}
}

func (p *page) checkPaths(w tree.Word) {
	pieces := splitCommas(w.Value)
	if len(pieces) == 0 {
		p.reportWord(w, newFault(diag.WordValue, "%s has no value; wanted a path", w.Name))
	}
	for _, piece := range pieces {
		if _, bad := resolve(p.dir, piece.text); bad != nil {
			p.reportWord(w, bad.part(piece.from, piece.to))
		}
	}
}

// reportWord reports f, which lies in the value of w.
func (p *page) reportWord(w tree.Word, f fault) {
	span := w.Span
	if f.to > 0 && span.Len() == len(w.Value) { // the value is written without entities or escapes
		span.Start, span.End = w.Span.Start+int32(f.from), w.Span.Start+int32(f.to)
	}
	p.reportAt(f, span)
}

// checkReasons holds authors to say why something is not checked.
func (p *page) checkReasons(l *tree.ListingSource) {
	check, unchecked := l.Word("check")
	why, reason := l.Word("why")
	switch {
	case unchecked && check.Value == "no" && !reason:
		f := newFault(diag.WordValue, "check=no has no reason")
		f.hint = `add why="..."`
		p.reportWord(check, f)
	case reason && !unchecked:
		p.reportWord(why, newFault(diag.WordValue, "why gives a reason for check=no, which is not there"))
	}
}

// nearestWord looks among the words that fit the kind of listing first.
func nearestWord(name string, kind tree.ListingKind) string {
	var fitting, others []string
	for i := range wordRules {
		if rule := &wordRules[i]; rule.kinds.has(kind) {
			fitting = append(fitting, rule.name)
		} else {
			others = append(others, rule.name)
		}
	}
	if near := nearest.Nearest(name, fitting); near != "" {
		return near
	}
	return nearest.Nearest(name, others)
}

// badValue is a fault of a value. The word's name goes before the message.
func badValue(format string, args ...any) []fault {
	return []fault{newFault(diag.WordValue, format, args...)}
}

// someText accepts any text, but not none.
func someText(thing string) func(string) []fault {
	return func(value string) []fault {
		if strings.TrimSpace(value) == "" {
			return badValue("has no value; wanted %s", thing)
		}
		return nil
	}
}

// oneOf accepts one of a few values.
func oneOf(values ...string) func(string) []fault {
	return func(value string) []fault {
		if slices.Contains(values, value) {
			return nil
		}
		f := newFault(diag.WordValue, "is %q; wanted %s", value, choices(values))
		return []fault{f.didYouMean(nearest.Nearest(value, values))}
	}
}

// listOf accepts one or more of some values.
func listOf(values ...string) func(string) []fault {
	return func(value string) []fault {
		pieces := splitList(value)
		if len(pieces) == 0 {
			return badValue("has no value; wanted %s", choices(values))
		}
		var faults []fault
		for _, p := range pieces {
			if !slices.Contains(values, p.text) {
				f := newFault(diag.WordValue, "is %q; wanted %s", p.text, choices(values)).part(p.from, p.to)
				faults = append(faults, f.didYouMean(nearest.Nearest(p.text, values)))
			}
		}
		return faults
	}
}

// choices prints values as a choice: time, port or pid.
func choices(values []string) string {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	if n := len(values); n > 1 {
		return strings.Join(values[:n-1], ", ") + " or " + values[n-1]
	}
	return strings.Join(values, "")
}

// each accepts a list of things that are all ok.
func each(thing, example string, ok func(string) bool) func(string) []fault {
	return func(value string) []fault {
		pieces := splitList(value)
		if len(pieces) == 0 {
			return badValue("has no value; wanted %s such as %s", thing, example)
		}
		var faults []fault
		for _, p := range pieces {
			if !ok(p.text) {
				f := newFault(diag.WordValue, "is %q; wanted %s such as %s", p.text, thing, example)
				faults = append(faults, f.part(p.from, p.to))
			}
		}
		return faults
	}
}

func number(low, high int) func(string) []fault {
	return func(value string) []fault {
		if n, ok := lineNumber(value); !ok || n < low || n > high {
			return badValue("is %q; wanted a number from %d to %d", value, low, high)
		}
		return nil
	}
}

func exitStatus(value string) []fault {
	if value == "any" || value == "signal" {
		return nil
	}
	if n, ok := lineNumber(value); !ok || n > 255 {
		return badValue("is %q; wanted a number from 0 to 255, any or signal", value)
	}
	return nil
}

func duration(value string) []fault {
	d, err := time.ParseDuration(value)
	switch {
	case err != nil && isDigits(value):
		return []fault{badValue("is %q and has no unit", value)[0].didYouMean(value + "s")}
	case err != nil || d <= 0:
		return badValue("is %q; wanted a time such as 20s or 2m", value)
	}
	return nil
}

func isLabel(s string) bool { return isWord(s, "_-.") }

func isTool(s string) bool { return isWord(s, "_-.+") }

// isPort accepts 1079, 1079->auto and 1079→auto.
func isPort(s string) bool {
	from, to, moved := strings.Cut(strings.Replace(s, "→", "->", 1), "->")
	return isPortNumber(from) && (!moved || to == "auto" || isPortNumber(to))
}

func isPortNumber(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}

// isSetting accepts NAME=value.
func isSetting(s string) bool {
	name, _, ok := strings.Cut(s, "=")
	return ok && isWord(name, "_")
}

// isGoVersion accepts 1.24, 1.24.1, go1.24 and each with >= before it.
func isGoVersion(s string) bool {
	s = strings.TrimPrefix(strings.TrimPrefix(s, ">="), "go")
	parts := strings.Split(s, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return false
	}
	return !slices.ContainsFunc(parts, func(p string) bool { return !isDigits(p) })
}
