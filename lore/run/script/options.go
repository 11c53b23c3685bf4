package script

import (
	"strconv"
	"strings"
	"time"

	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/tree"
)

// Options are what the words of a listing say of its test. The zero value of
// each field means that the author does not say.
type Options struct {
	Match   match.Options // vary=, order=any, space=fold
	Exit    *Status       // exit=
	Timeout time.Duration // timeout=, for each step
	Term    int           // term=, from 1
	Session string        // session=
	Dir     string        // dir=, where the session starts
	Shell   string        // sh=
	Env     []string      // env=, each NAME=value
	OS      []string      // os=
	Go      []string      // go>=1.24, each with >= before the number where it says so
	Needs   []string      // needs=
	Ports   []Port        // port=
	Skip    string        // skip=, the reason
	NoCheck bool          // check=no
	Why     string        // why=, the reason for check=no
	NoBless bool          // bless=no
	Of      string        // of=, the listing that output or an error is of
	With    []string      // with=, more files of the program
	Run     bool          // run
	Input   []string      // input= of output
}

// A Port is one of the ports that a session uses.
type Port struct {
	Number int
	Auto   bool // 1079->auto: any free port will do, and the page's number is rewritten
	Move   int  // 1079->2079: the port to use instead, or 0
}

// ParseWords reads the words of a listing, which package listing has checked. A
// word or value that it would have reported is left out.
func ParseWords(words []tree.Word) Options {
	var o Options
	for _, w := range words {
		o.word(strings.TrimSuffix(w.Name, ">"), w.Value, strings.HasSuffix(w.Name, ">"))
	}
	return o
}

func (o *Options) word(name, value string, atLeast bool) {
	switch name {
	case "vary":
		for _, s := range list(value) {
			if h, ok := match.ParseHole(s); ok {
				o.Match.Vary = o.Match.Vary.With(h)
			}
		}
	case "order":
		o.Match.AnyOrder = value == "any"
	case "space":
		o.Match.FoldSpace = value == "fold"
	case "exit":
		if s, err := ParseStatus(value); err == nil {
			o.Exit = &s
		}
	case "timeout":
		if d, err := time.ParseDuration(value); err == nil && d > 0 {
			o.Timeout = d
		}
	case "term":
		if n, err := strconv.Atoi(value); err == nil && n > 0 {
			o.Term = n
		}
	case "port":
		o.ports(value)
	case "go":
		for _, v := range list(value) {
			if atLeast && !strings.HasPrefix(v, ">") {
				v = ">=" + strings.TrimPrefix(v, "=")
			}
			o.Go = append(o.Go, v)
		}
	default:
		o.text(name, value)
	}
}

// text takes the words whose values are used as they are.
func (o *Options) text(name, value string) {
	switch name {
	case "session":
		o.Session = value
	case "dir":
		o.Dir = value
	case "sh":
		o.Shell = value
	case "env":
		o.Env = append(o.Env, list(value)...)
	case "os":
		o.OS = append(o.OS, list(value)...)
	case "needs":
		o.Needs = append(o.Needs, list(value)...)
	case "skip":
		o.Skip = value
	case "check":
		o.NoCheck = value == "no"
	case "why":
		o.Why = value
	case "bless":
		o.NoBless = value == "no"
	case "of":
		o.Of = value
	case "with":
		o.With = append(o.With, strings.FieldsFunc(value, func(r rune) bool { return r == ',' })...)
	case "run":
		o.Run = true
	case "input":
		o.Input = append(o.Input, value)
	}
}

func (o *Options) ports(value string) {
	for _, s := range list(strings.ReplaceAll(value, "→", "->")) {
		from, to, _ := strings.Cut(s, "->")
		n, err := strconv.ParseUint(from, 10, 16)
		if err != nil || n == 0 {
			continue
		}
		p := Port{Number: int(n), Auto: to == "auto"}
		if m, err := strconv.ParseUint(to, 10, 16); err == nil {
			p.Move = int(m)
		}
		o.Ports = append(o.Ports, p)
	}
}

// list splits a value at commas and blanks.
func list(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
}
