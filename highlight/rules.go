package highlight

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/dlclark/regexp2/v2"
)

// lexTimeout bounds the work on one text. It is far from what any listing
// takes, on a busy machine too, so that only a lexer gone astray meets it.
const lexTimeout = 10 * time.Second

// maxIdle bounds the rules that may match in a row without getting on in the
// text. Lexers go through a few such rules from state to state; some never
// come out again.
const maxIdle = 1000

// errStuck is what a ruleLexer panics with, as chroma's iterators return no
// errors. chromaLines returns it as ErrStuck.
var errStuck = errors.New("no progress")

// A ruleLexer runs the rules of one of chroma's lexers.
//
// Chroma's own machine gives each match 250 ms of wall clock and goes on as if
// the rule did not match when they are over: on a busy machine a listing may
// come out in other colours than on an idle one. Nor does it notice that it
// goes in circles. Here both are errors, and the first takes much longer. It
// is also more than twice as fast: it skips rules that cannot match by the next
// character, and does not collect groups that nobody looks at.
type ruleLexer struct {
	*chroma.RegexLexer // compiles the rules, and runs those that use their own lexer
	registry           *chroma.LexerRegistry

	compile sync.Once
	rules   chroma.CompiledRules
	first   map[*chroma.CompiledRule]firstSet
	err     error
	// Some rules are Go functions, which may change the rules for the text
	// they are used on. Each text has a copy then.
	copied bool
}

var _ chroma.Lexer = (*ruleLexer)(nil)

// newRuleLexer returns a lexer with the rules of old that looks up others in
// reg. The rules are read when it is first used.
func newRuleLexer(old *chroma.RegexLexer, reg *chroma.LexerRegistry) *ruleLexer {
	l := &ruleLexer{registry: reg}
	l.RegexLexer = chroma.MustNewLexer(old.Config(), func() chroma.Rules {
		return old.MustRules().Merge(chroma.Rules{
			"lore-compiled": {{Mutator: (*takeRules)(l)}},
		})
	})
	l.SetRegistry(reg)
	return l
}

// takeRules is a rule that no text reaches. Chroma shows it the compiled rules.
type takeRules ruleLexer

func (t *takeRules) Mutate(*chroma.LexerState) error { return nil }

func (t *takeRules) MutateLexer(rules chroma.CompiledRules, state string, _ int) error {
	rules[state] = nil
	t.rules = rules
	t.first = make(map[*chroma.CompiledRule]firstSet)
	for _, list := range rules {
		for _, rule := range list {
			rule.Regexp.MatchTimeout = lexTimeout
			if _, ok := t.first[rule]; !ok { // a rule may be in many states
				t.first[rule] = newFirstSet(rule.Regexp.String())
			}
			if isFunc(rule.Mutator, rule.Type) {
				t.copied = true
			}
		}
	}
	return nil
}

// isFunc reports whether a mutator or an emitter is more than data.
func isFunc(m chroma.Mutator, e chroma.Emitter) bool {
	_, dataM := m.(chroma.SerialisableMutator)
	_, isType := e.(chroma.TokenType)
	_, dataE := e.(chroma.SerialisableEmitter)
	return m != nil && !dataM || e != nil && !isType && !dataE
}

