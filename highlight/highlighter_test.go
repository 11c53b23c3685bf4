package highlight

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// Several goroutines ask for the same and for other texts. Run with -race.
func TestConcurrent(t *testing.T) {
	h := New()
	langs := []string{"go", "python", "bash", "pycon", "console", "elisp", "html"}
	want := make([]string, len(langs))
	for i, lang := range langs {
		want[i] = dump(New().Lines(lang, pyListing))
	}
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			for i := range langs {
				i := (i + n) % len(langs)
				if got := dump(h.Lines(langs[i], pyListing)); got != want[i] {
					t.Errorf("%s differs", langs[i])
				}
			}
		})
	}
	wg.Wait()
}

func TestMemoScansOnce(t *testing.T) {
	var scans atomic.Int32
	lang := &language{name: "slow", lines: func(text string) ([]Line, error) {
		scans.Add(1)
		time.Sleep(10 * time.Millisecond)
		return plain(text, Text), errors.ErrUnsupported
	}}
	var m memo
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if lines, err := m.lines(lang, "x"); len(lines) != 1 || err != errors.ErrUnsupported {
				t.Error(lines, err)
			}
		})
	}
	wg.Wait()
	if scans.Load() != 1 {
		t.Errorf("%d scans", scans.Load())
	}
}

func TestMemoIsBounded(t *testing.T) {
	scans := 0
	lang := &language{name: "x", lines: func(text string) ([]Line, error) {
		scans++
		return plain(text, Text), nil
	}}
	var m memo
	text := func(i int) string { return fmt.Sprintf("%d%s", i, strings.Repeat("y", 1<<20)) }
	for i := range 100 {
		m.lines(lang, text(i))
		m.lines(lang, "often")
		if n := len(m.young) + len(m.old); n > 36 {
			t.Fatalf("%d texts of 1 MB kept", n)
		}
	}
	if scans != 101 {
		t.Errorf("%d scans of 101 texts: what is often asked for was dropped", scans)
	}
	m.lines(lang, text(99))
	m.lines(lang, text(0))
	if scans != 102 {
		t.Errorf("%d scans: the latest was dropped or the first kept", scans)
	}
}

func TestSameLanguageSharesEntry(t *testing.T) {
	h := New()
	a, _ := h.Lines("py", "x = 1")
	b, _ := h.Lines("Python3", "x = 1")
	if &a[0] != &b[0] {
		t.Error("scanned twice")
	}
}

func TestNoLanguage(t *testing.T) {
	lines, err := New().Lines("klingon", "a\nb")
	if !errors.Is(err, ErrUnknownLanguage) || join(lines) != "a\nb" {
		t.Errorf("got %v, %v", lines, err)
	}
	if lines, err := New().Lines("", ""); err != nil || len(lines) != 1 || len(lines[0]) != 0 {
		t.Errorf("got %v, %v", lines, err)
	}
}

// A brokenLexer does what chroma's lexers do on a bad day.
type brokenLexer struct {
	chroma.Lexer
	tokens []string
	pause  time.Duration
	panics bool
}

func (l *brokenLexer) Tokenise(*chroma.TokeniseOptions, string) (chroma.Iterator, error) {
	i := -1
	return func() chroma.Token {
		if l.panics {
			panic("unknown state")
		}
		if i++; i == len(l.tokens) {
			return chroma.EOF
		}
		time.Sleep(l.pause)
		return chroma.Token{Type: chroma.Keyword, Value: l.tokens[i]}
	}, nil
}

func TestBrokenLexer(t *testing.T) {
	for _, c := range []struct {
		name  string
		lexer *brokenLexer
		limit time.Duration
		want  string
	}{
		{"whole", &brokenLexer{tokens: []string{"a", "\n", "b"}}, time.Second, "‹k a›\n‹k b›\n"},
		{"last line end", &brokenLexer{tokens: []string{"a\nb\n"}}, time.Second, "‹k a›\n‹k b›\n"},
		{"short", &brokenLexer{tokens: []string{"a"}}, time.Second, "a\nb\nerror: the lexer does not give the text back\n"},
		{"long", &brokenLexer{tokens: []string{"a\nb\n\n"}}, time.Second, "a\nb\nerror: the lexer does not give the text back\n"},
		{"other", &brokenLexer{tokens: []string{"a", "b"}}, time.Second, "a\nb\nerror: the lexer does not give the text back\n"},
		{"panics", &brokenLexer{panics: true}, time.Second, "a\nb\nerror: the x lexer stopped: unknown state\n"},
		{"slow", &brokenLexer{tokens: []string{"a\nb"}, pause: 5 * time.Millisecond}, time.Millisecond, "a\nb\nerror: the lexer does not come to an end\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, err := chromaLines(chromaLexer{c.lexer, c.limit}, "x", "a\nb")
			check(t, "a\nb", lines)
			if got := dump(lines, err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// testLexer returns a lexer with rules of our own.
func testLexer(rules chroma.Rules) chromaLexer {
	old := chroma.MustNewLexer(&chroma.Config{Name: "x"}, func() chroma.Rules { return rules })
	return chromaLexer{newRuleLexer(old, chroma.NewLexerRegistry()), lexTimeout}
}

// A match of chroma's own lexer would give up after a quarter of a second.
func TestTimeoutIsRaised(t *testing.T) {
	reached := false
	lexer := testLexer(chroma.Rules{
		"root": {chroma.Include("other"), {Pattern: `.`, Type: chroma.Text}},
		"other": {{Pattern: `a`, Type: chroma.EmitterFunc(func(groups []string, state *chroma.LexerState) chroma.Iterator {
			for _, rules := range state.Rules {
				for _, rule := range rules {
					reached = true
					if rule.Regexp.MatchTimeout != lexTimeout {
						t.Errorf("%s stops after %v", rule.Pattern, rule.Regexp.MatchTimeout)
					}
				}
			}
			return chroma.Literator(chroma.Token{Type: chroma.Keyword, Value: groups[0]})
		})}},
	})
	lines, err := chromaLines(lexer, "x", "ba")
	if got := dump(lines, err); got != "b‹k a›\n" || !reached {
		t.Errorf("got %q", got)
	}
}

// Chroma's own machine would run these for ever.
func TestCircles(t *testing.T) {
	for name, rules := range map[string]chroma.Rules{
		"silent": {"root": {{Pattern: ``, Mutator: chroma.Push("root")}}},
		"loud":   {"root": {{Pattern: `(?=a)`, Type: chroma.Text}}},
		"ping":   {"root": {{Pattern: ``, Mutator: chroma.Push("b")}}, "b": {{Pattern: ``, Mutator: chroma.Pop(1)}}},
	} {
		lines, err := chromaLines(testLexer(rules), "x", "a\nb")
		if err != ErrStuck || join(lines) != "a\nb" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestEmptyStack(t *testing.T) {
	lexer := testLexer(chroma.Rules{"root": {{Pattern: `a`, Type: chroma.Keyword, Mutator: chroma.Pop(1)}}})
	if got, want := dump(chromaLines(lexer, "x", "ab")), "‹k a›b\nerror: not x at line 1: \"b\"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	lexer = testLexer(chroma.Rules{"root": {{Pattern: `a`, Type: chroma.Keyword, Mutator: chroma.Pop(2)}}})
	if lines, err := chromaLines(lexer, "x", "ab"); err == nil || dump(lines, nil) != "ab\n" {
		t.Errorf("got %v, %v", lines, err)
	}
}

// The machine must find the tokens that chroma's finds.
func TestSameTokensAsChroma(t *testing.T) {
	for lang, text := range map[string]string{
		"Python": pyListing, "C": "#include <x.h>\nint main(void) { return 'a'; /* x */ }\n",
		"HTML": "<a b='c'>&amp;<script>var x = 1</script><style>p{a:b}</style><!-- c -->\n",
		"Bash": "for f in *.go; do echo \"$f ${x:-y}\" | wc; done <<EOF\n$(a)\nEOF\n",
		"YAML": "a: [b, 'c']\nd: |\n  e\n", "Perl": "my $x = <<E;\nq\nE\ns/a/b/g;\n",
		"Raku": "my $x = q:to/E/;\n a\n E\nsay 'x';\n", "Ruby": "x = <<~A\n b\nA\ny %w[a b]\n",
		"JavaScript": "const a = /x[/]y/g, b = `c${d}e`;\n?", "Python 2": "print `a`, ur'x'\n$\n",
	} {
		old := lexers.Get(lang)
		want, err := chroma.Tokenise(chroma.Coalesce(old), nil, text)
		if err != nil {
			t.Fatal(err)
		}
		reg := chroma.NewLexerRegistry()
		for _, l := range lexers.GlobalLexerRegistry.Lexers {
			if r, ok := l.(*chroma.RegexLexer); ok {
				reg.Register(foreignLexer{newRuleLexer(r, reg)})
			}
		}
		got, err := chroma.Tokenise(chroma.Coalesce(reg.Get(lang)), nil, text)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v, want %v", lang, got, err, want)
		}
	}
}

// A first set that is too small would change colours without a word.
func TestFirstSets(t *testing.T) {
	text := []rune(pyListing + goListing + "\r\n\t <a b='c'>&amp;<!-- -->{%%}@$#!~^|?:;[]\\`\x00é日\u2028K")
	for _, name := range []string{"Python", "Python 2", "Bash", "HTML", "CSS", "JavaScript", "YAML", "C", "Ruby", "Gherkin", "SQL", "TeX"} {
		l := newRuleLexer(lexers.Get(name).(*chroma.RegexLexer), lexers.GlobalLexerRegistry)
		if _, err := l.Tokenise(nil, ""); err != nil {
			t.Fatal(err)
		}
		useful := 0
		for rule, first := range l.first {
			if !first.has(0) || !first.has('~') {
				useful++
			}
			for pos, c := range text {
				if first.has(c) {
					continue
				}
				if m, err := rule.Regexp.FindRunesMatchStartingAt(text, pos); err != nil || m != nil && m.RuneIndex == pos {
					t.Fatalf("%s: %.80s matches at %q, %v", name, rule.Regexp, c, err)
				}
			}
		}
		if useful == 0 {
			t.Errorf("%s: no rule has a first set", name)
		}
	}
}