// Tokenise returns the tokens of text, in which every line end becomes "\n"
// unless the options say otherwise. The iterator panics with errStuck.
func (l *ruleLexer) Tokenise(options *chroma.TokeniseOptions, text string) (chroma.Iterator, error) {
	l.compile.Do(func() { _, l.err = l.RegexLexer.Tokenise(nil, "") })
	if l.err != nil {
		return nil, l.err
	}
	start := "root"
	if options != nil {
		start = options.State
	}
	if options == nil || options.EnsureLF {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	rules := l.rules
	if l.copied {
		rules = maps.Clone(rules)
		for state, list := range rules {
			rules[state] = slices.Clone(list)
		}
	}
	m := &machine{first: l.first, start: start, state: chroma.LexerState{
		Lexer: l.RegexLexer, Registry: l.registry, Rules: rules,
		Text: []rune(text), Stack: []string{start}, MutatorContext: map[any]any{},
	}}
	return m.next, nil
}

// A machine is a run of a ruleLexer over one text.
type machine struct {
	state   chroma.LexerState
	first   map[*chroma.CompiledRule]firstSet // without the rules that a rule made
	start   string                            // the state to begin in
	pending []chroma.Iterator                 // tokens of the last match, the innermost last
	idle    int                               // matches since the last that got on
}

// next returns the next token, chroma.EOF after the last.
func (m *machine) next() chroma.Token {
	s := &m.state
	for {
		if t := m.emitted(); t != chroma.EOF {
			return t
		}
		if s.Pos >= len(s.Text) || len(s.Stack) == 0 {
			rest := string(s.Text[min(s.Pos, len(s.Text)):])
			s.Pos = len(s.Text)
			if rest == "" {
				return chroma.EOF
			}
			return chroma.Token{Type: chroma.Error, Value: rest}
		}
		if t := m.step(); t != chroma.EOF && t.Type != chroma.Ignore {
			return t
		}
	}
}

// emitted returns the next token of those that a rule left behind.
func (m *machine) emitted() chroma.Token {
	for n := len(m.pending); n > 0; n = len(m.pending) {
		t := m.pending[n-1]()
		if t == chroma.EOF {
			m.pending = m.pending[:n-1]
		} else if t.Type != chroma.Ignore {
			return t
		}
	}
	return chroma.EOF
}

// step applies one rule. It returns EOF when that makes no token at once.
func (m *machine) step() chroma.Token {
	s := &m.state
	s.State = s.Stack[len(s.Stack)-1]
	from := s.Pos
	if m.idle++; m.idle > maxIdle {
		panic(errStuck)
	}
	for i, rule := range s.Rules[s.State] {
		if first, ok := m.first[rule]; ok && !first.has(s.Text[s.Pos]) {
			continue
		}
		match, err := rule.Regexp.FindRunesMatchStartingAt(s.Text, s.Pos)
		if err != nil {
			panic(errStuck)
		}
		if match == nil || match.RuneIndex != s.Pos {
			continue
		}
		s.Rule = i
		s.Pos += match.RuneLength
		if s.Pos > from {
			m.idle = 0
		}
		if t, ok := rule.Type.(chroma.TokenType); ok && isPlainMutator(rule.Mutator) {
			mutate(rule.Mutator, s)
			return chroma.Token{Type: t, Value: string(s.Text[from:s.Pos])}
		}
		m.apply(rule, match.Groups())
		return chroma.EOF
	}
	if s.Text[s.Pos] == '\n' && s.State != m.start { // whatever was open ends with the line
		s.Stack = []string{m.start}
		return chroma.EOF
	}
	s.Pos++
	m.idle = 0
	return chroma.Token{Type: chroma.Error, Value: string(s.Text[from:s.Pos])}
}

// apply runs a rule that looks at the groups of its match.
func (m *machine) apply(rule *chroma.CompiledRule, groups []regexp2.Group) {
	s := &m.state
	s.Groups = make([]string, len(groups))
	s.NamedGroups = make(map[string]string, len(groups))
	for i := range groups {
		s.Groups[i] = groups[i].String()
		s.NamedGroups[groups[i].Name] = s.Groups[i]
	}
	mutate(rule.Mutator, s)
	if rule.Type != nil {
		m.pending = append(m.pending, rule.Type.Emit(s.Groups, s))
	}
}

func mutate(mutator chroma.Mutator, s *chroma.LexerState) {
	if mutator == nil {
		return
	}
	if err := mutator.Mutate(s); err != nil {
		panic(err)
	}
}

// isPlainMutator reports whether a mutator leaves the groups alone.
func isPlainMutator(m chroma.Mutator) bool {
	if m == nil {
		return true
	}
	k, ok := m.(chroma.SerialisableMutator)
	return ok && (k.MutatorKind() == "push" || k.MutatorKind() == "pop")
}
